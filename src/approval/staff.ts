/** Who may do what here: the staff register, as a file that the administrator keeps. */
import type { Role } from '#case/roles.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { parseVkey, signatureType } from '#formats/note.ts'
import { code, flag, line, list, object, text, word, type Shape } from '#formats/shape.ts'
import type { Day } from '#vocabulary/time.ts'

export interface StaffMember {
  /** Also the name of the key. */
  readonly id: string
  readonly agency: string
  readonly roles: readonly Role[]
  /** C2SP verifier key of type Ed25519; without one a person approves nothing. */
  readonly key?: string
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
  if (typeof value === 'string' && isEd25519(value)) return true
  throw wrong(at, 'must be a verifier key for Ed25519, as name+id+base64')
}

function isEd25519(vkey: string): boolean {
  try {
    return parseVkey(vkey).type === signatureType.ed25519
  } catch (error) {
    if (isPosternError(error)) return false
    throw error
  }
}

const day = text(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-22')

type Optional = 'key' | 'name' | 'organization' | 'login' | 'from' | 'until'

const shape = object<RegisterFile>({
  staff: word('postern/staff/v1'),
  members: list(
    object<Omit<StaffMember, Optional>, Pick<Required<StaffMember>, Optional>>(
      { id: code, agency: code, roles: list(role, 1, 8), demo: flag },
      {
        key,
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
 * INVARIANT: one entry for each id, a key under its owner's id, and no key twice: whoever holds two
 * entries would otherwise be two approvers.
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
  for (const [i, { id, key: vkey }] of members.entries()) {
    if (ids.has(id)) throw wrong(`/members/${i}/id`, 'stands in the register already')
    ids.add(id)
    if (vkey === undefined) continue
    const { name, publicKey } = parseVkey(vkey)
    if (name !== id) throw wrong(`/members/${i}/key`, 'must be named as its owner is')
    const material = publicKey.join()
    if (keys.has(material)) throw wrong(`/members/${i}/key`, 'is somebody’s already: a key is one person’s')
    keys.add(material)
  }
}

function wrong(pointer: string, what: string): PosternError {
  return new PosternError('ERR_FORMAT', `${pointer} ${what}`, { pointer })
}
