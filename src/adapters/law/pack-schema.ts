/** The form of a pack as JSON Schema, for editors that help while one writes. The reader stays the judge. */
import { elements, vocabulary } from '#vocabulary/codes.ts'
import { countedFrom, facts, triggers } from '#vocabulary/facts.ts'
import type { Json } from '#vocabulary/json.ts'
import { keysOf } from './place.ts'
import { bases, confidences, effects, fieldsOfPart, fieldsOfRule, idForm, lapses, strengths } from './read-pack.ts'

type Schema = Readonly<Record<string, Json>>

const text: Schema = { type: 'string', minLength: 1, pattern: '\\S' }
const day: Schema = { type: ['string', 'null'], pattern: '^\\d{4}-\\d{2}-\\d{2}$' }
const word = (words: readonly string[]): Schema => ({ enum: [...words] })
const oneOrMore = (item: Schema): Schema => ({ anyOf: [item, { type: 'array', items: item }] })
const list = (items: Schema): Schema => ({ type: 'array', items })
const object = (properties: Readonly<Record<string, Schema>>, ...required: readonly string[]): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: [...required],
})

const defined = (name: string): Schema => ({ $ref: `#/$defs/${name}` })

/** What each fact may be asked for: a value, a list of values, or `not` and either. */
const asked = Object.fromEntries(
  keysOf(facts).map((fact) => {
    const value: Schema = { enum: [...facts[fact]] }
    return [`fact-${fact}`, { anyOf: [value, list(value), object({ not: oneOrMore(value) }, 'not')] }]
  }),
)
const conditions = Object.fromEntries(keysOf(facts).map((fact) => [fact, defined(`fact-${fact}`)]))
const from = oneOrMore(word(Object.values(countedFrom).flat()))

/** What each field of a part may hold, and of a rule that has no parts. */
const part: Readonly<Record<string, Schema>> = {
  name: text,
  effect: word(effects),
  by: word(bases),
  programs: oneOrMore(word(keysOf(vocabulary.programs))),
  elements: oneOrMore(word(elements)),
  papers: oneOrMore(word(keysOf(vocabulary.instrumentKinds))),
  where: defined('conditions'),
  until: list(defined('requirement')),
  'held-beside': oneOrMore(word(keysOf(vocabulary.purposes))),
  of: { anyOf: [{ const: 'all' }, text, list(text)] },
  stops: oneOrMore(word(strengths)),
  except: oneOrMore(text),
  substitute: word(elements),
  duty: word(keysOf(vocabulary.duties)),
  trigger: word(triggers),
  deadline: object(
    {
      what: text,
      stated: from,
      after: from,
      days: { type: 'integer', minimum: 1 },
      count: word(['calendar', 'court', 'business']),
      within: from,
    },
    'what',
  ),
  standing: text,
}

const requirement = object(
  {
    ...conditions,
    never: { const: true },
    need: word(keysOf(vocabulary.needs)),
    missing: word(vocabulary.missing),
    when: oneOrMore(defined('conditions')),
  },
  'need',
)

const rule: Readonly<Record<string, Schema>> = {
  id: { type: 'string', pattern: idForm.source },
  citation: text,
  title: text,
  plain: { ...text, maxLength: 160, pattern: '[^.;:]$' },
  restated: text,
  source: { anyOf: [text, { type: 'null' }] },
  confidence: { type: 'string', pattern: `^(${confidences.join('|')})( / (${confidences.join('|')}))*$` },
  effective: { anyOf: [object({ from: day, to: day }), { type: 'null' }] },
  confirmed: { anyOf: [object({ by: text, on: day }, 'by', 'on'), { type: 'null' }] },
  lapses: word(lapses),
  agency: word(keysOf(vocabulary.agencies)),
  see: oneOrMore(text),
  inactive: text,
  parts: { ...list(defined('part')), minItems: 1 },
}

export function packSchema(): Schema {
  const properties = Object.fromEntries([
    ...fieldsOfRule.map((field) => [field, rule[field] ?? {}]),
    ...fieldsOfPart.map((field) => [field, { $ref: `#/$defs/part/properties/${field}` }]),
  ])
  const parts = Object.fromEntries(fieldsOfPart.map((field) => [field, part[field] ?? {}]))
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A pack of rules (law/README.md)',
    ...list(object(properties, 'id', 'citation', 'title', 'plain', 'confidence')),
    $defs: { part: object(parts), conditions: object(conditions), requirement, ...asked },
  }
}
