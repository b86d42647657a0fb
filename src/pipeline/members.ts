/**
 * The members of a class: listed by the agency, looked for in its records as classes, and looked at again before
 * anything of them leaves.
 */
import type { Actor } from '#case/commands.ts'
import type { ListedMembers, MemberClass } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import { classMask, distinctSaid } from '#match/mask.ts'
import {
  isListed,
  keptMembers,
  rangesOf,
  readMembers,
  type ClassMask,
  type MemberList,
  type Said,
} from '#match/members.ts'
import { personKeyOf } from '#match/mapping.ts'
import { normalizeName } from '#match/normalize.ts'
import type { Act } from '#person/act.ts'
import { objectionStands } from '#person/waiting.ts'
import { elements } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { loadCase, move, type Moved } from './move.ts'
import { loadAct } from './person-acts.ts'
import { findAll, protects } from './person-find.ts'
import type { BulkOfSource, Ports, Source } from './ports.ts'

/**
 * Record who is in the class that was asked for: keys of the agency's own records, one on each line. The list is kept
 * like a paper; the case knows its count and its hash.
 *
 * @param named true where the requester named these very persons
 * @throws PosternError ERR_INPUT_INVALID for a list that cannot be used; then nothing was recorded
 */
export async function listMembers(
  ports: Ports,
  actor: Actor,
  stream: string,
  list: { readonly bytes: Uint8Array; readonly named: boolean },
): Promise<Moved> {
  const { state } = await loadCase(ports, stream)
  const { mapping } = sourceFor(ports, state)
  const { bytes, count } = readMembers(list.bytes, personKeyOf(mapping).type)
  const kept = await ports.papers.keep(bytes)
  const moved = await move(ports, actor, stream, () => ({
    command: 'list-members',
    count,
    sha256: toHex(sha256(bytes)),
    list: kept,
    named: list.named,
  }))
  if (!moved.moved) await ports.papers.destroy(kept)
  return moved
}

/** The list of a case as it was kept. @throws PosternError ERR_LOG_INCONSISTENT where it is gone or another */
export async function membersOf(
  ports: Pick<Ports, 'papers'>,
  number: string,
  { list, sha256: hash, count }: ListedMembers,
): Promise<MemberList> {
  const bytes = await ports.papers.open(list)
  if (bytes === undefined || toHex(sha256(bytes)) !== hash) {
    throw new PosternError(
      'ERR_LOG_INCONSISTENT',
      bytes === undefined ? 'The list of members is gone.' : 'The list of members is not the one that was recorded.',
      { case: number, members: count },
      { mend: 'List the members again. Nothing was read from the source.' },
    )
  }
  return keptMembers(bytes)
}

/** Everything by which a class is told from another, as of a day. */
export interface MemberQuestion {
  readonly mask: ClassMask
  /** What the persons have said: their own key → its number in a mask. */
  readonly said: ReadonlyMap<string, number>
}

/**
 * @param today the day on which somebody is a minor or grown
 * @throws what the ledger and the source throw: then nothing leaves
 */
async function questionFor(
  ports: Ports,
  state: CaseState,
  today: Day,
  matched: readonly MemberClass[] = [],
): Promise<MemberQuestion> {
  const source = sourceFor(ports, state)
  const asked = state.request?.elements ?? 'all'
  const holds = elements.filter(
    (element) => Object.hasOwn(source.mapping.elements, element) && (asked === 'all' || asked.includes(element)),
  )
  const { bits } = classMask(source.mapping, { today, said: [], holds })
  const { words, of } = distinctSaid(await saidAt(ports, source), saidIn(matched, bits))
  return { mask: classMask(source.mapping, { today, said: words, holds }), said: of }
}

/**
 * The same as it was asked when the members were matched: what they had said keeps its number in a mask, whoever else
 * has said something since, or says it no longer.
 *
 * @throws as {@link questionFor}
 */
export function questionOfMatch(ports: Ports, state: CaseState): Promise<MemberQuestion> {
  const matched = matchedClasses(state).map(({ match }) => match)
  return questionFor(ports, state, matched[0]?.on ?? '', matched)
}

/** What the members of these classes had said, by its number. */
function saidIn(matched: readonly MemberClass[], bits: number): ReadonlyMap<number, Omit<Said, 'person'>> {
  return new Map(
    matched.flatMap(({ mask, objection, consentWithdrawn }) => {
      const place = Math.floor(Number(mask) / 2 ** bits)
      if (place === 0) return []
      const words = {
        ...(typeof objection === 'string' ? { objection } : {}),
        ...(consentWithdrawn === undefined ? {} : { consentWithdrawn }),
      }
      return [[place, words] as const]
    }),
  )
}

export type FoundMembers =
  | { readonly unknown: number }
  | { readonly unknown: 0; readonly classes: Readonly<Record<string, MemberClass>> }

/**
 * The classes of the listed members as the source has them now, each under a ref of its own.
 *
 * @param today the day on which somebody is a minor or grown
 * @returns how many members have no record, where there are any; else the classes, in the order of their masks
 */
export async function classesNow(
  ports: Ports,
  state: CaseState,
  members: ListedMembers,
  today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10),
): Promise<FoundMembers> {
  const source = sourceFor(ports, state)
  const { mask, said } = await questionFor(ports, state, today)
  const list = await membersOf(ports, state.number, members)
  const bulk = bulkOf(source)
  const found = await bulk.classes(rangesOf(list, bulk.perRange), said, mask.query)
  const classes: Record<string, MemberClass> = {}
  let unknown = 0
  for (const [at, one] of found.entries()) {
    const facts = mask.factsOf(one.mask)
    if (facts === undefined) unknown += one.persons
    else classes[`p${at + 1}`] = { match: 'class', on: today, ...one, ...facts }
  }
  return unknown > 0 ? { unknown } : { unknown: 0, classes }
}

/** What of a source reads members. @throws PosternError ERR_SOURCE_MAPPING where it cannot */
export function bulkOf({ bulk, mapping }: Source): BulkOfSource {
  if (bulk !== undefined) return bulk
  throw new PosternError(
    'ERR_SOURCE_MAPPING',
    `The records of ${mapping.agency} cannot be read as a list of members.`,
    { agency: mapping.agency },
    { mend: 'Connect them as tables or as a folder of files, or ask for the persons one by one.' },
  )
}

/** The same, to release them. @throws PosternError ERR_SOURCE_MAPPING where no role of a release's own can be made for it */
export function bulkReaderOf(source: Source): BulkOfSource {
  const { agency, access } = source.mapping
  if (access.mode !== 'views') return bulkOf(source)
  throw new PosternError(
    'ERR_SOURCE_MAPPING',
    'a list of members cannot be released from a source that is read through views',
    { agency, access: access.mode },
    { mend: 'Give Postern a copy of the tables in which it may make roles, or a folder of files.' },
  )
}

/** Whether the listed members are, in number, facts and person, in the classes that they were matched in. */
export async function membersChanged(ports: Ports, state: CaseState): Promise<boolean> {
  const then = matchedClasses(state).map(({ match }) => match)
  const [first] = then
  if (state.members === undefined || first === undefined) return false
  // As of the day of the match: that somebody has come of age since closes nothing.
  const now = await classesNow(ports, state, state.members, first.on)
  if (!('classes' in now)) return true
  return classesText(then) !== classesText(Object.values(now.classes))
}

/**
 * In which class somebody stands matched, by the list and the records, where nothing was kept of who is in which.
 *
 * @param keys the person's own, in the source
 * @returns `ref` undefined where the records have changed since, so that nobody can tell any more
 * @throws what the ledger and the source throw
 */
export async function classByRecords(
  ports: Ports,
  state: CaseState,
  members: ListedMembers,
  keys: readonly string[],
): Promise<{ readonly listed: false } | { readonly listed: true; readonly ref: string | undefined }> {
  const list = await membersOf(ports, state.number, members)
  const own = keys.find((key) => isListed(list, key))
  if (own === undefined) return { listed: false }
  // As many, with these facts, and by the digest the very same persons.
  if (await membersChanged(ports, state)) return { listed: true, ref: undefined }
  const { mask, said } = await questionOfMatch(ports, state)
  const alone = rangesOf({ count: 1, bytes: utf8(`${own}\n`) })
  const [found] = await bulkOf(sourceFor(ports, state)).classes(alone, said, mask.query)
  return { listed: true, ref: matchedClasses(state).find(({ match }) => match.mask === found?.mask)?.ref }
}

/** The classes in which the members stand matched, by ref. */
export function matchedClasses({
  people,
}: CaseState): readonly { readonly ref: string; readonly match: MemberClass }[] {
  return Object.entries(people).flatMap(([ref, { match }]) => (match?.match === 'class' ? [{ ref, match }] : []))
}

/**
 * What members have said is what they had said when they were matched: as many of them have said the same.
 *
 * @param question of {@link questionOfMatch}
 * @param list of the case; undefined where nobody at the agency has said anything
 */
export function saidTheSame(state: CaseState, { mask, said }: MemberQuestion, list: MemberList | undefined): boolean {
  const unit = 2 ** mask.bits
  const then = new Map<number, number>()
  for (const { match } of matchedClasses(state)) {
    const word = Math.floor(Number(match.mask) / unit)
    const facts = mask.factsOf(match.mask)
    const same = facts?.objection === match.objection && facts?.consentWithdrawn === match.consentWithdrawn
    if (!same) return false
    then.set(word, (then.get(word) ?? 0) + match.persons)
  }
  const now = new Map<number, number>()
  if (list !== undefined) {
    for (const { keys } of rangesOf(list)) {
      for (const key of keys()) {
        const word = said.get(key)
        if (word !== undefined) now.set(word, (now.get(word) ?? 0) + 1)
      }
    }
  }
  return (
    [...then].every(([word, persons]) => word === 0 || now.get(word) === persons) &&
    [...now.keys()].every((word) => then.has(word))
  )
}

function classesText(classes: readonly MemberClass[]): string {
  return JSON.stringify(classes.map(classText).toSorted())
}

function classText({ persons, digest, programs, markers, role, objection, consentWithdrawn }: MemberClass): string {
  const facts = [programs.toSorted(), markers.toSorted(), role ?? '', objection ?? '', consentWithdrawn ?? '']
  return JSON.stringify([persons, digest, ...facts])
}

function sourceFor({ sources }: Pick<Ports, 'sources'>, { request }: CaseState): Source {
  const agency = request?.agency ?? ''
  const source = Object.hasOwn(sources, agency) ? sources[agency] : undefined
  if (source !== undefined) return source
  throw new PosternError('ERR_SOURCE_MAPPING', `No source of records is configured for ${agency}.`, { agency })
}

/** Objections and withdrawals that stand at the agency, by the person's own key. */
async function saidAt(ports: Ports, source: Source): Promise<Said[]> {
  const { agency } = source.mapping
  // Whoever objected a moment ago counts too.
  await findAll(ports, agency)
  const now = ports.clock.now()
  const byPerson = new Map<string, Said>()
  for (const stream of await ports.ledger.streamsWith('person.acted', Number.MAX_SAFE_INTEGER)) {
    const act = await loadAct(ports, stream).catch(forgotten)
    if (act?.agency !== agency || !counts(act, now)) continue
    const day = asOfIn(act.madeAt, ports.office.timeZone).slice(0, 10)
    const word = act.kind === 'objection' ? 'objection' : 'consentWithdrawn'
    for (const person of await personsOf(source, act)) {
      const known = byPerson.get(person) ?? { person }
      byPerson.set(person, { ...known, [word]: [known[word] ?? '', day].toSorted().at(-1) })
    }
  }
  return [...byPerson.values()]
}

/**
 * Whether somebody on the list says something by this act that changes how they are decided, or said it no longer.
 *
 * @param stream of an act whose records were looked up
 * @throws what the ledger and the source throw
 */
export async function speaksForMember(
  ports: Ports,
  state: CaseState,
  list: MemberList,
  stream: string,
): Promise<boolean> {
  const source = sourceFor(ports, state)
  const act = await loadAct(ports, stream).catch(forgotten)
  if (act?.agency !== source.mapping.agency || !protects.has(act.kind)) return false
  return (await personsOf(source, act)).some((person) => isListed(list, person))
}

function forgotten(error: unknown): undefined {
  if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return undefined
  throw error
}

function counts(act: Act, now: string): boolean {
  return act.kind === 'consent-withdrawal' || objectionStands(act, now)
}

/** Whose record an act speaks of; where it was not found for sure, everybody of that name and birth date. */
async function personsOf(source: Source, { found, identity }: Act): Promise<string[]> {
  const keys = new Set(found?.keys ?? [])
  const [one = ''] = keys
  const certain = found?.found === 'one' && (await source.onFile(one)) !== undefined
  if (!certain && identity !== undefined) {
    const { given, family, dateOfBirth } = identity
    for (const candidate of await source.find({ given, family, birthDate: dateOfBirth })) {
      const named = candidate.names.some(
        (name) =>
          normalizeName(name.family) === normalizeName(family) && normalizeName(name.given) === normalizeName(given),
      )
      if (named && candidate.birthDate === dateOfBirth) keys.add(candidate.sourceKey)
    }
  }
  return [...keys].flatMap((key) => (parseSourceKey(key).keys['person'] ?? []).map(({ value }) => value))
}
