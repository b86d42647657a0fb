/**
 * Shapes of JSON that came from outside: each part is there, nothing else is, and the first departure is
 * named by its JSON pointer (RFC 6901). A shape is a type guard that throws instead of answering false.
 */
import type { PosternError } from '#errors.ts'
import { formatError } from './bytes.ts'

/** @throws PosternError ERR_FORMAT naming the pointer `at` when the value is not a T */
export type Shape<T> = (value: unknown, at: string) => value is T

type Fields<T> = { readonly [K in keyof T]: Shape<T[K]> }

function departure(at: string, expected: string): PosternError {
  return formatError(`${at === '' ? 'the whole' : at} must be ${expected}`, { pointer: at, expected })
}

/** One fixed word. */
export function word<const T extends string>(expected: T): Shape<T> {
  return (value, at): value is T => {
    if (value !== expected) throw departure(at, JSON.stringify(expected))
    return true
  }
}

/** A string of this form; the expression ought to be anchored at both ends. */
export function text(form: RegExp, expected: string): Shape<string> {
  return (value, at): value is string => {
    if (typeof value !== 'string' || !form.test(value)) throw departure(at, expected)
    return true
  }
}

export const flag: Shape<boolean> = (value, at): value is boolean => {
  if (typeof value !== 'boolean') throw departure(at, 'true or false')
  return true
}

/** A whole number that can be written without loss, zero or more. */
export const count: Shape<number> = (value, at): value is number => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw departure(at, 'a whole number')
  return true
}

/** A list of `least` to `most` members. */
export function list<T>(member: Shape<T>, least: number, most: number): Shape<readonly T[]> {
  return (value, at): value is readonly T[] => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      throw departure(at, least === most ? `a list of ${least}` : `a list of ${least} to ${most}`)
    }
    return value.every((one, index) => member(one, `${at}/${index}`))
  }
}

/** An object with every required field, any of the optional ones, and no other. */
export function object<R extends object>(required: Fields<R>): Shape<R>
export function object<R extends object, O extends object>(
  required: Fields<R>,
  optional: Fields<O>,
): Shape<R & Partial<O>>
export function object(required: object, optional: object = {}): Shape<object> {
  const shapes = new Map<string, Shape<unknown>>([...Object.entries(required), ...Object.entries(optional)])
  return (value, at): value is object => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw departure(at, 'an object')
    for (const name of Object.keys(required)) {
      if (!Object.hasOwn(value, name)) throw departure(`${at}/${name}`, 'present')
    }
    for (const [name, field] of Object.entries(value)) {
      const shape = shapes.get(name)
      if (shape === undefined) throw departure(`${at}/${pointerStep(name)}`, 'absent')
      shape(field, `${at}/${name}`)
    }
    return true
  }
}

/** The name of an unknown field comes from a stranger: shown escaped, and never at length. */
function pointerStep(name: string): string {
  return name.slice(0, 40).replaceAll(/[^A-Za-z0-9._-]/g, '?')
}

export const hash: Shape<string> = text(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hex digits')

/** True for RFC 3339 in UTC with milliseconds, of a moment that exists: 2026-02-30 has the form and is none. */
export function isInstant(moment: string): boolean {
  const time = Date.parse(moment)
  return !Number.isNaN(time) && new Date(time).toISOString() === moment
}

export const instant: Shape<string> = (value, at): value is string => {
  if (typeof value !== 'string' || !isInstant(value)) throw departure(at, 'a moment such as 2026-11-22T14:00:00.000Z')
  return true
}

/** One line for people: no control character, none that turns the direction of reading, at most 200 characters. */
export const line: Shape<string> = text(
  /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]{1,200}$/u,
  'a line of 1 to 200 characters',
)

/** A code, an id: letters, digits and a little punctuation, at most 100. */
export const code: Shape<string> = text(
  /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,99}$/,
  'an id of 1 to 100 letters, digits and . _ : @ / -',
)

/** Strictly ascending in UTF-16 code units: in the one order, each once. @throws PosternError ERR_FORMAT naming `pointer` */
export function ascending(keys: readonly string[], pointer: string): void {
  for (let at = 1; at < keys.length; at += 1) {
    if ((keys[at - 1] ?? '') >= (keys[at] ?? '')) {
      throw formatError(`${pointer} must be in order, each once`, { pointer, index: at })
    }
  }
}
