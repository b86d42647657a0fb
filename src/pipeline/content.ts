/** What an approver reads before they sign: the files that will leave, before they were sealed. */
import { PosternError } from '#errors.ts'
import { parseBulkManifest } from '#formats/bulk-manifest.ts'
import { fromUtf8, toHex } from '#formats/bytes.ts'
import { bulkContentRoot, contentRoot as rootOf, opened } from '#formats/content-root.ts'
import { parseManifest } from '#formats/manifest.ts'
import { sha256 } from '#formats/sha256.ts'
import { readTar, type TarMember } from '#formats/tar.ts'
import { loadCase, newest, toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'

/** What the agency keeps of a release of listed members: keys of papers. */
export type CopyIndex = {
  readonly payload: string
  /** In order of ranges; `sha256` of the piece before it was sealed. */
  readonly pieces: readonly { readonly table: string; readonly sha256: string; readonly copy: string }[]
}

export interface Content {
  readonly contentRoot: string
  /** In the order of the payload. */
  readonly files: readonly TarMember[]
  /** Of a release of listed members: its tables whole; of each, `files` holds the first piece. */
  readonly tables?: readonly { readonly name: string; readonly rows: number; readonly pieces: number }[]
}

/**
 * The plain files of what stands prepared, each checked up to the content root that an approver signs; what
 * the receiver alone may know, the receipt code, is not among them. Undefined where nothing stands prepared. Of a
 * release of listed members they are the small files and the first piece of each table.
 *
 * That the sealed part holds these files is the word of the process that sealed it: the seal opens for the
 * receiver alone.
 *
 * @throws PosternError ERR_LOG_INCONSISTENT where the kept files are not those of the content root
 */
export async function preparedContent(
  ports: Pick<Ports, 'ledger' | 'papers'>,
  stream: string,
): Promise<Content | undefined> {
  const { state, events } = await loadCase(ports, stream)
  const record = newest(events, 'release.prepared')?.record
  const event = record && toCaseEvent(record)
  if (state.prepared === undefined || event?.type !== 'release.prepared' || event.body.copy === undefined) {
    return undefined
  }
  const { contentRoot, sealed, terms, copy, bulk } = event.body
  const kept = await ports.papers.open(copy)
  if (kept === undefined) throw inconsistent(state.number, 'the copy of what was sealed is gone')
  if (bulk !== undefined) return bulkContent(ports, state.number, event.body, kept)
  const files = readTar(kept)
  const manifestFile = files.find(({ name }) => name === 'manifest.json')
  if (manifestFile === undefined) throw inconsistent(state.number, 'the copy has no manifest')
  const manifest = parseManifest(manifestFile.bytes)
  const parts = files.filter(({ name }) => name !== 'manifest.json')
  const whole =
    parts.length === manifest.parts.length &&
    manifest.parts.every(({ name, sha256: hash }) =>
      parts.some((file) => file.name === name && toHex(sha256(file.bytes)) === hash),
    )
  if (!whole || rootOf({ opened: opened(manifest), sealed, terms }) !== contentRoot) {
    throw inconsistent(state.number, 'the copy of what was sealed is not what the content root says')
  }
  return { contentRoot, files: parts }
}

/** All pieces are in the manifest, which the content root is over; the first shows what the others are like. */
async function bulkContent(
  { papers }: Pick<Ports, 'papers'>,
  number: string,
  { contentRoot, terms }: { readonly contentRoot: string; readonly terms: string },
  kept: Uint8Array,
): Promise<Content> {
  const index = copyIndex(kept)
  const open = async (key: string): Promise<Uint8Array> => {
    const bytes = await papers.open(key)
    if (bytes === undefined) throw inconsistent(number, 'the copy of what was sealed is gone')
    return bytes
  }
  const files = readTar(await open(index.payload))
  const manifestFile = files.find(({ name }) => name === 'manifest.json')
  if (manifestFile === undefined) throw inconsistent(number, 'the copy has no manifest')
  const manifest = parseBulkManifest(manifestFile.bytes)
  const small = files.filter(({ name }) => name !== 'manifest.json')
  const whole = manifest.parts.every(({ name, sha256: hash }) =>
    small.some((file) => file.name === name && toHex(sha256(file.bytes)) === hash),
  )
  if (
    !whole ||
    small.length !== manifest.parts.length ||
    bulkContentRoot({ opened: opened(manifest), terms }) !== contentRoot
  ) {
    throw inconsistent(number, 'the copy of what was sealed is not what the content root says')
  }
  const tables: TarMember[] = []
  for (const { name, pieces } of manifest.tables) {
    const place = index.pieces.find(({ table, sha256: hash }) => table === name && hash === pieces[0]?.sha256)
    const bytes = await open(place?.copy ?? '')
    if (toHex(sha256(bytes)) !== pieces[0]?.sha256) throw inconsistent(number, 'the copy of a piece is another')
    tables.push({ name, bytes })
  }
  return {
    contentRoot,
    files: [...small, ...tables],
    tables: manifest.tables.map(({ name, pieces }) => ({
      name,
      rows: pieces.reduce((sum, { rows }) => sum + rows, 0),
      pieces: pieces.length,
    })),
  }
}

/** What {@link CopyIndex} was written as. */
export function copyIndex(kept: Uint8Array): CopyIndex {
  const index: CopyIndex = JSON.parse(fromUtf8(kept, 'the index of what was sealed'))
  return index
}

function inconsistent(number: string, message: string): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    message,
    { case: number },
    { mend: 'Approve nothing: open an incident, and prepare the case again once it is closed.' },
  )
}
