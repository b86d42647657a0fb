import { describe, expect, it } from 'vitest'
import { ruleSet } from '#adapters/law/load.ts'
import type { Condition, Part, Requirement, Rule, RuleSet } from '#decision/rules.ts'
import { theLaw } from '#testing/law.ts'
import { whatSpeaksAgainst } from './overlay.ts'

const law = await theLaw()

function withRule(jurisdiction: string, part: Partial<Part>): RuleSet {
  const rule: Rule = {
    id: 'OWN-01',
    jurisdiction,
    citation: 'policy memorandum 1',
    title: 'Own rule',
    plain: 'a rule of one agency',
    effective: { from: null, to: null },
    source: '',
    confidence: 'PRODUCT',
    confirmed: null,
    parts: [
      {
        effect: 'forbids',
        programs: ['snap'],
        elements: ['photo'],
        where: [],
        until: [],
        heldBeside: [],
        stops: [],
        except: [],
        ...part,
      },
    ],
  }
  return ruleSet([...law.rules, rule])
}

/** A condition that asks for writing where these hold; nothing said, always. */
function asking(when: readonly Condition[]): Partial<Part> {
  const requirement: Requirement = {
    met: [{ fact: 'written', values: [true], not: false }],
    need: 'written-request',
    missing: 'written-request',
    when: when.length === 0 ? [] : [when],
  }
  return { effect: 'conditions', elements: 'all', of: ['US-SNAP-04'], until: [requirement] }
}

describe('what speaks against a rule of an agency', () => {
  it('is nothing where a rule only forbids', () => {
    expect(
      whatSpeaksAgainst(law, withRule('us-ma', { stops: ['requires', 'overriding-statute', 'consent', 'permits'] })),
    ).toBe(undefined)
  })

  it('is said with the element, the program and the place', () => {
    const audit = [{ fact: 'requester' as const, values: ['attorney'], not: false }]
    const opened = whatSpeaksAgainst(law, withRule('us-ma', { effect: 'requires', where: audit }))
    expect(opened).toBe('it opens what the law closes: photo of snap in Commonwealth of Massachusetts')
  })

  it('is that what it asks for would tell what is known of the person', () => {
    const ofProtected = asking([{ fact: 'vawa-protected', values: [true], not: false }])
    expect(whatSpeaksAgainst(law, withRule('us-ma', ofProtected))).toMatch(/requester is told.*\(invariant 15\)$/)
    expect(whatSpeaksAgainst(law, withRule('us-ma', asking([])))).toBe(undefined)
  })
})
