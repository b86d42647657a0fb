import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { Diagrams, type Combination, type Node } from './diagram.ts'

const variables = [
  { name: 'sky', values: ['clear', 'cloudy', 'dark'] },
  { name: 'wind', values: [true, false] },
  { name: 'place', values: ['a', 'b', 'c', 'd', 'e'] },
]
const everyCombination: Combination[] = ['clear', 'cloudy', 'dark'].flatMap((sky) =>
  [true, false].flatMap((wind) => ['a', 'b', 'c', 'd', 'e'].map((place) => ({ sky, wind, place }))),
)

/** A function given twice: as a diagram, and as what it says of one combination. */
interface Twice {
  readonly node: (diagrams: Diagrams<string>) => Node
  readonly holds: (one: Combination) => boolean
}

const basic: fc.Arbitrary<Twice> = fc.constantFrom(...variables).chain(({ name, values }) =>
  fc.subarray<string | boolean>([...values]).map((some) => ({
    node: (diagrams) => diagrams.is(name, some),
    holds: (one) => some.some((value) => value === one[name]),
  })),
)
const both = (node: Twice['node'], holds: Twice['holds']): Twice => ({ node, holds })
const { formula } = fc.letrec<{ formula: Twice }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small' },
    basic,
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) =>
      both(
        (diagrams) => diagrams.and(a.node(diagrams), b.node(diagrams)),
        (one) => a.holds(one) && b.holds(one),
      ),
    ),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) =>
      both(
        (diagrams) => diagrams.or(a.node(diagrams), b.node(diagrams)),
        (one) => a.holds(one) || b.holds(one),
      ),
    ),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) =>
      both(
        (diagrams) => diagrams.without(a.node(diagrams), b.node(diagrams)),
        (one) => a.holds(one) && !b.holds(one),
      ),
    ),
    fc.tuple(tie('formula'), tie('formula'), tie('formula')).map(([a, b, c]) =>
      both(
        (diagrams) => diagrams.choose(a.node(diagrams), b.node(diagrams), c.node(diagrams)),
        (one) => (a.holds(one) ? b.holds(one) : c.holds(one)),
      ),
    ),
    tie('formula').map((a) =>
      both(
        (diagrams) => diagrams.not(a.node(diagrams)),
        (one) => !a.holds(one),
      ),
    ),
  ),
}))

const withDiagrams = (check: (diagrams: Diagrams<string>, of: (twice: Twice) => Node, a: Twice, b: Twice) => void) =>
  fc.assert(
    fc.property(formula, formula, (a, b) => {
      const diagrams = new Diagrams<string>(variables)
      check(diagrams, (twice) => diagrams.and(twice.node(diagrams), diagrams.allValues()), a, b)
    }),
  )

it('says of each combination what the formula says', () => {
  withDiagrams((diagrams, of, a) => {
    for (const one of everyCombination) expect(diagrams.evaluate(of(a), one) === diagrams.yes).toBe(a.holds(one))
  })
})

it('counts the combinations', () => {
  withDiagrams((diagrams, of, a) => {
    expect(diagrams.count(of(a))).toBe(BigInt(everyCombination.filter(a.holds).length))
  })
})

it('has one node for one function, and two for two', () => {
  withDiagrams((_, of, a, b) => {
    expect(of(a) === of(b)).toBe(everyCombination.every((one) => a.holds(one) === b.holds(one)))
  })
})

it('finds where two functions are equal', () => {
  withDiagrams((diagrams, of, a, b) => {
    const equal = diagrams.equal(of(a), of(b))
    for (const one of everyCombination) {
      expect(diagrams.evaluate(equal, one) === diagrams.yes).toBe(a.holds(one) === b.holds(one))
    }
  })
})

it('answers as if a variable had a value, and then no longer depends on it', () => {
  withDiagrams((diagrams, of, a) => {
    const given = diagrams.given(of(a), { sky: 'dark' })
    expect(diagrams.support(given)).not.toContain('sky')
    for (const one of everyCombination) {
      expect(diagrams.evaluate(given, one) === diagrams.yes).toBe(a.holds({ ...one, sky: 'dark' }))
    }
  })
})

it('finds a combination exactly where there is one, and the preferred values where they can be', () => {
  withDiagrams((diagrams, of, a) => {
    const found = diagrams.anyOf(of(a), { sky: 'dark' })
    expect(found === undefined).toBe(!everyCombination.some(a.holds))
    if (found === undefined) return
    expect(a.holds(found)).toBe(true)
    expect(found['sky'] === 'dark').toBe(everyCombination.some((one) => a.holds(one) && one['sky'] === 'dark'))
  })
})

it('knows whether there is a combination with a value', () => {
  withDiagrams((diagrams, of, a) => {
    for (const sky of ['clear', 'cloudy', 'dark']) {
      const isAny = everyCombination.some((one) => one['sky'] === sky && a.holds(one))
      expect(diagrams.canBe(of(a), { sky })).toBe(isAny)
    }
  })
})

it('takes other leaves than true and false', () => {
  const diagrams = new Diagrams<string>(variables)
  const named = diagrams.choose(diagrams.is('wind', [true]), diagrams.leaf('windy'), diagrams.leaf('calm'))
  expect(diagrams.valueAt(diagrams.evaluate(named, { sky: 'dark', wind: true, place: 'a' }))).toBe('windy')
  expect(diagrams.valueAt(named)).toBeUndefined()
  const said = diagrams.map(named, (leaf) => (diagrams.valueAt(leaf) === 'calm' ? diagrams.yes : diagrams.no))
  expect(said).toBe(diagrams.is('wind', [false]))
})

it('refuses a variable, and a value, that there is none of', () => {
  const diagrams = new Diagrams<string>(variables)
  expect(() => diagrams.is('rain', [true])).toThrow(RangeError)
  expect(() => diagrams.given(diagrams.is('wind', [true]), { wind: 'strong' })).toThrow(RangeError)
})
