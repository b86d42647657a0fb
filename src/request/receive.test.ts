/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one test that it serves */
import addFormats from 'ajv-formats'
import Ajv2020 from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { toCaseFile } from '#case/case-file.ts'
import { decideCommand } from '#case/decide-command.ts'
import { evolve } from '#case/evolve.ts'
import { initial } from '#case/state.ts'
import { isPosternError, type PosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { minute, officer } from '#testing/case.ts'
import caseFileSchema from '#vocabulary/case-file.schema.json' with { type: 'json' }
import { largestRequest, receiveRequest } from './receive.ts'
import type { IncomingRequest } from './request.ts'
import schema from './request.schema.json' with { type: 'json' }

const valid = {
  request: 'postern/request/v1',
  agency: 'ma-dta',
  channel: 'letter',
  form: 'written',
  requester: {
    kind: 'federal-law-enforcement',
    organization: 'usms',
    unit: 'District of Massachusetts',
    name: 'Deputy Example',
    title: 'Deputy marshal',
    badge: '0000',
    email: 'deputy@example.test',
    supervisor: 'Chief Example',
    callback: '617-555-0100',
    statesAuthority: true,
  },
  receiver: { recipient: 'age1example' },
  reference: 'M-26-1',
  follows: 'MA-DTA-2026-7K3Q9F2M',
  purpose: ['fugitive-apprehension', 'criminal-investigation'],
  violation: 'None',
  statute: '18 USC 1073',
  nature: 'criminal',
  immigration: false,
  period: { from: '2026-01-01', to: '2026-06-30' },
  delay: { law: 'An order of the court', until: '2027-01-31' },
  onward: { shared: true, with: 'The court', storage: 'A locked room', deleteBy: '2027-12-31' },
  emergency: 'None',
  preserveOnly: false,
  signed: { name: 'Deputy Example', on: '2026-11-20' },
  statements: ['member-fleeing-felony', 'proper-exercise-of-duty'],
  suppliesSsn: false,
  programs: ['snap'],
  elements: ['home-address', 'ssn'],
  subjectClass: 'Nobody else',
  people: [
    {
      ref: 'p1',
      name: { given: 'Testina', middle: 'M', family: 'Samplewright', suffix: 'Jr.' },
      dateOfBirth: '1990-02-28',
      ssn: '900-12-3456',
      caseNumber: 'C-1',
      memberId: 'M-1',
      address: { street: '1 Example Row', town: 'Boston', state: 'MA', zip: '02108-0001' },
    },
    { ref: 'p2', name: { family: 'Placeholder' } },
  ],
  instruments: [
    {
      id: 'i1',
      kind: 'judicial-subpoena',
      subjects: ['p1', 'p2'],
      says: { docket: '1:26-mj-0001' },
      file: 'subpoena.pdf',
    },
    { id: 'i2', kind: 'cited-statute' },
  ],
}

const receive = (value: unknown) => receiveRequest('request.json', utf8(JSON.stringify(value)))

function refusalOf(text: unknown): PosternError {
  try {
    receiveRequest(
      'request.json',
      text instanceof Uint8Array ? text : utf8(typeof text === 'string' ? text : JSON.stringify(text)),
    )
  } catch (error) {
    if (isPosternError(error)) return error
    throw error
  }
  throw new Error('the request was accepted')
}

/** The valid file with the member at a pointer set, or taken out where the value is undefined. */
function having(pointer: string, value: unknown): unknown {
  const copy: unknown = structuredClone(valid)
  const path = pointer.split('/').slice(1)
  const last = path.pop() ?? ''
  let at: unknown = copy
  for (const step of path) at = isObject(at) ? at[step] : undefined
  if (!isObject(at)) throw new Error(`nothing at ${pointer}`)
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

describe('a request file', () => {
  it('becomes a request with everything that it says', () => {
    const { request: _, purpose, ...rest } = valid
    expect(receive(valid)).toEqual({ ...rest, purposes: purpose })
  })

  it('may say as little as who asks whom for what', () => {
    const { agency, channel, form, programs } = valid
    const requester = { kind: 'other', organization: 'other' }
    const least = { request: 'postern/request/v1', agency, channel, form, requester, purpose: 'other', programs }
    expect(receive({ ...least, elements: 'all', violation: null })).toEqual({
      agency,
      channel,
      form,
      requester,
      programs,
      elements: 'all',
      purposes: ['other'],
      statements: [],
      suppliesSsn: false,
      people: [],
      instruments: [],
    })
  })

  it('supplies the number where it gives each person’s', () => {
    const both = having('/people/1/ssn', '900654321')
    expect(receive({ ...Object(both), suppliesSsn: undefined }).suppliesSsn).toBe(true)
    expect(receive({ ...Object(both), suppliesSsn: true }).suppliesSsn).toBe(true)
    expect(receive(having('/suppliesSsn', undefined)).suppliesSsn).toBe(false)
  })

  it.each([
    ["Robert'); DROP TABLE persons;--"],
    ['=HYPERLINK("http://example.invalid","x")'],
    ['../../etc/passwd'],
    ['<script>alert(1)</script>'],
    ['{{7*7}} ${x} %s %00'],
    ['نور الهدى'],
    ['می\u200Cخواهم'],
    ['O’Brien-Łukasiewicz 李'],
    ['null'],
  ])('keeps a name that looks like something else as the text that it is: %s', (name) => {
    expect(receive(having('/people/1/name/family', name)).people[1]?.name?.family).toBe(name)
  })

  it('has a schema in which every pattern says what to write', () => {
    const silent: string[] = []
    const look = (value: unknown, at: string) => {
      if (!isObject(value)) return
      if ('pattern' in value && !('description' in value)) silent.push(at)
      for (const [name, item] of Object.entries(value)) look(item, `${at}/${name}`)
    }
    look(schema, '')
    expect(silent).toEqual([])
  })
})

describe('what a request says of immigration', () => {
  const asking = (purpose: string, nature: string, immigration: boolean) => ({ ...valid, purpose, nature, immigration })

  it.each([
    ['civil-immigration-enforcement', 'civil', true],
    ['criminal-investigation', 'criminal', true],
    ['criminal-investigation', 'criminal', false],
  ])('may be that %s is a %s matter and immigration %s', (purpose, nature, immigration) => {
    expect(receive(asking(purpose, nature, immigration)).immigration).toBe(immigration)
  })

  it.each([
    ['civil-immigration-enforcement', 'civil', false, '/immigration'],
    ['civil-litigation', 'civil', true, '/purpose'],
  ])('is not that %s is a %s matter and immigration %s', (purpose, nature, immigration, pointer) => {
    expect(refusalOf(asking(purpose, nature, immigration)).evidence['pointer']).toBe(pointer)
  })
})

describe('a request file is refused, with pointer and mend, when', () => {
  it.each([
    ['it is of another format', '/request', 'postern/request/v2', 'this must be "postern/request/v1"', 'exactly'],
    ['nothing says who asks', '/requester', undefined, 'this is missing', 'Add it'],
    ['a member is unknown', '/colour', 'blue', 'nothing of this name belongs here', 'Leave it out'],
    ['a deep member is unknown', '/people/0/name/nick', 'T', 'nothing of this name belongs here', 'Leave it out'],
    ['a value is of another type', '/people/0/ssn', 900123456, 'this must be of the type string', 'Write a value'],
    ['a list is none', '/programs', 'snap', 'this must be of the type array', 'Write a value'],
    ['an agency is unknown', '/agency', 'ma-rmv', 'the vocabulary has no such agency', 'ma-dta'],
    ['a code is a name of every object', '/agency', 'constructor', 'the vocabulary has no such agency', 'ma-dta'],
    ['a kind of requester is unknown', '/requester/kind', 'ice', 'no such kind of requester', 'court'],
    ['an organization is unknown', '/requester/organization', 'cia', 'no such organization', 'fbi'],
    ['a purpose is unknown', '/purpose/1', 'curiosity', 'no such purpose', 'audit'],
    ['the one purpose is unknown', '/purpose', 'curiosity', 'no such purpose', 'audit'],
    ['a statement is unknown', '/statements/0', 'trust-me', 'no such statement', 'relevant-and-material'],
    ['a program is unknown', '/programs/0', 'food', 'no such program', 'snap'],
    ['an element is unknown', '/elements/1', 'shoe-size', 'no such element', 'photo'],
    ['a kind of instrument is unknown', '/instruments/0/kind', 'sticker', 'no such kind of instrument', 'consent'],
    ['the period ends before it begins', '/period/to', '2025-01-01', 'ends before it begins', 'earlier'],
    ['the nature is none', '/nature', 'both', 'one of criminal,civil,neither', 'Choose'],
    ['a day of the matter is none', '/delay/until', '2026-02-30', 'not a day of the calendar', 'YYYY-MM-DD'],
    ['a channel is unknown', '/channel', 'pigeon', 'one of letter,fax,e-mail,portal,api,visit', 'Choose'],
    ['a code has no form of one', '/agency', 'MA DTA', 'this does not have its form', 'small letters'],
    ['a ref tells something', '/people/0/ref', 'Testina', 'this does not have its form', 'p1, p2'],
    ['an id tells something', '/instruments/1/id', 'warrant', 'this does not have its form', 'i1, i2'],
    ['a number has too few digits', '/people/0/ssn', '900-12-345', 'this does not have its form', 'nine digits'],
    ['a state is not one', '/people/0/address/state', 'Mass.', 'this does not have its form', 'two capital'],
    ['a zip is not one', '/people/0/address/zip', '2108', 'this does not have its form', 'five digits'],
    ['an earlier case is no case', '/follows', 'MA-1', 'this does not have its form', 'MA-DTA-2026'],
    ['a receiver’s key has spaces', '/receiver/recipient', 'age1 x', 'this does not have its form', 'age1'],
    ['a file is in a folder', '/instruments/0/file', 'a/b.pdf', 'this does not have its form', 'without folders'],
    ['a file is above', '/instruments/0/file', '..', 'this does not have its form', 'without folders'],
    [
      'a file is in a folder of Windows',
      '/instruments/0/file',
      'a\\b.pdf',
      'does not have its form',
      'without folders',
    ],
    ['a day does not exist', '/people/0/dateOfBirth', '2026-02-30', 'not a day of the calendar', 'YYYY-MM-DD'],
    ['a leap day is in no leap year', '/people/0/dateOfBirth', '1900-02-29', 'not a day of the calendar', 'YYYY-MM-DD'],
    ['a day has another form', '/people/0/dateOfBirth', '2/28/1990', 'not a day of the calendar', 'YYYY-MM-DD'],
    ['a name is empty', '/requester/name', '', 'this is empty', 'Fill it in'],
    ['a name is blank', '/requester/name', '   ', 'this does not have its form', 'something on it'],
    ['no program is asked about', '/programs', [], 'this is empty', 'Fill it in'],
    ['no element is asked for', '/elements', [], 'this is empty', 'Fill it in'],
    ['a name has no part', '/people/1/name', {}, 'this is empty', 'Fill it in'],
    ['a name is absurdly long', '/requester/name', 'x'.repeat(201), 'this is longer than 200', 'Shorten'],
    ['words are absurdly long', '/violation', 'x'.repeat(2001), 'this is longer than 2000', 'Shorten'],
    [
      'a list is absurdly long',
      '/statements',
      Array.from({ length: 101 }, (_, i) => `s${i}`),
      'longer than 100',
      'Shorten',
    ],
    ['a purpose stands twice', '/purpose', ['audit', 'audit'], 'something stands twice', 'Name each once'],
    ['two people have one ref', '/people/1/ref', 'p1', 'this name was given already', 'a name of its own'],
    ['two papers have one id', '/instruments/1/id', 'i1', 'this name was given already', 'a name of its own'],
    [
      'a paper names somebody who is not there',
      '/instruments/0/subjects/1',
      'p3',
      'no person of this ref',
      'Add the person',
    ],
    ['a number is claimed and not given', '/suppliesSsn', true, 'does not agree with the numbers', 'leave this out'],
    ['a letter is oral', '/form', 'oral', 'only a visit is oral', 'visit'],
    ['a text rings a bell', '/requester/name', 'Deputy\u0007', 'a control character', 'Type the text anew'],
    ['a text has two lines', '/violation', 'one\ntwo', 'a control character', 'on one line'],
    ['a text turns the writing around', '/requester/name', 'A\u202Egnp.exe', 'turns the order', 'Type the text anew'],
    ['a text isolates', '/people/1/name/family', '\u2066x\u2069', 'turns the order', 'Type the text anew'],
    ['a text has a hidden mark', '/reference', 'x\uFEFF', 'a control character', 'Type the text anew'],
  ])('%s', (_, pointer, value, sentence, mend) => {
    const error = refusalOf(having(pointer, value))
    expect(error.code).toBe('ERR_INPUT_INVALID')
    expect(error.evidence['file']).toBe('request.json')
    expect(error.evidence['pointer']).toBe(pointer)
    expect(error.message).toContain(`request.json at ${pointer}: `)
    expect(error.message).toContain(sentence)
    expect(error.mend).toContain(mend)
  })

  it('somebody asks for their own record and names nobody, or two', () => {
    const own = { ...valid, requester: { kind: 'data-subject', organization: 'other' }, instruments: [] }
    for (const people of [[], valid.people]) expect(refusalOf({ ...own, people }).evidence['pointer']).toBe('/people')
    expect(receive({ ...own, people: valid.people.slice(0, 1), suppliesSsn: true }).people).toHaveLength(1)
  })

  it('it is not JSON with one meaning, in UTF-8', () => {
    const text = JSON.stringify(valid)
    for (const [broken, sentence] of [
      ['', 'the file is not JSON'],
      [text.slice(0, -1), 'the file is not JSON'],
      [`${text}x`, 'the file is not JSON'],
      [`\uFEFF${text}`, 'the file is not JSON: it begins with a byte order mark'],
      [text.replace('"agency"', '"agency":"ma-dta","agency"'), 'the file has a member twice'],
      [text.replace('"agency"', '"\\u0061gency":"ma-dta","agency"'), 'the file has a member twice'],
      [text.replace('Deputy Example', '\\ud800'), 'the file holds half of a surrogate pair'],
      ['['.repeat(200) + ']'.repeat(200), 'the file is nested deeper than 100 levels'],
      [Uint8Array.of(0x22, 0xff, 0x22), 'the file is not UTF-8'],
    ] as const) {
      const error = refusalOf(broken)
      expect(error.code).toBe('ERR_INPUT_INVALID')
      expect(error.message).toBe(`request.json: ${sentence}`)
      expect(error.mend).toContain('JSON in UTF-8')
    }
  })

  it('it is nothing of the kind', () => {
    for (const value of [null, true, 7, 'request', [], {}, [valid]]) {
      const error = refusalOf(JSON.stringify(value))
      expect(error.code).toBe('ERR_INPUT_INVALID')
      expect(error.mend).not.toBe('')
    }
  })

  it('it is larger than a megabyte, and not at a megabyte', () => {
    const large = (bytes: number) => {
      const text = JSON.stringify(valid)
      return utf8(text + ' '.repeat(bytes - utf8(text).length))
    }
    const error = refusalOf(large(largestRequest + 1))
    expect(error.code).toBe('ERR_INPUT_TOO_LARGE')
    expect(error.evidence).toEqual({ file: 'request.json', bytes: largestRequest + 1, most: largestRequest })
    expect(receiveRequest('request.json', large(largestRequest)).agency).toBe('ma-dta')
  })

  it('one text of it fills the megabyte, without running out of stack', () => {
    const error = refusalOf(having('/violation', 'x'.repeat(1_000_000)))
    expect(error.evidence['pointer']).toBe('/violation')
    expect(refusalOf(having('/violation', '\\"'.repeat(200_000))).code).toBe('ERR_INPUT_INVALID')
  })

  it('and names everything else that is wrong, as far as twenty', () => {
    const error = refusalOf({
      ...Object(having('/agency', 'ma-rmv')),
      channel: 'visit',
      elements: ['shoe-size'],
      suppliesSsn: true,
    })
    expect(error.evidence['problems']).toBe(3)
    expect(error.evidence['also']).toEqual([
      '/elements/0: the vocabulary has no such element',
      '/suppliesSsn: this does not agree with the numbers given under "people"',
    ])
    const many = refusalOf(
      having(
        '/people',
        Array.from({ length: 50 }, () => ({ ref: 'p1' })),
      ),
    )
    expect(many.evidence['also']).toHaveLength(20)
  })

  it('and says nothing of what stands in it', () => {
    for (const pointer of ['/people/0/ref', '/people/0/ssn', '/people/0/dateOfBirth', '/requester/kind', '/follows']) {
      const error = refusalOf(having(pointer, 'Secretina Hiddenname 900-99-9999'))
      expect(JSON.stringify([error.message, error.evidence, error.mend])).not.toMatch(/Secretina|900-99/)
    }
    const named = refusalOf(having('/Secretina Hiddenname\u202E of a very long name that goes on and on', 1))
    expect(named.evidence['pointer']).toBe('/Secretina?Hiddenname??of?a?very?long?nam')
  })
})

describe('ten thousand mutated request files', () => {
  const ajv = addFormats.default(new Ajv2020.default())
  const isCaseFile = ajv.compile(caseFileSchema)

  it('are each accepted in a valid form or refused with a clear error', () => {
    const random = mulberry32(20261123)
    let accepted = 0
    for (let i = 0; i < 10_000; i++) {
      const bytes = mutated(random)
      let request: IncomingRequest
      try {
        request = receiveRequest('request.json', bytes)
      } catch (error) {
        if (!isPosternError(error, 'ERR_INPUT_INVALID')) throw error
        const clear = /^request\.json( at \/.+)?: ./.test(error.message) && /^[A-Z].*\.$/.test(error.mend ?? '')
        const silent = !/Testina|900-12/.test(JSON.stringify([error.message, error.evidence, error.mend]))
        if (!clear || !silent) throw new Error(`not a clear refusal: ${error.message}`, { cause: error })
        continue
      }
      accepted += 1
      expectCase(request)
    }
    // Both happen often enough to mean something.
    expect(accepted).toBeGreaterThan(500)
    expect(accepted).toBeLessThan(9_000)
  })

  /** An accepted request makes a case, and the case a case file of the contract. */
  function expectCase(request: IncomingRequest): void {
    const artifact = { sha256: 'a'.repeat(64), bytes: 1, type: 'application/json' }
    const outcome = decideCommand(
      initial,
      {
        command: 'receive',
        stream: 's',
        number: 'MA-DTA-2026-7K3Q9F2M',
        request,
        artifact,
        artifacts: Object.fromEntries(request.instruments.map(({ id }) => [id, artifact])),
      },
      { now: minute(0), actor: officer },
    )
    if ('refusal' in outcome) throw new Error(outcome.refusal.reasons.map(({ words }) => words).join('; '))
    const file = toCaseFile(outcome.events.reduce(evolve, initial), minute(1))
    if (!isCaseFile(file)) throw new Error(ajv.errorsText(isCaseFile.errors))
  }
})

/** A small seeded generator: the same ten thousand files every time. */
function mulberry32(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const strange: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  ' ',
  'p1',
  'i1',
  'snap',
  'all',
  '2026-02-30',
  '2024-02-29',
  '0000-00-00',
  '\u202E',
  '\u0000',
  '=1+1',
  '../x',
  'x'.repeat(300),
  '\ud83d\ude00',
  [],
  {},
  ['p9'],
  [['p1']],
  { ref: 'p1' },
  { __proto__: null, toString: 'x' },
]

function mutated(random: () => number): Uint8Array {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const copy: unknown = structuredClone(valid)
  const times = 1 + Math.floor(random() * 3)
  for (let i = 0; i < times; i++) {
    const objects = everyObject(copy)
    const target = pick(objects)
    if (target === undefined) break
    const keys = Object.keys(target)
    const key = pick(keys) ?? 'x'
    const other = pick(objects) ?? {}
    const turn = random()
    if (turn < 0.25) delete target[key]
    else if (turn < 0.5) target[key] = structuredClone(pick(strange))
    else if (turn < 0.6) target[`x${key}`] = target[key]
    else if (turn < 0.75) target[key] = structuredClone(other[pick(Object.keys(other)) ?? ''])
    else if (typeof target[key] === 'string')
      target[key] = `${target[key]}${String(pick(['x', ' ', '1', '-', '\n', 'é']))}`
  }
  const bytes = utf8(JSON.stringify(copy))
  // One in ten is also damaged as bytes: cut off, a byte changed, a part doubled.
  if (random() > 0.1) return bytes
  const at = Math.floor(random() * bytes.length)
  const how = random()
  if (how < 0.3) return bytes.subarray(0, at)
  if (how < 0.6) return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.floor(at / 2))])
  const changed = bytes.slice()
  changed[at] = Math.floor(random() * 256)
  return changed
}

function everyObject(value: unknown): Record<string, unknown>[] {
  if (!isObject(value)) return []
  return [value, ...Object.values(value).flatMap(everyObject)]
}
