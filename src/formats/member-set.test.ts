import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { concat, fromHex, fromUtf8, toBase64, toHex, utf8 } from './bytes.ts'
import { canonicalFile } from './canonical-file.ts'
import {
  checkMember,
  formatMemberProof,
  parseLoggedMembers,
  parseMemberProof,
  proveMember,
  type MemberProof,
  type MemberProofFile,
  type MemberSetHead,
} from './member-proof.ts'
import { classesKey, classTree, type ClassTree } from './member-classes.ts'
import {
  agencyMembersKey,
  bitsFor,
  bucketOf,
  classIn,
  markOf,
  memberSecret,
  memberSetBuilder,
  readBucket,
  type MemberSet,
} from './member-set.ts'
import { leafHash, nodeHash } from './merkle.ts'

const membersKey = new Uint8Array(32).fill(7)
const setId = new Uint8Array(16).fill(9)
const agency = 'ma-dta'
const agencyKey = agencyMembersKey(membersKey, agency)
const secretOf = (key: string) => memberSecret(agencyKey, key)

type Member = readonly [key: string, number: number]
const builder = (bits: number) => memberSetBuilder({ setId, membersKey, agency, bits })
/** What was released of the class of a number: of every second nothing. */
const cellsOf = (number: number) => (number % 2 === 0 ? [] : [{ program: 'snap', element: `e${number}` }])
const keyOfClasses = classesKey(new Uint8Array(32).fill(5), setId)
const treeOf = (numbers: readonly number[]) =>
  classTree(keyOfClasses, setId, new Map(numbers.map((number) => [number, cellsOf(number)])))
/** The classes of each set that is made here. */
const treesOf = new WeakMap<MemberSet, ClassTree>()
const setOf = (members: readonly Member[], bits: number): MemberSet => {
  const building = builder(bits)
  for (const [key, number] of members) building.add(key, number)
  const set = building.finish()
  treesOf.set(set, treeOf([...new Set(members.map(([, number]) => number))]))
  return set
}
const classesOf = (set: MemberSet): ClassTree => treesOf.get(set) ?? treeOf([])
const headOf = (set: MemberSet): MemberSetHead => ({
  set: toHex(setId),
  root: toHex(set.root),
  bits: set.bits,
  count: set.count,
  classes: toHex(classesOf(set).root),
})
const proofFor = (set: MemberSet, key: string): MemberProof => {
  const proof = proveMember(headOf(set), secretOf(key), set.buckets, classesOf(set))
  if (proof === undefined) throw new Error('no proof')
  return proof
}
const sha = (...parts: readonly (Uint8Array | string)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const failure = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}
const isFormat = (work: () => unknown) => isPosternError(failure(work), 'ERR_FORMAT')

/** Keys of persons who differ, with the numbers of their classes. */
const members = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), fc.nat(0xffff)), {
  selector: ([key]) => key,
  maxLength: 120,
})
const bits = fc.integer({ min: 0, max: 7 })

describe('the layout', () => {
  it('is what the first lines of the file say, byte for byte', () => {
    const derived = sha('postern.members.v1\0', membersKey, agency)
    expect(toHex(agencyKey)).toBe(derived.toString('hex'))
    const secret = sha('postern.member.v1\0', derived, '100234').subarray(0, 16)
    expect(toHex(secretOf('100234'))).toBe(secret.toString('hex'))
    const mark = sha('postern.token.v1\0', secret, setId)
    const hidden = mark.readUInt16BE(16) ^ 513
    // One token: no cell, so "1" and "0", and then all 128 bits of it, two bits further on.
    const digits = `10${BigInt(`0x${mark.toString('hex', 0, 16)}`)
      .toString(2)
      .padStart(128, '0')}`.padEnd(136, '0')
    const packed = fromHex(BigInt(`0b${digits}`).toString(16).padStart(34, '0'))
    const expected = concat(Uint8Array.of(0, 1), packed, Uint8Array.of(hidden >> 8, hidden & 0xff))
    const set = setOf([['100234', 513]], 0)
    expect(set.buckets.map(toHex)).toEqual([toHex(expected)])
    expect(toHex(set.root)).toBe(toHex(leafHash(concat(setId, expected))))
    expect(set).toMatchObject({ bits: 0, count: 1 })
  })

  it('has a bucket for each beginning of a token, and two zero bytes for one that is empty', () => {
    const set = setOf([['100234', 0]], 2)
    const own = bucketOf(markOf(secretOf('100234'), setId).token, 2)
    expect(set.buckets).toHaveLength(4)
    for (const [i, bucket] of set.buckets.entries()) {
      if (i !== own) expect(bucket).toEqual(Uint8Array.of(0, 0))
    }
    const [a, b, c, d] = set.buckets.map((bucket) => leafHash(concat(setId, bucket)))
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four buckets')
    expect(toHex(set.root)).toBe(toHex(nodeHash(nodeHash(a, b), nodeHash(c, d))))
  })

  it('holds nobody where nobody was added', () => {
    const set = setOf([], 0)
    expect(set.count).toBe(0)
    expect(checkMember(proofFor(set, '1'), headOf(set))).toEqual({ member: 'absent' })
  })

  it('leaves out of each entry what its bucket and its place in it say already, and fits into a row of PostgreSQL', () => {
    const set = setOf(
      Array.from({ length: 20_000 }, (_, i) => [String(i), i % 3] as const),
      bitsFor(20_000),
    )
    const bytes = set.buckets.reduce((sum, bucket) => sum + bucket.length, 0)
    expect(bytes / 20_000).toBeLessThan(16.6)
    expect(Math.max(...set.buckets.map(({ length }) => length))).toBeLessThan(2000)
  })

  it('takes the most classes there can be, and refuses one more', () => {
    const set = setOf([['a', 0xffff]], 0)
    expect(checkMember(proofFor(set, 'a'), headOf(set))).toEqual({
      member: 'present',
      number: 0xffff,
      cells: cellsOf(0xffff),
    })
    for (const number of [0x10000, -1, 0.5, Number.NaN]) expect(isFormat(() => builder(0).add('a', number))).toBe(true)
  })

  it('refuses ids and keys of another length, and bits that are none', () => {
    const options = { setId, membersKey, agency, bits: 0 }
    expect(isFormat(() => memberSetBuilder({ ...options, setId: new Uint8Array(15) }))).toBe(true)
    expect(isFormat(() => memberSetBuilder({ ...options, membersKey: new Uint8Array(31) }))).toBe(true)
    for (const some of [-1, 25, 0.5]) expect(isFormat(() => memberSetBuilder({ ...options, bits: some }))).toBe(true)
    expect(isFormat(() => markOf(new Uint8Array(15), setId))).toBe(true)
    expect(isFormat(() => markOf(new Uint8Array(16), setId.subarray(1)))).toBe(true)
    expect(isFormat(() => builder(0).add('\ud800', 0))).toBe(true)
    expect(memberSetBuilder({ ...options, bits: 24 })).toBeDefined()
  })

  it('asks for as many bits as leave 56 to 112 in a bucket', () => {
    expect([0, 1, 112, 113, 224, 225, 1_100_000].map(bitsFor)).toEqual([0, 0, 0, 1, 1, 2, 14])
    expect(bitsFor(2 ** 40)).toBe(24)
  })
})

describe('a set', () => {
  it('has one root, in whatever order its people come and by however many builders', () => {
    fc.assert(
      fc.property(members, bits, fc.infiniteStream(fc.nat(2)), fc.integer(), (list, some, stream, seed) => {
        const whole = setOf(list, some)
        const shuffled = list
          .map((one, i) => ({ one, at: Math.sin(seed + i) }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one)
        expect(toHex(setOf(shuffled, some).root)).toBe(toHex(whole.root))
        const [first, ...others] = [builder(some), builder(some), builder(some)]
        const workers = [first, ...others]
        for (const [key, number] of shuffled) workers[stream.next().value ?? 0]?.add(key, number)
        for (const other of others) first?.merge(other.entries())
        const merged = first?.finish()
        expect(merged?.buckets.map(toHex)).toEqual(whole.buckets.map(toHex))
        expect(merged?.count).toBe(list.length)
      }),
      { numRuns: 60 },
    )
  })

  it('is the same of keys as text and as bytes, and of keys longer than any', () => {
    const long = 'é'.repeat(400)
    const [texts, bytes] = [builder(1), builder(1)]
    for (const key of ['a', long, 'b']) {
      texts.add(key, 3)
      bytes.add(utf8(key), 3)
    }
    expect(toHex(bytes.finish().root)).toBe(toHex(texts.finish().root))
    const alone = setOf([[long, 4]], 0)
    expect(checkMember(proofFor(alone, long), headOf(alone))).toMatchObject({ member: 'present', number: 4 })
  })

  it('says of everybody in it in which class and what of theirs was released, and of everybody else that they are not', () => {
    fc.assert(
      fc.property(members, bits, fc.string(), (list, some, stranger) => {
        const set = setOf(list, some)
        const head = headOf(set)
        for (const [key, number] of list) {
          expect(checkMember(proofFor(set, key), head)).toEqual({ member: 'present', number, cells: cellsOf(number) })
          const { token, pad } = markOf(secretOf(key), setId)
          const index = bucketOf(token, some)
          expect(classIn(readBucket(set.buckets[index] ?? new Uint8Array(), index, some), { token, pad })).toBe(number)
        }
        const outside = list.some(([key]) => key === stranger) ? `${stranger}\0other` : stranger
        const absent = proofFor(set, outside)
        expect(checkMember(absent, head)).toEqual({ member: 'absent' })
        const [[member] = []] = list
        const shown = member === undefined ? undefined : proofFor(set, member).class
        if (shown !== undefined) expect(checkMember({ ...absent, class: shown }, head).member).toBe('bad')
      }),
      { numRuns: 60 },
    )
  })

  it('refuses a person who comes twice, be it in another class or by another builder', () => {
    const building = builder(3)
    building.add('a', 1)
    building.add('b', 1)
    building.add('a', 2)
    expect(isFormat(() => building.finish())).toBe(true)
    const [one, other] = [builder(3), builder(3)]
    one.add('a', 1)
    other.add('a', 1)
    one.merge(other.entries())
    expect(isFormat(() => one.finish())).toBe(true)
  })

  it('refuses to merge what is no whole number of entries', () => {
    expect(isFormat(() => builder(0).merge(new Uint8Array(17)))).toBe(true)
  })

  it('refuses far too many for its bits', () => {
    const building = builder(0)
    for (let i = 0; i < 0x10000; i++) building.add(String(i), 0)
    expect(isFormat(() => building.finish())).toBe(true)
  })

  it('gives another token to the same person in another set, and another secret in another agency', () => {
    const secret = secretOf('a')
    expect(toHex(markOf(secret, setId).token)).not.toBe(toHex(markOf(secret, new Uint8Array(16)).token))
    expect(toHex(memberSecret(agencyMembersKey(membersKey, 'me-dhhs'), 'a'))).not.toBe(toHex(secret))
  })

  it('shows in nobody’s bucket the class of anybody else: the same class looks different for each', () => {
    const set = setOf(
      Array.from({ length: 50 }, (_, i) => [String(i), 5] as const),
      0,
    )
    const { classes } = readBucket(set.buckets[0] ?? new Uint8Array(), 0, 0)
    const hidden = new Set(Array.from({ length: 50 }, (_, i) => toHex(classes.subarray(2 * i, 2 * i + 2))))
    expect(hidden.size).toBeGreaterThan(45)
  })
})

describe('a bucket', () => {
  const set = setOf(
    Array.from({ length: 40 }, (_, i) => [String(i), i] as const),
    1,
  )
  const [bucket = new Uint8Array(), other = new Uint8Array()] = set.buckets

  it('is read only as it was written: no byte more, none less, none other but of the tokens and classes themselves', () => {
    expect(isFormat(() => readBucket(concat(bucket, Uint8Array.of(0)), 0, 1))).toBe(true)
    for (let length = 0; length < bucket.length; length++) {
      expect(isFormat(() => readBucket(bucket.subarray(0, length), 0, 1))).toBe(true)
    }
    expect(isFormat(() => readBucket(bucket, 2, 1))).toBe(true)
    expect(isFormat(() => readBucket(bucket, -1, 1))).toBe(true)
    expect(isFormat(() => readBucket(bucket, 0.5, 1))).toBe(true)
    expect(isFormat(() => readBucket(bucket, 0, 25))).toBe(true)
  })

  it('gives whatever bytes it is read from back, or refuses them', () => {
    const count = ((bucket[0] ?? 0) << 8) | (bucket[1] ?? 0)
    const readable = fc.oneof(
      fc.tuple(fc.nat(bucket.length - 1), fc.nat(7)).map(([at, bit]) => {
        const changed = Uint8Array.from(bucket)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        return changed
      }),
      fc.uint8Array({ maxLength: 80 }),
    )
    fc.assert(
      fc.property(readable, (bytes) => {
        let read
        try {
          read = readBucket(bytes, 0, 1)
        } catch (error) {
          expect(isPosternError(error, 'ERR_FORMAT')).toBe(true)
          return
        }
        const entries = Array.from({ length: read.count }, (_, i) =>
          concat(read.tokens.subarray(16 * i, 16 * i + 16), read.classes.subarray(2 * i, 2 * i + 2)),
        )
        const again = builder(1)
        again.merge(concat(...entries.toReversed()))
        expect(toHex(again.finish().buckets[0] ?? new Uint8Array())).toBe(toHex(bytes))
      }),
      { numRuns: 500, examples: [[bucket]] },
    )
    expect(count).toBeGreaterThan(10)
  })

  it('is refused where it has fewer ends of cells than cells, or more', () => {
    expect(readBucket(pair('1100', ['0', '1']), 0, 1).count).toBe(2)
    expect(readBucket(pair('1010', ['1', '0']), 0, 1).count).toBe(2)
    expect(readBucket(pair('0110', ['0', '1']), 0, 1).count).toBe(2)
    for (const cells of ['0011', '0101', '1001', '1000', '1110', '1111', '0000']) {
      expect(
        isFormat(() => readBucket(pair(cells, ['0', '1']), 0, 1)),
        cells,
      ).toBe(true)
    }
    expect(isFormat(() => readBucket(pair('1100', ['1', '0']), 0, 1))).toBe(true)
    expect(isFormat(() => readBucket(pair('1100', ['1', '1']), 0, 1))).toBe(true)
  })

  it('is refused where a bit behind the last token is set', () => {
    const bytes = setOf([['a', 1]], 0).buckets[0] ?? new Uint8Array()
    expect(readBucket(bytes, 0, 0).count).toBe(1)
    const changed = Uint8Array.from(bytes)
    changed[18] = (changed[18] ?? 0) | 1
    expect(isFormat(() => readBucket(changed, 0, 0))).toBe(true)
  })

  it('of one half of a set gives other tokens where it is read as the other', () => {
    expect(other.length).toBeGreaterThan(20)
    expect(toHex(readBucket(bucket, 1, 1).tokens)).not.toBe(toHex(readBucket(bucket, 0, 1).tokens))
  })
})

/** A bucket of the lower half with two tokens: two cells, so "1 1 0 0" in some order, and bits 2 to 127 of each. */
function pair(cells: string, [first, second]: [string, string]): Uint8Array {
  const digits = `${cells}${first.repeat(126)}${second.repeat(126)}`
  const bytes = digits.match(/.{8}/g) ?? []
  return Uint8Array.of(0, 2, ...bytes.map((one) => Number.parseInt(one, 2)), 0, 0, 0, 0)
}

describe('a proof', () => {
  const list = Array.from({ length: 60 }, (_, i) => [`p${i}`, i % 4] as const)
  const set = setOf(list, 3)
  const head = headOf(set)

  it('fails with any bit of it changed, of the root, or of the id of the set', () => {
    fc.assert(
      fc.property(fc.nat(70), fc.nat(2 ** 20), (who, where) => {
        const proof = proofFor(set, `p${who}`)
        const flip = (bytes: Uint8Array) => {
          const changed = Uint8Array.from(bytes)
          const bit = where % (8 * bytes.length)
          changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          return changed
        }
        const bucket = toBase64(flip(Buffer.from(proof.bucket, 'base64')))
        expect(checkMember({ ...proof, bucket }, head).member).toBe('bad')
        for (const i of proof.path.keys()) {
          const path = proof.path.with(i, toHex(flip(fromHex(proof.path[i] ?? ''))))
          expect(checkMember({ ...proof, path }, head).member).toBe('bad')
        }
        expect(checkMember(proof, { ...head, root: toHex(flip(set.root)) }).member).toBe('bad')
        expect(checkMember(proof, { ...head, set: toHex(flip(setId)) }).member).toBe('bad')
        expect(checkMember({ ...proof, path: proof.path.slice(1) }, head).member).toBe('bad')
        expect(checkMember(proof, { ...head, bits: head.bits + 1 }).member).toBe('bad')
      }),
      { numRuns: 60 },
    )
  })

  it('cannot show of anybody in the set that they are not: not by another bucket, and not by its own without them', () => {
    const proof = proofFor(set, 'p7')
    const without = setOf(
      list.filter(([key]) => key !== 'p7'),
      3,
    )
    expect(checkMember(proofFor(without, 'p7'), headOf(without))).toEqual({ member: 'absent' })
    expect(checkMember(proofFor(without, 'p7'), head).member).toBe('bad')
    for (const bucket of [...set.buckets, ...without.buckets]) {
      for (const path of [proof.path, ...list.map(([key]) => proofFor(set, key).path)]) {
        const said = checkMember({ ...proof, bucket: toBase64(bucket), path }, head)
        expect(said.member).not.toBe('absent')
      }
    }
  })

  it('cannot show of anybody that more or less of theirs was released, nor what was of another class', () => {
    const proof = proofFor(set, 'p7')
    const { class: own } = proof
    if (own === undefined) throw new Error('p7 is in it')
    expect(checkMember(proof, head)).toEqual({ member: 'present', number: 3, cells: cellsOf(3) })
    const bad = (shown: object) => checkMember({ ...proof, class: { ...own, ...shown } }, head).member
    expect(bad({})).toBe('present')
    expect(bad({ cells: [] })).toBe('bad')
    expect(bad({ cells: [...own.cells, { program: 'snap', element: 'ssn' }] })).toBe('bad')
    expect(bad({ salt: '00'.repeat(16) })).toBe('bad')
    expect(bad({ path: own.path.toReversed() })).toBe('bad')
    expect(bad({ path: own.path.slice(1) })).toBe('bad')
    const { class: _, ...without } = proof
    expect(checkMember(without, head).member).toBe('bad')
    for (const other of ['p0', 'p1', 'p2']) {
      const { class: theirs } = proofFor(set, other)
      expect(bad({ ...theirs })).toBe('bad')
    }
    expect(checkMember(proof, { ...head, classes: '00'.repeat(32) }).member).toBe('bad')
  })

  it('has the class of whoever is in it, and none of anybody else', () => {
    expect(proofFor(set, 'p8').class).toMatchObject({ cells: [] })
    expect(proofFor(set, 'nobody')).not.toHaveProperty('class')
  })

  it('is not made from other classes than those of the log, nor where theirs is missing', () => {
    expect(proveMember(head, secretOf('p1'), set.buckets, treeOf([0, 1]))).toBeUndefined()
    const fewer = treeOf([0, 2, 3])
    expect(proveMember({ ...head, classes: toHex(fewer.root) }, secretOf('p1'), set.buckets, fewer)).toBeUndefined()
  })

  it('does not turn one person’s place into another’s', () => {
    const proof = proofFor(set, 'p7')
    const stranger = checkMember({ ...proof, secret: toHex(secretOf('nobody')) }, head)
    expect(stranger.member).not.toBe('present')
  })

  it('is not made from buckets that are not those of the log, nor from some of them', () => {
    const others = setOf(list.slice(1), 3)
    expect(proveMember(head, secretOf('p1'), others.buckets, classesOf(set))).toBeUndefined()
    expect(proveMember(head, secretOf('p1'), set.buckets.slice(1), classesOf(set))).toBeUndefined()
    expect(proveMember(head, secretOf('p1'), [...set.buckets, ...set.buckets], classesOf(set))).toBeUndefined()
    expect(proveMember(head, secretOf('p1'), [], classesOf(set))).toBeUndefined()
  })

  it('is bad, and no failure, where the log itself holds the root of something that is no set', () => {
    const bytes = Uint8Array.of(0, 1, 2)
    const root = toHex(leafHash(concat(setId, bytes)))
    const false1 = { set: toHex(setId), root, bits: 0, count: 1, classes: '00'.repeat(32) }
    const proof = { secret: toHex(secretOf('a')), bucket: toBase64(bytes), path: [] }
    expect(checkMember(proof, false1).member).toBe('bad')
  })

  it('as a file is read as it was written, and otherwise not', () => {
    const proof = proofFor(set, 'p7')
    const log = 'c2sp.org/tlog-proof@v1\n'
    const file = formatMemberProof(proof, log)
    expect(parseMemberProof(file)).toEqual({ proof: 'postern/member-proof/v1', ...proof, log })
    const value: MemberProofFile = JSON.parse(fromUtf8(file))
    const wrong: object[] = [
      { proof: 'postern/member-proof/v2' },
      { secret: `${proof.secret}00` },
      { secret: proof.secret.slice(2) },
      { bucket: `${proof.bucket}=` },
      { bucket: 'AB' },
      { path: [...proof.path, 'no'] },
      { path: Array.from({ length: 25 }, () => proof.path[0]) },
      { class: null },
      { class: { ...proof.class, path: proof.class?.path.slice(1) } },
      { class: { ...proof.class, salt: 'ab' } },
      { class: { ...proof.class, cells: [{ program: 'snap' }] } },
      { log: '' },
      { more: 1 },
    ]
    const refused = (some: object) => isFormat(() => parseMemberProof(canonicalFile({ ...value, ...some })))
    expect(refused({})).toBe(false)
    for (const some of wrong) expect(refused(some), JSON.stringify(some)).toBe(true)
    expect(isFormat(() => parseMemberProof(utf8(`${fromUtf8(file)}\n`)))).toBe(true)
    expect(isFormat(() => parseMemberProof(utf8('{}\n')))).toBe(true)
  })

  it('is held against a root that the log has in one form only', () => {
    expect(parseLoggedMembers(head)).toEqual(head)
    const wrong = [
      { set: 'ab' },
      { root: 'ab' },
      { bits: 25 },
      { bits: -1 },
      { bits: '3' },
      { count: -1 },
      { classes: 'ab' },
      { classes: undefined },
      { more: 1 },
    ]
    for (const some of wrong) {
      expect(
        isFormat(() => parseLoggedMembers({ ...head, ...some })),
        JSON.stringify(some),
      ).toBe(true)
    }
    expect(isFormat(() => parseLoggedMembers(undefined))).toBe(true)
  })
})
