/** What somebody has put before the page: each file is told by its content, and read as hostile. */
import { mistakesFound } from '#adapters/contract/from-schema.ts'
import { isDecision } from '#adapters/contract/schemas.ts'
import { validateCaseFile, type Mistake } from '#adapters/contract/validate.ts'
import type { RecordedDecision } from '#decision/differences.ts'
import type { Rule, RuleSet } from '#decision/rules.ts'
import { isPosternError } from '#errors.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson, parseJson } from '#formats/canonical-json.ts'
import { sha256 } from '#formats/sha256.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { facts, isFactName, type FactValue } from '#vocabulary/facts.ts'
import type { Json } from '#vocabulary/json.ts'
import { isRules } from './schemas.ts'

export type Kind = 'case-file' | 'rules' | 'confirmed' | 'decision'

export type Content =
  | { readonly kind: 'case-file'; readonly caseFile: CaseFile }
  | { readonly kind: 'rules'; readonly rules: RuleSet }
  /** Ids of the rules that counsel stood behind. */
  | { readonly kind: 'confirmed'; readonly ids: readonly string[] }
  | { readonly kind: 'decision'; readonly recorded: RecordedDecision }
  /** `as`: what it seems to be; undefined where it is like nothing that belongs here. */
  | { readonly kind: 'unusable'; readonly as: Kind | undefined; readonly mistakes: readonly Mistake[] }

/** Throws nothing: what cannot be used says why, with a JSON pointer and the mend. */
export function readContent(bytes: Uint8Array): Content {
  try {
    return contentOf(parseJson(bytes, 'this file'))
  } catch (error) {
    if (!isPosternError(error)) throw error
    return unusable(undefined, [
      { pointer: '', reason: error.message, mend: error.mend ?? 'Write it as JSON in UTF-8.' },
    ])
  }
}

function contentOf(value: Json): Content {
  if (isList(value)) return value.every((one) => typeof one === 'string') ? confirmedIn(value) : rulesIn(value)
  if (typeof value !== 'object' || value === null) return nothingKnown
  if ('caseFile' in value) return caseFileIn(value)
  if ('cells' in value) return decisionIn(value)
  return nothingKnown
}

function caseFileIn(value: Json): Content {
  const verdict = validateCaseFile(value)
  return 'caseFile' in verdict
    ? { kind: 'case-file', caseFile: verdict.caseFile }
    : unusable('case-file', verdict.mistakes)
}

function decisionIn(value: Json): Content {
  if (isDecision(value)) return { kind: 'decision', recorded: value }
  return unusable('decision', mistakesFound(isDecision.errors, 'decision.schema.json'))
}

function confirmedIn(ids: readonly string[]): Content {
  const again = ids.findIndex((id, i) => ids.indexOf(id) < i)
  if (again < 0) return { kind: 'confirmed', ids }
  return unusable('confirmed', [
    { pointer: `/${again}`, reason: 'this rule is named a second time', mend: 'Name each once.' },
  ])
}

function rulesIn(value: Json): Content {
  if (!isRules(value)) return unusable('rules', mistakesFound(isRules.errors, 'rules.schema.json'))
  const mistakes = unknownIn(value)
  if (mistakes.length > 0) return unusable('rules', mistakes)
  const rules = value.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return { kind: 'rules', rules: { rules, digest: digestOf(rules) } }
}

/** SHA-256, hex, of the canonical JSON. */
function digestOf(rules: readonly Rule[]): string {
  const json: Json = JSON.parse(JSON.stringify(rules))
  return toHex(sha256(utf8(canonicalJson(json))))
}

/** A fact or a value that no case file can have would make a condition mean what nobody wrote. */
function unknownIn(rules: readonly Rule[]): Mistake[] {
  return rules.flatMap(({ id, parts }, i) => [
    ...(rules.findIndex((rule) => rule.id === id) < i
      ? [{ pointer: `/${i}/id`, reason: 'two rules have one id', mend: 'Ask for the file anew.' }]
      : []),
    ...parts.flatMap(({ where, until }, j) =>
      [...where, ...until.flatMap(({ met, when }) => [...met, ...when.flat()])].flatMap(({ fact, values }) =>
        isFactName(fact) && values.every((one) => canBe(facts[fact], one))
          ? []
          : [
              {
                pointer: `/${i}/parts/${j}`,
                reason: 'a condition asks about something that this page does not know',
                mend: 'Use the page of the version that made the decision, or ask for the file anew.',
              },
            ],
      ),
    ),
  ])
}

function canBe(values: readonly FactValue[], value: FactValue): boolean {
  return values.includes(value)
}

function unusable(as: Kind | undefined, mistakes: readonly Mistake[]): Content {
  return { kind: 'unusable', as, mistakes }
}

const nothingKnown = unusable(undefined, [
  { pointer: '', reason: 'this is nothing that this page knows', mend: 'Give a case file, rules or a decision.' },
])

/** `Array.isArray` forgets the element type of a readonly array. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
