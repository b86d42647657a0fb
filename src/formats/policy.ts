/** Trust policies (C2SP tlog-policy): which logs, which witnesses, and how many of them are enough. */
import { equalBytes, formatError, fromUtf8, utf8 } from './bytes.ts'
import { formatVkey, parseVkey, signatureType, type VerifierKey } from './note.ts'

export interface PolicyLog {
  /** Its name is the log's origin. */
  readonly key: VerifierKey
  readonly url?: string
}

export interface PolicyWitness {
  /** Within this policy only; the key has a name of its own. */
  readonly name: string
  readonly key: VerifierKey
  readonly url?: string
}

export interface PolicyGroup {
  readonly name: string
  /** How many members have to have witnessed a checkpoint: 1 for "any", all of them for "all". */
  readonly threshold: number
  /** Witnesses and groups that stand earlier. */
  readonly members: readonly string[]
}

export interface Policy {
  readonly logs: readonly PolicyLog[]
  readonly witnesses: readonly PolicyWitness[]
  readonly groups: readonly PolicyGroup[]
  /** A witness or a group, or "none": no cosignature is needed, and two histories could be shown. */
  readonly quorum: string
}

const none = 'none'
const longest = 1_000_000

/**
 * Reads a policy as strictly as the text has it: comments are whole lines, every line has its end, a name
 * is defined before it is used and a member of one group at most, no two logs and no two witnesses have
 * one public key.
 *
 * @param source octets; names are opaque, so that whether two are the same does not depend on Unicode
 * @throws PosternError ERR_FORMAT with the number of the line
 */
export function parsePolicy(source: Uint8Array | string): Policy {
  const octets = typeof source === 'string' ? utf8(source) : source
  if (octets.length > longest) throw formatError('a policy is too long', { bytes: octets.length })
  const forbidden = octets.findIndex(isForbidden)
  if (forbidden >= 0) throw formatError('a policy has no control characters but tab and newline', { byte: forbidden })
  const draft = new Draft()
  for (const [i, line] of linesOf(octets).entries()) {
    const refuse: Refuse = (message) => formatError(`line ${i + 1} of the policy: ${message}`, { line: i + 1 })
    const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '')
    if (keyword === undefined || keyword.startsWith('#')) continue
    draft.add(keyword, items.map(textOf), refuse)
  }
  return draft.finish()
}

type Refuse = (message: string) => Error

/** A policy while its lines are read. */
class Draft {
  readonly #logs: PolicyLog[] = []
  readonly #witnesses: PolicyWitness[] = []
  readonly #groups: PolicyGroup[] = []
  /** Witnesses and groups have one namespace. */
  readonly #names = new Set<string>()
  readonly #members = new Set<string>()
  #quorum: string | undefined

  add(keyword: string, items: readonly string[], refuse: Refuse): void {
    switch (keyword) {
      case 'log':
        return this.#addLog(items, refuse)
      case 'witness':
        return this.#addWitness(items, refuse)
      case 'group':
        return this.#addGroup(items, refuse)
      case 'quorum':
        return this.#setQuorum(items, refuse)
      default:
        throw refuse('a line begins with log, witness, group or quorum')
    }
  }

  finish(): Policy {
    if (this.#quorum === undefined) throw formatError('a policy has exactly one quorum line')
    return { logs: this.#logs, witnesses: this.#witnesses, groups: this.#groups, quorum: this.#quorum }
  }

  #addLog([vkey, url, ...more]: readonly string[], refuse: Refuse): void {
    if (vkey === undefined || more.length > 0) throw refuse('log takes a key and perhaps a URL')
    const key = keyOf(vkey, refuse)
    if (hasKey(this.#logs, key)) throw refuse('another log has this public key')
    this.#logs.push({ key, ...urlOf(url, refuse) })
  }

  #addWitness([name, vkey, url, ...more]: readonly string[], refuse: Refuse): void {
    if (name === undefined || vkey === undefined || more.length > 0) {
      throw refuse('witness takes a name, a key and perhaps a URL')
    }
    const key = keyOf(vkey, refuse)
    // "Log and witness keys must use a signature type appropriate": a witness's states a time.
    if (key.type !== signatureType.cosignatureV1 && key.type !== signatureType.mlDsa44) {
      throw refuse('the key of a witness has type 0x04 or 0x06')
    }
    if (hasKey(this.#witnesses, key)) throw refuse('another witness has this public key')
    this.#define(name, refuse)
    this.#witnesses.push({ name, key, ...urlOf(url, refuse) })
  }

  #addGroup([name, count, ...members]: readonly string[], refuse: Refuse): void {
    if (name === undefined || count === undefined || members.length === 0) {
      throw refuse('group takes a name, "all", "any" or a number, and at least one member')
    }
    const threshold = count === 'all' ? members.length : count === 'any' ? 1 : numberOf(count)
    if (threshold < 1 || threshold > members.length) throw refuse('a group needs between one and all of its members')
    for (const member of members) {
      if (!this.#names.has(member)) throw refuse('a member of a group is defined on an earlier line')
      if (this.#members.has(member)) throw refuse('a name is a member of a group once at most')
      this.#members.add(member)
    }
    this.#define(name, refuse)
    this.#groups.push({ name, threshold, members })
  }

  #setQuorum([name, ...more]: readonly string[], refuse: Refuse): void {
    if (name === undefined || more.length > 0) throw refuse('quorum takes one name')
    if (this.#quorum !== undefined) throw refuse('a policy has exactly one quorum line')
    if (name !== none && !this.#names.has(name)) throw refuse('the quorum is defined on an earlier line')
    this.#quorum = name
  }

  #define(name: string, refuse: Refuse): void {
    if (name === none) throw refuse('"none" stands for no quorum and cannot be defined')
    if (this.#names.has(name)) throw refuse('this name is defined already')
    this.#names.add(name)
  }
}

/** The policy in one form: logs, witnesses and groups in their order, then the quorum. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const policy = [
    ...logs.map(({ key, url }) => ['log', formatVkey(key), url]),
    ...witnesses.map(({ name, key, url }) => ['witness', name, formatVkey(key), url]),
    ...groups.map(({ name, threshold, members }) => ['group', name, String(threshold), ...members]),
    ['quorum', quorum],
  ]
    .map((items) => `${items.filter((item) => item !== undefined).join(' ')}\n`)
    .join('')
  // A name with a space in it would be read as two.
  parsePolicy(policy)
  return policy
}

/** Whether these witnesses, by their names in the policy, are a quorum. */
export function isQuorum({ groups, quorum }: Policy, cosigned: ReadonlySet<string>): boolean {
  if (quorum === none) return true
  const witnessed = new Set(cosigned)
  // Members stand before their groups, so one pass settles all.
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => witnessed.has(member)).length >= threshold) witnessed.add(name)
  }
  return witnessed.has(quorum)
}

/** Lines as strings of octets, one character each. */
function linesOf(octets: Uint8Array): string[] {
  if (octets.length > 0 && octets.at(-1) !== 0x0a) throw formatError('the last line of the policy has no end')
  let text = ''
  for (const octet of octets) text += String.fromCharCode(octet)
  return text.split('\n').slice(0, -1)
}

/** Allowed are 0x09, 0x0A, 0x20 to 0x7E and 0x80 to 0xFF. */
function isForbidden(octet: number): boolean {
  return (octet < 0x20 && octet !== 0x09 && octet !== 0x0a) || octet === 0x7f
}

/**
 * Octets as text. Those that are not UTF-8 become lone surrogates, which no UTF-8 gives, so that two
 * names are equal as texts only if they are equal as octets.
 */
function textOf(item: string): string {
  try {
    return fromUtf8(Uint8Array.from(item, (octet) => octet.charCodeAt(0)))
  } catch {
    return item.replaceAll(/[\x80-\xff]/g, (octet) => String.fromCharCode(0xdc00 + octet.charCodeAt(0)))
  }
}

function keyOf(vkey: string, refuse: Refuse): VerifierKey {
  try {
    return parseVkey(vkey)
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'not a verifier key')
  }
}

function urlOf(url: string | undefined, refuse: Refuse): { url?: string } {
  if (url === undefined) return {}
  // Catches a comment behind the key as well, which some programs allow and the text does not.
  if (!URL.canParse(url)) throw refuse('what follows the key is not a URL')
  return { url }
}

function numberOf(count: string): number {
  return /^[1-9][0-9]{0,8}$/.test(count) ? Number(count) : 0
}

/** Keys are the same if their public keys are, whatever their names and types. */
function hasKey(entries: readonly { readonly key: VerifierKey }[], { publicKey }: VerifierKey): boolean {
  return entries.some(({ key }) => equalBytes(key.publicKey, publicKey))
}
