/** One pack's text into rules. A mistake names the file, the line and the mend. */
import type { Condition, Effect, Part, Requirement, Rule, Strength } from '#decision/rules.ts'
import { elements, vocabulary, type Duty, type Need } from '#vocabulary/codes.ts'
import { deadlines, facts, isFactName, triggers, type FactName, type FactValue } from '#vocabulary/facts.ts'
import { parseYaml, type Place } from './place.ts'

const effects: readonly Effect[] = ['requires', 'permits', 'conditions', 'forbids', 'duty']
const strengths: readonly Strength[] = ['court-process', 'requires', 'overriding-statute', 'consent', 'permits']
const bases = ['court-process', 'overriding-statute', 'consent'] as const
const needs = keysOf(vocabulary.needs)
const duties = keysOf(vocabulary.duties)

const header = words('id citation title plain source confidence effective confirmed inactive parts')
const content = words(
  'name effect by programs elements papers where until held-beside of stops except substitute duty trigger deadline',
)
const ofRequirement = new Set(['need', 'missing', 'when', 'never'])

/** @throws PosternError ERR_INPUT_INVALID */
export function readPack(source: string, file: string, jurisdiction: string): Rule[] {
  return parseYaml(source, file)
    .items()
    .map((rule) => readRule(rule, jurisdiction))
}

function readRule(place: Place, jurisdiction: string): Rule {
  onlyFields(place, [...header, ...content])
  const inactive = place.at('inactive')
  const parts = place.at('parts')
  return {
    id: place.at('id').text('the id'),
    jurisdiction,
    citation: place.at('citation').text('the citation'),
    title: place.at('title').text('the title'),
    plain: readSentence(place.at('plain')),
    source: place.at('source').isThere ? place.at('source').text('the source') : '',
    confidence: place.at('confidence').text('the confidence'),
    effective: { from: readDay(place.at('effective').at('from')), to: readDay(place.at('effective').at('to')) },
    confirmed: readConfirmation(place.at('confirmed')),
    ...(inactive.isThere ? { inactive: inactive.text('the reason for being inactive') } : {}),
    parts: parts.isThere ? parts.items().map((part) => readPart(part, place)) : [readPart(place, place)],
  }
}

/** A part says what differs from its rule; what it does not say, the rule says for all its parts. */
function readPart(place: Place, rule: Place): Part {
  if (place !== rule) onlyFields(place, content)
  const said = (field: string) => (place.at(field).isThere ? place.at(field) : rule.at(field))
  const effect = said('effect').word(effects, 'an effect')
  const optional = <Value>(field: string, read: (value: Place) => Value) =>
    said(field).isThere ? read(said(field)) : undefined
  const part = {
    name: optional('name', (name) => name.text('the name')),
    by: optional('by', (by) => by.word(bases, 'what a rule rests on')),
    papers: optional('papers', (papers) => papers.words(keysOf(vocabulary.instrumentKinds), 'a kind of paper')),
    of: optional('of', (of) => (of.value === 'all' ? ('all' as const) : texts(of, 'a rule id'))),
    substitute: optional('substitute', (element) => element.word(elements, 'an element')),
    duty: optional('duty', (duty): Duty => duty.word(duties, 'a duty')),
    trigger: optional('trigger', (trigger) => trigger.word(triggers, 'a trigger')),
    deadline: optional('deadline', (deadline) => deadline.word(deadlines, 'a deadline')),
  }
  refuseIdle(place, effect, part, said('stops').isThere)
  return {
    effect,
    programs: optional('programs', (programs) => programs.words(keysOf(vocabulary.programs), 'a program')) ?? 'all',
    elements: optional('elements', (reached) => reached.words(elements, 'an element')) ?? 'all',
    where: optional('where', readConditions) ?? [],
    until: optional('until', (until) => until.items().map(readRequirement)) ?? [],
    heldBeside: optional('held-beside', (beside) => beside.words(keysOf(vocabulary.purposes), 'a purpose')) ?? [],
    stops: optional('stops', (stops) => stops.words(strengths, 'what can be stopped')) ?? [],
    except: optional('except', (except) => texts(except, 'a rule id')) ?? [],
    ...defined(part),
  }
}

/** A part that could do nothing is a slip of the pen. */
function refuseIdle(
  place: Place,
  effect: Effect,
  { of, duty, trigger, deadline }: { of: unknown; duty: unknown; trigger: unknown; deadline: unknown },
  saysWhatItStops: boolean,
): void {
  if (place.at('inactive').isThere) return
  if (effect === 'conditions' && of === undefined) {
    place.fail('these conditions are of no rule', 'Say in "of" which rules they are attached to.')
  }
  if (effect === 'forbids' && !saysWhatItStops) {
    place.fail('this forbids and stops nothing', 'Say in "stops" what it stops, or "stops: []" for a default.')
  }
  if (effect === 'duty' && deadline === undefined && (duty === undefined || trigger === undefined)) {
    place.fail('this duty has no trigger', 'Say which "duty" it is and which "trigger" attaches it, or a "deadline".')
  }
}

/** `fact: value`, `fact: [one, of, these]` or `fact: { not: value }`. */
function readConditions(place: Place): Condition[] {
  return place.keys().map((name) => readCondition(name, place.at(name)))
}

function readCondition(name: string, place: Place): Condition {
  if (!isFactName(name))
    return place.fail(`"${name}" is not a fact`, 'Use a fact as src/vocabulary/facts.ts spells it.')
  const not = place.at('not').isThere
  const given = not ? place.at('not') : place
  const values = (Array.isArray(given.value) ? given.items() : [given]).map((value) => readValue(name, value))
  const allowed = facts[name]
  const passing = allowed.filter((value) => values.includes(value) !== not)
  if (passing.length === 0) place.fail(`no value of ${name} can meet this`, 'Allow at least one value.')
  if (passing.length === allowed.length) place.fail(`every value of ${name} meets this`, 'Leave the condition out.')
  return { fact: name, values, not }
}

function readValue(name: FactName, place: Place): FactValue {
  const allowed: readonly FactValue[] = facts[name]
  const value = allowed.find((each) => each === place.value)
  if (value !== undefined) return value
  return place.fail(`"${String(place.value)}" is not a value of ${name}`, `Its values are ${allowed.join(', ')}.`)
}

function readRequirement(place: Place): Requirement {
  const names = place.keys().filter((name) => !ofRequirement.has(name))
  const never = place.at('never')
  if (never.isThere ? names.length > 0 : names.length === 0) {
    place.fail('this says not what must be so', 'Name a fact and its value, or "never: true" alone.')
  }
  const missing = place.at('missing')
  const when = place.at('when')
  return {
    met: names.map((name) => readCondition(name, place.at(name))),
    need: place.at('need').word<Need>(needs, 'a need'),
    when: when.isThere ? (Array.isArray(when.value) ? when.items() : [when]).map(readConditions) : [],
    ...(missing.isThere ? { missing: missing.word(vocabulary.missing, 'a content that can be missing') } : {}),
  }
}

function readSentence(place: Place): string {
  const sentence = place.text('the plain sentence')
  if (/[.;:]$/.test(sentence) || sentence.length > 160) {
    place.fail('the plain sentence does not fit into a longer one', 'Write one short clause without a full stop.')
  }
  return sentence
}

function readDay(place: Place): string | null {
  if (!place.isThere) return null
  const day = place.text('the day')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    place.fail('this is no day', 'Write YYYY-MM-DD.')
  return day
}

function readConfirmation(place: Place): Rule['confirmed'] {
  if (!place.isThere) return null
  const on = readDay(place.at('on'))
  return on === null
    ? place.fail('a confirmation has a day', 'Add "on: YYYY-MM-DD".')
    : { by: place.at('by').text('who confirmed it'), on }
}

function texts(place: Place, what: string): string[] {
  return (Array.isArray(place.value) ? place.items() : [place]).map((item) => item.text(what))
}

function onlyFields(place: Place, known: readonly string[]): void {
  const unknown = place.keys().find((field) => !known.includes(field))
  if (unknown !== undefined) place.at(unknown).fail(`"${unknown}" is not a field`, `Fields are ${known.join(', ')}.`)
}

function words(list: string): string[] {
  return list.split(' ')
}

function keysOf<Of extends object>(set: Of): Extract<keyof Of, string>[] {
  return Object.keys(set).filter((key): key is Extract<keyof Of, string> => Object.hasOwn(set, key))
}

type Defined<Of> = { [Key in keyof Of]?: Exclude<Of[Key], undefined> }

function defined<Of extends object>(fields: Of): Defined<Of> {
  const there: Defined<Of> = {}
  for (const key of keysOf(fields)) {
    const value = fields[key]
    if (isDefined(value)) there[key] = value
  }
  return there
}

function isDefined<Value>(value: Value): value is Exclude<Value, undefined> {
  return value !== undefined
}
