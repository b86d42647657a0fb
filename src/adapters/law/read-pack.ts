/** One pack's text into rules. Each mistake names the file, the line and the mend. */
import type { Effect, Part, Rule, Strength } from '#decision/rules.ts'
import { isPosternError, type PosternError } from '#errors.ts'
import { elements, vocabulary, type Duty } from '#vocabulary/codes.ts'
import { triggers } from '#vocabulary/facts.ts'
import { refuseEmpty } from './form.ts'
import { didYouMean } from './near.ts'
import { defined, keysOf, parseYaml, type Place } from './place.ts'
import { readConditions, readRequirement } from './read-conditions.ts'
import { readDeadline, refuseFactsOfCells } from './read-deadline.ts'

export const effects: readonly Effect[] = ['requires', 'permits', 'conditions', 'forbids', 'duty']
export const strengths: readonly Strength[] = ['court-process', 'requires', 'overriding-statute', 'consent', 'permits']
export const bases = ['court-process', 'overriding-statute', 'consent'] as const
export const lapses = ['weekly'] as const

export const confidences = ['TEXT', 'TEXT-PART', 'SECONDARY', 'RECALLED', 'PRODUCT', 'not found']
export const idForm = /^[A-Z0-9]+(-[A-Z0-9]+)+$/

export const fieldsOfRule = words(
  'id citation title plain restated source confidence effective confirmed lapses agency see inactive parts',
)
export const fieldsOfPart = words(
  'name effect by programs elements papers where until held-beside of stops except substitute duty trigger deadline standing',
)

/** Stands for the jurisdiction while an overlay is read: whose it is, its rules say themselves. */
export const ofAgency = 'overlay'

export interface Pack {
  readonly rules: readonly Rule[]
  /** One for each rule that cannot be read. */
  readonly mistakes: readonly PosternError[]
}

/** @throws PosternError ERR_INPUT_INVALID for the first mistake */
export function readPack(source: string, file: string, jurisdiction: string): Rule[] {
  const { rules, mistakes } = readWholePack(source, file, jurisdiction)
  if (mistakes[0] !== undefined) throw mistakes[0]
  return [...rules]
}

/** All the rules that can be read, and what is wrong with the others. */
export function readWholePack(source: string, file: string, jurisdiction: string): Pack {
  const rules: Rule[] = []
  const mistakes: PosternError[] = []
  const attempt = (read: () => void): void => {
    try {
      read()
    } catch (error) {
      if (!isPosternError(error, 'ERR_INPUT_INVALID')) throw error
      mistakes.push(error)
    }
  }
  attempt(() => {
    for (const place of parseYaml(source, file).items()) attempt(() => rules.push(readRule(place, jurisdiction)))
  })
  return { rules, mistakes }
}

const places = new WeakMap<Rule, Place>()

/** Where a rule that was read here stands; undefined for one that came from elsewhere. */
export function placeOf(rule: Rule): Place | undefined {
  return places.get(rule)
}

function readRule(place: Place, jurisdiction: string): Rule {
  place.onlyFields([...fieldsOfRule, ...fieldsOfPart])
  const optional = <Value>(field: string, read: (value: Place) => Value) =>
    place.at(field).isThere ? read(place.at(field)) : undefined
  if (jurisdiction !== ofAgency && place.at('agency').isThere) {
    place.at('agency').fail('a rule of the law binds no single agency', 'Leave "agency" out, or write an overlay.')
  }
  const rule: Rule = {
    id: readId(place.at('id')),
    jurisdiction,
    citation: place.at('citation').text('the citation'),
    title: place.at('title').text('the title'),
    plain: readSentence(place.at('plain')),
    source: place.at('source').isThere ? readAddress(place.at('source')) : '',
    confidence: readConfidence(place.at('confidence')),
    effective: readEffective(place.at('effective')),
    confirmed: readConfirmation(place.at('confirmed')),
    ...defined({
      restated: optional('restated', (restated) => restated.text('the law, restated')),
      lapses: optional('lapses', (each) => each.word(lapses, 'after what a confirmation lapses')),
      agency: optional('agency', (agency) => agency.word(keysOf(vocabulary.agencies), 'an agency')),
      see: optional('see', (see) => texts(see, 'a rule id')),
      inactive: optional('inactive', (reason) => reason.text('the reason for being inactive')),
    }),
    parts: readParts(place),
  }
  places.set(rule, place)
  return rule
}

function readParts(place: Place): Part[] {
  const parts = place.at('parts')
  if (place.at('inactive').isThere) {
    const said = [...fieldsOfPart, 'parts'].find((field) => place.at(field).isThere)
    if (said !== undefined) {
      place.at(said).fail(`an inactive rule has no "${said}"`, 'Leave it out, or take "inactive" away.')
    }
    return []
  }
  if (!parts.isThere) return [readPart(place, place)]
  const read = parts.items().map((part) => readPart(part, place))
  if (read.length === 0) parts.fail('there is no part', 'Write a part, or leave "parts" out.')
  read.forEach(({ name }, i) => {
    if (name !== undefined && read.findIndex((part) => part.name === name) < i) {
      parts.at(i).at('name').fail(`two parts are called ${name}`, 'Give each part a name of its own.')
    }
  })
  return read
}

/** A part says what differs from its rule; what it does not say, the rule says for all its parts. */
function readPart(place: Place, rule: Place): Part {
  if (place !== rule) place.onlyFields(fieldsOfPart)
  const said = (field: string) => (place.at(field).isThere ? place.at(field) : rule.at(field))
  const optional = <Value>(field: string, read: (value: Place) => Value) =>
    said(field).isThere ? read(said(field)) : undefined
  const listed = <Value>(field: string, read: (value: Place) => readonly Value[]) =>
    said(field).isThere ? read(said(field)) : []
  const reached = <Word extends string>(field: string, known: readonly Word[], what: string) =>
    said(field).isThere ? someOf(said(field), said(field).words(known, what)) : ('all' as const)
  const part: Part = {
    effect: said('effect').word(effects, 'an effect'),
    programs: reached('programs', keysOf(vocabulary.programs), 'a program'),
    elements: reached('elements', elements, 'an element'),
    where: listed('where', readConditions),
    until: listed('until', (until) => until.items().map(readRequirement)),
    heldBeside: listed('held-beside', (beside) => beside.words(keysOf(vocabulary.purposes), 'a purpose')),
    stops: listed('stops', (stops) => stops.words(strengths, 'what can be stopped')),
    except: listed('except', (except) => texts(except, 'a rule id')),
    ...defined({
      name: optional('name', (name) => name.text('the name')),
      by: optional('by', (by) => by.word(bases, 'what a rule rests on')),
      papers: optional('papers', (papers) => papers.words(keysOf(vocabulary.instrumentKinds), 'a kind of paper')),
      of: optional('of', (of) => (of.value === 'all' ? ('all' as const) : texts(of, 'a rule id'))),
      substitute: optional('substitute', (element) => element.word(elements, 'an element')),
      duty: optional('duty', (duty): Duty => duty.word(keysOf(vocabulary.duties), 'a duty')),
      trigger: optional('trigger', (trigger) => trigger.word(triggers, 'a trigger')),
      deadline: optional('deadline', readDeadline),
      standing: optional('standing', (standing) => standing.text('why it attaches to no case')),
    }),
  }
  refuseEmpty(part, said)
  if (part.deadline !== undefined) refuseFactsOfCells(part.where, said('where'))
  return part
}

function someOf<Word>(place: Place, named: readonly Word[]): readonly Word[] {
  return named.length > 0 ? named : place.fail('this reaches nothing', 'Name at least one, or leave it out for all.')
}

/** Somebody opens it: an address on the web, and nothing that runs. */
function readAddress(place: Place): string {
  const address = place.text('the source')
  const isWeb = /^https?:\/\/\S+$/.test(address)
  return isWeb
    ? address
    : place.fail('the source is no address on the web', 'Write https://…, or null where there is none.')
}

function readId(place: Place): string {
  const id = place.text('the id')
  return idForm.test(id) ? id : place.fail(`"${id}" is no id`, 'Write capital letters, digits and hyphens: US-SNAP-01.')
}

/** "TEXT", or several that hold for parts of the text: "TEXT-PART / RECALLED". */
export function readConfidence(place: Place): string {
  const said = place.text('the confidence')
  const other = said.split(' / ').find((one) => !confidences.includes(one))
  if (other === undefined) return said
  const near = didYouMean(other, confidences)
  return place.fail(`"${other}" is not a confidence${near}`, `Use ${confidences.join(', ')}; two with " / " between.`)
}

function readSentence(place: Place): string {
  const sentence = place.text('the plain sentence')
  if (/[.;:]$/.test(sentence) || sentence.length > 160) {
    place.fail('the plain sentence does not fit into a longer one', 'Write one short clause without a full stop.')
  }
  return sentence
}

function readEffective(place: Place): Rule['effective'] {
  if (place.isThere) place.onlyFields(['from', 'to'])
  const [from, to] = [readDay(place.at('from')), readDay(place.at('to'))]
  if (from !== null && to !== null && from > to) {
    place.fail('the last day is before the first', 'Write "from" before "to", or the same day.')
  }
  return { from, to }
}

function readDay(place: Place): string | null {
  if (!place.isThere) return null
  const day = place.text('the day')
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN
  if (Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== day) {
    place.fail('this is no day', 'Write a day of the calendar as YYYY-MM-DD.')
  }
  return day
}

function readConfirmation(place: Place): Rule['confirmed'] {
  if (!place.isThere) return null
  place.onlyFields(['by', 'on'])
  const on = readDay(place.at('on'))
  return on === null
    ? place.fail('a confirmation has a day', 'Add "on: YYYY-MM-DD".')
    : { by: place.at('by').text('who confirmed it'), on }
}

function texts(place: Place, what: string): string[] {
  return (Array.isArray(place.value) ? place.items() : [place]).map((item) => item.text(what))
}

function words(list: string): string[] {
  return list.split(' ')
}
