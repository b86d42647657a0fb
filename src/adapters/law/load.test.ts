import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { loadLaw, ruleSet } from './load.ts'
import { readPack, readWholePack } from './read-pack.ts'

const header = `- id: US-TEST-01
  citation: 1 USC 1
  title: A rule
  plain: a rule says something
  source: null
  confidence: RECALLED
  effective: { from: null, to: null }
  confirmed: null
`
const named = (id: string, rest: string) => `${header.replace('US-TEST-01', id)}${rest}`
const permit = `${header}  effect: permits\n`
const open = `${permit}  where: { purpose: audit }\n`
/** Each list holds the one before it ten times. */
const bomb = Array.from('bcdefghi').reduce(
  (text, name) => `${text}- &${name} [${Array.from({ length: 10 }, () => `*${prior(name)}`).join()}]\n`,
  '- &a [x]\n',
)
const deadline = (limit: string) => `${header}  effect: duty\n  deadline: ${limit}\n`

function prior(letter: string): string {
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) - 1)
}

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
    ['a rule without an effect', header, ':1', 'an effect is missing'],
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
    ['a fact mistyped', `${permit}  where: { purpos: audit }\n`, ':10', 'did you mean "purpose"?'],
    ['a value mistyped', `${permit}  where: { requester: atorney }\n`, ':10', 'did you mean "attorney"?'],
    ['a field mistyped', `${permit}  program: [snap]\n`, ':10', 'did you mean "programs"?'],
    ['a program mistyped', `${permit}  programs: [medicaide]\n`, ':10', 'did you mean "medicaid"?'],
    ['an id of another form', permit.replace('US-TEST-01', 'us/test'), ':1', 'is no id'],
    ['a confidence mistyped', permit.replace('RECALLED', 'RECALED'), ':6', 'did you mean "RECALLED"?'],
    ['a first day mistyped', permit.replace('from: null', 'form: 2026-01-01'), ':7', 'did you mean "from"?'],
    [
      'a confirmation mistyped',
      permit.replace('confirmed: null', 'confirmed: { bye: X, on: 2026-01-01 }'),
      ':8',
      'did you mean "by"?',
    ],
    ['an empty title', permit.replace('A rule', '" "'), ':3', 'the title is empty'],
    ['an empty sentence', permit.replace('a rule says something', '""'), ':4', 'the plain sentence is empty'],
    [
      'days in the wrong order',
      permit.replace('{ from: null, to: null }', '{ from: 2026-02-01, to: 2026-01-31 }'),
      ':7',
      'before the first',
    ],
    ['a day that no calendar has', permit.replace('from: null', 'from: 2026-02-30'), ':7', 'no day'],
    [
      'two parts of one name',
      `${permit}  parts:\n    - { name: one }\n    - { name: one, programs: [wic] }\n`,
      ':12',
      'two parts are called one',
    ],
    ['no part', `${permit}  parts: []\n`, ':10', 'no part'],
    [
      'conditions that contradict',
      `${permit}  where: { subject: class, listed: true }\n`,
      ':10',
      'no case can meet all',
    ],
    [
      'a paper that it does not rest on',
      `${permit}  where: { paper-describes: true }\n`,
      ':10',
      'no case can meet all',
    ],
    [
      'a need that can never end',
      `${permit}  where: { subject: class }\n  until:\n    - { listed: true, need: counsel-review }\n`,
      ':12',
      'never be met',
    ],
    [
      'a need that is never asked for',
      `${permit}  where: { written: true }\n  until:\n    - { identity-verified: true, need: requester-identity, when: { written: false } }\n`,
      ':12',
      'never is so',
    ],
    ['a field that its effect gives no meaning', `${permit}  stops: [permits]\n`, ':10', '"stops" says nothing'],
    ['a trigger of no duty', `${header}  effect: duty\n  trigger: always\n`, ':9', 'attaches no duty'],
    [
      'a duty that does two things',
      `${header}  effect: duty\n  duty: record-request\n  trigger: always\n  standing: always so\n`,
      ':9',
      'two things',
    ],
    [
      'a duty with conditions',
      `${header}  effect: duty\n  where: { written: true }\n  duty: record-request\n  trigger: always\n`,
      ':10',
      'only a deadline',
    ],
    ['a time limit that counts from nothing', deadline('{ what: Due, within: issued }'), ':10', 'counts from nothing'],
    ['a time limit without its days', deadline('{ what: Due, after: issued, count: court }'), ':10', 'go together'],
    [
      'a time limit of half a day',
      deadline('{ what: Due, after: issued, days: 0.5, count: court }'),
      ':10',
      'no number of days',
    ],
    [
      'a way of counting mistyped',
      deadline('{ what: Due, after: issued, days: 5, count: bussiness }'),
      ':10',
      'did you mean "business"?',
    ],
    [
      'counting where nothing is counted',
      deadline('{ what: Due, stated: return-on, count: court }'),
      ':10',
      'nothing is counted',
    ],
    [
      "a paper's day beside a notice's",
      deadline('{ what: Due, stated: return-on, within: objection-period-ends }'),
      ':10',
      'no paper has',
    ],
    [
      'a time limit that asks about a cell',
      `${deadline('{ what: Due, stated: return-on }')}  where: { element: ssn }\n`,
      ':11',
      'cannot ask for element',
    ],
    ['no list', 'id: X', ':1', 'not a list'],
    ['a name that stands for nothing', `${open}  see: *one\n`, ':11', 'nothing above is called "one"'],
    ['names that multiply', bomb, ':1', 'multiplies without end'],
    ['a mark that turns the writing', open.replace('A rule', 'A \u202Erule'), ':3', 'nobody sees'],
    ['no program in its list', `${open}  programs: []\n`, ':11', 'reaches nothing'],
    ['no element in its list', `${open}  elements: []\n`, ':11', 'reaches nothing'],
    ['an address that runs', open.replace('source: null', 'source: javascript:alert(1)'), ':5', 'no address'],
    [
      'a need that excludes itself',
      `${open}  until: [{ match: several, need: subject-match, when: { match: one } }]\n`,
      ':11',
      'can never be met',
    ],
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

describe('a pack with several mistakes', () => {
  it('names the first of each rule, and reads the others', () => {
    const text = [permit.replace('1 USC 1', '""'), permit, permit.replace('A rule', '""')].join('')
    const { rules, mistakes } = readWholePack(text, 'us/test.yaml', 'us')
    expect(rules).toHaveLength(1)
    expect(mistakes.map(({ message }) => message)).toEqual([
      'us/test.yaml:2: the citation is empty or not text',
      'us/test.yaml:21: the title is empty or not text',
    ])
  })
})

function trySet(...texts: readonly string[]) {
  try {
    return ruleSet(texts.flatMap((text, i) => readPack(text, `us/${i}.yaml`, 'us')))
  } catch (error) {
    if (isPosternError(error, 'ERR_INPUT_INVALID')) return { message: error.message, mend: error.mend }
    throw error
  }
}

describe('a rule set', () => {
  it('names both places where two rules have one id', () => {
    expect(trySet(open, `# another\n${open}`)).toMatchObject({
      message: 'us/1.yaml:2: two rules have the id US-TEST-01, this one and us/0.yaml:1',
    })
  })

  it.each([
    [
      'names a rule mistyped',
      named('US-TEST-02', '  effect: conditions\n  of: [US-TEST-11]\n'),
      'did you mean "US-TEST-01"?',
    ],
    [
      'reads with a rule that is not there',
      named('US-TEST-02', '  see: [US-TEST-09]\n  effect: permits\n'),
      'no such rule',
    ],
    [
      'attaches to a way that no case can bring it to',
      named('US-TEST-02', '  effect: conditions\n  of: [US-TEST-01]\n  where: { paper: consent }\n'),
      'attaches to nothing',
    ],
    [
      'attaches to what is no way',
      named('US-TEST-02', '  effect: forbids\n  stops: [permits]\n') +
        named('US-TEST-03', '  effect: conditions\n  of: [US-TEST-02]\n'),
      'attaches to nothing',
    ],
    [
      'excepts what opens nothing',
      named('US-TEST-02', '  effect: forbids\n  stops: [permits]\n  except: [US-TEST-02]\n'),
      'opens nothing',
    ],
    [
      'decides nothing, and is read with nothing',
      named('US-TEST-02', '  inactive: not found\n'),
      'no rule that decides names it',
    ],
    [
      'stands apart from every case, and is read with nothing',
      named('US-TEST-02', '  effect: duty\n  standing: all year\n'),
      'no rule that decides names it',
    ],
  ])('has no rule that %s', (_what, text, message) => {
    const refused = trySet(open, text)
    expect(refused).toMatchObject({ message: expect.stringContaining(message), mend: expect.stringMatching(/\.$/) })
    expect(refused).toMatchObject({ message: expect.stringContaining('us/1.yaml:') })
  })

  it("has no state's rule about another state's agency", () => {
    const ofMassachusetts = `${permit}  where: { purpose: audit, agency: ma-dta }\n`
    const inMaine = () => ruleSet(readPack(ofMassachusetts, 'us-me/test.yaml', 'us-me'))
    expect(inMaine).toThrow('us-me/test.yaml:1: US-TEST-01 asks for an agency that this law does not bind')
    expect(ruleSet(readPack(ofMassachusetts, 'us/test.yaml', 'us')).rules).toHaveLength(1)
  })

  it('may have what is only there to be read, where a rule that decides names it', () => {
    const pointing = open.replace('confirmed: null', 'confirmed: null\n  see: [US-TEST-02]')
    expect(trySet(pointing, named('US-TEST-02', '  inactive: not found\n'))).toHaveProperty('digest')
  })

  const [one] = readPack(open, 'us/test.yaml', 'us')
  const [two] = readPack(open.replace('-01', '-02'), 'us/test.yaml', 'us')
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
      writeFileSync(join(folder, 'us', 'one.yaml'), open)
      await expect(loadLaw(folder)).rejects.toMatchObject({ code: 'ERR_INPUT_UNREADABLE' })
      mkdirSync(join(folder, 'us-me'))
      writeFileSync(join(folder, 'us-me', 'two.yaml'), open.replace('-01', '-02'))
      const { rules } = await loadLaw(folder)
      expect(rules.map(({ id, jurisdiction }) => [id, jurisdiction])).toEqual([
        ['US-TEST-01', 'us'],
        ['US-TEST-02', 'us-me'],
      ])
      writeFileSync(join(folder, 'us-ma', 'three.yaml'), `${open}  whereas: {}\n`)
      await expect(loadLaw(folder)).rejects.toThrow('us-ma/three.yaml:11')
      rmSync(join(folder, 'us-ma', 'three.yaml'))
      writeFileSync(join(folder, 'us-ma', 'three.yml'), open)
      await expect(loadLaw(folder)).rejects.toThrow('us-ma/three.yml: nothing here would be read')
      rmSync(join(folder, 'us-ma', 'three.yml'))
      mkdirSync(join(folder, 'us-nh'))
      await expect(loadLaw(folder)).rejects.toThrow('us-nh: nothing here would be read')
      rmSync(join(folder, 'us-nh'), { recursive: true })
      writeFileSync(join(folder, 'us', 'one.yaml'), Uint8Array.of(0x2d, 0xe9))
      await expect(loadLaw(folder)).rejects.toThrow('us/one.yaml:1: this is not UTF-8')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
