/** A JSON file with one form only: canonical JSON and a line feed, so that its bytes can be hashed and signed. */
import type { Json } from '#vocabulary/json.ts'
import { equalBytes, formatError, fromUtf8, utf8 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Shape } from './shape.ts'

export function canonicalFile(value: Json): Uint8Array {
  return utf8(`${canonicalJson(value)}\n`)
}

/**
 * The value in such a file.
 *
 * @throws PosternError ERR_FORMAT when the bytes are not UTF-8, not JSON, not of the shape, or not the canonical
 *   bytes of their value (spaces, another order, a name given twice)
 */
export function parseCanonicalFile<T extends Json>(bytes: Uint8Array, shape: Shape<T>): T {
  const value = parseJson(bytes)
  if (!shape(value, '')) throw formatError('the file does not have its shape')
  if (!equalBytes(canonicalFile(value), bytes)) {
    throw formatError('the file is not canonical JSON followed by one line feed')
  }
  return value
}

function parseJson(bytes: Uint8Array): unknown {
  const source = fromUtf8(bytes, 'the file')
  try {
    return JSON.parse(source)
  } catch {
    throw formatError('the file is not JSON', { length: bytes.length })
  }
}
