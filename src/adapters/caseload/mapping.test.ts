import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assert, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'
import { parseMapping, readMapping } from './mapping.ts'

const path = (agency: string) => fileURLToPath(new URL(`../../../caseload/${agency}.mapping.yaml`, import.meta.url))
const good = readFileSync(path('ma-dta'), 'utf8')

function refusal(source: string) {
  try {
    parseMapping(source, 'some.mapping.yaml')
  } catch (error) {
    if (isPosternError(error, 'ERR_SOURCE_MAPPING')) return error
    throw error
  }
  return assert.fail('the mapping was taken')
}

const lineOf = (text: string, source = good) => source.slice(0, source.indexOf(text)).split('\n').length

/** The mapping with an element of another kind. */
const byHand = (element: string, lines: string) =>
  good.replace('elements:\n', `elements:\n  ${element}:\n${lines.replaceAll(/^/gm, '    ')}\n`)

describe('a mapping file', () => {
  for (const agency of ['ma-dta', 'me-dhhs-ofi'] as const) {
    it(`of ${agency} maps all that the agency's programs can hold, and what is left out is ours or not kept`, () => {
      const mapping = readMapping(path(agency))
      assert.equal(mapping.agency, agency)
      const ours = ['disclosure-history', 'objection-record']
      const health = agency === 'ma-dta' ? ['medical', 'claims', 'clinic-address', 'sud-treatment'] : []
      assert.deepEqual(
        elements.filter((element) => !Object.hasOwn(mapping.elements, element)).toSorted(),
        [...ours, ...health].toSorted(),
      )
      const programs = new Set(Object.values(mapping.programs.codes))
      assert.deepEqual([...programs].toSorted(), [...vocabulary.agencies[agency].programs].toSorted())
    })
  }

  it('writes its shorthand out', () => {
    const { elements: held } = parseMapping(good, 'x')
    assert.deepEqual(held['ssn'], {
      table: 'person',
      key: 'person',
      by: 'person_id',
      rows: 'one',
      fields: [{ name: 'value', type: 'text', column: 'ssn' }],
    })
    assert.deepEqual(held['home-address']?.where, [{ column: 'kind', in: ['H'] }])
    assert.deepEqual(held['employer']?.where, [{ column: 'employer' }])
  })

  for (const [name, from, to, says] of [
    ['an agency that nobody knows', 'agency: ma-dta', 'agency: ma-dtaa', /agency of the vocabulary/],
    ['an element that nobody knows', '  ssn: {', '  snn: {', /element of the vocabulary/],
    ['a program that nobody knows', 'TAFDC: tanf', 'TAFDC: tafdc', /program of the vocabulary/],
    ['a marker that nobody knows', '  deceased:', '  dead:', /marker of the vocabulary/],
    ['a role that nobody knows', 'C: former-recipient', 'C: former', /former-recipient/],
    ['a key that is not there', '    key: household', '    key: hearth', /name under keys/],
    ['a household that is not there', 'household: household', 'household: hearth', /name under keys/],
    ['a type that nobody knows', 'type: binary', 'type: jpeg', /binary/],
    [
      'a field that matching needs and is not there',
      'given: first_name, middle',
      'first: first_name, middle',
      /matching reads it/,
    ],
    ['a word too many', 'synthetic: true', 'synthetic: true\nsynthetical: true', /absent/],
    ['a missing part', 'synthetic: true\n', '', /present/],
    ['a name too long for PostgreSQL', 'table: alias', `table: ${'a'.repeat(64)}`, /63/],
    [
      'a substitute with other fields',
      '      fields: { street: street, town: town,',
      '      fields: { street: street,',
      /same fields/,
    ],
    ['a form of storing that does not fit', 'type: binary', "type: text, stored: 'YYYYMMDD'", /YYYYMMDD/],
    ['another version', 'mapping/v1', 'mapping/v2', /postern\/source-mapping\/v1/],
  ] as const) {
    it(`is refused for ${name}, with the line and a mend`, () => {
      const source = good.replace(from, to)
      assert.notEqual(source, good)
      const error = refusal(source)
      assert.match(error.message, says)
      assert.match(error.message, /^some\.mapping\.yaml:\d+: /)
      assert.isNotEmpty(error.mend)
    })
  }

  describe('with an element that no query reaches', () => {
    const medical = byHand('medical', 'worksheet: true\nrows: many\nprograms: [snap]\nfields: { note: text, on: date }')

    it('keeps it apart from all that is queried', () => {
      const mapping = parseMapping(medical, 'x')
      assert.deepEqual(mapping.worksheet, {
        medical: {
          rows: 'many',
          programs: ['snap'],
          fields: [
            { name: 'note', type: 'text' },
            { name: 'on', type: 'date' },
          ],
        },
      })
      assert.deepEqual(mapping.elements, parseMapping(good, 'x').elements)
      assert.isUndefined(parseMapping(good, 'x').worksheet)
      const plain = parseMapping(byHand('medical', 'worksheet: true\nfields: { value: text }'), 'x').worksheet
      assert.deepEqual(plain, { medical: { rows: 'one', fields: [{ name: 'value', type: 'text' }] } })
    })

    for (const [name, element, lines, says] of [
      ['a table', 'medical', 'worksheet: true\ntable: note\nfields: { value: text }', /table must be absent/],
      ['a column', 'medical', 'worksheet: true\nfields: { value: { column: note, type: text } }', /text, or date/],
      ['no type', 'medical', 'worksheet: true\nfields: { value: note }', /text, or date/],
      [
        'a substitute',
        'medical',
        'worksheet: true\nfields: { value: text }\nsubstitute: {}',
        /substitute must be absent/,
      ],
      ['no field', 'medical', 'worksheet: true\nfields: {}', /at least one field/],
      ['a worksheet that is none', 'medical', 'worksheet: false\nfields: { value: text }', /true, or absent/],
      [
        'a program that nobody knows',
        'medical',
        'worksheet: true\nprograms: [snapp]\nfields: { value: text }',
        /program of/,
      ],
      ['an element that nobody knows', 'medicall', 'worksheet: true\nfields: { value: text }', /element of/],
    ] as const) {
      it(`is refused for ${name}`, () => assert.match(refusal(byHand(element, lines)).message, says))
    }

    for (const element of ['name', 'date-of-birth', 'mailing-address']) {
      it(`is refused where it is the ${element}, which has to be known before`, () => {
        const source = good.replace(new RegExp(`^  ${element}:.*\\n(?:    .*\\n)*`, 'm'), '')
        assert.notEqual(source, good)
        const moved = source.replace(
          'elements:\n',
          `elements:\n  ${element}: { worksheet: true, fields: { value: text } }\n`,
        )
        assert.match(refusal(moved).message, /must be known before/)
      })
    }
  })

  it('names the very line of what is wrong', () => {
    const source = good.replace('TAFDC: tanf', 'TAFDC: tafdc')
    assert.equal(refusal(source).evidence['line'], lineOf('TAFDC: tafdc', source))
    assert.equal(refusal(good.replace('  ssn: {', '  snn: {')).evidence['line'], lineOf('  ssn: {'))
  })

  for (const [name, source] of [
    ['no YAML', 'a: [1'],
    ['a key twice', good.replace('synthetic: true', 'synthetic: true\nsynthetic: false')],
    [
      'an alias, which can grow without bound',
      good.replace('household: household', 'household: &a household\nother: *a'),
    ],
    ['a list', '- 1'],
    ['nothing', ''],
  ] as const) {
    it(`is refused when it is or has ${name}`, () => assert.equal(refusal(source).code, 'ERR_SOURCE_MAPPING'))
  }

  it('says so when it cannot be read', () => {
    try {
      readMapping('/nowhere/at-all.yaml')
    } catch (error) {
      assert.isTrue(isPosternError(error, 'ERR_INPUT_UNREADABLE'))
      return
    }
    assert.fail('it was read')
  })
})
