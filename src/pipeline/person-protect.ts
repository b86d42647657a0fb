/**
 * What people have said is a fact of theirs, beside what the source says of them.
 *
 * Everything that looks at somebody's facts goes through here: matching, and the look before preparing, releasing and
 * delivering. So an objection counts from the moment it is in the log, for what is queued too.
 */
import { personOf } from '#formats/source-key.ts'
import type { CaseloadSearch, SubjectFacts } from '#match/identity.ts'
import type { Act } from '#person/act.ts'
import type { Identity } from '#person/events.ts'
import { objectionStands } from '#person/waiting.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { actsNamed, actsOf } from './person-acts.ts'
import { findAll, type FindPorts } from './person-find.ts'
import type { Office } from './ports.ts'

type ProtectPorts = FindPorts & { readonly office: Pick<Office, 'timeZone'> }

/** The same sources, with what people said about themselves among the facts. */
export function protecting<Source extends CaseloadSearch>(
  ports: ProtectPorts & { readonly sources: Readonly<Record<string, Source>> },
): Readonly<Record<string, Source>> {
  return Object.fromEntries(
    Object.entries(ports.sources).map(([agency, source]) => [agency, protectedSource(ports, agency, source)]),
  )
}

function protectedSource<Source extends CaseloadSearch>(ports: ProtectPorts, agency: string, source: Source): Source {
  return {
    ...source,
    facts: async (sourceKey, asOf) => {
      const facts = await source.facts(sourceKey, asOf)
      return { ...facts, ...(await saidBy(ports, agency, source, sourceKey)) }
    },
  }
}

/** The person's own standing words. @throws what the ledger and the source throw: then nothing leaves */
async function saidBy(
  ports: ProtectPorts,
  agency: string,
  source: CaseloadSearch,
  sourceKey: string,
): Promise<Pick<SubjectFacts, 'objection' | 'consentWithdrawn'>> {
  // Whoever objected a moment ago, with a slip in the name, is protected too.
  await findAll(ports, agency)
  const now = ports.clock.now()
  const acts = await actsFor(ports, agency, source, sourceKey)
  const objection = newestDay(
    ports,
    acts.filter((act) => objectionStands(act, now)),
  )
  const consentWithdrawn = newestDay(
    ports,
    acts.filter(({ kind }) => kind === 'consent-withdrawal'),
  )
  return {
    ...(objection === undefined ? {} : { objection }),
    ...(consentWithdrawn === undefined ? {} : { consentWithdrawn }),
  }
}

/**
 * Acts that were found to speak of this record, and those that name somebody of this name and birth date as long as
 * they were not found to speak of another record that still exists.
 */
async function actsFor(ports: ProtectPorts, agency: string, source: CaseloadSearch, sourceKey: string): Promise<Act[]> {
  const own = await actsOf(ports, agency, sourceKey)
  const known = new Set(own.map(({ stream }) => stream))
  const onFile = await source.onFile(sourceKey)
  const named: Act[] = []
  for (const identity of identitiesOf(onFile)) {
    for (const act of await actsNamed(ports, agency, identity)) {
      if (known.has(act.stream)) continue
      known.add(act.stream)
      if (!(await speaksOfAnother(source, act))) named.push(act)
    }
  }
  // Staff may have found since that another record was meant.
  const meant = own.filter(
    ({ found }) => found === undefined || found.keys.some((key) => personOf(key) === personOf(sourceKey)),
  )
  return [...meant, ...named]
}

function identitiesOf(onFile: Awaited<ReturnType<CaseloadSearch['onFile']>>): Identity[] {
  const { names = [], birthDate } = onFile ?? {}
  if (birthDate === undefined) return []
  return names.map(({ given, family }) => ({ given, family, dateOfBirth: birthDate }))
}

/** One record was meant, it is another one, and it is still there: it was not merged into this one. */
async function speaksOfAnother(source: CaseloadSearch, { found }: Act): Promise<boolean> {
  if (found?.found !== 'one') return false
  const [key = ''] = found.keys
  return (await source.onFile(key)) !== undefined
}

function newestDay({ office }: Pick<ProtectPorts, 'office'>, acts: readonly Act[]): Day | undefined {
  return acts
    .map(({ madeAt }) => dayIn(madeAt, office.timeZone))
    .toSorted()
    .at(-1)
}

export function dayIn(at: Instant, timeZone: string): Day {
  return asOfIn(at, timeZone).slice(0, 10)
}
