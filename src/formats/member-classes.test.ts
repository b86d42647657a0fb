import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { concat, toHex, utf8 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import type { GrantedCell } from './grants.ts'
import { classesKey, classNumbers, classTree, isClass, mostClasses } from './member-classes.ts'
import { leafHash, nodeHash } from './merkle.ts'

const setId = new Uint8Array(16).fill(9)
const secret = new Uint8Array(32).fill(5)
const key = classesKey(secret, setId)
const name = { program: 'snap', element: 'name' }
const address = { program: 'snap', element: 'home-address' }
const sha = (...parts: readonly (Uint8Array | string)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
const isFormat = (work: () => unknown): boolean => {
  try {
    work()
  } catch (error) {
    return isPosternError(error, 'ERR_FORMAT')
  }
  return false
}

describe('the numbers of classes', () => {
  it('are the same for the same classes in whatever order, and others under another key', () => {
    const refs = Array.from({ length: 300 }, (_, i) => `p${i + 1}`)
    const numbers = classNumbers(key, refs)
    expect(new Set(numbers.values()).size).toBe(300)
    expect(Object.fromEntries(classNumbers(key, refs.toReversed()))).toEqual(Object.fromEntries(numbers))
    const other = classNumbers(classesKey(secret, new Uint8Array(16)), refs)
    expect([...other.values()]).not.toEqual([...numbers.values()])
  })

  it('do not tell in which order the classes came: they are spread over all that there are', () => {
    const refs = Array.from({ length: 200 }, (_, i) => `p${i + 1}`)
    const numbers = [...classNumbers(key, refs).values()]
    const rising = numbers.filter((one, i) => one > (numbers[i - 1] ?? 0)).length
    expect(rising).toBeGreaterThan(60)
    expect(rising).toBeLessThan(140)
    expect(Math.max(...numbers)).toBeGreaterThan(mostClasses / 2)
  })

  it('are enough for as many classes as a release can have, and for no more', () => {
    const refs = Array.from({ length: mostClasses }, (_, i) => `p${i}`)
    expect(new Set(classNumbers(key, refs).values()).size).toBe(mostClasses)
    expect(isFormat(() => classNumbers(key, [...refs, 'one-more']))).toBe(true)
  })

  it('follow from a secret and an id of the right length alone', () => {
    expect(isFormat(() => classesKey(secret.subarray(1), setId))).toBe(true)
    expect(isFormat(() => classesKey(secret, setId.subarray(1)))).toBe(true)
  })
})

describe('the tree of classes', () => {
  it('is what the first lines of the file say, byte for byte', () => {
    expect(toHex(key)).toBe(toHex(sha('postern.classes.v1\0', secret, setId)))
    const number = 0x8001
    const salt = sha('postern.class-salt.v1\0', key, Uint8Array.of(0x80, 0x01)).subarray(0, 16)
    const entry = concat(setId, Uint8Array.of(0x80, 0x01), salt, utf8(canonicalJson([name])))
    let node = leafHash(entry)
    for (let height = 0, place = number; height < 16; height++, place >>= 1) {
      const at = new Uint8Array(4)
      new DataView(at.buffer).setUint32(0, place ^ 1)
      const none = sha('postern.class-none.v1\0', key, Uint8Array.of(height), at)
      node = place % 2 === 1 ? nodeHash(none, node) : nodeHash(node, none)
    }
    expect(toHex(classTree(key, setId, new Map([[number, [name]]])).root)).toBe(toHex(node))
  })

  it('shows each class what was released of it, and no other thing', () => {
    const numbers = fc.uniqueArray(fc.nat(mostClasses - 1), { minLength: 1, maxLength: 30 })
    const cells = fc.constantFrom<readonly GrantedCell[]>([], [name], [address, name])
    fc.assert(
      fc.property(numbers, fc.infiniteStream(cells), (all, drawn) => {
        const released = new Map(all.map((number) => [number, drawn.next().value ?? []]))
        const tree = classTree(key, setId, released)
        for (const [number, own] of released) {
          const proof = tree.prove(number)
          if (proof === undefined) throw new Error('no proof')
          expect(isClass(tree.root, setId, number, proof)).toBe(true)
          expect(proof.cells).toEqual(own)
          for (const others of [[], [name], [address, name]].filter((some) => some.length !== own.length))
            expect(isClass(tree.root, setId, number, { ...proof, cells: others })).toBe(false)
          // Its cells have one order, and no cell twice.
          for (const same of [own.toReversed(), [...own, ...own]].filter((some) => some.length > 1))
            expect(isClass(tree.root, setId, number, { ...proof, cells: same })).toBe(false)
          expect(isClass(tree.root, setId, number ^ 1, proof)).toBe(false)
          expect(isClass(tree.root, new Uint8Array(16), number, proof)).toBe(false)
        }
        expect(tree.prove([...Array(mostClasses).keys()].find((one) => !released.has(one)) ?? 0)).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })

  it('shows in a proof no more of two classes than of a thousand', () => {
    const few = classTree(key, setId, new Map([[7, [name]]]))
    const many = classTree(key, setId, new Map(Array.from({ length: 1000 }, (_, i) => [7 + 61 * i, [name]])))
    expect(few.prove(7)?.path).toHaveLength(16)
    expect(many.prove(7)?.path).toHaveLength(16)
    expect(Object.keys(few.prove(7) ?? {})).toEqual(Object.keys(many.prove(7) ?? {}))
  })

  it('is the same whatever order the cells of a class come in', () => {
    const [one, other] = [
      [name, address],
      [address, name],
    ].map((cells) => classTree(key, setId, new Map([[1, cells]])))
    expect(toHex(one?.root ?? setId)).toBe(toHex(other?.root ?? key))
  })
})
