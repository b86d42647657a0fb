/** Who may do what here: the staff register, as a file that the administrator keeps. */
import type { Role } from '#case/roles.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { parseApprovalKey } from '#formats/approval-key.ts'
import { toHex } from '#formats/bytes.ts'
import { code, flag, instant, line, list, object, text, word, type Shape } from '#formats/shape.ts'
import type { Day, Instant } from '#vocabulary/time.ts'

export interface StaffMember {
  /** Also the name of the key. */
  readonly id: string
  readonly agency: string
  readonly roles: readonly Role[]
  /** C2SP verifier key of type Ed25519; without one, and without a passkey, a person approves nothing. */
  readonly key?: string
  /** Keys on devices of theirs; each signs as well as the other. */
  readonly passkeys?: readonly RegisteredPasskey[]
  /** True for a key that comes with the demonstration, whose secret half anybody may have. */
  readonly demo: boolean
  /** What they are called on pages and in letters; the id where nobody said. */
  readonly name?: string
  /** For a requester: whom they ask for. */
  readonly organization?: string
  /** Who they are at the identity provider. Without it they cannot sign in to the pages. */
  readonly login?: Login
  /** First and last day on which their roles count, both included. Oversight always has a last day. */
  readonly from?: Day
  readonly until?: Day
}

export interface RegisteredPasskey {
  /** C2SP verifier key of a passkey, named for its owner (see formats/passkey.ts). */
  readonly key: string
  /** How a browser finds it: the credential's id, base64url. */
  readonly credential: string
  /** What its owner calls the device. */
  readonly label: string
  /** How the device is reached, as the browser said: usb, nfc, internal … */
  readonly transports: readonly string[]
  readonly registeredAt: Instant
}

/** Every key that somebody signs with, as verifier keys. */
export function keysOf({ key, passkeys = [] }: StaffMember): readonly string[] {
  return [...(key === undefined ? [] : [key]), ...passkeys.map((passkey) => passkey.key)]
}

/** An account at an identity provider (OpenID Connect Core, section 5.7: only issuer and subject together name one). */
export interface Login {
  readonly issuer: string
  readonly subject: string
}

/** The roles that somebody holds on a day: none before their first day and after their last. */
export function rolesOn({ roles, from, until }: StaffMember, day: Day): readonly Role[] {
  return (from !== undefined && day < from) || (until !== undefined && day > until) ? [] : roles
}

interface RegisterFile {
  staff: 'postern/staff/v1'
  members: readonly StaffMember[]
}

/** `system` is nobody's; it is what the courier and the scheduler act as. */
const staffRoles: Readonly<Record<Exclude<Role, 'system'>, true>> = {
  'intake-officer': true,
  'disclosure-officer': true,
  counsel: true,
  approver: true,
  'privacy-officer': true,
  administrator: true,
  oversight: true,
  requester: true,
}

const role: Shape<Role> = (value, at): value is Role => {
  if (typeof value === 'string' && Object.hasOwn(staffRoles, value)) return true
  throw wrong(at, `must be one of ${Object.keys(staffRoles).join(', ')}`)
}

const key: Shape<string> = (value, at): value is string => {
  if (typeof value === 'string' && kindOf(value) === 'file') return true
  throw wrong(at, 'must be a verifier key for Ed25519, as name+id+base64')
}

const passkeyKey: Shape<string> = (value, at): value is string => {
  if (typeof value === 'string' && kindOf(value) === 'passkey') return true
  throw wrong(at, 'must be a verifier key of a passkey, as name+id+base64')
}

function kindOf(vkey: string): 'file' | 'passkey' | undefined {
  try {
    return parseApprovalKey(vkey).passkey === undefined ? 'file' : 'passkey'
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}

/** At most this many for one person: a phone, a key on a ring, one in the safe. */
export const mostPasskeys = 8

const passkey = object<RegisteredPasskey>({
  key: passkeyKey,
  credential: text(/^[A-Za-z0-9_-]{16,1400}$/, 'the id of a credential in base64url'),
  label: text(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]{1,60}$/u, 'a name of 1 to 60 characters'),
  transports: list(text(/^[a-z][a-z0-9-]{0,19}$/, 'a way to reach a device, such as usb'), 0, 8),
  registeredAt: instant,
})

/** @throws PosternError ERR_FORMAT naming what is wrong */
export function checkPasskey(entry: RegisteredPasskey): void {
  passkey(entry, '')
}

const day = text(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-22')

type Optional = 'key' | 'passkeys' | 'name' | 'organization' | 'login' | 'from' | 'until'

const shape = object<RegisterFile>({
  staff: word('postern/staff/v1'),
  members: list(
    object<Omit<StaffMember, Optional>, Pick<Required<StaffMember>, Optional>>(
      { id: code, agency: code, roles: list(role, 1, 8), demo: flag },
      {
        key,
        passkeys: list(passkey, 0, mostPasskeys),
        name: line,
        organization: line,
        login: object<Login>({ issuer: line, subject: line }),
        from: day,
        until: day,
      },
    ),
    1,
    10_000,
  ),
})

/**
 * Reads a staff register (`postern/staff/v1`).
 *
 * INVARIANT: one entry for each id, a key under its owner's id, and no key twice, of whatever kind: whoever holds
 * two entries would otherwise be two approvers.
 *
 * @param file the name that the administrator knows it by, for the message
 * @throws PosternError ERR_INPUT_INVALID naming the pointer
 */
export function readStaff(file: string, bytes: Uint8Array): readonly StaffMember[] {
  try {
    const value = parseJson(bytes, 'the staff register')
    if (!shape(value, '')) throw wrong('', 'must be a staff register')
    distinct(value.members)
    return value.members
  } catch (error) {
    if (!isPosternError(error)) throw error
    const { pointer = '' } = error.evidence
    throw new PosternError(
      'ERR_INPUT_INVALID',
      `${file}: ${error.message}`,
      { file, pointer },
      { mend: 'Mend the staff register; until then nobody can act.', cause: error },
    )
  }
}

function distinct(members: readonly StaffMember[]): void {
  const ids = new Set<string>()
  const keys = new Set<string>()
  for (const [i, member] of members.entries()) {
    const { id, key: own, passkeys = [] } = member
    if (ids.has(id)) throw wrong(`/members/${i}/id`, 'stands in the register already')
    ids.add(id)
    const places = passkeys.map((_, at) => `/members/${i}/passkeys/${at}/key`)
    if (own !== undefined) places.unshift(`/members/${i}/key`)
    for (const [at, vkey] of keysOf(member).entries()) {
      const { key: parsed, material } = parseApprovalKey(vkey)
      if (parsed.name !== id) throw wrong(places[at] ?? '', 'must be named as its owner is')
      const bare = toHex(material)
      if (keys.has(bare)) throw wrong(places[at] ?? '', 'is somebody’s already: a key is one person’s')
      keys.add(bare)
    }
  }
}

function wrong(pointer: string, what: string): PosternError {
  return new PosternError('ERR_FORMAT', `${pointer} ${what}`, { pointer })
}
