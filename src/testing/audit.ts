/** An audit of listed members, from the letter to a decision that releases them. */
import { Client } from 'pg'
import { utf8 } from '#formats/bytes.ts'
import { decide, match } from '#pipeline/determine.ts'
import { receive } from '#pipeline/intake.ts'
import { listMembers } from '#pipeline/members.ts'
import { loadCase, move } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { answer, days, officer, ok, reader, type TestOffice } from './office.ts'

export const auditElements = ['name', 'date-of-birth', 'case-number', 'enrollment', 'home-address', 'mailing-address']

/** Keys of persons of the caseload, in the order of the source; all of them without a limit. */
export async function memberKeys({ env }: Pick<TestOffice, 'env'>, limit?: number): Promise<string[]> {
  const client = new Client({ connectionString: env.POSTERN_SOURCE_URL })
  await client.connect()
  try {
    const { rows } = await client.query<{ key: string }>(
      'select person_id as key from ma_dta.person order by person_id limit $1',
      [limit ?? null],
    )
    return rows.map(({ key }) => key)
  } finally {
    await client.end()
  }
}

export const listOf = (keys: readonly string[]): Uint8Array => utf8(`${keys.join('\n')}\n`)

/** A federal program agency asks for the files of a sample. */
export function auditLetter(recipient: string, reference: string): object {
  return {
    request: 'postern/request/v1',
    agency: 'ma-dta',
    channel: 'letter',
    form: 'written',
    requester: {
      kind: 'federal-program-agency',
      organization: 'usda-fns',
      name: 'Synthetic Auditor',
      statesAuthority: true,
    },
    reference,
    purpose: 'audit',
    programs: ['snap'],
    elements: auditElements,
    people: [],
    subjectClass: 'The persons of the enclosed sample',
    receiver: { recipient },
  }
}

/** Hand it in; `changes` are laid over the request. */
export async function handInAudit({ ports, cast }: Pick<TestOffice, 'ports' | 'cast'>, changes: object = {}) {
  const reference = `SYN-audit-${ports.randomness.bytes(4).join('-')}`
  const letter = { ...auditLetter(cast.receiver.recipient, reference), ...changes }
  const file = { name: 'request.json', bytes: utf8(JSON.stringify(letter)) }
  const received = await receive(ports, await actor(ports, 'demo-intake'), file, [])
  if (!received.received) throw new Error('the audit was not received')
  return received
}

/** Received, verified, looked into, and its members listed as those whom the requester named. */
export async function listedAudit(
  office: Pick<TestOffice, 'ports' | 'cast'>,
  keys: readonly string[],
  changes: object = {},
) {
  const { ports } = office
  const { stream, number } = await handInAudit(office, changes)
  const by = await officer(ports)
  const called = { channel: 'telephone', contactFrom: 'published-directory', spokeTo: 'Duty desk (synthetic)' } as const
  ok(await move(ports, by, stream, () => ({ command: 'verify-requester', result: 'verified', ...called })))
  const other = await reader(ports)
  ok(await move(ports, other, stream, () => ({ command: 'confirm-requester' })))
  const checked = { finding: 'injunction-checked', programs: [] } as const
  for (const found of [checked, { finding: 'data-protocol' } as const]) {
    ok(await move(ports, by, stream, () => ({ command: 'record-finding', stands: true, ...found })))
  }
  ok(await listMembers(ports, by, stream, { bytes: listOf(keys), named: true }))
  return { stream, number }
}

/** Matched, decided and signed by counsel: ready to be prepared. */
export async function answeredAudit(
  office: Pick<TestOffice, 'ports' | 'cast'>,
  keys: readonly string[],
  changes: object = {},
) {
  const { ports } = office
  const { stream, number } = await listedAudit(office, keys, changes)
  const by = await officer(ports)
  ok((await match(ports, by, stream)).moved)
  const counsel = await actor(ports, 'demo-counsel')
  ok(
    await move(ports, counsel, stream, () => ({ command: 'record-counsel', decision: 'approve', on: days(ports, -1) })),
  )
  ok(await decide(ports, by, stream))
  const { state } = await loadCase(ports, stream)
  if (state.decision?.disposition !== 'release' || state.decision.duties.includes('refer-to-counsel'))
    await answer(office, stream)
  return { stream, number }
}
