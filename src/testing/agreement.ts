/** A release of listed members that rests on an agreement with a last day: another agency checks who is eligible. */
import { Client } from 'pg'
import { utf8 } from '#formats/bytes.ts'
import { decide, match } from '#pipeline/determine.ts'
import { read, receive } from '#pipeline/intake.ts'
import { listMembers } from '#pipeline/members.ts'
import { move } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { listOf } from './audit.ts'
import { days, ok, type TestOffice } from './office.ts'

const agency = 'me-dhhs-ofi'
const elements = ['name', 'date-of-birth', 'home-address']

/** Decided and ready to be prepared. @param lastDay of the agreement */
export async function agreedCheck(
  { ports, cast, env }: Pick<TestOffice, 'ports' | 'cast' | 'env'>,
  persons: number,
  lastDay: string,
): Promise<{ readonly stream: string; readonly number: string }> {
  const letter = {
    request: 'postern/request/v1',
    agency,
    channel: 'letter',
    form: 'written',
    requester: { kind: 'state-agency', organization: 'other', name: 'Synthetic Officer', statesAuthority: true },
    reference: `SYN-match-${ports.randomness.bytes(4).join('-')}`,
    purpose: 'eligibility-verification',
    programs: ['medicaid'],
    elements,
    people: [],
    subjectClass: 'The persons of the enclosed list',
    instruments: [{ id: 'i1', kind: 'agreement', file: 'agreement.txt' }],
    receiver: { recipient: cast.receiver.recipient },
  }
  const file = { name: 'request.json', bytes: utf8(JSON.stringify(letter)) }
  const paper = { name: 'agreement.txt', bytes: utf8('An agreement (synthetic)\n') }
  const received = await receive(ports, await actor(ports, 'demo-me-intake'), file, [paper])
  if (!received.received) throw new Error('it was not received')
  const { stream, number } = received
  const by = await actor(ports, 'demo-me-officer')
  const other = await actor(ports, 'demo-me-intake')
  const instrument = {
    id: 'i1',
    kind: 'agreement',
    directedTo: agency,
    issuedOn: days(ports, -30),
    expiresOn: lastDay,
    subjects: 'unnamed',
    programs: ['medicaid'],
    elements,
  }
  const reading = { name: 'reading.json', bytes: utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument })) }
  for (const who of [by, other]) ok(await read(ports, who, stream, reading))
  const called = { channel: 'telephone', contactFrom: 'published-directory', spokeTo: 'Duty desk (synthetic)' } as const
  const verified = { instrument: 'i1', result: 'verified', ...called } as const
  ok(await move(ports, by, stream, () => ({ command: 'verify-instrument', ...verified })))
  ok(await move(ports, by, stream, () => ({ command: 'verify-requester', result: 'verified', ...called })))
  ok(await move(ports, other, stream, () => ({ command: 'confirm-requester' })))
  const found = { finding: 'agreement-in-force', stands: true, instruments: ['i1'] } as const
  ok(await move(ports, by, stream, () => ({ command: 'record-finding', ...found })))
  ok(await listMembers(ports, by, stream, { bytes: listOf(await keysOf(env, persons)), named: true }))
  ok((await match(ports, by, stream)).moved)
  ok(await decide(ports, by, stream))
  return { stream, number }
}

async function keysOf(env: TestOffice['env'], count: number): Promise<string[]> {
  const client = new Client({ connectionString: env['POSTERN_SOURCE_URL'] })
  await client.connect()
  try {
    const { rows } = await client.query<{ key: string }>(
      `select person_id as key from me_dhhs_ofi.enrollment where program_code = 'MC' order by person_id limit $1`,
      [count],
    )
    return rows.map(({ key }) => key)
  } finally {
    await client.end()
  }
}
