import { expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import { conditionWords } from './fact-words.ts'

const words = (fact: 'written' | 'paper-signer', not: boolean, ...values: (string | boolean)[]) =>
  conditionWords({ fact, values, not })

it('says a condition as a person would, and its denial too', () => {
  expect(words('written', false, true)).toBe('the request is in writing')
  expect(words('written', true, true)).toBe('the request is not in writing')
  expect(words('written', false, false)).toBe('the request is not in writing')
  expect(words('paper-signer', false, 'judge', 'agency-officer')).toBe(
    'the paper is signed by a judge or an agency officer',
  )
  expect(words('paper-signer', true, 'none')).toBe('the paper is not signed by nobody')
})

it('has no code left in any condition of the law', async () => {
  const { rules } = await theLaw()
  const conditions = rules.flatMap(({ parts }) =>
    parts.flatMap(({ where, until }) => [...where, ...until.flatMap(({ met, when }) => [...met, ...when.flat()])]),
  )
  const said = conditions.map((condition) => [condition, conditionWords(condition)] as const)
  const coded = said.filter(([{ values }, told]) =>
    values.some((value) => /^[a-z]+(-[a-z]+)+$/.test(String(value)) && told.includes(String(value))),
  )
  expect(coded).toEqual([])
})
