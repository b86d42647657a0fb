/**
 * Reading a case file as hostile: the contract's schema, its words, its names, its dates.
 *
 * Every mistake is told at once, each with a JSON pointer and the mend. Nothing of a person's record is
 * quoted: a mistake names codes, refs and days.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import type { CaseFile } from '#vocabulary/case-file.ts'
import caseFileSchema from '#vocabulary/case-file.schema.json' with { type: 'json' }
import decisionSchema from '#vocabulary/decision.schema.json' with { type: 'json' }
import { checkDates } from './check-dates.ts'
import { checkNames } from './check-names.ts'
import { checkWords } from './check-words.ts'
import type { Mistake } from './mistake.ts'

export type { Mistake } from './mistake.ts'

export type Validated = { readonly caseFile: CaseFile } | { readonly mistakes: readonly Mistake[] }

const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
formats.default.default(ajv)
const isCaseFile: ValidateFunction<CaseFile> = ajv.compile<CaseFile>(caseFileSchema)
const isDecision: ValidateFunction = ajv.compile(decisionSchema)

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
  if (!isCaseFile(candidate)) return (isCaseFile.errors ?? []).map(fromSchema)
  return [...checkWords(candidate), ...checkNames(candidate), ...checkDates(candidate)]
}

function scenarioWithin(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('scenario' in value) || !('caseFile' in value)) return undefined
  return value.caseFile
}

function fromSchema({ instancePath, keyword, params, message }: ErrorObject): Mistake {
  if (keyword === 'required') {
    const field = String(params['missingProperty'])
    return { pointer: instancePath, reason: `"${field}" is missing`, mend: `Add "${field}".` }
  }
  if (keyword === 'additionalProperties') {
    const field = String(params['additionalProperty'])
    return {
      pointer: `${instancePath}/${escape(field)}`,
      reason: 'this field is not in the contract',
      mend: 'Leave it out, or spell it as the contract does.',
    }
  }
  if (keyword === 'format') {
    const date = params['format'] === 'date'
    return {
      pointer: instancePath,
      reason: date ? 'this is not a day of the calendar' : 'this is not a moment with an offset',
      mend: date ? 'Write a day that exists as YYYY-MM-DD.' : 'Write it as 2026-11-23T10:00:00-05:00.',
    }
  }
  if (keyword === 'enum') {
    const allowed: unknown = params['allowedValues']
    return {
      pointer: instancePath,
      reason: 'this is not one of the words allowed here',
      mend: `Use one of ${Array.isArray(allowed) ? allowed.join(', ') : 'the words of the contract'}.`,
    }
  }
  return { pointer: instancePath, reason: message ?? keyword, mend: 'Write it as case-file.schema.json says.' }
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
