import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Mistake } from './mistake.ts'

/** What a schema found, as a person can mend it. @param schema the file that says how it is written */
export function mistakesFound(errors: readonly ErrorObject[] | null | undefined, schema: string): Mistake[] {
  return withoutEchoes(errors ?? []).map((error) => inWords(error, schema))
}

/**
 * Where one of several forms is allowed, a schema complains of each of them and then of all. Who wrote a list hears
 * what is wrong in the list; who wrote neither form hears it once.
 */
function withoutEchoes(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = new Map(
    errors.filter(({ keyword }) => keyword === 'oneOf').map((choice) => [choice.instancePath, choice]),
  )
  const choiceOf = (error: ErrorObject) =>
    within(error.instancePath)
      .map((pointer) => choices.get(pointer))
      .find((choice) => choice !== undefined && error.schemaPath.startsWith(choice.schemaPath))
  const ofAForm = new Set(
    errors.flatMap((error) => {
      const choice = choiceOf(error)
      return choice !== undefined && isInside(error, choice) ? [choice] : []
    }),
  )
  return errors.filter((error) => {
    const choice = choiceOf(error)
    if (choice === undefined) return true
    return ofAForm.has(choice) ? isInside(error, choice) : error === choice
  })
}

/** Whether this is wrong inside one of the forms, and not that it is the other form. */
function isInside({ keyword, instancePath }: ErrorObject, choice: ErrorObject): boolean {
  return instancePath !== choice.instancePath || !['oneOf', 'const', 'type'].includes(keyword)
}

/** A pointer and all that it lies in. */
function within(pointer: string): string[] {
  const names = pointer.split('/')
  return names.map((_, i) => names.slice(0, names.length - i).join('/'))
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
  if (keyword === 'const') {
    const only = JSON.stringify(params['allowedValue'])
    return { pointer: instancePath, reason: `this must be ${only}`, mend: `Write ${only}.` }
  }
  if (keyword === 'uniqueItems') {
    return {
      pointer: `${instancePath}/${String(params['j'])}`,
      reason: 'this stands there twice',
      mend: 'Name it once.',
    }
  }
  if (keyword === 'minItems' || keyword === 'minLength') {
    const few = Number(params['limit']) > 1
    return {
      pointer: instancePath,
      reason: few ? 'this list is too short' : 'this is empty',
      mend: few ? 'Add another to the list, or write the one by itself.' : 'Say what is meant.',
    }
  }
  return {
    pointer: instancePath,
    reason: reasons[keyword]?.(params) ?? message ?? keyword,
    mend: `Write it as ${schema} says.`,
  }
}

const reasons: Readonly<Record<string, (params: ErrorObject['params']) => string>> = {
  oneOf: () => 'this has none of the forms allowed here',
  type: ({ type }) => `this must be ${words[String(type)] ?? String(type)}`,
}

const words: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  object: 'an object',
  string: 'text',
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
