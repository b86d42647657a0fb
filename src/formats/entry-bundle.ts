/** Entry bundles (C2SP tlog-tiles, "Log entries"): each entry after its length as a big-endian uint16. */
import { concat, formatError } from './bytes.ts'
import { tileWidth } from './tile.ts'

const longest = 0xffff

/** @throws PosternError ERR_FORMAT for more than 256 entries, or an entry of more than 65,535 bytes */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > tileWidth) throw formatError('a bundle holds 256 entries', { entries: entries.length })
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > longest) throw formatError('an entry has at most 65,535 bytes', { bytes: entry.length })
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]
    }),
  )
}

/**
 * The entries, as views of the bundle.
 *
 * @param width how many entries there must be, where that is known
 * @throws PosternError ERR_FORMAT
 */
export function parseEntryBundle(bundle: Uint8Array, width?: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  for (let at = 0; at < bundle.length;) {
    const start = at + 2
    const end = start + (((bundle[at] ?? 0) << 8) | (bundle[at + 1] ?? 0))
    // The end is never before the start, so this finds half a length as well.
    if (end > bundle.length) throw formatError('a bundle ends within an entry', { entry: entries.length })
    entries.push(bundle.subarray(start, end))
    if (entries.length > tileWidth) throw formatError('a bundle holds at most 256 entries')
    at = end
  }
  if (width !== undefined && entries.length !== width) {
    throw formatError(`a bundle holds ${entries.length} entries where ${width} are needed`, { entries: entries.length })
  }
  return entries
}
