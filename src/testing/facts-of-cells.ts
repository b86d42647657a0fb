/**
 * Cells drawn as bare facts, to try engines on: aimed at each condition of each rule in turn, met and unmet, with
 * the rest of that rule met, and everything else by chance. The same seed draws the same cells.
 *
 * Facts are drawn freely, also such as no case file can have together: an engine decides from facts alone.
 */
import type { CellFacts } from '#decision/judge.ts'
import { noPaper } from '#decision/papers.ts'
import type { Condition, Part, Requirement, RuleSet, Strength } from '#decision/rules.ts'
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'
import { facts, isFactName, paperFacts } from '#vocabulary/facts.ts'
import type { FactName, Facts, FactValue } from '#vocabulary/facts.ts'
import type { Random } from './random.ts'

export interface FactsOfCell {
  readonly agency: string
  readonly program: string
  readonly element: string
  /** One for each purpose. */
  readonly purposes: readonly CellFacts[]
}

type Values = Record<FactName, FactValue>

interface Clause {
  readonly id: string
  readonly part: Part
}

/** One sentence of a rule, and which of its conditions is not to be met; none is all met. */
interface Aim extends Clause {
  readonly jurisdiction: string
  readonly spoil: Spoil | undefined
}

type Spoil =
  | { readonly what: 'condition'; readonly condition: Condition; readonly of?: Requirement }
  /** What is asked for only then, and is lacking: asked for, or not. */
  | { readonly what: 'when'; readonly of: Requirement; readonly all: readonly Condition[]; readonly spoilt?: Condition }
  | { readonly what: 'element' | 'paper' | 'counsel' }

/** Every aim in turn, and again from the first, each time with other company. */
export function* drawCells(rules: RuleSet, random: Random, count: number): Generator<FactsOfCell, void> {
  const clauses = rules.rules
    .filter(({ inactive }) => inactive === undefined)
    .flatMap(({ id, jurisdiction, parts }) => parts.map((part) => ({ id, part, jurisdiction })))
    .filter(({ part }) => part.effect !== 'duty')
  const states = Object.keys(vocabulary.jurisdictions).filter((code) => code !== 'us')
  const aims = clauses.flatMap(({ id, part, jurisdiction }) =>
    [undefined, ...spoilsOf(part)].map((spoil) => ({ id, part, jurisdiction, spoil })),
  )
  for (let i = 0; i < count; i++) {
    const aim = aims[i % aims.length]
    if (aim === undefined) return
    const jurisdiction = aim.jurisdiction === 'us' ? random.pick(states) : aim.jurisdiction
    const law = clauses.filter((one) => one.jurisdiction === 'us' || one.jurisdiction === jurisdiction)
    yield draw({ ...aim, jurisdiction }, law, random)
  }
}

function spoilsOf({ effect, elements: reached, where, until }: Part): Spoil[] {
  return [
    ...(reached === 'all' ? [] : [{ what: 'element' } as const]),
    ...(effect === 'forbids' || effect === 'conditions'
      ? []
      : [{ what: 'counsel' } as const, { what: 'paper' } as const]),
    ...where.map((condition) => ({ what: 'condition', condition }) as const),
    ...until.flatMap((of): Spoil[] => [
      ...of.met.map((condition) => ({ what: 'condition', condition, of }) as const),
      ...of.when.flatMap((all) => [
        { what: 'when', of, all } as const,
        ...all.map((spoilt) => ({ what: 'when', of, all, spoilt }) as const),
      ]),
    ]),
  ]
}

function draw(aim: Aim, law: readonly Clause[], random: Random): FactsOfCell {
  const { part, spoil } = aim
  const way = wayFor(aim, law, random)
  const wrongKind = spoil?.what === 'paper' ? kinds.filter((kind) => part.papers?.includes(kind) !== true) : undefined
  const papersOf = wrongKind ?? way?.papers ?? ['none']
  const drawn = new Drawing(random, { paper: papersOf, agency: agenciesOf(aim.jurisdiction) })

  // Company: another way is often open as well, so that engines must choose.
  const open = law.map((one) => one.part).filter(isOpening)
  for (const one of [...(random.below(3) === 0 ? [random.pick(open)] : []), ...(way === undefined ? [] : [way])]) {
    drawn.meet(one.where)
    if (random.below(4) > 0) for (const { met } of one.until) drawn.meet(met)
    if (one.elements !== 'all') drawn.set('element', one.elements)
  }
  if (random.below(16) > 0) drawn.unrefuse()
  aimAt(drawn, part, spoil)

  const { values } = drawn
  const another = besides(values, new Drawing(random, { paper: kinds }).values)
  const papers = [...(papersOf.includes('none') ? [] : [values]), ...(random.below(4) === 0 ? [another] : [])]
  const purposes = [String(values.purpose), ...(random.below(5) === 0 ? [random.pick(facts.purpose)] : [])]
  return {
    agency: String(values.agency),
    program: random.pick(programsOf([part, ...(way === undefined ? [] : [way])])),
    element: String(values.element),
    purposes: [...new Set(purposes)].toSorted().map((purpose) => ({
      bare: { ...values, ...noPaper, purpose },
      withPapers: papers.map((said, i) => ({ paper: paperOf(said, i), facts: { ...said, purpose } })),
    })),
  }
}

/** The part as it should be, but for what is spoilt. */
function aimAt(drawn: Drawing, part: Part, spoil: Spoil | undefined): void {
  drawn.meet([...part.where, ...part.until.flatMap(({ met }) => met)])
  if (part.elements !== 'all') {
    const inside = part.elements
    drawn.set('element', spoil?.what === 'element' ? elements.filter((one) => !inside.includes(one)) : inside)
  }
  if (spoil?.what === 'counsel') drawn.set(part.papers === undefined ? 'counsel' : 'paper-counsel', ['refused'])
  if (spoil?.what === 'condition') {
    drawn.meet(spoil.of?.when[0] ?? [])
    drawn.miss(spoil.condition, part)
  }
  if (spoil?.what === 'when') {
    const { of, all, spoilt } = spoil
    const [lacking] = of.met
    if (lacking !== undefined) drawn.miss(lacking, part)
    drawn.meet(all)
    if (spoilt === undefined) return
    for (const condition of of.when.flat()) if (condition.fact === spoilt.fact) drawn.miss(condition, part)
  }
}

/** Values that a fact is limited to; every other fact has all of its own. */
type Limits = { readonly [Name in FactName]?: readonly string[] }

/** Values of all facts, by chance at first. */
class Drawing {
  readonly values: Values
  readonly #random: Random
  readonly #limits: Limits

  constructor(random: Random, limits: Limits) {
    this.#random = random
    this.#limits = limits
    const values: Partial<Values> = {}
    for (const name of Object.keys(facts).filter(isFactName)) values[name] = random.pick(this.#valuesOf(name))
    if (!isWhole(values)) throw new Error('a fact was not drawn')
    this.values = values
  }

  set(fact: FactName, values: readonly FactValue[]): void {
    this.values[fact] = this.#random.pick(values)
  }

  /** All of them, where they do not contradict each other. */
  meet(conditions: readonly Condition[]): void {
    for (const [fact, about] of Map.groupBy(conditions, (one) => one.fact)) {
      const fit = this.#valuesOf(fact).filter((value) => about.every((one) => holds(one, value)))
      if (fit.length > 0 && !about.every((one) => holds(one, this.values[fact]))) this.set(fact, fit)
    }
  }

  /** Not this one, and what else the part asks of the same fact where that is possible. */
  miss(condition: Condition, part: Part): void {
    const unfit = this.#valuesOf(condition.fact).filter((value) => !holds(condition, value))
    const others = part.where.filter((one) => one.fact === condition.fact && one !== condition)
    const best = unfit.filter((value) => others.every((one) => holds(one, value)))
    if (unfit.length > 0) this.set(condition.fact, best.length > 0 ? best : unfit)
  }

  /** Counsel refuses less often than by chance, since that closes everything. */
  unrefuse(): void {
    for (const fact of ['counsel', 'paper-counsel'] as const) {
      if (this.values[fact] === 'refused') this.values[fact] = 'open'
    }
  }

  #valuesOf(fact: FactName): readonly FactValue[] {
    return this.#limits[fact] ?? facts[fact]
  }
}

function isWhole(values: Partial<Values>): values is Values {
  return Object.keys(facts).every((name) => name in values)
}

/** The way on which a rule shows: itself, one that it attaches conditions to, or one that it stops. */
function wayFor({ part, spoil }: Aim, law: readonly Clause[], random: Random): Part | undefined {
  if (isOpening(part)) return part
  const about = law
    .filter((one) => isOpening(one.part))
    .filter((one) => isAbout(part, one))
    .filter((one) => meets(part.programs, one.part.programs))
  const onPaper = [...part.where, ...part.until.flatMap(({ met }) => met)].filter(({ fact }) => fact in paperFacts)
  const fit = onPaper.length === 0 ? about : about.filter((one) => canCarry(one.part, onPaper, spoil))
  return fit.length === 0 ? undefined : random.pick(fit).part
}

function isAbout({ effect, of, stops }: Part, way: Clause): boolean {
  const names = new Set([way.id, `${way.id}/${way.part.name ?? ''}`, strengthOf(way.part)])
  return effect === 'conditions'
    ? of === 'all' || (of?.some((ref) => names.has(ref)) ?? false)
    : stops.includes(strengthOf(way.part))
}

function canCarry({ papers }: Part, conditions: readonly Condition[], spoil: Spoil | undefined): boolean {
  const ofKind = conditions.find(({ fact }) => fact === 'paper')
  const isSpoilt = spoil?.what === 'condition' && spoil.condition === ofKind
  return papers?.some((kind) => ofKind === undefined || holds(ofKind, kind) !== isSpoilt) ?? false
}

function isOpening({ effect }: Part): boolean {
  return effect === 'requires' || effect === 'permits'
}

function strengthOf({ by, effect }: Part): Strength {
  return by ?? (effect === 'requires' ? 'requires' : 'permits')
}

function meets(some: Part['programs'], others: Part['programs']): boolean {
  return some === 'all' || others === 'all' || some.some((one) => others.includes(one))
}

function programsOf(parts: readonly Part[]): readonly string[] {
  const every = Object.keys(vocabulary.programs)
  const shared = every.filter((one) => parts.every(({ programs }) => programs === 'all' || programs.includes(one)))
  return shared.length > 0 ? shared : every
}

function holds({ values, not }: Condition, value: FactValue): boolean {
  return values.includes(value) !== not
}

function agenciesOf(jurisdiction: string): readonly string[] {
  return Object.entries(vocabulary.agencies).flatMap(([code, agency]) =>
    agency.jurisdiction === jurisdiction ? [code] : [],
  )
}

/** Another paper in the same case: all else is as it is. */
function besides(values: Values, other: Values): Values {
  const said = Object.entries(other).filter(([name]) => name in paperFacts)
  return { ...values, ...Object.fromEntries(said) }
}

const kinds = Object.keys(vocabulary.instrumentKinds)

function paperOf({ paper }: Facts, i: number): CaseInstrument {
  return { id: `i${i + 1}`, kind: String(paper) }
}
