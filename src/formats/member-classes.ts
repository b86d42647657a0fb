/**
 * What was released of each class of a release's listed members, so committed to that one class can be shown and no other.
 *
 *     key         = SHA-256("postern.classes.v1" 00 ‖ secret of the preparation (32) ‖ id of the set (16))
 *     number      = drawn from SHA-256("postern.class-number.v1" 00 ‖ key ‖ attempt ‖ ref of the class)    two bytes that are free
 *     salt        = SHA-256("postern.class-salt.v1" 00 ‖ key ‖ number)                                first 16 bytes
 *     leaf        = id of the set ‖ number ‖ salt ‖ canonical JSON of the released cells, by program and element and each once, [] where there are none
 *     no class    = SHA-256("postern.class-none.v1" 00 ‖ key ‖ height ‖ place), in place of a node below which there is none
 *
 * A class's number, 16 bits, big-endian, is its leaf's place in a tree of RFC 6962 with 65,536 leaves. The numbers are
 * drawn by the key among all 65,536, and a place that no class has looks to whoever has not the key like one that has:
 * so a leaf and the path above it say nothing of other classes, not even how many there are.
 */
import { concat, formatError, utf8 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import { cellsInOrder, type GrantedCell } from './grants.ts'
import { leafHash, nodeHash, verifyInclusion, type Hash } from './merkle.ts'
import { sha256 } from './sha256.ts'

/** Levels above the leaves. */
export const classTreeHeight = 16
/** As many as the set has numbers for. */
export const mostClasses = 2 ** classTreeHeight
export const classSaltBytes = 16

const keyLabel = utf8('postern.classes.v1\0')
const numberLabel = utf8('postern.class-number.v1\0')
const saltLabel = utf8('postern.class-salt.v1\0')
const noneLabel = utf8('postern.class-none.v1\0')

/**
 * What the numbers and the salts of one release's classes follow from. Whoever has it can tell which numbers are taken.
 *
 * @param secret 32 random bytes that are forgotten with the case
 * @param setId 16 bytes
 */
export function classesKey(secret: Uint8Array, setId: Uint8Array): Uint8Array {
  if (secret.length !== 32 || setId.length !== 16) throw formatError('a secret has 32 bytes, the id of a set 16')
  return sha256(keyLabel, secret, setId)
}

/**
 * A number for each class, drawn by the key: the same for the same classes, in whatever order they come.
 *
 * @param key of `classesKey`
 * @throws PosternError ERR_FORMAT where there are more classes than numbers
 */
export function classNumbers(key: Uint8Array, refs: readonly string[]): ReadonlyMap<string, number> {
  if (refs.length > mostClasses)
    throw formatError('there are more classes than numbers for them', { most: mostClasses })
  const taken = new Set<number>()
  const numbers = new Map<string, number>()
  for (const ref of refs.toSorted()) {
    const number = drawn(key, ref, taken)
    taken.add(number)
    numbers.set(ref, number)
  }
  return numbers
}

function drawn(key: Uint8Array, ref: string, taken: ReadonlySet<number>): number {
  for (let attempt = 0; ; attempt++) {
    const draws = sha256(numberLabel, key, fourBytes(attempt), utf8(ref))
    for (let at = 0; at < draws.length; at += 2) {
      const number = ((draws[at] ?? 0) << 8) | (draws[at + 1] ?? 0)
      if (!taken.has(number)) return number
    }
  }
}

/** Shows what was released of one class. */
export interface ClassProof {
  /** 16 bytes. */
  readonly salt: Uint8Array
  readonly cells: readonly GrantedCell[]
  /** From the leaf's sibling up. */
  readonly path: readonly Hash[]
}

export interface ClassTree {
  readonly root: Hash
  /** @returns undefined where no class has this number */
  prove(number: number): ClassProof | undefined
}

/**
 * @param key of `classesKey`
 * @param setId 16 bytes
 * @param cells what was released of each class, by its number
 */
export function classTree(
  key: Uint8Array,
  setId: Uint8Array,
  cells: ReadonlyMap<number, readonly GrantedCell[]>,
): ClassTree {
  const saltOf = (number: number) => sha256(saltLabel, key, twoBytes(number)).subarray(0, classSaltBytes)
  const none = (height: number, place: number): Hash => sha256(noneLabel, key, Uint8Array.of(height), fourBytes(place))
  const numbers = [...cells.keys()].toSorted((a, b) => a - b)
  const leaves = numbers.map((number) => {
    const shown = { salt: saltOf(number), cells: cellsInOrder(cells.get(number) ?? []) }
    return [number, leafHash(classEntry(setId, number, shown))] as const
  })
  const levels: ReadonlyMap<number, Hash>[] = [new Map(leaves)]
  for (let height = 0; height < classTreeHeight; height++) {
    const level = levels[height] ?? new Map<number, Hash>()
    const at = (place: number): Hash => level.get(place) ?? none(height, place)
    const places = new Set([...level.keys()].map((place) => place >> 1))
    levels.push(new Map([...places].map((place) => [place, nodeHash(at(2 * place), at(2 * place + 1))])))
  }
  const nodeAt = (height: number, place: number): Hash => levels[height]?.get(place) ?? none(height, place)
  return {
    root: nodeAt(classTreeHeight, 0),
    prove: (number) => {
      const own = cells.get(number)
      if (own === undefined) return undefined
      const path = Array.from({ length: classTreeHeight }, (_, height) => nodeAt(height, (number >> height) ^ 1))
      return { salt: saltOf(number), cells: cellsInOrder(own), path }
    },
  }
}

/** Whether the class of this number had these cells, in this order and each once, by the root that the log names. */
export function isClass(root: Hash, setId: Uint8Array, number: number, proof: ClassProof): boolean {
  return verifyInclusion({
    leafHash: leafHash(classEntry(setId, number, proof)),
    index: number,
    size: mostClasses,
    proof: proof.path,
    root,
  })
}

function classEntry(
  setId: Uint8Array,
  number: number,
  { salt, cells }: Pick<ClassProof, 'salt' | 'cells'>,
): Uint8Array {
  return concat(
    setId,
    twoBytes(number),
    salt,
    utf8(canonicalJson(cells.map(({ program, element }) => ({ program, element })))),
  )
}

function twoBytes(number: number): Uint8Array {
  return Uint8Array.of(number >> 8, number & 0xff)
}

function fourBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}
