import { expect, it } from 'vitest'
import { didYouMean } from './near.ts'

const words = ['purpose', 'requester', 'identity-verified', 'vawa-protected']

it.each([
  ['purpos', 'purpose'],
  ['Purpose', 'purpose'],
  ['prupose', 'purpose'],
  ['requestor', 'requester'],
  ['identity_verified', 'identity-verified'],
])('takes %s for %s', (written, meant) => {
  expect(didYouMean(written, words)).toBe(`; did you mean "${meant}"?`)
})

it.each(['weather', '', 'x'])('takes "%s" for nothing it knows', (written) => {
  expect(didYouMean(written, words)).toBe('')
})
