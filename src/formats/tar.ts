/**
 * A tape archive that has one form only: POSIX ustar (IEEE Std 1003.1, "pax", ustar interchange format),
 * regular files, mode 0644, owner 0, time 0, zero padding, and exactly two zero blocks at the end.
 *
 * The writer gives the same bytes for the same members on every machine. The reader accepts those bytes
 * and nothing else, so an archive has no corner where something unseen could ride along: a link, a second
 * file of the same name, a path that climbs out of the folder, or a tail after the end is refused.
 * Any tar program opens what is written here.
 */
import { PosternError } from '#errors.ts'
import { concat, equalBytes, formatError } from './bytes.ts'

export interface TarMember {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface TarLimits {
  /** Most members an archive may have. */
  readonly members: number
  /** Most bytes one member may have. */
  readonly memberBytes: number
}

export const TAR_BLOCK = 512

/** The largest size that the eleven octal digits of a ustar header can say. */
export const TAR_LARGEST_MEMBER = 0o77777777777

const DEFAULT_LIMITS: TarLimits = { members: 4096, memberBytes: TAR_LARGEST_MEMBER }
const NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/
const NAME_BYTES = 100
const CHECKSUM = { offset: 148, length: 8 }
const SIZE = { offset: 124, length: 12 }
const TYPE_OFFSET = 156
const REGULAR_FILE = 0x30
const ascii = new TextEncoder()

/** True for a relative name of plain letters, digits, ".", "_", "-" and "/" with no "." or ".." step, at most 100 bytes. */
export function isTarName(name: string): boolean {
  return name.length <= NAME_BYTES && NAME.test(name)
}

/**
 * The 512-byte header of one member, for a caller who writes the bytes itself because they do not fit in
 * memory: header, then exactly `size` bytes, then {@link tarPadding}, and after the last member {@link tarEnd}.
 *
 * @throws PosternError ERR_INPUT_INVALID for a name that no archive of ours may hold, ERR_INPUT_TOO_LARGE
 *   for a size beyond 8 GiB − 1
 */
export function tarHeader(name: string, size: number): Uint8Array {
  if (!isTarName(name)) {
    throw new PosternError('ERR_INPUT_INVALID', 'this name cannot stand in an archive', { name })
  }
  if (!Number.isSafeInteger(size) || size < 0 || size > TAR_LARGEST_MEMBER) {
    throw new PosternError('ERR_INPUT_TOO_LARGE', 'an archive member cannot have this size', { name, size })
  }
  const header = new Uint8Array(TAR_BLOCK)
  const put = (offset: number, text: string) => header.set(ascii.encode(text), offset)
  put(0, name)
  put(100, '0000644\0')
  put(108, '0000000\0')
  put(116, '0000000\0')
  put(SIZE.offset, `${size.toString(8).padStart(11, '0')}\0`)
  put(136, '00000000000\0')
  put(TYPE_OFFSET, '0')
  put(257, 'ustar\x0000')
  put(329, '0000000\0')
  put(337, '0000000\0')
  put(CHECKSUM.offset, `${checksum(header).toString(8).padStart(6, '0')}\0 `)
  return header
}

/** The zero bytes that follow a member of this size, up to the next block. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK)
}

/** Two zero blocks: the end of every archive. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * TAR_BLOCK)
}

/**
 * The whole archive, in the order given.
 *
 * @throws PosternError as {@link tarHeader}, and ERR_INPUT_INVALID when a name comes twice
 */
export function writeTar(members: readonly TarMember[]): Uint8Array {
  const names = new Set<string>()
  const pieces: Uint8Array[] = []
  for (const { name, bytes } of members) {
    if (names.has(name)) throw new PosternError('ERR_INPUT_INVALID', 'an archive cannot hold one name twice', { name })
    names.add(name)
    pieces.push(tarHeader(name, bytes.length), bytes, tarPadding(bytes.length))
  }
  pieces.push(tarEnd())
  return concat(...pieces)
}

/**
 * Name and size from a header block; the block comes from a stranger.
 *
 * @param at where the block stands in the archive, for the evidence
 * @returns undefined for a block of zeros, which begins the end of an archive
 * @throws PosternError ERR_FORMAT saying what is wrong, with the name where it can be read safely
 */
export function readTarHeader(block: Uint8Array, at = 0): { readonly name: string; readonly size: number } | undefined {
  if (block.length !== TAR_BLOCK) throw formatError('the archive ends inside a header', { at })
  if (block.every((byte) => byte === 0)) return undefined
  const stated = octal(block, CHECKSUM.offset, 6)
  if (stated === undefined || stated !== checksum(block))
    throw formatError('a header does not have the checksum it states', { at })
  if (block[TYPE_OFFSET] !== REGULAR_FILE) throw formatError('a member is not a regular file', { at })
  const end = block.indexOf(0)
  const name = String.fromCharCode(...block.subarray(0, end === -1 ? NAME_BYTES : Math.min(end, NAME_BYTES)))
  if (!isTarName(name)) throw formatError('a member has a name that may not stand in an archive', { at })
  const size = octal(block, SIZE.offset, 11)
  if (size === undefined) throw formatError('a member does not state its size in octal digits', { at, member: name })
  // Every other field has one lawful value, so the block is either ours to the byte or refused.
  if (!equalBytes(block, tarHeader(name, size))) {
    throw formatError('a header has an owner, a mode, a time or a field that is not the fixed one', {
      at,
      member: name,
    })
  }
  return { name, size }
}

/**
 * The members of an archive, in their order, as views into `archive`.
 *
 * Promises that `writeTar(readTar(bytes))` is `bytes` again: there is no second way to write an archive.
 *
 * @throws PosternError ERR_FORMAT for anything {@link writeTar} would not have written, ERR_INPUT_TOO_LARGE
 *   beyond the limits
 */
export function readTar(archive: Uint8Array, limits: Partial<TarLimits> = {}): TarMember[] {
  const { members: most, memberBytes } = { ...DEFAULT_LIMITS, ...limits }
  const members: TarMember[] = []
  const names = new Set<string>()
  let at = 0
  for (;;) {
    const header = readTarHeader(archive.subarray(at, at + TAR_BLOCK), at)
    if (header === undefined) break
    const { name, size } = header
    if (names.has(name)) throw formatError('a name comes twice', { member: name })
    if (members.length >= most) throw tooLarge('the archive has too many members', { most })
    if (size > memberBytes) throw tooLarge('a member is larger than allowed', { member: name, size, most: memberBytes })
    const start = at + TAR_BLOCK
    const padded = start + size + ((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK)
    if (padded > archive.length) throw formatError('the archive ends inside a member', { member: name, size })
    if (!allZero(archive.subarray(start + size, padded))) {
      throw formatError('the padding after a member is not empty', { member: name })
    }
    names.add(name)
    members.push({ name, bytes: archive.subarray(start, start + size) })
    at = padded
  }
  if (archive.length !== at + 2 * TAR_BLOCK || !allZero(archive.subarray(at))) {
    throw formatError('the archive does not end with exactly two empty blocks', { at, length: archive.length })
  }
  return members
}

/** Sum of the header's bytes with the checksum field read as spaces. */
function checksum(header: Uint8Array): number {
  let sum = CHECKSUM.length * 0x20
  for (const [index, byte] of header.entries()) {
    if (index < CHECKSUM.offset || index >= CHECKSUM.offset + CHECKSUM.length) sum += byte
  }
  return sum
}

function octal(block: Uint8Array, offset: number, digits: number): number | undefined {
  const text = String.fromCharCode(...block.subarray(offset, offset + digits))
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
}

function allZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

function tooLarge(message: string, evidence: Record<string, string | number>): PosternError {
  return new PosternError('ERR_INPUT_TOO_LARGE', message, evidence)
}
