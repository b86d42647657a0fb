import { describe, expect, it } from 'vitest'
import { letterKinds, mayAdd, type Frame, type LetterFacts, type LetterKind, type LetterOf } from './facts.ts'
import { plainText } from './model.ts'
import { languageFor, taglines, unreviewed, write } from './write.ts'

const frame: Frame = {
  sender: { name: 'A synthetic agency', lines: ['1 Sample Street'], phone: '617-555-0100', legalHelp: ['Free help'] },
  to: ['Testina Samplewright', '2 Placeholder Road'],
  date: '2026-11-23',
  reference: 'MA-DTA-2026-7K3Q9F2M',
}

const ice = { organization: 'ice-ero', kind: 'federal-law-enforcement' }
const about = { receivedOn: '2026-11-16', programs: ['snap'] }

/** One of each kind. */
const every: { readonly [Kind in LetterKind]: LetterFacts[Kind] } = {
  refusal: about,
  mend: { ...about, lacks: ['written-request', 'violation'] },
  counsel: about,
  notice: {
    who: ice,
    paper: 'judicial-subpoena',
    elements: ['home-address', 'immigration-status'],
    programs: ['snap'],
    answerBy: '2026-12-20',
    objectBy: '2026-12-14',
    when: 'before',
  },
  cover: { contentRoot: 'e'.repeat(64), programs: ['snap'], expiresOn: '2026-12-07' },
  accounting: {
    from: '2020-11-23',
    to: '2026-11-23',
    entries: [
      { on: '2026-11-16', who: ice, purposes: ['civil-immigration-enforcement'], outcome: 'none', elements: [] },
      {
        on: '2026-10-16',
        who: { organization: 'other', kind: 'state-agency' },
        purposes: ['eligibility-verification'],
        outcome: 'some',
        elements: ['name'],
        leftOn: '2026-10-20',
      },
    ],
  },
  'objection-confirmation': { on: '2026-11-20', receipt: 'K7PW-3MXR' },
  'objection-withdrawal': { endsOn: '2026-12-01' },
  'consent-confirmation': { recipient: 'A synthetic clinic', until: '2027-01-01' },
  'consent-withdrawn': { on: '2026-11-01' },
  'code-guessed': {},
  'complaint-answer': { outcome: 'not-upheld', words: 'We read the log with your name.' },
  'mailed-code': { code: 'K7PW 3MXR', until: '2026-12-10' },
  'address-changed': { from: '2026-12-05' },
  'complaint-acknowledgement': { receivedOn: '2026-11-20', office: 'The privacy officer', answerBy: '2026-12-20' },
  'appearance-copies': { papers: ['judicial-subpoena'], objectBy: '2026-12-14' },
  court: {
    court: 'A court (synthetic)',
    docket: 'SYN-1',
    paper: 'judicial-subpoena',
    programs: ['snap'],
    enclosed: ['x'],
  },
}

function letter(kind: LetterKind, change: Partial<Frame> = {}): LetterOf {
  const made: { kind: LetterKind; facts: LetterFacts[LetterKind]; frame: Frame } = {
    kind,
    facts: every[kind],
    frame: { ...frame, ...change },
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `every` has the facts of each kind under its name
  return made as LetterOf
}

const toPersons: readonly LetterKind[] = [
  'notice',
  'accounting',
  'objection-confirmation',
  'objection-withdrawal',
  'consent-confirmation',
  'consent-withdrawn',
  'code-guessed',
  'complaint-answer',
  'mailed-code',
  'address-changed',
  'complaint-acknowledgement',
]

describe.each(letterKinds)('a letter of the kind %s', (kind) => {
  it('is the same each time, dated, numbered, and closes with whom to call', () => {
    const made = write(letter(kind), 'en')
    expect(write(letter(kind), 'en')).toEqual(made)
    expect(made).toMatchObject({ kind, language: 'en', dateText: 'November 23, 2026', reference: frame.reference })
    expect(plainText(made)).not.toMatch(/undefined|\[object|null|\{|\}/)
    expect(made.closing).toContain('617-555-0100')
  })

  it('has a code of the vocabulary in it nowhere', () => {
    const codes =
      /home-address|immigration-status|judicial-subpoena|ice-ero|state-agency|eligibility-verification|written-request/
    expect(plainText(write(letter(kind), 'en'))).not.toMatch(codes)
    expect(plainText(write(letter(kind), 'es'))).not.toMatch(codes)
  })

  it('takes a paragraph of staff only where it has room for one', () => {
    const added = plainText(write(letter(kind, { addition: 'A paragraph of staff.' }), 'en'))
    expect(added.includes('A paragraph of staff.')).toBe(mayAdd[kind])
  })

  it('brings the sheet of taglines along, in every language but its own', () => {
    const { language, taglines: sheet } = write(letter(kind), 'es')
    expect(sheet.length).toBe(taglines.length - (language === 'es' ? 1 : 0))
    expect(sheet.some((tagline) => tagline.language === language)).toBe(false)
  })
})

describe('a letter to a person', () => {
  it.each(toPersons)('of the kind %s is there in Spanish', (kind) => {
    expect(languageFor(kind, 'es')).toBe('es')
    const [english, spanish] = [write(letter(kind), 'en'), write(letter(kind), 'es')]
    expect(spanish.language).toBe('es')
    expect(spanish.blocks.map(({ block }) => block)).toEqual(english.blocks.map(({ block }) => block))
    expect(spanish.title).not.toBe(english.title)
  })

  it('in a language that has none yet is in English', () => {
    expect(write(letter('notice'), 'vi').language).toBe('en')
    expect(write(letter('court'), 'es').language).toBe('en')
    expect(write(letter('notice'), 'es-MX').language).toBe('es')
  })

  it('says first what happened, then what one can do, then by when', () => {
    const lines = plainText(write(letter('notice'), 'en')).split('\n')
    expect(lines[1]).toBe('ICE asked for information about you. We have not given it.')
    expect(lines.indexOf('What you can do')).toBeGreaterThan(1)
    expect(lines.join()).toContain('The last day is December 14, 2026.')
    expect(lines.join()).toContain('Free help')
  })

  it('with a list says that fields went out empty where one of them was about many, and else not', () => {
    const { entries } = every.accounting
    const among = entries.map((entry) => ({ ...entry, many: true as const }))
    const listOf = (some: typeof entries, language: string) =>
      plainText(write({ kind: 'accounting', facts: { ...every.accounting, entries: some }, frame }, language))
    expect(listOf(among, 'en')).toContain('what your record does not hold went out empty')
    expect(listOf(among, 'es')).toContain('lo que su expediente no tiene salió vacío')
    expect(listOf(entries, 'en')).not.toContain('went out empty')
  })

  it('about a new address does not say where it is, and about a code does not ask for it', () => {
    expect(plainText(write(letter('address-changed'), 'en'))).toContain('the new address is not in this letter')
    expect(plainText(write(letter('mailed-code'), 'en'))).toContain('Give this code to nobody')
  })
})

describe('a letter to a requester', () => {
  it('short of a release says nothing of anybody', () => {
    for (const kind of ['refusal', 'mend', 'counsel'] as const) {
      const said = plainText(write(letter(kind), 'en'))
      expect(said).toContain('nothing about whether there is a record of anybody')
      expect(said).not.toMatch(/not found|no record|objected|withheld/i)
    }
  })

  it('with a release says nothing of what stayed behind', () => {
    expect(plainText(write(letter('cover'), 'en'))).not.toMatch(/denied|withheld|not released|refused/i)
  })

  it('names what its request lacks', () => {
    expect(plainText(write(letter('mend'), 'en'))).toContain('• The request in writing.')
  })
})

it('the sheet has fifteen languages or more, and says that nobody has reviewed them', () => {
  expect(taglines.length).toBeGreaterThanOrEqual(15)
  expect(new Set(taglines.map(({ language }) => language)).size).toBe(taglines.length)
  expect(unreviewed).toHaveLength(taglines.length)
  expect(taglines.filter(({ direction }) => direction === 'rtl').map(({ language }) => language)).toEqual(['ar'])
})
