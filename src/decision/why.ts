/** One sentence for each cell, to the person it is about: who asked, for what, and the law. It names nobody. */
import type { CaseFile, CaseSubject } from '#vocabulary/case-file.ts'
import type { Need } from '#vocabulary/codes.ts'
import type { FactName } from '#vocabulary/facts.ts'
import type { DecidedCell } from './decide-cell.ts'
import { purposesOf } from './facts.ts'
import { awaited, broughtInVain, purposeInWords, ruleFallsShort, whoAsked } from './in-words.ts'
import { failuresOf, type Way } from './judge.ts'
import type { Clause } from './rules.ts'

/** As much as can be read aloud in one breath. */
const longest = 220

export function why(cell: DecidedCell, file: CaseFile): string {
  const { outcome, needs, nearest } = cell
  if (nearest !== undefined && outcome === 'release') return whyReleased(nearest, file)
  if (nearest !== undefined && outcome === 'hold') return whyHeld(needs, nearest, cell.subject, file)
  return whyClosed(cell, file)
}

function whyReleased({ clause, view }: Way, { request: { requester } }: CaseFile): string {
  const purpose = `for ${purposeInWords(String(view.facts.purpose))}`
  const goes = `This goes ${destination(requester.kind, whoAsked(requester), purpose)}`
  return firstShort(`${goes}: ${plainly(clause)}.`, `${goes}, under ${citationOf(clause)}.`)
}

function destination(kind: string, who: string, purpose: string): string {
  if (kind === 'data-subject') return 'to you'
  if (kind === 'representative') return `to ${who}`
  // What the agency's own staff ask for they do not keep: it goes where the purpose says.
  return kind === 'holder-staff' ? `out ${purpose}` : `to ${who} ${purpose}`
}

function whyHeld(needs: readonly Need[], way: Way, subject: string, file: CaseFile): string {
  const waits = `This waits until ${inSeries(needs.map((need) => awaited[need]))}`
  const asked = whatWasAsked(file, subject, way)
  return firstShort(
    `${waits}: ${asked}, and ${plainly(way.clause)}.`,
    `${waits}: ${asked}, under ${citationOf(way.clause)}.`,
    `${waits}, under ${citationOf(way.clause)}.`,
  )
}

function whyClosed({ closing, nearest, subject }: DecidedCell, file: CaseFile): string {
  const law = closing ?? nearest?.clause
  if (law === undefined)
    return 'Nothing goes out: this program has no such entry about you, and no rule opens what is not there.'
  const isPart = (closing ?? law).part.elements !== 'all' || opensOtherParts(nearest)
  const closed = `${whatIsClosed(subject, isPart)} closed`
  const asked = whatWasAsked(file, subject, nearest)
  const reason = closing === undefined ? nearest && `${citationOf(law)} ${lackOf(nearest)}` : plainly(closing)
  return firstShort(
    `${closed}: ${asked}, and ${reason ?? 'no rule opens it'}.`,
    `${closed}: ${asked}, and the law keeps ${subject === '*' ? 'them' : 'it'} closed (${citationOf(law)}).`,
    `${closed}, under ${citationOf(law)}.`,
  )
}

function whatIsClosed(subject: string, isPart: boolean): string {
  if (subject === '*') return 'These files stay'
  return isPart ? 'This part of your file stays' : 'Your file stays'
}

/** What lacks nothing but that it reaches this may well open the rest. */
function opensOtherParts(way: Way | undefined): boolean {
  const lacks = way === undefined ? [] : failuresOf(way)
  return lacks.length > 0 && lacks.every((lack) => lack === 'element' || lack === 'paper-describes')
}

/** Where somebody brought a paper that fell short, it is told by that. */
function whatWasAsked(file: CaseFile, subject: string, way: Way | undefined): string {
  const who = whoAsked(file.request.requester)
  const [lack] = way === undefined ? [] : failuresOf(way)
  const paper = way?.view.paper
  if (paper !== undefined && lack !== undefined) return `${who} ${broughtInVain(paper.kind, paperLack(lack, way))}`
  const purpose = String(way?.view.facts.purpose ?? purposesOf(file)[0])
  return whoAskedForWhat(file, purpose, whoIsMeant(subject, file))
}

/** That no court enforces a court's own paper is not what it lacks. */
function paperLack(lack: FactName, way: Way | undefined): FactName {
  const { paper, 'paper-issuer': issuer } = way?.view.facts ?? {}
  if (lack !== 'paper-enforced' || (paper !== 'court-order' && paper !== 'judicial-subpoena')) return lack
  return issuer === 'federal-court' || issuer === 'own-state-court' ? 'paper-signer' : 'paper-issuer'
}

type Meant = 'you' | 'others' | 'a group that you are in' | 'these people' | 'nobody by name'

/** Whom the request means, to the person of this cell: not everybody in the file is named in the request. */
function whoIsMeant(subject: string, { request: { subjectClass = null }, subjects }: CaseFile): Meant {
  if (subject === '*') return subjectClass === null ? 'nobody by name' : 'these people'
  if (subjects.some((one) => one.ref === subject && isNamed(one))) return 'you'
  if (subjects.some(isNamed)) return 'others'
  return subjectClass === null ? 'nobody by name' : 'a group that you are in'
}

function isNamed({ namedInRequest }: CaseSubject): boolean {
  return namedInRequest !== false
}

function whoAskedForWhat({ request: { requester } }: CaseFile, purpose: string, whom: Meant): string {
  const isOwn = requester.kind === 'data-subject' || requester.kind === 'representative'
  const who = whom === 'you' || !isOwn ? whoAsked(requester) : 'somebody else'
  if (isOwn && purpose === 'own-record') return `${who} asked for ${whom === 'you' ? 'your' : 'their'} own record`
  return `${who} asked about ${whom === 'you' && who === 'you' ? 'yourself' : whom} for ${purposeInWords(purpose)}`
}

function lackOf(way: Way): string {
  const [first] = failuresOf(way)
  return (first && ruleFallsShort[first]) ?? 'does not open it'
}

function plainly(clause: Clause): string {
  return `${clause.rule.plain} (${citationOf(clause)})`
}

/** The first of several; the rest stands with the rule. */
function citationOf({ rule }: Clause): string {
  return rule.citation.split(';')[0] ?? rule.citation
}

function inSeries(words: readonly string[]): string {
  const comma = words.length > 2 ? ',' : ''
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')}${comma} and ${words.at(-1) ?? ''}`
}

/** The first that is short enough to be read aloud, else the last. */
function firstShort(...sentences: readonly string[]): string {
  return sentences.find(({ length }) => length <= longest) ?? sentences.at(-1) ?? ''
}
