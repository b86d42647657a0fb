import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { lawFolder } from '#testing/law.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { holidaysFile } from './read-holidays.ts'
import { packSchema } from './pack-schema.ts'
import { notesFiles } from './read-notes.ts'
import { fieldsOfPart, fieldsOfRule, readPack } from './read-pack.ts'

const notes: readonly string[] = notesFiles
const isPack = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(packSchema())

const packs = Object.keys(vocabulary.jurisdictions).flatMap((jurisdiction) =>
  readdirSync(join(lawFolder, jurisdiction))
    .filter((file) => file.endsWith('.yaml') && file !== holidaysFile && !notes.includes(file))
    .map((file) => [`${jurisdiction}/${file}`, readFileSync(join(lawFolder, jurisdiction, file), 'utf8')] as const),
)

const rule = {
  id: 'X-01',
  citation: '1 USC 1',
  title: 'A rule',
  plain: 'a rule says something',
  confidence: 'RECALLED',
  effect: 'permits',
  where: { purpose: 'audit' },
}

function isRead(value: unknown): boolean {
  try {
    readPack(JSON.stringify(value), 'x.yaml', 'us')
    return true
  } catch {
    return false
  }
}

describe('the schema of packs', () => {
  it.each(packs)('takes %s', (_file, text) => {
    expect(isPack(parse(text)) ? [] : isPack.errors).toEqual([])
  })

  it('is what editors are given, and names no field that the reader does not know', () => {
    const committed: unknown = JSON.parse(readFileSync(join(lawFolder, 'pack.schema.json'), 'utf8'))
    expect(committed).toEqual(packSchema())
    expect(committed).toHaveProperty('items.properties')
    expect(Object.keys(Object(Object(Object(committed).items).properties)).toSorted()).toEqual(
      [...new Set([...fieldsOfRule, ...fieldsOfPart])].toSorted(),
    )
  })

  it('takes what the reader takes', () => {
    expect([isPack([rule]), isRead([rule])]).toEqual([true, true])
  })

  it.each<[string, object]>([
    ['a field that is none', { whereas: {} }],
    ['an empty citation', { citation: ' ' }],
    ['an empty restatement', { restated: ' ' }],
    ['an id of another form', { id: 'us/test' }],
    ['a confidence that is none', { confidence: 'sure' }],
    ['a sentence that ends', { plain: 'it ends.' }],
    ['an unknown effect', { effect: 'allows' }],
    ['an unknown program', { programs: ['snapp'] }],
    ['an unknown element', { elements: 'shoe-size' }],
    ['an unknown fact', { where: { purpos: 'audit' } }],
    ['an unknown value', { where: { purpose: 'audits' } }],
    ['text where yes or no belongs', { where: { written: 'true' } }],
    ['an unknown need', { until: [{ written: true, need: 'patience' }] }],
    ['no need', { until: [{ written: true }] }],
    ['an unknown content', { until: [{ written: true, need: 'written-request', missing: 'letter' }] }],
    ['a day of another form', { effective: { from: '1 January 2026', to: null } }],
    ['a confirmation without a day', { confirmed: { by: 'X' } }],
    ['an unknown lapse', { lapses: 'daily' }],
    ['an unknown agency', { agency: 'ny-otda' }],
    ['an empty list of parts', { parts: [] }],
    ['a part with a field that is none', { parts: [{ nam: 'one' }] }],
    [
      'a time limit of no days',
      { effect: 'duty', where: {}, deadline: { what: 'Due', after: 'issued', days: 0, count: 'court' } },
    ],
  ])('refuses what the reader refuses: %s', (_what, change) => {
    const changed = [{ ...rule, ...change }]
    expect([isPack(changed), isRead(changed)]).toEqual([false, false])
  })
})
