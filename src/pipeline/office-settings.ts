/**
 * What an agency sets for itself: when its fixed answers go out, and what stands at the head of its letters. Each change
 * is an event of the office's own stream; what nobody has set here is as settings.json has it.
 */
import { rolesOn } from '#approval/staff.ts'
import type { Actor, Reason } from '#case/commands.ts'
import type { Sender } from '#letter/model.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Instant } from '#vocabulary/time.ts'
import { appendToOffice } from './office-append.ts'
import type { Ports } from './ports.ts'
import { openEntries } from './register.ts'

const types = { answers: 'setting.answers', head: 'setting.letter-head' } as const

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

/** A setting as it stands, and who set it: somebody on the pages, the file of the machine, or nobody. */
export interface Standing<T> {
  readonly value: T
  readonly set: { readonly at: Instant; readonly by: string } | 'file' | 'nobody'
}

export interface OfficeSettings {
  readonly answers: Standing<AnswerTimes>
  readonly head: Standing<LetterHead>
  /** Each change on the pages, the newest first. */
  readonly changes: readonly SettingChange[]
}

export type SettingChange = { readonly at: Instant; readonly by: string } & (
  | { readonly what: 'answers'; readonly value: AnswerTimes }
  | { readonly what: 'head'; readonly value: LetterHead }
)

type Reading = Pick<Ports, 'ledger' | 'office'>

/** What is set for this agency at this moment. @throws what the ledger throws */
export async function officeSettings({ ledger, office }: Reading, agency: string): Promise<OfficeSettings> {
  const changes = changesIn(await ledger.load(officeStream), agency)
  const answers = changes.findLast((one) => one.what === 'answers')
  const head = changes.findLast((one) => one.what === 'head')
  return {
    answers: answers ? chosen(answers) : standing(office.answers?.[agency], usualAnswers),
    head: head ? chosen(head) : standing(headIn(office, agency), emptyHead),
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

function chosen<T>({ value, at, by }: { readonly value: T; readonly at: Instant; readonly by: string }): Standing<T> {
  return { value, set: { at, by } }
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

type Setting = Reading & Pick<Ports, 'clock'>

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
  return appendToOffice(ports, by, (events) => {
    const member = openEntries(events).get(by.id)
    const today = ports.clock.now().slice(0, 10)
    if (member === undefined || !rolesOn(member, today).includes('administrator')) {
      return { code: 'administrator-only', words: 'Only an administrator changes a setting.' }
    }
    if (member.agency !== agency) {
      return { code: 'other-agency', words: 'An administrator sets what is their own agency’s, and no other’s.' }
    }
    return { type, body: { agency, ...value } }
  })
}

function changesIn(events: readonly StoredEvent[], agency: string): readonly SettingChange[] {
  return events.flatMap(({ record: { type, body, at, actor: by } }): SettingChange[] => {
    if (type === types.answers && isOf(body, agency) && isAnswers(body)) {
      return [{ what: 'answers', value: { at: body.at, businessDays: body.businessDays }, at, by }]
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

function isHead(body: object): body is LetterHead {
  return 'lines' in body && 'legalHelp' in body && Array.isArray(body.lines) && Array.isArray(body.legalHelp)
}
