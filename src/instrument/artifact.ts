/** Files that are handed in beside a request: what they are is found from what is in them. */
import { PosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { faultInPdf, isPdf } from './pdf.ts'
import { faultInJpeg, faultInPng, isJpeg, isPng } from './picture.ts'
import { faultInTiff, isTiff } from './tiff.ts'

/** A file that was handed in. Its name is not kept, because people put names of people into file names. */
export type Artifact = {
  /** SHA-256 of the bytes as they arrived, hex. */
  readonly sha256: string
  readonly bytes: number
  /** Media type, found from the content. */
  readonly type: string
  /** Key under which it is kept as it arrived, base64. */
  readonly copy?: string
}

interface Kind {
  type: string
  words: string
  /** What names of such files end in. */
  endings: readonly string[]
  is(bytes: Uint8Array): boolean
  fault(bytes: Uint8Array): string | undefined
}

/** A scan of fifty pages in color has about this many bytes. */
export const largestArtifact = 25 * 1_048_576

const kinds: readonly Kind[] = [
  { type: 'application/pdf', words: 'a PDF', endings: ['pdf'], is: isPdf, fault: faultInPdf },
  { type: 'image/png', words: 'a PNG picture', endings: ['png'], is: isPng, fault: faultInPng },
  { type: 'image/jpeg', words: 'a JPEG picture', endings: ['jpg', 'jpeg'], is: isJpeg, fault: faultInJpeg },
  { type: 'image/tiff', words: 'a TIFF picture', endings: ['tif', 'tiff'], is: isTiff, fault: faultInTiff },
  { type: 'application/json', words: 'JSON', endings: ['json'], is: isJson, fault: () => undefined },
  { type: 'text/plain', words: 'plain text', endings: ['txt', 'eml'], is: isText, fault: () => undefined },
]

/**
 * Checks the bytes of a letter, a warrant, a scan: of a kind that staff can open, whole, and what its name
 * says. Nothing is rendered or run.
 *
 * @param file the name that the sender gave it, for its ending and for the message
 * @throws PosternError ERR_INPUT_TOO_LARGE; ERR_INPUT_INVALID for an empty, unknown, truncated, locked or
 *   mislabelled file
 */
export function checkArtifact(file: string, bytes: Uint8Array): Artifact {
  const refuse = (reason: string, words: string, mend: string) =>
    new PosternError('ERR_INPUT_INVALID', `${file} ${words}`, { file, reason, bytes: bytes.length }, { mend })
  if (bytes.length > largestArtifact) {
    throw new PosternError(
      'ERR_INPUT_TOO_LARGE',
      `${file} has ${bytes.length} bytes, and a paper has ${largestArtifact} at the most`,
      { file, bytes: bytes.length, most: largestArtifact },
      { mend: 'Scan it in black and white, or hand it in as several files.' },
    )
  }
  if (bytes.length === 0) throw refuse('empty', 'is empty', 'Hand it in again; the sending may have been cut off.')
  const found = kinds.find((kind) => kind.is(bytes))
  const named = kinds.find(({ endings }) => endings.some((ending) => file.toLowerCase().endsWith(`.${ending}`)))
  if (named !== undefined && named !== found && !(isWritten(named) && isWritten(found))) {
    const really = found === undefined ? 'nothing that is known here' : found.words
    const words = `is called ${named.words} and is not one: it is ${really}`
    throw refuse('mislabelled', words, `Hand in the paper itself as ${named.words}, under a name that says what it is.`)
  }
  if (found === undefined) {
    throw refuse(
      'unknown-kind',
      'is of a kind that is not taken',
      'Hand it in as PDF, PNG, JPEG, TIFF or plain text in UTF-8.',
    )
  }
  const fault = found.fault(bytes)
  if (fault !== undefined) {
    throw refuse(
      'unreadable',
      `is ${found.words} that cannot be read: ${fault}`,
      'Scan or save it again, without a password.',
    )
  }
  return { sha256: toHex(sha256(bytes)), bytes: bytes.length, type: found.type }
}

/** JSON is text too, whatever it is called. */
function isWritten(kind: Kind | undefined): boolean {
  return kind?.type === 'application/json' || kind?.type === 'text/plain'
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Words that can be printed, and white space; a picture that lost its header is no text. */
function isText(bytes: Uint8Array): boolean {
  const text = textOf(bytes)
  return text !== undefined && text.trim() !== '' && !/[^\P{Cc}\t\n\f\r]/u.test(text)
}

function isJson(bytes: Uint8Array): boolean {
  const text = textOf(bytes)
  if (text === undefined || !/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
