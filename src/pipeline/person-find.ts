/**
 * Which records an act speaks of. Looked up after the person was answered, never before, so that the answer and its
 * time are the same for somebody on file, somebody unknown and somebody found twice.
 */
import { isPosternError } from '#errors.ts'
import type { AskedIdentity, Candidate, CaseloadSearch, Comparison } from '#match/identity.ts'
import { isCaseNumber } from '#case/number.ts'
import { compare } from '#match/compare.ts'
import { match } from '#match/match.ts'
import type { Act, ActKind } from '#person/act.ts'
import type { Found, Identity } from '#person/events.ts'
import { later } from '#person/waiting.ts'
import { addTo, loadAct, personJobs, type ActPorts } from './person-acts.ts'

export type FindPorts = ActPorts & {
  /** An agency's records, as far as people are looked for in them and written to. */
  readonly sources: Readonly<Record<string, CaseloadSearch>>
}

/** What can only protect is taken for everybody who may be meant; what exposes, for the one person or nobody. */
export const protects: ReadonlySet<ActKind> = new Set(['objection', 'consent-withdrawal'])

/** Acts that staff look at where no one record was found. */
const forStaff: ReadonlySet<ActKind> = new Set(['objection', 'consent-withdrawal'])

const staffDays = 2

/**
 * Find the records of an act and record them; what follows from it (a letter, a look by staff, cases to be looked at
 * again) is asked for in the same transaction. Once: an act that was looked up is left alone.
 *
 * @throws what the ledger and the source throw; then nothing was recorded, and the job stays due
 */
export async function findPerson(ports: FindPorts, stream: string): Promise<void> {
  await addTo(ports, 'system:look-up', stream, async (act) => {
    if (act.found !== undefined) return { drafts: [] }
    const source = sourceOr(ports, act.agency)
    const found =
      act.identity === undefined || source === undefined ? nobody : await lookUp(source, act.kind, act.identity)
    const now = ports.clock.now()
    const about = String(act.n + 1)
    return {
      drafts: [{ type: 'person.found', body: { agency: act.agency }, person: found }],
      jobs: [
        { kind: personJobs.letter, key: about, dueAt: now },
        ...(protects.has(act.kind) ? [{ kind: personJobs.recheck, key: about, dueAt: now }] : []),
        ...(forStaff.has(act.kind) && found.found !== 'one'
          ? [{ kind: personJobs.staff, key: 'look', dueAt: later(now, staffDays) }]
          : []),
      ],
    }
  })
}

const nobody: Found = { found: 'none', keys: [] }

async function lookUp(source: CaseloadSearch, kind: ActKind, identity: Identity): Promise<Found> {
  const asked = askedOf(identity)
  const candidates = (await source.find(asked)).filter((one) => digitsMayBe(identity, one))
  const result = match(asked, candidates)
  if (result.match === 'one') return { found: 'one', keys: [result.found.sourceKey] }
  const found = result.match === 'several' ? 'several' : 'none'
  return { found, keys: protects.has(kind) ? mayBeMeant(asked, candidates) : [] }
}

/** Records of which name and birth date agree, or all but agree: a slip of the pen must not cost anybody protection. */
function mayBeMeant(asked: AskedIdentity, candidates: readonly Candidate[]): string[] {
  const close = candidates.filter((candidate) => {
    const { agrees, close: nearly } = compare(asked, candidate)
    return (['family', 'given', 'birth-date'] as const).every(
      (trait) => agrees.includes(trait) || nearly.includes(trait),
    )
  })
  return [...new Set(close.map(({ sourceKey }) => sourceKey))]
}

/** A record that may be the one that an act speaks of, as a member of staff is shown it. */
export interface MayBe extends Comparison {
  readonly record: Candidate
}

/** What somebody of staff looks at to say who was meant: likeliest first, as matching shows them. */
export async function mayBeTheirs(ports: Pick<FindPorts, 'sources'>, act: Act): Promise<readonly MayBe[]> {
  const source = sourceOr(ports, act.agency)
  if (source === undefined || act.identity === undefined) return []
  const asked = askedOf(act.identity)
  const records = new Map((await source.find(asked)).map((record) => [record.sourceKey, record]))
  const result = match(asked, [...records.values()])
  const found = result.match === 'one' ? [result.found] : result.match === 'several' ? result.found : []
  return [...found, ...result.near].flatMap((one) => {
    const record = records.get(one.sourceKey)
    return record === undefined ? [] : [{ ...one, record }]
  })
}

function askedOf({ given, family, dateOfBirth, caseNumber }: Identity): AskedIdentity {
  // The number of a notice is ours; the agency's records know nothing of it.
  const theirs = caseNumber === undefined || isCaseNumber(caseNumber.trim().toUpperCase()) ? {} : { caseNumber }
  return { given, family, birthDate: dateOfBirth, ...theirs }
}

/** Four digits tell people of one name apart; a record without a number is not ruled out by them. */
function digitsMayBe({ lastDigits }: Identity, { ssns }: Candidate): boolean {
  if (lastDigits === undefined || ssns.length === 0) return true
  return ssns.some((ssn) => ssn.replaceAll(/\D/g, '').endsWith(lastDigits))
}

/** An agency whose records are not connected here has nobody on file. */
export function sourceOr({ sources }: Pick<FindPorts, 'sources'>, agency: string): CaseloadSearch | undefined {
  return Object.hasOwn(sources, agency) ? sources[agency] : undefined
}

/** More than ever wait at once; if they did, the rest would be looked up next time. */
const most = 10_000

/**
 * Look up what waits to be looked up.
 *
 * @param only acts at this agency, and no other's records are touched
 * @param failed told of an act whose records could not be read, which stays due; else that is thrown
 */
export async function findAll(
  ports: FindPorts,
  only?: string,
  failed?: (stream: string, error: unknown) => void,
): Promise<number> {
  let count = 0
  for (const job of await ports.ledger.dueJobs(ports.clock.now(), most, [personJobs.find])) {
    if (only !== undefined && (await loadAct(ports, job.stream))?.agency !== only) continue
    try {
      await findPerson(ports, job.stream)
      await ports.ledger.finishJob(job, ports.clock.now())
      count += 1
    } catch (error) {
      if (failed === undefined || !isPosternError(error)) throw error
      failed(job.stream, error)
    }
  }
  return count
}

/** The one record that an act speaks of; undefined where there is none, or more than one. */
export function theOneKey({ found }: Pick<Act, 'found'>): string | undefined {
  return found?.found === 'one' ? found.keys[0] : undefined
}
