/**
 * The register of staff: who may act, in which roles, and with which key they sign.
 *
 * Kept in the office's own stream of the log, so enrolling somebody is an event that names who did it and
 * that nobody can take out again.
 */
import type { StaffMember } from '#approval/staff.ts'
import type { Actor, Reason } from '#case/commands.ts'
import { roles as allRoles } from '#case/roles.ts'
import { PosternError } from '#errors.ts'
import { parseVkey } from '#formats/note.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Ports } from './ports.ts'

const enrolled = 'staff.enrolled'
const left = 'staff.left'

export async function staff({ ledger }: Pick<Ports, 'ledger'>): Promise<ReadonlyMap<string, StaffMember>> {
  return membersIn(await ledger.load(officeStream))
}

function membersIn(events: readonly StoredEvent[]): ReadonlyMap<string, StaffMember> {
  const members = new Map<string, StaffMember>()
  for (const { record } of events) {
    const body: unknown = record.body
    if (record.type === enrolled && isMember(body)) members.set(body.id, body)
    if (record.type === left && isMember(body)) members.delete(body.id)
  }
  return members
}

/** Who acts, as the register has them. @throws PosternError ERR_INPUT_INVALID for somebody it does not have */
export async function actor(ports: Pick<Ports, 'ledger'>, id: string): Promise<Actor> {
  const member = (await staff(ports)).get(id)
  if (member === undefined) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      `The register has nobody called ${JSON.stringify(id)}.`,
      { staff: id },
      {
        mend: 'See who is enrolled with `postern staff list`.',
      },
    )
  }
  return { id, roles: member.roles }
}

/**
 * Enroll somebody, or change their roles or key.
 *
 * The first person is enrolled by the installation itself, as is the cast of a demonstration as long as nobody
 * real is on the register; after that only an administrator enrolls, and nobody changes their own entry.
 *
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws PosternError ERR_INPUT_INVALID naming what is wrong; nothing was recorded
 */
export function enroll(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  by: Actor,
  member: StaffMember,
): Promise<Reason | undefined> {
  return append(ports, by, enrolled, (members) => {
    const others = [...members.values()]
    const settingUp = by.id === 'system:setup' && [...(others.length > 0 ? [member] : []), ...others].every(isDemo)
    if (!settingUp && !isAdministrator(members, by)) return onlyAdministrators('enrolls staff')
    if (by.id === member.id) return { code: 'own-entry', words: 'Nobody changes their own entry.' }
    check(member, others)
    return { member }
  })
}

/** Take somebody off the register. What they signed stays valid. @returns and throws as `enroll` does */
export function leave(ports: Pick<Ports, 'ledger' | 'clock'>, by: Actor, id: string): Promise<Reason | undefined> {
  return append(ports, by, left, (members) => {
    if (!isAdministrator(members, by)) return onlyAdministrators('takes staff off the register')
    const member = members.get(id)
    if (member === undefined) throw invalid(`The register has nobody called ${JSON.stringify(id)}.`, { staff: id })
    return { member }
  })
}

function isDemo({ demo }: StaffMember): boolean {
  return demo
}

/** As the register has them at this moment, and not when they began. */
function isAdministrator(members: ReadonlyMap<string, StaffMember>, by: Actor): boolean {
  return members.get(by.id)?.roles.includes('administrator') === true
}

function onlyAdministrators(does: string): Reason {
  return { code: 'administrator-only', words: `Only an administrator ${does}.` }
}

function check(member: StaffMember, others: readonly StaffMember[]): void {
  const { id, agency, roles, key } = member
  if (!/^[a-z][a-z0-9-]{1,63}$/.test(id)) throw invalid('An id is small letters, digits and -, such as b-officer.', {})
  if (!isCode(vocabulary.agencies, agency)) throw invalid('The agency is none of the vocabulary.', { staff: id })
  const unknown = roles.filter((role) => !allRoles.includes(role) || role === 'system')
  if (roles.length === 0 || unknown.length > 0)
    throw invalid('A role is none that a person can have.', { staff: id, roles: unknown })
  if (key === undefined) {
    if (roles.some((role) => role === 'approver' || role === 'privacy-officer')) {
      throw invalid('Whoever approves needs a key of their own.', { staff: id })
    }
    return
  }
  const parsed = parseVkey(key)
  if (parsed.name !== id) throw invalid('The key is named for somebody else.', { staff: id, key: parsed.name })
  const material = Buffer.from(parsed.publicKey).toString('hex')
  const twin = others.find(
    (other) =>
      other.id !== id &&
      other.key !== undefined &&
      Buffer.from(parseVkey(other.key).publicKey).toString('hex') === material,
  )
  if (twin !== undefined)
    throw invalid('This key is registered for somebody else already.', { staff: id, other: twin.id })
}

/** Judged anew each time somebody else changed the register first: two who enroll at once cannot share a key. */
async function append(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  by: Actor,
  type: string,
  change: (members: ReadonlyMap<string, StaffMember>) => { readonly member: StaffMember } | Reason,
): Promise<Reason | undefined> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const events = await ports.ledger.load(officeStream)
    const changed = change(membersIn(events))
    if ('code' in changed) return changed
    const result = await ports.ledger.append({
      stream: officeStream,
      after: events.length,
      events: [{ type, at: ports.clock.now(), actor: by.id, body: { ...changed.member }, people: {} }],
    })
    if (result.outcome === 'appended') return undefined
  }
  throw new PosternError('ERR_CASE_CONFLICT', 'Others keep changing the register; nothing was recorded.', {
    by: by.id,
  })
}

function isMember(value: unknown): value is StaffMember {
  return typeof value === 'object' && value !== null && 'id' in value && 'roles' in value && 'agency' in value
}

function invalid(message: string, evidence: Record<string, string | string[]>): PosternError {
  return new PosternError('ERR_INPUT_INVALID', message, evidence)
}
