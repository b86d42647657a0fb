import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cellsAsked } from '#decision/cells.ts'
import { factsOf, purposesOf } from '#decision/facts.ts'
import { lawFolder, scenariosIn } from '#testing/law.ts'
import { isFactName, type FactName, type FactValue } from './facts.ts'
import { possible } from './possible.ts'

function together(facts: Partial<Record<FactName, FactValue | FactValue[]>>) {
  const conditions = Object.entries(facts).flatMap(([fact, value]) =>
    isFactName(fact) ? [{ fact, values: [value].flat(), not: false }] : [],
  )
  return possible(conditions) !== undefined
}

describe('facts that no case file can have together', () => {
  it.each<[string, Parameters<typeof together>[0]]>([
    ['no paper that describes', { paper: 'none', 'paper-describes': true }],
    ['no paper with a signer', { paper: 'none', 'paper-signer': 'judge' }],
    ['a consent by a warrant', { paper: 'judicial-warrant', 'consent-from': 'self' }],
    ['a status statute in a subpoena', { paper: 'judicial-subpoena', 'cites-status-statute': true }],
    ['an unnamed class that is listed', { subject: 'class', listed: true }],
    ['one named person in a class', { subject: 'class', 'only-one-named': true }],
    ['ICE that is no immigration agency', { organization: 'ice-ero', 'immigration-agency': false }],
    ['an immigration agency that is the FBI', { organization: 'fbi', 'immigration-agency': true }],
    ['police that are no law enforcement', { requester: 'local-law-enforcement', 'brought-by-law-enforcement': false }],
    ["another state's paper that a court here enforces", { 'paper-issuer': 'another-state', 'paper-enforced': true }],
    ['an objection of nobody', { listed: false, objection: true }],
  ])('%s', (_what, facts) => {
    expect(together(facts)).toBe(false)
  })

  it.each<[string, Parameters<typeof together>[0]]>([
    ['a warrant that describes', { paper: 'judicial-warrant', 'paper-describes': true }],
    ['a consent by its paper', { paper: 'consent', 'consent-from': 'self' }],
    ['a named person who is listed', { subject: 'named', listed: true, 'only-one-named': true }],
    ['nobody named, and nobody listed', { subject: 'nobody', listed: false }],
    ['ICE', { organization: 'ice-ero', 'immigration-agency': true }],
    ['nothing asked', {}],
  ])('are not: %s', (_what, facts) => {
    expect(together(facts)).toBe(true)
  })

  it('are seen through two steps: a class has no member, and so no minor', () => {
    expect(together({ subject: 'class', minor: true })).toBe(false)
    expect(together({ subject: 'nobody', minor: true })).toBe(true)
  })
})

it('are found in no scenario', () => {
  const seen = new Map<string, Parameters<typeof together>[0]>()
  for (const { scenario } of ['us', 'us-ma', 'us-me'].flatMap((state) =>
    scenariosIn(join(lawFolder, state, 'scenarios')),
  )) {
    for (const cell of cellsAsked(scenario.caseFile)) {
      for (const purpose of purposesOf(scenario.caseFile)) {
        const { bare, withPapers } = factsOf(cell, purpose, scenario.caseFile)
        for (const facts of [bare, ...withPapers.map((one) => one.facts)])
          seen.set(JSON.stringify({ ...facts, element: '' }), facts)
      }
    }
  }
  expect(seen.size).toBeGreaterThan(400)
  expect([...seen.values()].filter((facts) => !together(facts))).toEqual([])
})
