import { describe, expect, it } from 'vitest'
import { ruleSet } from '#adapters/law/load.ts'
import type { Part, Rule, RuleSet } from '#decision/rules.ts'
import { theLaw } from '#testing/law.ts'
import { whatOpens } from './opens.ts'

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

describe('what a law opens', () => {
  it('is nothing where a rule only forbids', () => {
    expect(whatOpens(law, withRule('us-ma', { stops: ['requires', 'overriding-statute', 'consent', 'permits'] }))).toBe(
      undefined,
    )
  })

  it('is said with the element, the program and the place', () => {
    const audit = [{ fact: 'requester' as const, values: ['attorney'], not: false }]
    const opened = whatOpens(law, withRule('us-ma', { effect: 'requires', where: audit }))
    expect(opened).toBe('photo of snap in Commonwealth of Massachusetts')
  })
})
