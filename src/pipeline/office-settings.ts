/**
 * What an agency sets for itself: when its fixed answers go out, what stands at the head of its letters, how many persons
 * may leave in a day, and above how many a release needs more. Each change is an event of the office's own stream; what
 * nobody has set here is as settings.json has it.
 */
import { rolesOn } from '#approval/staff.ts'
import type { DailyCaps } from '#case/day-count.ts'
import type { Actor, Reason } from '#case/commands.ts'
import type { Role } from '#case/roles.ts'
import { mostWithoutOutside } from '#formats/approval.ts'
import type { Sender } from '#letter/model.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Instant } from '#vocabulary/time.ts'
import { officeDay } from './law.ts'
import { appendToOffice } from './office-append.ts'
import type { Ports } from './ports.ts'
import { openEntries } from './register.ts'

export const types = {
  answers: 'setting.answers',
  head: 'setting.letter-head',
  caps: 'setting.daily-caps',
  capsProposed: 'setting.daily-caps-proposed',
  capsConfirmed: 'setting.daily-caps-confirmed',
  capsWithdrawn: 'setting.daily-caps-withdrawn',
  above: 'setting.third-signature',
} as const

export interface AnswerTimes {
  /** The hour in the office's time zone, such as 10:00. */
  readonly at: string
  /** After how many business days a refusal goes out. */
  readonly businessDays: number
}

/** An agency that has set nothing answers at ten in the morning, and refuses after five business days. */
export const usualAnswers: AnswerTimes = { at: '10:00', businessDays: 5 }

/** The longest that a refusal may be given, in business days. */
export const mostBusinessDays = 60

/** What an agency chooses of the head of its letters; its name is the vocabulary's. */
export type LetterHead = Omit<Sender, 'name'>

/** At most so many lines of an address, and so many places of legal help. */
export const mostLines = 6

/** An agency that has set nothing releases so many persons in a day at most. */
export const usualCaps: DailyCaps = { receiver: 1_000, agency: 2_000 }

/** More persons than any agency of a state has. */
export const mostPersons = 50_000_000

/** Above so many persons a release needs a signature from outside, where an agency has set no lower number. */
export const usualAbove = mostWithoutOutside

export interface Setter {
  readonly at: Instant
  readonly by: string
  /** Of what takes two people: the first of them. */
  readonly proposedBy?: string
}

/** A setting as it stands, and who set it: somebody on the pages, the file of the machine, or nobody. */
export interface Standing<T> {
  readonly value: T
  readonly set: Setter | 'file' | 'nobody'
}

export interface OfficeSettings {
  readonly answers: Standing<AnswerTimes>
  readonly head: Standing<LetterHead>
  /** As set last; what counts on a day is `capsOn`. */
  readonly caps: Standing<DailyCaps>
  /** Higher caps that wait for a second person; undefined where none do. */
  readonly proposedCaps: ProposedCaps | undefined
  /** Above so many persons a release needs a signature from outside the agency. */
  readonly above: Standing<number>
  /** Each change on the pages, the newest first. */
  readonly changes: readonly SettingChange[]
}

/** Who proposed caps that count for nothing yet, and when. */
export interface ProposedCaps extends Setter {
  readonly value: DailyCaps
}

export type SettingChange = Setter &
  (
    | { readonly what: 'answers'; readonly value: AnswerTimes }
    | { readonly what: 'head'; readonly value: LetterHead }
    | { readonly what: 'caps'; readonly value: DailyCaps }
    | { readonly what: 'caps-proposed'; readonly value: DailyCaps }
    | { readonly what: 'caps-withdrawn'; readonly value: DailyCaps }
    | { readonly what: 'above'; readonly value: number }
  )

type Reading = Pick<Ports, 'ledger' | 'office'>

/** What is set for this agency at this moment. @throws what the ledger throws */
export async function officeSettings({ ledger, office }: Reading, agency: string): Promise<OfficeSettings> {
  const changes = changesIn(await ledger.load(officeStream), agency)
  const answers = changes.findLast((one) => one.what === 'answers')
  const head = changes.findLast((one) => one.what === 'head')
  const caps = changes.findLast((one) => one.what === 'caps')
  const above = changes.findLast((one) => one.what === 'above')
  return {
    answers: answers ? chosen(answers) : standing(office.answers?.[agency], usualAnswers),
    head: head ? chosen(head) : standing(headIn(office, agency), emptyHead),
    caps: caps ? chosen(caps) : standing(undefined, usualCaps),
    proposedCaps: proposedCapsIn(changes),
    above: above ? chosen(above) : standing(undefined, usualAbove),
    changes: changes.toReversed(),
  }
}

const emptyHead: LetterHead = { lines: [], phone: undefined, legalHelp: [] }

function headIn({ senders }: Ports['office'], agency: string): LetterHead | undefined {
  const there = senders?.[agency]
  return there && { lines: there.lines ?? [], phone: there.phone, legalHelp: there.legalHelp ?? [] }
}

function standing<T>(file: T | undefined, otherwise: T): Standing<T> {
  return file === undefined ? { value: otherwise, set: 'nobody' } : { value: file, set: 'file' }
}

function chosen<T>({ value, at, by, proposedBy }: Setter & { readonly value: T }): Standing<T> {
  return { value, set: { at, by, ...(proposedBy === undefined ? {} : { proposedBy }) } }
}

/** Whatever came after a proposal has taken its place. */
export function proposedCapsIn(changes: readonly SettingChange[]): ProposedCaps | undefined {
  const newest = changes.findLast(
    ({ what }) => what === 'caps' || what === 'caps-proposed' || what === 'caps-withdrawn',
  )
  return newest?.what === 'caps-proposed' ? { value: newest.value, at: newest.at, by: newest.by } : undefined
}

/** When this agency answers requests short of a release. @throws what the ledger throws */
export async function answerTimes(ports: Reading, agency: string): Promise<AnswerTimes> {
  return (await officeSettings(ports, agency)).answers.value
}

/** The office that writes, as its letters have it. @throws what the ledger throws */
export async function senderOf(ports: Reading, agency: string): Promise<Sender> {
  const name = isCode(vocabulary.agencies, agency) ? vocabulary.agencies[agency].name : agency
  return { name, ...(await officeSettings(ports, agency)).head.value }
}

export type Setting = Reading & Pick<Ports, 'clock'>

/**
 * Set when this agency answers. It counts for what is received from now on, and for answers that counsel signs late: what
 * has been fixed keeps its time.
 *
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws RangeError for times that are none: the caller has checked what was typed
 */
export function setAnswerTimes(
  ports: Setting,
  by: Actor,
  agency: string,
  { at, businessDays }: AnswerTimes,
): Promise<Reason | undefined> {
  if (!isTimeOfDay(at) || !isBusinessDays(businessDays)) throw new RangeError('not the times of an answer')
  return change(ports, by, agency, types.answers, { at, businessDays })
}

/** Set what stands at the head of this agency's letters, from the next letter on. @returns and throws as `setAnswerTimes` */
export function setLetterHead(
  ports: Setting,
  by: Actor,
  agency: string,
  { lines, phone, legalHelp }: LetterHead,
): Promise<Reason | undefined> {
  if ([lines, legalHelp].some((list) => list.length > mostLines)) throw new RangeError('too many lines')
  const head = { lines: [...lines], ...(phone === undefined ? {} : { phone }), legalHelp: [...legalHelp] }
  if (![...lines, ...legalHelp, phone ?? '-'].every(isLine)) throw new RangeError('not one line')
  return change(ports, by, agency, types.head, head)
}

/** Lower the number of persons above which a release needs a signature from outside. Nobody raises it again. @returns and throws as `setAnswerTimes` */
export async function lowerAbove(
  ports: Setting,
  by: Actor,
  agency: string,
  above: number,
): Promise<Reason | undefined> {
  if (!Number.isSafeInteger(above) || above < 1) throw new RangeError('not a number of persons')
  return judgedChange(ports, by, agency, (changes) => {
    const now = changes.findLast((one) => one.what === 'above')?.value ?? usualAbove
    if (above < now) return { type: types.above, value: { above } }
    return { code: 'only-lower', words: `It is ${now}, and is only ever lowered.` }
  })
}

export function isCap(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 1 && count <= mostPersons
}

export function isTimeOfDay(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)
}

export function isBusinessDays(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 1 && count <= mostBusinessDays
}

/** What fits into one line of a letter. */
export function isLine(text: string): boolean {
  return /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]{1,200}$/u.test(text)
}

async function change(
  ports: Setting,
  by: Actor,
  agency: string,
  type: string,
  value: Readonly<Record<string, Json>>,
): Promise<Reason | undefined> {
  return judgedChange(ports, by, agency, () => ({ type, value }))
}

/** One change, and what it is recorded as. */
export interface Change {
  readonly type: string
  readonly value: Readonly<Record<string, Json>>
}

/**
 * Record a change that is judged against those before it, by somebody whose role it is.
 *
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws PosternError as `appendToOffice`
 */
export async function judgedChange(
  ports: Setting,
  by: Actor,
  agency: string,
  judge: (changes: readonly SettingChange[]) => Change | Reason,
  who: readonly Role[] = ['administrator'],
): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    const member = openEntries(events).get(by.id)
    const held = member === undefined ? [] : rolesOn(member, officeDay(ports))
    if (!held.some((role) => who.includes(role))) {
      return who.length > 1
        ? { code: 'not-your-role', words: `This is for ${who.join(', ')}.` }
        : { code: 'administrator-only', words: 'Only an administrator changes a setting.' }
    }
    if (member?.agency !== agency) {
      return { code: 'other-agency', words: 'What an agency sets is its own people’s to set, and nobody else’s.' }
    }
    const judged = judge(changesIn(events, agency))
    return 'code' in judged ? judged : { type: judged.type, body: { agency, ...judged.value } }
  })
}

function changesIn(events: readonly StoredEvent[], agency: string): readonly SettingChange[] {
  return events.flatMap(({ record: { type, body, at, actor: by } }): SettingChange[] => {
    if (type === types.answers && isOf(body, agency) && isAnswers(body)) {
      return [{ what: 'answers', value: { at: body.at, businessDays: body.businessDays }, at, by }]
    }
    const what = capsTypes.get(type)
    if (what !== undefined && isOf(body, agency) && isCaps(body)) {
      const { caps, proposedBy } = body
      return [{ what, value: caps, at, by, ...(proposedBy === undefined ? {} : { proposedBy }) }]
    }
    if (type === types.above && isOf(body, agency) && 'above' in body && typeof body.above === 'number') {
      return [{ what: 'above', value: body.above, at, by }]
    }
    if (type !== types.head || !isOf(body, agency) || !isHead(body)) return []
    const { lines, phone, legalHelp } = body
    return [{ what: 'head', value: { lines, phone, legalHelp }, at, by }]
  })
}

function isOf(body: unknown, agency: string): body is { readonly agency: string } {
  return typeof body === 'object' && body !== null && 'agency' in body && body.agency === agency
}

function isAnswers(body: object): body is AnswerTimes {
  return 'at' in body && 'businessDays' in body && typeof body.at === 'string' && typeof body.businessDays === 'number'
}

const capsTypes: ReadonlyMap<string, 'caps' | 'caps-proposed' | 'caps-withdrawn'> = new Map([
  [types.caps, 'caps'],
  [types.capsConfirmed, 'caps'],
  [types.capsProposed, 'caps-proposed'],
  [types.capsWithdrawn, 'caps-withdrawn'],
])

/** INVARIANT: only what changes the daily caps writes events of these types. */
function isCaps(body: object): body is { readonly caps: DailyCaps; readonly proposedBy?: string } {
  return 'caps' in body && typeof body.caps === 'object'
}

function isHead(body: object): body is LetterHead {
  return 'lines' in body && 'legalHelp' in body && Array.isArray(body.lines) && Array.isArray(body.legalHelp)
}
