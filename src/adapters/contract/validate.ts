/**
 * Reading a case file as hostile: the contract's schema, its words, its names, its dates.
 *
 * Every mistake is told at once, each with a JSON pointer and the mend. Nothing of a person's record is
 * quoted: a mistake names codes, refs and days.
 */
import type { CaseFile } from '#vocabulary/case-file.ts'
import { checkDates } from './check-dates.ts'
import { checkNames } from './check-names.ts'
import { checkWords } from './check-words.ts'
import { mistakesFound } from './from-schema.ts'
import type { Mistake } from './mistake.ts'
import { isCaseFile, isDecision } from './schemas.ts'

export type { Mistake } from './mistake.ts'

export type Validated = { readonly caseFile: CaseFile } | { readonly mistakes: readonly Mistake[] }

/** A case file, or a scenario file, whose case file is meant. */
export function validateCaseFile(value: unknown): Validated {
  const within = scenarioWithin(value)
  const candidate = within === undefined ? value : within
  const mistakes = mistakesOf(candidate)
  if (mistakes.length === 0 && isCaseFile(candidate)) return { caseFile: candidate }
  const prefix = within === undefined ? '' : '/caseFile'
  return { mistakes: mistakes.map((mistake) => ({ ...mistake, pointer: `${prefix}${mistake.pointer}` })) }
}

/** Whether a value is a decision as decision.schema.json has it. */
export function isValidDecision(value: unknown): boolean {
  return isDecision(value)
}

function mistakesOf(candidate: unknown): Mistake[] {
  if (!isCaseFile(candidate)) return mistakesFound(isCaseFile.errors, 'case-file.schema.json')
  return [...checkWords(candidate), ...checkNames(candidate), ...checkDates(candidate)]
}

function scenarioWithin(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('scenario' in value) || !('caseFile' in value)) return undefined
  return value.caseFile
}
