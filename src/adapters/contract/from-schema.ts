import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Mistake } from './mistake.ts'

/** What a schema found, as a person can mend it. @param schema the file that says how it is written */
export function mistakesFound(errors: readonly ErrorObject[] | null | undefined, schema: string): Mistake[] {
  return (errors ?? []).map((error) => inWords(error, schema))
}

function inWords({ instancePath, keyword, params, message }: ErrorObject, schema: string): Mistake {
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
  return { pointer: instancePath, reason: message ?? keyword, mend: `Write it as ${schema} says.` }
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
