/** One sentence for each cell, to the person it is about: who asked, for what, and the law. It names nobody. */
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Need } from '#vocabulary/codes.ts'
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
  if (nearest !== undefined && outcome === 'hold') return whyHeld(needs, nearest, file)
  return whyClosed(cell, file)
}

function whyReleased({ clause, view }: Way, { request: { requester } }: CaseFile): string {
  const purpose = `for ${purposeInWords(String(view.facts.purpose))}`
  const goes = `This goes ${destination(requester.kind, whoAsked(requester), purpose)}`
  return firstShort(`${goes}: ${plainly(clause)}.`, `${goes}, under ${citationOf(clause)}.`)
}

function destination(kind: string, who: string, purpose: string): string {
  if (kind === 'data-subject') return 'to you'
  // What the agency's own staff ask for they do not keep: it goes where the purpose says.
  return kind === 'holder-staff' ? `out ${purpose}` : `to ${who} ${purpose}`
}

function whyHeld(needs: readonly Need[], way: Way, file: CaseFile): string {
  const waits = `This waits until ${inSeries(needs.map((need) => awaited[need]))}`
  const asked = whatWasAsked(file, way)
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
  const isPart = (closing ?? law).part.elements !== 'all'
  const closed = `${whatIsClosed(subject, isPart)} closed`
  const asked = whatWasAsked(file, nearest)
  const reason = closing === undefined ? nearest && `${citationOf(law)} ${lackOf(nearest)}` : plainly(closing)
  return firstShort(
    `${closed}: ${asked}, and ${reason ?? 'no rule opens it'}.`,
    `${closed}: ${asked}, and the law keeps it closed (${citationOf(law)}).`,
    `${closed}, under ${citationOf(law)}.`,
  )
}

function whatIsClosed(subject: string, isPart: boolean): string {
  if (subject === '*') return 'These files stay'
  return isPart ? 'This part of your file stays' : 'Your file stays'
}

/** Where somebody brought a paper that fell short, it is told by that. */
function whatWasAsked(file: CaseFile, way: Way | undefined): string {
  const { requester } = file.request
  const who = whoAsked(requester)
  const [lack] = way === undefined ? [] : failuresOf(way)
  const paper = way?.view.paper
  if (paper !== undefined && lack !== undefined) return `${who} ${broughtInVain(paper.kind, lack)}`
  const purpose = String(way?.view.facts.purpose ?? purposesOf(file)[0])
  return `${who} asked ${whatFor(purpose, requester.kind, way?.view.facts.listed === true)}`
}

function whatFor(purpose: string, kind: string, isListed: boolean): string {
  if (purpose === 'own-record' && kind === 'data-subject') return 'for your own record'
  return `about ${isListed ? 'you' : 'these people'} for ${purposeInWords(purpose)}`
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
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** The first that is short enough to be read aloud, else the last. */
function firstShort(...sentences: readonly string[]): string {
  return sentences.find(({ length }) => length <= longest) ?? sentences.at(-1) ?? ''
}
