/** What a file is, by how it begins and, where damage may have hit the beginning, by its name. */
import { utf8 } from '#formats/bytes.ts'

export type FileKind = 'package' | 'proof' | 'member' | 'checkpoint'

const TAR_MAGIC = { at: 257, text: 'ustar' }

export function kindOf(bytes: Uint8Array, name: string): FileKind | undefined {
  const begins = (text: string, at = 0) => utf8(text).every((byte, i) => bytes[at + i] === byte)
  if (name.endsWith('.postern') || begins(TAR_MAGIC.text, TAR_MAGIC.at) || begins('statement.json\0')) return 'package'
  if (name.endsWith('.tlog-proof') || begins('c2sp.org/tlog-proof@')) return 'proof'
  if (name.endsWith('.member-proof') || begins('{"bucket":')) return 'member'
  // Signature lines begin with an em dash; a witness request begins with the size it goes on from.
  if (begins('old ') || new TextDecoder().decode(bytes.subarray(0, 1 << 16)).includes('\n\n— ')) return 'checkpoint'
  return undefined
}
