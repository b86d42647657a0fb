/** What an approver reads before they sign: the files that will leave, before they were sealed. */
import { PosternError } from '#errors.ts'
import { parseBulkManifest } from '#formats/bulk-manifest.ts'
import { toHex } from '#formats/bytes.ts'
import { bulkContentRoot, contentRoot as rootOf, opened } from '#formats/content-root.ts'
import { parseManifest } from '#formats/manifest.ts'
import { sha256 } from '#formats/sha256.ts'
import { readTar, type TarMember } from '#formats/tar.ts'
import { loadCase, newest, toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'

export interface Content {
  readonly contentRoot: string
  /** In the order of the payload. */
  readonly files: readonly TarMember[]
}

/**
 * The plain files of what stands prepared, each checked up to the content root that an approver signs; what
 * the receiver alone may know, the receipt code, is not among them. Undefined where nothing stands prepared. Of a
 * release of listed members they are the small files; its tables are sealed piece by piece, and no copy is kept.
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
  const files = readTar(kept)
  const manifestFile = files.find(({ name }) => name === 'manifest.json')
  if (manifestFile === undefined) throw inconsistent(state.number, 'the copy has no manifest')
  const manifest = (bulk === undefined ? parseManifest : parseBulkManifest)(manifestFile.bytes)
  const parts = files.filter(({ name }) => name !== 'manifest.json')
  const whole =
    parts.length === manifest.parts.length &&
    manifest.parts.every(({ name, sha256: hash }) =>
      parts.some((file) => file.name === name && toHex(sha256(file.bytes)) === hash),
    )
  const content = { opened: opened(manifest), sealed, terms }
  if (!whole || (bulk === undefined ? rootOf(content) : bulkContentRoot(content)) !== contentRoot) {
    throw inconsistent(state.number, 'the copy of what was sealed is not what the content root says')
  }
  return { contentRoot, files: parts }
}

function inconsistent(number: string, message: string): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    message,
    { case: number },
    { mend: 'Approve nothing: open an incident, and prepare the case again once it is closed.' },
  )
}
