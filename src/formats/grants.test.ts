import { expect, test } from 'vitest'
import { grantsOf, personsGranted } from './grants.ts'

const name = { program: 'snap', element: 'name' }
const income = { program: 'snap', element: 'income' }

test('classes that get the same are one grant, in whatever order they and their cells come', () => {
  const classes = [
    { persons: 3, cells: [name, income] },
    { persons: 4, cells: [name] },
    { persons: 5, cells: [income, name, name] },
  ]
  const grants = grantsOf(classes)
  expect(grants).toEqual([
    { persons: 8, cells: [income, name] },
    { persons: 4, cells: [name] },
  ])
  expect(grantsOf(classes.toReversed())).toEqual(grants)
  expect(personsGranted(grants)).toBe(12)
})

test('who gets nothing is in no grant', () => {
  expect(
    grantsOf([
      { persons: 7, cells: [] },
      { persons: 0, cells: [name] },
    ]),
  ).toEqual([])
})
