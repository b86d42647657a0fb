/** What can be done with a case now, by whom, and what stands in the way. */
import { beyond, wouldLeave } from '#case/announced.ts'
import type { Actor, CommandName, Reason } from '#case/commands.ts'
import { moves } from '#case/moves.ts'
import { whyNot } from '#case/open.ts'
import { personsIn } from '#case/prepared.ts'
import type { Role } from '#case/roles.ts'
import { disputedPapers, readOnce } from '#case/second-look.ts'
import type { CaseState } from '#case/state.ts'
import type { Need } from '#vocabulary/codes.ts'
import { mayGive } from '../../route.ts'
import type { OpenCase } from '../open-case.ts'
import { english } from '../../words/words.ts'
import { casePath } from '../paths.ts'
import { readable } from '../queue/words.ts'

export interface NextStep {
  /** Unique on the page. */
  readonly id: string
  /** What the button says. */
  readonly does: string
  /** One sentence: what happens then. */
  readonly about: string
  /** A page to go to, or a form to send. */
  readonly at: { readonly go: string } | { readonly send: string }
  /** Asks for a fresh sign-in with a second factor. */
  readonly stepUp: boolean
  /** Every reason against it; none where it is open. */
  readonly because: readonly string[]
  /** Where what is missing can be supplied. */
  readonly mend: { readonly href: string; readonly text: string } | undefined
}

/** A case, and who is about to do something with it. */
interface Acting extends Pick<OpenCase, 'state' | 'actor' | 'number' | 'context'> {
  /** Why what stands decided would not leave any more if it were decided now. */
  readonly late?: readonly Reason[]
  /** What a worker fills in by hand before anything is prepared; `missing` where they have not yet. */
  readonly worksheets?: { readonly called: boolean; readonly missing: readonly Reason[] }
  /** Why what is prepared today could never leave, by the public notice that stands. */
  readonly barred?: readonly Reason[]
  /** Why so many persons cannot leave today, whoever has signed. */
  readonly tooMany?: readonly Reason[]
  /** Above so many persons a release is announced, and signed outside. */
  readonly above?: number
}

interface Offer {
  readonly id: string
  readonly command: CommandName
  readonly does: string
  readonly about: string
  readonly page: string
  readonly send?: true
  readonly stepUp?: true
  /** Carries out the decision, so that one which would not be made today stops it. */
  readonly carriesOut?: true
  /** Whoever it comes from outside, anybody of the desk hands it in. */
  readonly handedIn?: true
  /** Shown even where it is not open, because it is where the case is going. */
  readonly when: (state: CaseState, acting: Acting) => boolean
}

const releases = ({ decision }: CaseState): boolean =>
  decision?.cells.some(({ outcome, needs }) => outcome === 'release' && needs.length === 0) === true

const offers: readonly Offer[] = [
  {
    id: 'requester',
    command: 'verify-requester',
    does: 'Check who the requester is',
    about: 'Call them back on a number that you found yourself, and write down who answered.',
    page: 'requester',
    when: (state) => !state.requesterVerified && isEarly(state.status) && mayNeed(state, 'requester-identity'),
  },
  {
    id: 'confirm',
    command: 'confirm-requester',
    does: 'Confirm the call-back record',
    about: 'A second person looks at how the requester was checked.',
    page: 'requester',
    when: ({ requesterVerified, requesterCheck }) => requesterVerified && requesterCheck?.confirmedBy === undefined,
  },
  {
    id: 'match',
    command: 'match',
    does: 'Look the people up',
    about: 'Exactly one record by a sure key is a match. Nobody chooses among near ones.',
    page: 'match',
    when: ({ status }) => status === 'received',
  },
  {
    id: 'decide',
    command: 'decide',
    does: 'Decide by the law',
    about: 'Element by element, each with its rule. Nothing leaves by deciding.',
    page: 'decide',
    when: ({ status }) => status === 'matched',
  },
  {
    id: 'members',
    command: 'list-members',
    does: 'List the members',
    about: 'The request asks about a group. Nothing of it leaves before the agency says who is in it.',
    page: 'members',
    when: ({ status, people, members }) => members === undefined && Object.keys(people).length === 0 && isEarly(status),
  },
  {
    id: 'counsel',
    command: 'record-counsel',
    does: 'Go to counsel’s page',
    about: 'Statute, rule and facts side by side: approve, narrow, refuse, or move against a paper.',
    page: 'counsel',
    when: ({ decision, referred, status }) =>
      isEarly(status) &&
      (referred !== undefined || decision?.cells.some(({ needs }) => needs.includes('counsel-review')) === true),
  },
  {
    id: 'sign',
    command: 'sign-answer',
    does: 'Sign the answer',
    about: 'While the case is referred to counsel, no answer leaves that counsel has not signed.',
    page: 'counsel#sign',
    when: ({ status, decision, signed, referred }) =>
      status === 'decided' &&
      signed === undefined &&
      (referred !== undefined || decision?.duties.includes('refer-to-counsel') === true),
  },
  {
    id: 'notice',
    command: 'serve-notice',
    does: 'Record that the person was told',
    about: 'On which day, of which papers, and until when they may object.',
    page: 'notice',
    when: ({ decision, notices, delivered, people }) =>
      Object.keys(people).length > 0 &&
      notices.every(({ given }) => given === undefined) &&
      (decision?.duties.includes('notify-subject-before') === true ||
        (delivered !== undefined && decision?.duties.includes('notify-subject-after') === true)),
  },
  {
    id: 'worksheet',
    command: 'fill-worksheet',
    does: 'Fill in the worksheet',
    about: 'Part of what may leave stands where no query reaches. Take the sheet, fill it in, hand it back.',
    page: 'worksheet',
    when: (state, { worksheets }) => state.status === 'decided' && (worksheets?.missing.length ?? 0) > 0,
  },
  {
    id: 'announce',
    command: 'announce',
    does: 'Announce it to the public',
    about: 'How many people, which data and by which law stand on the public page for ten business days first.',
    page: 'announce',
    when: (state, { above = Infinity }) => {
      if (!['decided', 'prepared', 'approved-once', 'approved'].includes(state.status) || !releases(state)) return false
      const leaving = wouldLeave(state)
      return leaving.persons > above && (state.announced === undefined || beyond(state.announced, leaving).length > 0)
    },
  },
  {
    id: 'prepare',
    command: 'prepare',
    does: 'Prepare what may leave',
    about: 'Only the permitted columns are read; they are sealed, and nothing leaves yet.',
    page: 'prepare',
    carriesOut: true,
    send: true,
    // Under way it has a place of its own on the page.
    when: (state) => releases(state) && state.status === 'decided' && state.preparing === undefined,
  },
  {
    id: 'approve',
    command: 'approve',
    does: 'Go to the approval',
    about: 'Two people, neither of whom decided or prepared it, sign exactly this content.',
    page: 'approve',
    carriesOut: true,
    when: ({ status }) => status === 'prepared' || status === 'approved-once',
  },
  {
    id: 'outside',
    command: 'sign-outside',
    does: 'Hand in the signature from outside',
    about: 'So many people also need a signature by a key that is held outside the agency.',
    page: 'outside',
    handedIn: true,
    when: ({ status, prepared, outside }, { above = Infinity }) =>
      ['prepared', 'approved-once', 'approved'].includes(status) &&
      prepared !== undefined &&
      outside === undefined &&
      personsIn(prepared) > Math.min(above, prepared.above ?? above),
  },
  {
    id: 'release',
    command: 'release',
    does: 'Release',
    about: 'It is decided once more, and the log learns of it. The courier comes after.',
    page: 'release',
    carriesOut: true,
    stepUp: true,
    send: true,
    when: ({ status }) => status === 'approved',
  },
  {
    id: 'deliver',
    command: 'deliver',
    does: 'Lay it ready for the receiver',
    about: 'It goes out once the log with this release is published. This also happens by itself.',
    page: 'deliver',
    send: true,
    when: ({ status }) => status === 'released',
  },
  {
    id: 'pick-up',
    command: 'record-collection',
    does: 'Get it to the receiver',
    about: 'Where the package lies, until when, and the slip with which it is taken away, once.',
    page: 'pick-up',
    when: ({ status, collected }) => status === 'delivered' && !collected,
  },
  {
    id: 'receipt',
    command: 'acknowledge-receipt',
    does: 'Record their receipt',
    about: 'The code from inside the package shows that its receiver has opened it.',
    page: 'receipt',
    when: ({ status, collected }) => status === 'delivered' && collected,
  },
  {
    id: 'destruction',
    command: 'certify-destruction',
    does: 'Record that they destroyed it',
    about: 'From their certificate: the day, by whom, and how.',
    page: 'receipt#destruction',
    when: ({ status }) => status === 'acknowledged',
  },
  {
    id: 'refuse',
    command: 'refuse',
    does: 'Record the refusal',
    about: 'The decision releases nothing. What the requester is told was fixed before, and does not say why.',
    page: 'refuse',
    send: true,
    when: (state) => state.status === 'decided' && !releases(state),
  },
  {
    id: 'close',
    command: 'close',
    does: 'Close the case',
    about: 'Its retention begins.',
    page: 'close',
    send: true,
    when: ({ status }) => ['delivered', 'acknowledged', 'destroyed', 'refused', 'withdrawn'].includes(status),
  },
]

/** Before anything is decided everything may be needed; after that, what the decision says. */
function mayNeed(state: CaseState, need: Need): boolean {
  const { decision } = state
  return decision === undefined || releases(state) || decision.cells.some(({ needs }) => needs.includes(need))
}

function isEarly(status: string): boolean {
  return ['received', 'matched', 'decided'].includes(status)
}

/** In the order of the path: papers first, then what the case itself waits for. */
export function nextSteps(open: Acting): readonly NextStep[] {
  const path = casePath(open.number)
  const asked = offers
    .filter(({ when }) => when(open.state, open))
    .map((offer) => stepOf(open, offer, `${path}/${offer.page}`))
  return [...paperSteps(open), ...asked]
}

/** Whoever holds a key outside has no role here; the system acts for them. */
const outsider: Actor = { id: 'system:register', roles: ['system'] }

function stepOf(open: Acting, offer: Offer, href: string): NextStep {
  const { id, command, does, about, send, stepUp = false, carriesOut = false, handedIn = false } = offer
  const context = handedIn ? { ...open.context, actor: outsider } : open.context
  const reasons = [
    ...whyNot(open.state, command, context),
    ...(carriesOut ? (open.late ?? []) : []),
    ...(command === 'prepare' ? [...(open.worksheets?.missing ?? []), ...(open.barred ?? [])] : []),
    ...(command === 'release' ? (open.tooMany ?? []) : []),
  ]
  return {
    id,
    does,
    about,
    at: send === true ? { send: href } : { go: href },
    stepUp,
    because: reasons.map((reason) => sentence(reasonWords(reason, command))),
    mend: mendOf(open.number, reasons),
  }
}

function paperSteps(open: Acting): NextStep[] {
  const { state, actor, number } = open
  if (!isEarly(state.status)) return []
  const waiting = new Set([...readOnce(state), ...disputedPapers(state).map(({ id }) => id)])
  return Object.entries(state.instruments).flatMap(([id, { facts, readings, authenticity }]) => {
    const disputed = readings.disputed !== undefined
    const needed = (facts === undefined && !disputed) || waiting.has(id)
    const mine = readings.given.some(({ by }) => by === actor.id)
    const read: Offer = {
      id: `read-${id}`,
      command: 'read-instrument',
      does: disputed ? `Read ${id} again` : `Read ${id}`,
      about: disputed
        ? 'Two people read it differently. Each of them looks at the paper again.'
        : facts === undefined
          ? 'Look at the paper itself and answer what it says.'
          : 'A second person reads it, without seeing what the first one wrote.',
      page: `papers/${id}/read`,
      when: () => true,
    }
    const verify: Offer = {
      id: `verify-${id}`,
      command: 'verify-instrument',
      does: `Ask the issuer about ${id}`,
      about: 'By a way that does not stand on the paper: whoever forged it wrote the number on it too.',
      page: `papers/${id}/verify`,
      when: () => true,
    }
    const href = `${casePath(number)}/`
    if (needed && mine) {
      const said = stepOf(open, read, href + read.page)
      return [
        {
          ...said,
          because: [`You have read ${id}. Somebody else reads it now, from the paper itself.`],
          mend: undefined,
        },
      ]
    }
    return [
      ...(needed ? [stepOf(open, read, href + read.page)] : []),
      ...(facts !== undefined &&
      authenticity === 'unverified' &&
      isPaper(facts.kind) &&
      mayNeed(state, 'instrument-verification')
        ? [stepOf(open, verify, href + verify.page)]
        : []),
    ]
  })
}

/** A statute in a letter has no issuer that one could ask. */
function isPaper(kind: string): boolean {
  return kind !== 'cited-statute'
}

export function isFor(roles: readonly Role[]): string {
  return `This is for ${roles.map(whose).join(' or ')}`
}

/** Counsel is a name; the others hold an office. */
function whose(role: Role): string {
  return role === 'counsel' ? role : `the ${readable(role).toLowerCase()}`
}

/** The words of a case speak of its moves by their names; a page says who, and what to press. */
function reasonWords({ code, words }: Reason, command: CommandName): string {
  if (code === 'not-your-role') {
    return isFor(mayGive(command))
  }
  return code === 'not-open' ? 'The case is not there yet' : withDays(withoutNames(words))
}

const buttons: ReadonlyMap<string, string> = new Map(offers.map(({ command, does }) => [command, does]))

/** A move by its name, such as fix-answer, is a button by its words. */
function withoutNames(words: string): string {
  return words.replaceAll(/[a-z]+(?:-[a-z]+)+/g, (word) => {
    const known = moves.some(({ command }) => command === word)
    return known ? `“${buttons.get(word) ?? readable(word)}”` : word
  })
}

/** A day stands in a case as 2026-11-24, and a moment as 2026-11-24T16:20:00.000Z. */
function withDays(words: string): string {
  return words
    .replaceAll(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (instant) => `${english.moment(instant)} UTC`)
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => english.day(day))
}

export function sentence(words: string): string {
  const text = words.slice(0, 1).toUpperCase() + words.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Where what a reason misses can be supplied. */
const mends: Readonly<Partial<Record<string, readonly [page: string, text: string]>>> = {
  'second-reading-missing': ['#papers', 'See the papers'],
  'reading-disputed': ['#papers', 'See the papers'],
  'instrument-not-read': ['#papers', 'See the papers'],
  'identity-not-confirmed': ['/requester', 'Look at the call-back record'],
  'requester-not-verified': ['/requester', 'Check who the requester is'],
  'receiver-key-missing': ['/requester', 'Take their key when you check them'],
  'counsel-not-signed': ['/counsel#sign', 'Go to counsel’s page'],
  'answer-not-fixed': ['/letters', 'See the letters'],
  'answer-not-countersigned': ['/letters', 'See the letters, where counsel signs the fixed answer'],
  'notice-not-served': ['/notice', 'Record the notice'],
  'time-to-object-runs': ['#deadlines', 'See the deadlines'],
  'notice-outstanding': ['/notice', 'Record the notice'],
  'copies-not-sent': ['/lawyer', 'Record the copies'],
  'court-not-informed': ['/findings', 'Record that the court was told'],
  'worksheet-missing': ['/worksheet', 'Go to the worksheet'],
  'incident-open': ['/hold', 'See the incident'],
  'decision-changed': ['/decide', 'Decide again'],
  'drop-replaced': ['/match', 'Match them again'],
  'member-spoke': ['/match', 'Match them again'],
  'members-unknown': ['/members', 'List them anew'],
  'classes-too-many': ['/members', 'List fewer'],
  'members-incomplete': ['/members', 'List them anew'],
  'nothing-to-release': ['#decision', 'See the decision'],
  'something-is-released': ['#decision', 'See the decision'],
  'threshold-changed': ['/decide', 'Decide again, to prepare it again'],
  'not-announced': ['/announce', 'Announce it'],
  'beyond-announced': ['/announce', 'Announce it anew'],
  'announcement-runs': ['/announce', 'See the notice'],
  'expires-in-notice': ['/announce', 'See the notice'],
  'outside-signature-missing': ['/outside', 'Hand in the signature from outside'],
}

export function mendOf(number: string, reasons: readonly Reason[]): NextStep['mend'] {
  const found = reasons.map(({ code }) => mends[code]).find((mend) => mend !== undefined)
  if (found === undefined) return undefined
  const [page, text] = found
  return { href: page.startsWith('#') ? page : `${casePath(number)}${page}`, text }
}

/** Every sentence of a refusal, for the top of a page. */
export function refusalSentences(reasons: readonly Reason[], command: CommandName): string {
  return reasons.map((reason) => sentence(reasonWords(reason, command))).join(' ')
}
