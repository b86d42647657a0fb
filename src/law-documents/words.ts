/** Codes of the packs in the words of a document. */
import type { Effect, Part, Strength, TimeLimit } from '#decision/rules.ts'
import type { Need } from '#vocabulary/codes.ts'
import type { CountedFrom, Trigger } from '#vocabulary/facts.ts'

type Words = Readonly<Record<string, string>>

const special: Words = {
  ssn: 'Social Security number',
  'a-number': 'A-number',
  'ssa-data': 'SSA-supplied data',
  'sud-treatment': 'substance use treatment records',
  'ebt-transactions': 'EBT transactions',
  'ebt-card-number': 'EBT card number',
  'race-ethnicity': 'race or ethnicity',
  'member-id': 'member number',
  usda: 'USDA',
  save: 'SAVE',
  snap: 'SNAP',
  tanf: 'TANF',
  eaedc: 'EAEDC',
  medicaid: 'Medicaid',
  chip: 'CHIP',
  wic: 'WIC',
  liheap: 'LIHEAP (energy assistance)',
  'general-assistance': 'General Assistance',
  'wage-match': 'the wage and benefit match system',
}

/** "home-address" as "home address"; names and abbreviations as they are written. */
export function plainCode(code: string): string {
  return special[code] ?? code.replaceAll('-', ' ')
}

const papers: Words = {
  'judicial-warrant': 'a search warrant of a court',
  'court-order': 'an order of a court',
  'part-2-order': 'an order under 42 CFR part 2',
  'judicial-subpoena': 'a subpoena of a judicial officer',
  'grand-jury-subpoena': 'a grand jury subpoena',
  'attorney-subpoena': "an attorney's or clerk's subpoena",
  'administrative-subpoena': "an agency officer's subpoena",
  'administrative-warrant': "an officer's immigration warrant",
  'immigration-detainer': 'an immigration detainer',
  'cited-statute': 'a letter that cites a statute',
  agreement: 'an agreement',
  consent: "a person's signed consent",
  'nondisclosure-order': 'an order not to tell the person',
}

export function paperWords(paper: string): string {
  return papers[paper] ?? plainCode(paper)
}

export const effectWords: Readonly<Record<Effect, string>> = {
  requires: 'Requires',
  permits: 'Permits',
  conditions: 'Adds conditions',
  forbids: 'Forbids',
  duty: 'Duty',
}

export const effectMeaning: Readonly<Record<Effect, string>> = {
  requires: 'the law says that the agency shall disclose',
  permits: 'the law lets the agency disclose',
  conditions: 'it adds to what other rules ask before they open anything',
  forbids: 'it stops what other rules would open',
  duty: 'something else to be done, or a day to keep',
}

export const needMeaning: Readonly<Record<Need, string>> = {
  'counsel-review': 'the agency’s counsel must decide; staff may not release',
  'requester-identity': 'the identity and office of whoever asks must be verified',
  'written-request': 'the request must be put in writing',
  'missing-content': 'the request lacks something that the law says it must state',
  'instrument-verification': 'the paper must be verified with its issuer',
  'household-suspicion': 'suspicion must be shown of this particular household',
  'notice-to-subject': 'the person must be told, and the time to object or move to quash must have run',
  consent: 'the person’s valid consent is needed',
  'compelling-process': 'a subpoena or the like is needed beside the order, which only authorizes',
  'subject-match': 'the person asked about must be matched to exactly one record',
  'agreement-in-force': 'a written agreement that covers this use must be in force',
  'inform-court': 'the court must first be told of the law that restricts disclosure',
  'data-protocol': 'data and security protocols must be agreed, and no injunction may stand in the way',
  'consent-confirmation': 'the agency must confirm the consent with the person, in private',
}

export const strengthWords: Readonly<Record<Strength, string>> = {
  'court-process': "a court's process",
  requires: 'what a law requires',
  'overriding-statute': "a statute cited over the program's own law",
  consent: "the person's consent",
  permits: 'what a law permits',
}

const triggers: Readonly<Record<Trigger, string>> = {
  always: 'with every request',
  release: 'when anything of the program is released',
  'release-to-hhs': 'when anything is released to HHS',
  'release-or-disclosed': 'when anything is released, or was already given out',
  'matter-for-counsel':
    'when law enforcement, a lawyer or a court presents a paper, a letter cites 8 USC 1373 or 1644, or anything waits for counsel',
  'return-date': 'when a paper has a return day',
  'records-under-process': 'with a warrant, an order or any subpoena',
  'court-to-be-told': 'with a subpoena or order for records of the program',
  'process-before-notice': 'with a subpoena or order, unless a court delays notice or does without',
  'process-after-notice': 'with a search warrant, or where a court delays notice',
  'outsider-before-notice': 'before anything of the program goes to an outsider',
  'outsider-after-notice': 'after anything of the program went to an outsider who could not be kept waiting',
  seized: 'when officers took records',
  'protected-person-asked-about': 'when an immigration agency asks about a protected person',
  'process-for-program': 'with a subpoena or order for records of the program',
  'process-for-class': 'with process about an unnamed group',
  'restricted-left-behind': 'when such data stays behind while something else goes out',
  'substitute-sent': 'when the substitute address goes out',
  report: 'when a person is reported',
  'own-record': 'when a person asks for their own record',
  'disclosed-without-basis': 'when something was given out that the decision would not have released',
}

export function triggerWords(trigger: Trigger): string {
  return triggers[trigger]
}

const days: Readonly<Record<CountedFrom, string>> = {
  issued: 'the day the paper was issued',
  'execute-by': 'the last day on the face of the warrant',
  'return-on': 'the return day of the paper',
  'expires-on': 'the day on which the paper expires',
  'delays-notice-until': 'the day to which the order delays notice',
  'objection-period-ends': 'the day on which the time to object ends, as the notice states it',
  received: 'the day the request was received',
  'end-of-quarter': 'the end of the quarter',
}

const countings = {
  calendar: 'every day counts',
  court: 'every day counts, and a last day on a weekend or holiday runs to the next day that is open',
  business: 'only days that are no weekend and no holiday count',
}

/** "14 days after the earlier of …; …" */
export function deadlineWords({ stated, after, days: number, count, within }: TimeLimit): string {
  const fixed = stated.map((from) => days[from])
  const later =
    after.length === 0
      ? []
      : [
          `${number} days after ${after.length > 1 ? 'the earliest of ' : ''}${andList(after.map((from) => days[from]))} (${countings[count]})`,
        ]
  const limit = within.length === 0 ? '' : `; never later than ${andList(within.map((from) => days[from]))}`
  return `${[...fixed, ...later].join('; where the file states none, ')}${limit}`
}

/** What the deadline is of, where the document speaks of no single paper. */
export function deadlineName({ what }: TimeLimit): string {
  return what.replaceAll('{paper}', 'the paper')
}

export function reachWords({ programs, elements }: Part): string {
  const where = programs === 'all' ? 'every program' : andList(programs.map(plainCode))
  return elements === 'all' ? `${where}, every element` : `${where}: ${andList(elements.map(plainCode))}`
}

export function andList(words: readonly string[]): string {
  return list(words, 'and')
}

export function orList(words: readonly string[]): string {
  return list(words, 'or')
}

function list(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`
}

const confidences: Words = {
  TEXT: 'the text itself was read',
  'TEXT-PART': 'the section was found, and only its beginning could be read',
  SECONDARY: 'seen only through a manual, an opinion, a summary or a report',
  RECALLED: 'from memory, the text was not seen',
  PRODUCT: 'no clause of its own; how this product carries several out',
  'not found': 'looked for, and not found',
}

/** "TEXT-PART / RECALLED" in words. */
export function confidenceWords(confidence: string): string {
  return confidence
    .split(' / ')
    .map((one) => confidences[one] ?? one)
    .join('; in part ')
}

const months = 'January February March April May June July August September October November December'.split(' ')

/** 2026-03-01 as March 1, 2026. */
export function dayWords(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${months[Number(month) - 1] ?? month} ${Number(date)}, ${year}`
}

export function monthWord(month: number): string {
  return months[month - 1] ?? String(month)
}

/** A clause as a sentence. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.!?]["']?$/.test(clause) ? '' : '.'}`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
