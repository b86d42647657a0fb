import type { ErrorObject } from 'ajv/dist/2020.js'
import { pointerStep, type Problem } from './problem.ts'

/**
 * What the schema found, for a person: where, what and the mend. Values are not quoted. A choice ("if")
 * that fails says nothing itself: what was chosen says why it did not fit.
 */
export function inWords({ instancePath, keyword, params, parentSchema }: ErrorObject): Problem[] {
  switch (keyword) {
    case 'required':
      return at(
        instancePath,
        'this is missing',
        'Add it; the schema says what belongs here.',
        params['missingProperty'],
      )
    case 'additionalProperties': {
      const mend = 'Leave it out, or mend its name.'
      return at(instancePath, 'nothing of this name belongs here', mend, params['additionalProperty'])
    }
    case 'type':
      return at(instancePath, `this must be of the type ${String(params['type'])}`, 'Write a value of that type.')
    case 'const':
      return at(instancePath, `this must be "${String(params['allowedValue'])}"`, 'Write exactly that.')
    case 'enum':
      return at(instancePath, `this must be one of ${String(params['allowedValues'])}`, 'Choose one of them.')
    case 'format':
      return at(instancePath, 'this is not a day of the calendar', 'Write a day that exists, as YYYY-MM-DD.')
    case 'pattern':
      return at(instancePath, 'this does not have its form', `Write ${descriptionOf(parentSchema)}.`)
    case 'uniqueItems':
      return at(instancePath, 'something stands twice in this list', 'Name each once.')
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return at(instancePath, 'this is empty', 'Fill it in, or leave it out.')
    case 'maxLength':
    case 'maxItems':
      return at(instancePath, `this is longer than ${String(params['limit'])}`, 'Shorten it.')
    default:
      return []
  }
}

/** @param member the member of the object at `pointer` that is meant, where it is not the object itself */
function at(pointer: string, sentence: string, mend: string, member?: unknown): Problem[] {
  const whole = typeof member === 'string' ? `${pointer}/${member.replaceAll('/', '?')}` : pointer
  // Names of members come from outside, and pointers go into the log.
  return [{ pointer: whole.split('/').map(pointerStep).join('/'), sentence, mend }]
}

/** INVARIANT: each pattern of request.schema.json has a description beside it that says what to write. */
function descriptionOf(fragment: unknown): string {
  const described = typeof fragment === 'object' && fragment !== null && 'description' in fragment
  return described ? String(fragment.description) : 'what the schema says'
}
