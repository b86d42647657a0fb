/** Under which keys the shelf holds what was sealed for a release, and how that goes from it. */
import type { BulkContent, SealedPart } from '#case/events.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { loadCase, toCaseEvent } from './move.ts'
import type { Ports, Shelf } from './ports.ts'

interface Shelved {
  readonly contentRoot: string
  readonly sealed: readonly SealedPart[]
  readonly bulk?: BulkContent | undefined
}

/**
 * One payload lies under the content root, which no other seal of it would give. The content root of a bulk release
 * says nothing of the seal, so each of its files lies under its own hash.
 */
export function shelfKeys({ contentRoot, sealed, bulk }: Shelved): readonly string[] {
  return bulk === undefined ? [contentRoot] : sealed.map((part) => part.sha256)
}

/**
 * A sealed file of what stands prepared.
 *
 * @throws PosternError ERR_DATA_DIRECTORY where it is gone, or is not the file that stands prepared
 */
export async function fromShelf(
  shelf: Pick<Shelf, 'get'>,
  number: string,
  { contentRoot, bulk }: Shelved,
  part: SealedPart,
): Promise<Uint8Array> {
  const bytes = await shelf.get(bulk === undefined ? contentRoot : part.sha256)
  if (bytes?.length === part.bytes && toHex(sha256(bytes)) === part.sha256) return bytes
  throw new PosternError(
    'ERR_DATA_DIRECTORY',
    bytes === undefined
      ? `The prepared ${part.name} is gone from the shelf.`
      : `The ${part.name} on the shelf is not the one that was prepared.`,
    { case: number, contentRoot, file: part.name },
    { mend: 'Record why, then decide and prepare the case again; nothing was delivered.' },
  )
}

/**
 * Take from the shelf what lies there for this content root and will be carried by nobody: of a bulk release every
 * file of every preparation that gave this root, but for one that stands and waits for its courier.
 *
 * @throws what the ledger throws, but for a case that was forgotten since: its files went with it
 */
export async function clearShelf(
  { ledger, shelf }: Pick<Ports, 'ledger' | 'shelf'>,
  stream: string,
  contentRoot: string,
): Promise<void> {
  await shelf.remove(contentRoot)
  const found = await loadCase({ ledger }, stream).catch((error: unknown) => {
    if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return undefined
    throw error
  })
  if (found === undefined) return
  const { prepared, delivered } = found.state
  const waiting = new Set(prepared === undefined || delivered !== undefined ? [] : shelfKeys(prepared))
  for (const { record } of found.events) {
    const event = toCaseEvent(record)
    if (event.type !== 'release.prepared' || event.body.contentRoot !== contentRoot) continue
    for (const key of shelfKeys(event.body)) if (!waiting.has(key)) await shelf.remove(key)
  }
}
