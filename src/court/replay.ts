/** A decision made once more, and whether it is the one that was recorded. */
import { onlyConfirmed } from '#decision/confirmed.ts'
import { decide } from '#decision/decide.ts'
import { differencesOf, type Differences, type RecordedDecision } from '#decision/differences.ts'
import { explain, type ExplainedCell } from '#decision/explain.ts'
import type { RuleSet } from '#decision/rules.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import type { Json } from '#vocabulary/json.ts'

export interface Given {
  readonly caseFile: CaseFile
  readonly rules: RuleSet
  /** Ids of the rules that counsel stood behind; absent: as if of every rule. */
  readonly confirmed?: readonly string[] | undefined
  readonly recorded?: RecordedDecision | undefined
}

export interface Replayed {
  readonly decision: Decision
  /** The rules as they decided. */
  readonly rules: RuleSet
  /** Each thing that must be so for the recorded decision to be this one; none where there is none recorded. */
  readonly findings: readonly Finding[]
  readonly differences: Differences | undefined
  /** Made when it is asked for: every rule that was looked at, cell by cell. */
  readonly explain: () => readonly ExplainedCell[]
}

export interface Finding {
  readonly ok: boolean
  readonly words: string
  /** Where it is not so: what that means, in a few words. */
  readonly title: string
  readonly evidence: Readonly<Record<string, string>>
}

/** @throws PosternError ERR_INPUT_INVALID as `decide` */
export function replay({ caseFile, rules: all, confirmed, recorded }: Given): Replayed {
  const rules = confirmed === undefined ? all : onlyConfirmed(all, confirmed)
  const decision = decide(caseFile, rules)
  const differences = recorded && differencesOf(recorded, decision)
  return {
    decision,
    rules,
    findings: recorded && differences ? findingsOf(recorded, decision, differences) : [],
    differences,
    explain: () => explain(caseFile, rules),
  }
}

function findingsOf(recorded: RecordedDecision, decision: Decision, differences: Differences): Finding[] {
  return [
    sameCase(recorded, decision),
    sameRules(recorded, decision),
    ...sameConfirmed(recorded, decision),
    ...sameCells(decision, differences),
    sameLetters(recorded, decision, differences),
  ]
}

function sameCase(recorded: RecordedDecision, decision: Decision): Finding {
  return recorded.case === decision.case
    ? held('The case file and the decision are of one case.', { case: decision.case })
    : failed('Not of one case', 'The case file is of one case, and the decision of another.', {
        decision: recorded.case,
        caseFile: decision.case,
      })
}

function sameRules(recorded: RecordedDecision, { rules: { digest } }: Decision): Finding {
  return recorded.rules.digest === digest
    ? held('The rules are the ones that the decision names.', { sha256: digest })
    : failed('Not the recorded rules', 'These are not the rules that the decision names.', {
        decision: recorded.rules.digest,
        theseRules: digest,
      })
}

function sameConfirmed(
  { rules: { confirmed: then } }: RecordedDecision,
  { rules: { confirmed } }: Decision,
): Finding[] {
  if (then === undefined && confirmed === undefined) return []
  if (then === confirmed)
    return [held('What counsel had confirmed is what the decision names.', { sha256: `${confirmed}` })]
  if (confirmed === undefined) {
    const words =
      'The decision rests on what counsel had confirmed that day. That is not here, so this was decided as if counsel ' +
      'had confirmed every rule. Add confirmed.json.'
    return [failed('A file is missing', words, { decision: text(then) })]
  }
  const words = 'What counsel had confirmed, as you gave it, is not what the decision names.'
  return [failed('Not what counsel had confirmed', words, { decision: text(then), given: confirmed })]
}

/** The schema says nothing of it, so a file may have anything there. */
function text(then: unknown): string {
  return then === undefined ? 'nothing' : JSON.stringify(then)
}

function sameCells({ cells: made }: Decision, { cells, others }: Differences): Finding[] {
  const of = made.length === 1 ? 'The cell comes' : `All ${made.length} cells come`
  const differ = cells.length === 1 ? 'One cell comes' : `${cells.length} cells come`
  return [
    cells.length === 0 ? held(`${of} out as recorded.`, {}) : failed('Not the same', `${differ} out differently.`, {}),
    others.length === 0
      ? held('The disposition, the duties, what is missing, the days and the rules cited are as recorded.', {})
      : failed(
          'Not the same',
          `Not the same beside the cells: ${others.map((other) => alsoCalled[other] ?? other).join(', ')}.`,
          {},
        ),
  ]
}

const alsoCalled: Readonly<Record<string, string>> = {
  basis: 'the rules cited',
  deadlines: 'the days',
  disposition: 'the disposition',
  duties: 'the duties',
  missing: 'what is missing',
}

/** Whoever compares outcomes alone would not see a sentence that was put in, or a cell that stands there twice. */
function sameLetters(
  recorded: RecordedDecision,
  decision: Decision,
  { cells, others, reworded }: Differences,
): Finding {
  if (canonical(recorded) === canonical(decision)) return held('The two are the same to the last letter.', {})
  if (reworded > 0) {
    const which = reworded === 1 ? 'One cell says' : `${reworded} cells say`
    return failed('The same, in other words', `${which} why in other words.`, {})
  }
  const words = 'The two are not the same to the last letter.'
  const isSaid = cells.length > 0 || others.length > 0
  return failed(
    'Not written the same',
    isSaid ? words : `${words} One has something twice, or something of its own.`,
    {},
  )
}

/** What it says of the rules is looked at apart. */
function canonical(decision: RecordedDecision | Decision): string {
  const json: Json = JSON.parse(JSON.stringify({ ...decision, rules: null }))
  return canonicalJson(json)
}

function held(words: string, evidence: Finding['evidence']): Finding {
  return { ok: true, words, title: '', evidence }
}

function failed(title: string, words: string, evidence: Finding['evidence']): Finding {
  return { ok: false, words, title, evidence }
}
