/** Which letters a case calls for, to whom, and what each is made of. */
import type { Reason } from '#case/commands.ts'
import type { LetterReader } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import type { LetterFacts, LetterKind } from '#letter/facts.ts'
import { chosenAddress } from '#person/waiting.ts'
import type { PostalAddress } from '#match/identity.ts'
import type { Day } from '#vocabulary/time.ts'
import { dayAt, type NewLetter } from './letters.ts'
import { actsOf } from './person-acts.ts'
import type { Ports } from './ports.ts'

/** A letter that can be made in a case. */
export interface LetterChoice {
  /** Stands in addresses: the kind, with the paper and the ref. */
  readonly id: string
  readonly kind: Extract<LetterKind, 'notice' | 'appearance-copies' | 'court' | 'cover'>
  readonly to: LetterReader
  readonly person?: string
  readonly paper?: string
  readonly paperKind?: string
  /** Why it cannot be made yet. */
  readonly because: readonly Reason[]
}

/** In the order in which a case comes to them. */
export function choicesOf(state: CaseState, today: Day): readonly LetterChoice[] {
  const papers = Object.entries(state.instruments).filter(([, { kind }]) => !['consent', 'agreement'].includes(kind))
  // A letter is to somebody; members of a class have no name here.
  const people = Object.entries(state.people).filter(([, { match }]) => match?.match !== 'class')
  return [
    ...people.flatMap(([person, { match }]) =>
      papers.map(([paper, { kind: paperKind, facts }]): LetterChoice => ({
        id: `notice-${paper}-${person}`,
        kind: 'notice',
        to: 'person',
        person,
        paper,
        paperKind,
        because: [
          ...tooEarly(state, paperKind, facts?.delaysNoticeUntil, today),
          ...(match?.match === 'one' ? [] : [why('nobody-found', `${person} was not found as exactly one record`)]),
          ...(facts === undefined ? [why('paper-not-read', `nobody has read ${paper} yet`)] : []),
        ],
      })),
    ),
    ...people.flatMap(([person, { lawyer }]): LetterChoice[] =>
      lawyer === undefined
        ? []
        : [{ id: `appearance-copies-${person}`, kind: 'appearance-copies', to: 'lawyer', person, because: [] }],
    ),
    ...papers.flatMap(([paper, { kind: paperKind, facts }]): LetterChoice[] =>
      facts?.issuerKind === 'federal-court' || facts?.issuerKind === 'state-court' || facts?.enforcedByCourt === true
        ? [{ id: `court-${paper}`, kind: 'court', to: 'court', paper, paperKind, because: [] }]
        : [],
    ),
    ...(state.released && state.prepared !== undefined
      ? [{ id: 'cover', kind: 'cover', to: 'requester', because: [] } as const]
      : []),
  ]
}

/** A warrant is not held for notice, and a court may delay it; whoever must be told is told afterwards. */
function tooEarly({ delivered }: CaseState, paperKind: string, delayedUntil: Day | undefined, today: Day): Reason[] {
  if (delayedUntil !== undefined && delayedUntil >= today) {
    return [why('notice-delayed', `a court delays notice until ${delayedUntil}`)]
  }
  if (paperKind !== 'judicial-warrant' || delivered !== undefined) return []
  return [why('warrant-first', 'a search warrant is not held for notice: the person is told once it was followed')]
}

function why(code: string, words: string): Reason {
  return { code, words }
}

export interface Chosen {
  readonly language: string
  /** A paragraph of staff. */
  readonly addition?: string
  /** The last day to object, where the letter says one. */
  readonly objectBy?: Day
}

/** The letter, ready to be made. @throws what the source and the ledger throw */
export async function draftOf(
  ports: Ports,
  state: CaseState,
  { kind, to, person, paper }: LetterChoice,
  { language, addition, objectBy }: Chosen,
): Promise<NewLetter> {
  const address = await addressOf(ports, state, to, person, paper)
  return {
    kind,
    facts: factsFor(ports, state, kind, paper, objectBy),
    // A copy to somebody's lawyer is about that person, and goes with them.
    to: to === 'lawyer' ? 'person' : to,
    language,
    address,
    ...(person === undefined ? {} : { person }),
    ...(addition === undefined || addition === '' ? {} : { addition }),
  }
}

function factsFor(
  ports: Pick<Ports, 'office'>,
  state: CaseState,
  kind: LetterChoice['kind'],
  paper: string | undefined,
  objectBy: Day | undefined,
): LetterFacts[LetterChoice['kind']] {
  const { request, prepared } = state
  if (request === undefined) throw new Error('a case without a request has no letters')
  const { kind: paperKind = 'letter', facts } = (paper === undefined ? undefined : state.instruments[paper]) ?? {}
  const programs = facts?.programs ?? request.programs
  const until = objectBy === undefined ? {} : { objectBy }
  switch (kind) {
    case 'notice':
      return {
        who: { organization: request.requester.organization, kind: request.requester.kind },
        paper: paperKind,
        elements: facts?.elements ?? request.elements,
        programs,
        when: state.delivered === undefined ? 'before' : 'after',
        ...(facts?.returnOn === undefined ? {} : { answerBy: facts.returnOn }),
        ...until,
      }
    case 'appearance-copies':
      return { papers: Object.values(state.instruments).map((one) => one.kind), ...until }
    case 'court':
      return {
        court: facts?.issuer ?? 'The court',
        docket: facts?.docket ?? '',
        paper: paperKind,
        programs,
        enclosed: ['A copy of the paper'],
      }
    case 'cover':
      break
  }
  return {
    contentRoot: prepared?.contentRoot ?? '',
    programs: request.programs,
    expiresOn: dayAt(prepared?.expiresAt ?? request.receivedAt, ports),
    ...(request.reference === undefined ? {} : { theirReference: request.reference }),
  }
}

async function addressOf(
  ports: Ports,
  state: CaseState,
  to: LetterReader,
  person: string | undefined,
  paper: string | undefined,
): Promise<readonly string[]> {
  const known = person === undefined ? undefined : state.people[person]
  if (to === 'person') return known?.match?.match === 'one' ? personLines(ports, state, known.match.key) : []
  if (to === 'lawyer') {
    const { name, firm, address } = known?.lawyer ?? {}
    return [name, firm, ...(address ?? '').split(/[\n,]/)].flatMap((line) => filled(line))
  }
  if (to === 'court') return filled(paper === undefined ? undefined : state.instruments[paper]?.facts?.issuer)
  const { name, title, unit } = state.request?.requester ?? {}
  return [name, title, unit].flatMap((line) => filled(line))
}

/** At the address where they want our letters, else at the one on file. */
async function personLines(ports: Ports, { request }: CaseState, key: string): Promise<readonly string[]> {
  const agency = request?.agency ?? ''
  const source = Object.hasOwn(ports.sources, agency) ? ports.sources[agency] : undefined
  const onFile = await source?.onFile(key)
  const chosen = chosenAddress(await actsOf(ports, agency, key), ports.clock.now())
  const address: PostalAddress | undefined = chosen ?? onFile?.address
  const { given = '', family = '' } = onFile?.names[0] ?? {}
  const { street, town, state, zip } = address ?? {}
  const place = [town, [state, zip].flatMap((part) => filled(part)).join(' ')].flatMap((part) => filled(part))
  return [`${given} ${family}`, street, place.join(', ')].flatMap((line) => filled(line))
}

/** In which language the person reads, as the agency's records or they themselves have said; English where nobody has. */
export async function languageOf(ports: Ports, state: CaseState, person: string | undefined): Promise<string> {
  const match = person === undefined ? undefined : state.people[person]?.match
  if (match?.match !== 'one') return 'en'
  const agency = state.request?.agency ?? ''
  const acts = await actsOf(ports, agency, match.key)
  const own = acts.at(-1)?.languages.written
  if (own !== undefined) return own
  const source = Object.hasOwn(ports.sources, agency) ? ports.sources[agency] : undefined
  const onFile = (await source?.onFile(match.key))?.language?.toLowerCase() ?? ''
  return /^(?:es|spa)/.test(onFile) ? 'es' : 'en'
}

function filled(line: string | undefined): string[] {
  const text = line?.trim() ?? ''
  return text === '' ? [] : [text]
}
