/** Who sent a signed request, as the register has them at this moment; or the problem that answers it. */
import { rolesOn } from '#approval/staff.ts'
import { officeDay } from '#pipeline/law.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { Requester } from '#pipeline/requester.ts'
import { signingKeys } from '#pipeline/requester-keys.ts'
import { proveSender, type ProofFault } from '#pipeline/signed-request.ts'
import type { Doors } from '../doors.ts'
import type { Ctx } from '../visit.ts'
import { problem, type ProblemKind } from './problem.ts'

export interface Sender {
  readonly by: Requester
  readonly ports: Ports
  readonly body: Uint8Array
}

const faults: Readonly<Record<ProofFault, ProblemKind>> = {
  unsigned: 'unsigned',
  malformed: 'signature-malformed',
  'not-covered': 'signature-covers-too-little',
  digest: 'digest-wrong',
  'too-long': 'signature-too-long-lived',
  'not-now': 'signature-not-now',
  'unknown-key': 'signature-refused',
  forged: 'signature-refused',
  replayed: 'signature-refused',
}

/** Signed requests of one account in a minute. */
const mostInAMinute = 120

export async function senderOf(c: Ctx, doors: Doors): Promise<Sender | Response> {
  const url = new URL(c.req.url)
  const now = doors.clock.now()
  const proof = await proveSender(
    {
      method: c.req.method,
      // As visitors reach this, whatever a proxy in front has made of it.
      targetUri: doors.baseUrl + url.pathname + url.search,
      field: (name) => c.req.header(name),
      body: async () => new Uint8Array(await c.req.arrayBuffer()),
    },
    () => signingKeys(doors.system),
    doors.requesters.nonces,
    now,
  )
  if (!proof.proven) return problem(c, faults[proof.reason])
  const member = (await doors.register()).get(proof.key.member)
  if (member === undefined || !rolesOn(member, officeDay(doors.system)).includes('requester')) {
    return problem(c, 'signature-refused')
  }
  const wait = await doors.requesters.pace.take(`api ${member.id}`, mostInAMinute, 60, now)
  if (wait > 0) return problem(c, 'too-often', { retryAfter: wait })
  const { id, agency, organization } = member
  const by = { id, roles: ['requester'] as const, agency, ...(organization === undefined ? {} : { organization }) }
  return { by, ports: await doors.at(agency), body: proof.body }
}
