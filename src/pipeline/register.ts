/**
 * The register of staff: who may act, in which roles, and with which key they sign.
 *
 * Kept in the office's own stream of the log, so enrolling somebody is an event that names who did it and
 * that nobody can take out again.
 */
import type { StaffMember } from '#approval/staff.ts'
import type { Actor } from '#case/commands.ts'
import { roles as allRoles } from '#case/roles.ts'
import { PosternError } from '#errors.ts'
import { parseVkey } from '#formats/note.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Ports } from './ports.ts'

const enrolled = 'staff.enrolled'
const left = 'staff.left'

export async function staff({ ledger }: Pick<Ports, 'ledger'>): Promise<ReadonlyMap<string, StaffMember>> {
  const members = new Map<string, StaffMember>()
  for (const { record } of await ledger.load(officeStream)) {
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
 * The first person is enrolled by the installation itself; after that only an administrator enrolls, and
 * nobody changes their own entry.
 *
 * @throws PosternError ERR_INPUT_INVALID naming what is wrong; nothing was recorded
 */
export async function enroll(ports: Pick<Ports, 'ledger' | 'clock'>, by: Actor, member: StaffMember): Promise<void> {
  const members = await staff(ports)
  const first = members.size === 0 && by.id === 'system:setup'
  if (!first && by.id !== 'system:setup' && !by.roles.includes('administrator')) {
    throw invalid('Only an administrator enrolls staff.', { by: by.id })
  }
  if (by.id === member.id) throw invalid('Nobody changes their own entry.', { by: by.id })
  check(member, [...members.values()])
  await append(ports, by, enrolled, member)
}

/** Take somebody off the register. What they signed stays valid. */
export async function leave(ports: Pick<Ports, 'ledger' | 'clock'>, by: Actor, id: string): Promise<void> {
  const member = (await staff(ports)).get(id)
  if (member === undefined) throw invalid(`The register has nobody called ${JSON.stringify(id)}.`, { staff: id })
  if (!by.roles.includes('administrator'))
    throw invalid('Only an administrator takes staff off the register.', { by: by.id })
  await append(ports, by, left, member)
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

async function append(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  by: Actor,
  type: string,
  member: StaffMember,
): Promise<void> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const after = (await ports.ledger.load(officeStream)).length
    const result = await ports.ledger.append({
      stream: officeStream,
      after,
      events: [{ type, at: ports.clock.now(), actor: by.id, body: { ...member }, people: {} }],
    })
    if (result.outcome === 'appended') return
  }
  throw new PosternError('ERR_CASE_CONFLICT', 'Others keep changing the register; nothing was recorded.', {
    staff: member.id,
  })
}

function isMember(value: unknown): value is StaffMember {
  return typeof value === 'object' && value !== null && 'id' in value && 'roles' in value && 'agency' in value
}

function invalid(message: string, evidence: Record<string, string | string[]>): PosternError {
  return new PosternError('ERR_INPUT_INVALID', message, evidence)
}
