import { expect, it } from 'vitest'
import { facts, paperFacts } from '#vocabulary/facts.ts'
import { listed } from './list-facts.ts'

it('lists every fact of the vocabulary once, those of a paper apart', () => {
  const all = Object.keys(facts)
  expect([...listed.common, ...listed.ofPaper].toSorted()).toEqual(all.toSorted())
  expect(listed.ofPaper.toSorted()).toEqual(Object.keys(paperFacts).toSorted())
})
