import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { controls } from '../scripts/controls.ts'

/** The starred ones of the list. */
const tried = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 21, 22, 23, 26, 27, 28, 29, 34, 35, 39, 40,
]

it('names every control that an attacker tries first, in order', () => {
  expect(controls.map(({ number }) => number)).toEqual(tried)
})

it.each(controls)('has the tests that hold control $number', ({ tests }) => {
  const named = Object.entries(tests).flatMap(([file, names]) => names.map((name) => ({ file, name })))
  expect(named.length).toBeGreaterThan(0)
  const missing = named.filter(
    ({ file, name }) => !readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').includes(name),
  )
  expect(missing).toEqual([])
})
