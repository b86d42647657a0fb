import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { loadLaw, ruleSet } from './load.ts'
import { readPack } from './read-pack.ts'

const header = `- id: US-TEST-01
  citation: 1 USC 1
  title: A rule
  plain: a rule says something
  source: null
  confidence: RECALLED
  effective: { from: null, to: null }
  confirmed: null
`
const permit = `${header}  effect: permits\n`

function mistake(text: string): { message: string; mend: string | undefined } {
  try {
    readPack(text, 'us/test.yaml', 'us')
  } catch (error) {
    if (isPosternError(error, 'ERR_INPUT_INVALID')) return { message: error.message, mend: error.mend }
    throw error
  }
  throw new Error('the pack was taken')
}

describe('a pack', () => {
  it('becomes rules', () => {
    const text = `${permit}  programs: [snap]
  where: { purpose: audit, written: true, requester: { not: [attorney, court] } }
  until:
    - identity-verified: true
      need: requester-identity
      missing: requester-identity
      when: { vawa-protected: true }
`
    expect(readPack(text, 'us/test.yaml', 'us')).toEqual([
      {
        id: 'US-TEST-01',
        jurisdiction: 'us',
        citation: '1 USC 1',
        title: 'A rule',
        plain: 'a rule says something',
        source: '',
        confidence: 'RECALLED',
        effective: { from: null, to: null },
        confirmed: null,
        parts: [
          {
            effect: 'permits',
            programs: ['snap'],
            elements: 'all',
            where: [
              { fact: 'purpose', values: ['audit'], not: false },
              { fact: 'written', values: [true], not: false },
              { fact: 'requester', values: ['attorney', 'court'], not: true },
            ],
            until: [
              {
                met: [{ fact: 'identity-verified', values: [true], not: false }],
                need: 'requester-identity',
                missing: 'requester-identity',
                when: [[{ fact: 'vawa-protected', values: [true], not: false }]],
              },
            ],
            heldBeside: [],
            stops: [],
            except: [],
          },
        ],
      },
    ])
  })

  it('says once for all parts what they share, and a part says what differs', () => {
    const text = `${permit}  programs: [snap]
  parts:
    - { name: one, elements: [name] }
    - { name: two, programs: [wic] }
`
    const [rule] = readPack(text, 'us/test.yaml', 'us')
    expect(rule?.parts.map(({ name, effect, programs, elements }) => [name, effect, programs, elements])).toEqual([
      ['one', 'permits', ['snap'], ['name']],
      ['two', 'permits', ['wic'], 'all'],
    ])
  })

  it('keeps who confirmed a rule, and when it is in force', () => {
    const text = permit
      .replace('confirmed: null', 'confirmed: { by: DEMO counsel, on: 2026-11-01 }')
      .replace('{ from: null, to: null }', '{ from: 2026-01-01, to: 2026-12-31 }')
    const [rule] = readPack(text, 'us/test.yaml', 'us')
    expect(rule?.confirmed).toEqual({ by: 'DEMO counsel', on: '2026-11-01' })
    expect(rule?.effective).toEqual({ from: '2026-01-01', to: '2026-12-31' })
  })

  it.each([
    ['an unknown fact', `${permit}  where: { purpos: audit }\n`, 'us/test.yaml:10', '"purpos" is not a fact'],
    ['an unknown value', `${permit}  where: { purpose: audits }\n`, 'us/test.yaml:10', 'not a value of purpose'],
    ['a text where yes or no belongs', `${permit}  where: { written: "true" }\n`, ':10', 'not a value of written'],
    ['a condition that can never hold', `${permit}  where: { written: { not: [true, false] } }\n`, ':10', 'no value'],
    ['a condition that always holds', `${permit}  where: { written: [true, false] }\n`, ':10', 'every value'],
    ['an unknown field', `${permit}  whereas: {}\n`, ':10', '"whereas" is not a field'],
    ['an unknown field of a part', `${permit}  parts:\n    - { nam: one }\n`, ':11', '"nam" is not a field'],
    ['an unknown effect', `${header}  effect: allows\n`, ':9', 'not an effect'],
    ['an unknown program', `${permit}  programs: [snapp]\n`, ':10', 'not a program'],
    ['an unknown element', `${permit}  elements: [shoe-size]\n`, ':10', 'not an element'],
    ['an unknown kind of paper', `${permit}  papers: [letter]\n`, ':10', 'not a kind of paper'],
    ['an unknown need', `${permit}  until:\n    - { written: true, need: patience }\n`, ':11', 'not a need'],
    ['a need of nothing', `${permit}  until:\n    - { need: consent }\n`, ':11', 'says not what must be so'],
    [
      'a need both of something and of nothing',
      `${permit}  until:\n    - { never: true, written: true, need: consent }\n`,
      ':11',
      'says not',
    ],
    ['an empty citation', permit.replace('1 USC 1', '""'), ':2', 'the citation is empty'],
    ['a sentence that ends', permit.replace('something', 'something.'), ':4', 'does not fit'],
    ['a day that is none', permit.replace('from: null', 'from: soon'), ':7', 'no day'],
    ['a confirmation without a day', permit.replace('confirmed: null', 'confirmed: { by: X }'), ':8', 'has a day'],
    ['conditions of no rule', `${header}  effect: conditions\n`, ':9', 'of no rule'],
    ['a forbid that stops nothing', `${header}  effect: forbids\n`, ':9', 'stops nothing'],
    ['a duty without a trigger', `${header}  effect: duty\n  duty: record-request\n`, ':9', 'no trigger'],
    [
      'an unknown trigger',
      `${header}  effect: duty\n  duty: record-request\n  trigger: full-moon\n`,
      ':11',
      'not a trigger',
    ],
    ['a field said twice', `${permit}  effect: forbids\n`, ':10', 'not YAML'],
    ['text that is no YAML', '- {', ':1', 'not YAML'],
    ['no list', 'id: X', ':1', 'not a list'],
  ])('with %s is refused, with file, line and mend', (_what, text, place, message) => {
    const found = mistake(text)
    expect(found.message).toContain(place)
    expect(found.message).toContain(message)
    expect(found.mend).toBeTruthy()
  })

  it('may be inactive, and then has no effect', () => {
    const inactive = `${header}  inactive: the text was not found\n`
    const [rule] = readPack(inactive, 'us/test.yaml', 'us')
    expect(rule).toMatchObject({ inactive: 'the text was not found', parts: [] })
    expect(mistake(`${inactive}  effect: conditions\n`).message).toContain('an inactive rule has no "effect"')
  })
})

describe('a rule set', () => {
  const [one] = readPack(permit, 'us/test.yaml', 'us')
  const [two] = readPack(permit.replace('-01', '-02'), 'us/test.yaml', 'us')
  if (one === undefined || two === undefined) throw new Error('the packs have a rule each')

  it('has a digest that no order changes and every change of meaning does', () => {
    expect(ruleSet([two, one])).toEqual(ruleSet([one, two]))
    expect(ruleSet([one, { ...two, title: 'Another' }]).digest).not.toBe(ruleSet([one, two]).digest)
    expect(ruleSet([one]).digest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('has no two rules with one id', () => {
    expect(() => ruleSet([one, one])).toThrow('two rules have the id US-TEST-01')
  })

  it('names no rule that is not there', () => {
    const [dangling] = readPack(
      `${header.replace('-01', '-03')}  effect: conditions\n  of: [US-TEST-09]\n`,
      'us/test.yaml',
      'us',
    )
    if (dangling === undefined) throw new Error('the pack has a rule')
    expect(() => ruleSet([one, dangling])).toThrow('US-TEST-03 names US-TEST-09')
  })

  it('is read from the folders of the jurisdictions, and not at all where one is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-law-'))
    try {
      mkdirSync(join(folder, 'us'))
      mkdirSync(join(folder, 'us-ma'))
      writeFileSync(join(folder, 'us', 'one.yaml'), permit)
      await expect(loadLaw(folder)).rejects.toMatchObject({ code: 'ERR_INPUT_UNREADABLE' })
      mkdirSync(join(folder, 'us-me'))
      writeFileSync(join(folder, 'us-me', 'two.yaml'), permit.replace('-01', '-02'))
      const { rules } = await loadLaw(folder)
      expect(rules.map(({ id, jurisdiction }) => [id, jurisdiction])).toEqual([
        ['US-TEST-01', 'us'],
        ['US-TEST-02', 'us-me'],
      ])
      writeFileSync(join(folder, 'us-ma', 'three.yaml'), `${permit}  whereas: {}\n`)
      await expect(loadLaw(folder)).rejects.toThrow('us-ma/three.yaml:10')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
