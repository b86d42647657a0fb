/** UUIDs (RFC 9562). */
import { toHex } from './bytes.ts'

/**
 * A UUID of 16 bytes of our own, all but the six bits that say what it is.
 *
 * @param bytes 16; those behind them are not used, and none is changed
 * @param version 4 for random bytes, 8 for bytes that follow from something
 */
export function uuidOf(bytes: Uint8Array, version: 4 | 8): string {
  const own = Uint8Array.from(bytes.subarray(0, 16))
  own[6] = ((own[6] ?? 0) & 0x0f) | (version << 4)
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80
  return toHex(own).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
