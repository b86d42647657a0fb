/**
 * The keys of requesters: the age recipient that answers are sealed to, and the key that a system signs with.
 *
 * Both stand in the office's own stream, so who registered which key is an event that nobody can take out again.
 */
import type { Actor, Reason } from '#case/commands.ts'
import { PosternError } from '#errors.ts'
import { equalBytes, toBase64, utf8 } from '#formats/bytes.ts'
import { parseVkey, signatureType } from '#formats/note.ts'
import { sha256 } from '#formats/sha256.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { seal } from '#seal/seal.ts'
import type { Json } from '#vocabulary/json.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { Ports } from './ports.ts'
import { staff } from './register.ts'
import type { Challenges } from './requester-ports.ts'

export interface ReceivingKey {
  readonly recipient: string
  readonly since: Instant
}

export interface SigningKey {
  /** What a signed request names it by. */
  readonly keyid: string
  readonly member: string
  readonly publicKey: Uint8Array
  /** The agreement that names it, where one does. */
  readonly agreement?: string
  readonly since: Instant
  readonly by: string
}

const confirmed = 'requester.key-confirmed'
const removed = 'requester.key-removed'
const registered = 'requester.signing-key-registered'
const revoked = 'requester.signing-key-revoked'

type Office = Pick<Ports, 'ledger' | 'clock'>

/** The keys that this requester has shown to be theirs, the newest first. */
export async function receivingKeys(
  { ledger }: Pick<Ports, 'ledger'>,
  member: string,
): Promise<readonly ReceivingKey[]> {
  return receivingIn(await ledger.load(officeStream), member)
}

function receivingIn(events: readonly StoredEvent[], member: string): readonly ReceivingKey[] {
  const keys = new Map<string, ReceivingKey>()
  for (const { record } of events) {
    const body = fieldsOf(record.body)
    if (body['member'] !== member || body['recipient'] === undefined) continue
    if (record.type === confirmed) keys.set(body['recipient'], { recipient: body['recipient'], since: record.at })
    if (record.type === removed) keys.delete(body['recipient'])
  }
  return [...keys.values()].toReversed()
}

const challengeMinutes = 60
const mostTries = 5
/** Crockford's base 32: read off a screen and typed. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Begin to register a key: seal a code to it, which only its holder can open.
 *
 * @returns the sealed file as text, for the requester to open
 * @throws PosternError ERR_RECEIVER_KEY saying what the text is instead; nothing was kept
 */
export async function challengeKey(
  { clock, randomness }: Pick<Ports, 'clock' | 'randomness'>,
  challenges: Challenges,
  member: string,
  typed: string,
): Promise<string> {
  const recipient = parseRecipient(typed)
  const symbols = Array.from(randomness.bytes(12), (byte) => digits[byte % 32]).join('')
  const code = symbols.replaceAll(/(.{4})(?=.)/g, '$1-')
  const sealed = armored(await seal(utf8(`${code}\n`), recipient))
  const expiresAt = new Date(Date.parse(clock.now()) + challengeMinutes * 60_000).toISOString()
  await challenges.put(member, { recipient, code: hashOf(code), sealed, expiresAt })
  return sealed
}

export type Confirmed =
  | { readonly confirmed: true; readonly recipient: string }
  | { readonly confirmed: false; readonly reason: 'nothing' | 'expired' | 'too-often' | 'wrong'; readonly left: number }

/** The code from the sealed file, read by whoever holds the key. Five tries, then a new file. */
export async function confirmKey(
  ports: Office,
  challenges: Challenges,
  member: string,
  typed: string,
): Promise<Confirmed> {
  const challenge = await challenges.try(member)
  const left = Math.max(0, mostTries - (challenge?.tries ?? 0))
  if (challenge === undefined) return { confirmed: false, reason: 'nothing', left }
  if (challenge.expiresAt <= ports.clock.now()) return { confirmed: false, reason: 'expired', left }
  if (challenge.tries > mostTries) return { confirmed: false, reason: 'too-often', left }
  if (!equalBytes(hashOf(typed), challenge.code)) {
    return { confirmed: false, reason: left === 0 ? 'too-often' : 'wrong', left }
  }
  const { recipient } = challenge
  await append(ports, member, (events) =>
    receivingIn(events, member).some((key) => key.recipient === recipient)
      ? undefined
      : { type: confirmed, body: { member, recipient } },
  )
  await challenges.remove(member)
  return { confirmed: true, recipient }
}

/** Nothing more is asked for under this key; what was asked for is still sealed to it. */
export async function removeKey(ports: Office, member: string, recipient: string): Promise<void> {
  await append(ports, member, (events) =>
    receivingIn(events, member).some((key) => key.recipient === recipient)
      ? { type: removed, body: { member, recipient } }
      : undefined,
  )
}

/** Read aloud or typed with other hyphens and in small letters, it is the same code. */
function hashOf(code: string): Uint8Array {
  const symbols = code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return sha256(utf8(`postern.key-code.v1\0${symbols}`))
}

/** C2SP age, "ASCII armor". */
function armored(file: Uint8Array): string {
  const lines = toBase64(file).match(/.{1,64}/g) ?? []
  return ['-----BEGIN AGE ENCRYPTED FILE-----', ...lines, '-----END AGE ENCRYPTED FILE-----', ''].join('\n')
}

/** Every signing key that stands, by the id that a signed request names it by. */
export async function signingKeys({ ledger }: Pick<Ports, 'ledger'>): Promise<ReadonlyMap<string, SigningKey>> {
  return signingIn(await ledger.load(officeStream))
}

function signingIn(events: readonly StoredEvent[]): ReadonlyMap<string, SigningKey> {
  const keys = new Map<string, SigningKey>()
  for (const { record } of events) {
    const { member, key, keyid, agreement } = fieldsOf(record.body)
    if (record.type === registered && member !== undefined && key !== undefined) {
      const parsed = parseVkey(key)
      const id = `${parsed.name}+${parsed.id}`
      const since = { since: record.at, by: record.actor }
      keys.set(id, {
        keyid: id,
        member,
        publicKey: parsed.publicKey,
        ...(agreement === undefined ? {} : { agreement }),
        ...since,
      })
    }
    if (record.type === revoked && keyid !== undefined) keys.delete(keyid)
  }
  return keys
}

/**
 * Register the key that a requester's system signs with: an administrator's act, for a requester of their agency.
 *
 * @param vkey a C2SP verifier key of type Ed25519, named as the requester is in the register
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws PosternError ERR_INPUT_INVALID for a text that is no such key
 */
export async function registerSigningKey(
  ports: Office,
  by: Actor,
  { vkey, agreement }: { readonly vkey: string; readonly agreement?: string },
): Promise<Reason | undefined> {
  const refusal = await onlyAdministrators(ports, by)
  if (refusal !== undefined) return refusal
  const parsed = readVkey(vkey)
  const owner = (await staff(ports)).get(parsed.name)
  const administrator = (await staff(ports)).get(by.id)
  if (owner === undefined || !owner.roles.includes('requester') || owner.agency !== administrator?.agency) {
    return { code: 'no-such-requester', words: 'The key is named for nobody who is a requester of this agency.' }
  }
  let taken = false
  await append(ports, by.id, (events) => {
    taken = [...signingIn(events).values()].some(({ publicKey }) => equalBytes(publicKey, parsed.publicKey))
    if (taken) return undefined
    const body = { member: owner.id, key: vkey, ...(agreement === undefined ? {} : { agreement }) }
    return { type: registered, body }
  })
  return taken ? { code: 'key-stands', words: 'This key is registered already.' } : undefined
}

/** From the next request on nothing is signed with it. @returns why it is refused, where it is */
export async function revokeSigningKey(ports: Office, by: Actor, keyid: string): Promise<Reason | undefined> {
  const refusal = await onlyAdministrators(ports, by)
  if (refusal !== undefined) return refusal
  let known = false
  await append(ports, by.id, (events) => {
    known = signingIn(events).has(keyid)
    return known ? { type: revoked, body: { keyid } } : undefined
  })
  return known ? undefined : { code: 'key-unknown', words: 'No such key is registered.' }
}

async function onlyAdministrators(ports: Office, by: Actor): Promise<Reason | undefined> {
  // As the register has them at this moment, and not when their session began.
  const member = (await staff(ports)).get(by.id)
  if (member?.roles.includes('administrator') === true) return undefined
  return { code: 'administrator-only', words: 'Only an administrator registers the keys of requesters.' }
}

function readVkey(vkey: string): ReturnType<typeof parseVkey> {
  const mend = 'Write it as name+id+key, as `postern staff new-key` prints it; the name is the requester’s id.'
  try {
    const parsed = parseVkey(vkey)
    if (parsed.type === signatureType.ed25519) return parsed
  } catch {
    // Said below, without the text: what was pasted may be a secret key.
  }
  throw new PosternError('ERR_INPUT_INVALID', 'This is no Ed25519 verifier key.', { characters: vkey.length }, { mend })
}

/** Judged anew each time somebody else wrote to the office's stream first. */
async function append(
  ports: Office,
  by: string,
  make: (events: readonly StoredEvent[]) => { readonly type: string; readonly body: Json } | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const events = await ports.ledger.load(officeStream)
    const made = make(events)
    if (made === undefined) return
    const result = await ports.ledger.append({
      stream: officeStream,
      after: events.length,
      events: [{ ...made, at: ports.clock.now(), actor: by, people: {} }],
    })
    if (result.outcome === 'appended') return
  }
  throw new PosternError('ERR_CASE_CONFLICT', 'Others keep changing the register; nothing was recorded.', { by })
}

function fieldsOf(
  body: unknown,
): Readonly<Partial<Record<'member' | 'recipient' | 'key' | 'keyid' | 'agreement', string>>> {
  if (typeof body !== 'object' || body === null) return {}
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'))
}
