/** TIFF 6.0, as faxes come, as far as it takes to know that a file is one and is whole. */

export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  return (a === 0x49 && b === 0x49 && c === 42 && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && d === 42)
}

/** A fax has fewer pages; a directory that points at itself has endlessly many. */
const mostPages = 1000

const sizes: Readonly<Record<number, number>> = { 3: 2, 4: 4 }
const strips = { offsets: [273, 324], counts: [279, 325] }

/** Section 2: a header that points to a directory, which lists the page's fields and points to the next. */
export function faultInTiff(bytes: Uint8Array): string | undefined {
  const read = reader(bytes)
  let directory = read(4, 4)
  for (let page = 0; page < mostPages; page++) {
    if (directory === 0 && page > 0) return undefined
    const count = directory === undefined || directory < 8 ? undefined : read(directory, 2)
    if (directory === undefined || count === undefined || count === 0) return 'its directory of pages is missing'
    const offsets = valuesOf(read, directory, count, strips.offsets)
    const counts = valuesOf(read, directory, count, strips.counts)
    if (offsets === undefined || offsets.length === 0) return 'there is no picture in it'
    if (counts === undefined || offsets.some((offset, i) => offset + (counts[i] ?? 0) > bytes.length)) {
      return 'its end is missing'
    }
    directory = read(directory + 2 + 12 * count, 4)
  }
  return 'it has too many pages'
}

type Read = (at: number, size: number) => number | undefined

/** Whole numbers in the file's byte order; undefined where they would lie outside it. */
function reader(bytes: Uint8Array): Read {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const little = bytes[0] === 0x49
  return (at, size) => {
    if (at + size > bytes.length) return undefined
    return size === 2 ? view.getUint16(at, little) : view.getUint32(at, little)
  }
}

/** The numbers of the first field with one of these tags, which lie in the field where they fit in four bytes. */
function valuesOf(read: Read, directory: number, count: number, tags: readonly number[]): number[] | undefined {
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + 12 * entry
    if (!tags.includes(read(at, 2) ?? 0)) continue
    const size = sizes[read(at + 2, 2) ?? 0]
    const length = read(at + 4, 4)
    if (size === undefined || length === undefined || length > 1_000_000) return undefined
    const start = size * length <= 4 ? at + 8 : read(at + 8, 4)
    if (start === undefined) return undefined
    const values = Array.from({ length }, (_, i) => read(start + i * size, size))
    const whole = values.filter((value) => value !== undefined)
    return whole.length === length ? whole : undefined
  }
  return undefined
}
