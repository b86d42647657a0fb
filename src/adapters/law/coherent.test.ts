import { describe, expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import type { Rule } from '#decision/rules.ts'
import { misformed } from './misformed.ts'
import { readPack } from './read-pack.ts'

const { rules } = await theLaw()
const well = new Set(rules)

const header = (id: string) => `- id: ${id}
  citation: 1 USC 1
  title: A rule
  plain: a rule says something
  confidence: RECALLED
  effective: { from: null, to: null }
  confirmed: null
`
const trying = (text: string): string | undefined => {
  const [added] = readPack(`${header('US-TEST-01')}${text}`, 'us/test.yaml', 'us')
  if (added === undefined) throw new Error('the pack has a rule')
  return misformed([...rules, added], well)
}
const where = '  where: { purpose: audit }\n'

describe('rules that fit together', () => {
  it('are those of the packs', () => {
    expect(misformed(rules, well)).toBeUndefined()
  })

  it.each([
    ['open to somebody', `  effect: permits\n${where}`, '  effect: permits\n', 'this opens to everybody'],
    [
      'say on what paper they rest',
      `  effect: permits\n  by: consent\n  papers: [consent]\n${where}`,
      `  effect: permits\n  by: consent\n${where}`,
      'what rests on a paper says which paper',
    ],
    [
      'require what a court compels',
      `  effect: requires\n  by: court-process\n  papers: [court-order]\n${where}`,
      `  effect: permits\n  by: court-process\n  papers: [court-order]\n${where}`,
      'what rests on court-process requires',
    ],
    [
      'rest on a paper that carries it',
      `  effect: requires\n  by: court-process\n  papers: [court-order]\n${where}`,
      `  effect: requires\n  by: court-process\n  papers: [court-order, consent]\n${where}`,
      'no consent carries what rests on court-process',
    ],
    [
      'stop the weak where they stop the strong',
      '  effect: forbids\n  stops: [consent, permits]\n',
      '  effect: forbids\n  stops: [consent]\n',
      'this stops what is stronger than permits, and not permits',
    ],
    [
      'name what is still to be said',
      `  effect: permits\n${where}  until:\n    - { written: true, need: written-request, missing: written-request }\n`,
      `  effect: permits\n${where}  until:\n    - { written: true, need: written-request }\n`,
      'the requester still has to say written-request, and nothing asks for it',
    ],
    [
      'name nothing that is not waited for',
      `  effect: permits\n${where}  until:\n    - { counsel: approved, need: counsel-review }\n`,
      `  effect: permits\n${where}  until:\n    - { counsel: approved, need: counsel-review, missing: violation }\n`,
      'violation is no name for what counsel-review waits for here',
    ],
    [
      'except what would be stopped',
      '  effect: forbids\n  stops: [permits]\n  except: [US-SNAP-02]\n',
      '  effect: forbids\n  stops: [permits]\n  except: [US-SNAP-07]\n',
      'US-SNAP-07 is an exception that this does not stop',
    ],
    [
      'reach what they are attached to',
      '  effect: conditions\n  of: [US-SNAP-07]\n  programs: [snap]\n',
      '  effect: conditions\n  of: [US-SNAP-07]\n  programs: [snap, tanf]\n',
      'this reaches tanf programs, and what it is attached to does not',
    ],
  ])('%s', (_what, taken, refused, message) => {
    expect(trying(taken)).toBeUndefined()
    expect(trying(refused)).toContain(message)
  })

  it('have the default that is cited where nothing else can be', () => {
    const others: readonly Rule[] = rules.filter(({ id }) => id !== 'GEN-01')
    expect(misformed(others, well)).toBe('there is no rule GEN-01')
  })
})
