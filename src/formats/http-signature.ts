/**
 * HTTP Message Signatures (RFC 9421), as far as one signature over a request needs them: what is covered, in
 * which words it is signed, and nothing of what may be trusted.
 *
 * Read strictly. Of two ways to read a header the product takes neither: one signature, each parameter and each
 * component once, no parameters on components.
 */
import { formatError, fromBase64 } from './bytes.ts'

/** A request as it arrived. */
export interface SignedMessage {
  readonly method: string
  /** Absolute, as the client addressed it. */
  readonly targetUri: string
  /** Value of a header field, by its name in small letters; of several, joined by a comma and a space. */
  field(name: string): string | undefined
}

export interface MessageSignature {
  /** In the order of the header: names of fields, and derived components such as `@method`. */
  readonly components: readonly string[]
  /** Seconds since 1970. */
  readonly created?: number
  readonly expires?: number
  readonly nonce?: string
  readonly keyid?: string
  readonly alg?: string
  readonly tag?: string
  /** The bytes that the key signed. */
  readonly signature: Uint8Array
  /** As RFC 9421 section 2.3 wants them in the last line of the base. */
  readonly params: string
}

const token = '[a-z*][a-z0-9_.*-]*'
const string = String.raw`"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"`
const member = new RegExp(
  `^(${token})=\\( *((?:${string})(?: +(?:${string}))*)? *\\)((?: *; *${token}=(?:${string}|-?[0-9]{1,15}))*)$`,
)
const parameter = new RegExp(` *; *(${token})=(${string}|-?[0-9]{1,15})`, 'g')
const component = /^(?:@[a-z-]+|[a-z0-9!#$%&'*+.^_`|~-]+)$/
const numbers = ['created', 'expires'] as const
const texts = ['nonce', 'keyid', 'alg', 'tag'] as const

/**
 * The one signature of a request, from its headers `Signature-Input` and `Signature` (sections 4.1 and 4.2).
 *
 * @throws PosternError ERR_FORMAT for several signatures, labels that differ, and whatever stands twice
 */
export function parseSignature(input: string, signature: string): MessageSignature {
  const [, label, listed = '', rest = ''] = member.exec(input.trim()) ?? []
  if (label === undefined) throw formatError('Signature-Input must be one signature in the form of RFC 9421')
  const components = (listed.match(new RegExp(string, 'g')) ?? []).map(unquoted)
  const strange = components.find((name) => !component.test(name) || name === '@signature-params')
  if (strange !== undefined) throw formatError('Signature-Input covers what is no component')
  if (new Set(components).size !== components.length) throw formatError('Signature-Input covers a component twice')
  const found = parametersIn(rest)
  const [, labelled, value] = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):$/.exec(signature.trim()) ?? []
  if (labelled !== label || value === undefined) {
    throw formatError('Signature must be one signature, under the label of Signature-Input')
  }
  return {
    components,
    ...typed(found),
    signature: fromBase64(value, 'the signature'),
    params: `(${components.map((name) => `"${name}"`).join(' ')})${[...found].map(([name, raw]) => `;${name}=${raw}`).join('')}`,
  }
}

/** In their order: a signature is over the parameters as they were sent. */
function parametersIn(rest: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', raw = ''] of rest.matchAll(parameter)) {
    if (found.has(name)) throw formatError(`Signature-Input has the parameter ${name} twice`)
    found.set(name, raw)
  }
  return found
}

function typed(found: ReadonlyMap<string, string>): Partial<MessageSignature> {
  const known: Record<string, string | number> = {}
  for (const [name, raw] of found) {
    const isText = raw.startsWith('"')
    if (numbers.some((one) => one === name) && !isText) known[name] = Number(raw)
    else if (texts.some((one) => one === name) && isText) known[name] = unquoted(raw)
    else throw formatError('Signature-Input has a parameter that RFC 9421 does not know, or of another type')
  }
  return known
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
}

/**
 * The text that is signed (section 2.5).
 *
 * @throws PosternError ERR_FORMAT naming a component that the message does not have
 */
export function signatureBase(
  message: SignedMessage,
  { components, params }: Pick<MessageSignature, 'components' | 'params'>,
): string {
  const lines = components.map((name) => {
    const value = name.startsWith('@') ? derived(message, name) : message.field(name)?.trim()
    if (value === undefined || /[\r\n]/.test(value))
      throw formatError(`the message has no ${name}`, { component: name })
    return `"${name}": ${value}`
  })
  return [...lines, `"@signature-params": ${params}`].join('\n')
}

/** Section 2.2; undefined for a component that only a response has, and for one that is not known here. */
function derived({ method, targetUri }: SignedMessage, name: string): string | undefined {
  const url = new URL(targetUri)
  switch (name) {
    case '@method':
      return method
    case '@target-uri':
      return targetUri
    case '@authority':
      return url.host
    case '@scheme':
      return url.protocol.slice(0, -1)
    case '@path':
      return url.pathname
    case '@query':
      return url.search === '' ? '?' : url.search
    case '@request-target':
      return url.pathname + url.search
  }
  return undefined
}
