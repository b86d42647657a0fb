/**
 * The content root: one hash over all that will leave. Both approvers sign it.
 *
 *     opened       = SHA-256("postern.opened.v1\0" ‖ canonicalJson(manifest))
 *     content root = SHA-256("postern.content-root.v1\0" ‖ canonicalJson({opened, sealed, terms}))
 *
 * `opened` covers every plaintext file through the manifest's hashes, and the list of released cells;
 * `sealed` covers the ciphertext that the receiver gets; `terms` the terms that bind the receiver. Approvals
 * and proofs are not covered: they come after.
 *
 * Of a bulk release, whose manifest is a v2 (bulk-manifest.ts):
 *
 *     opened       = SHA-256("postern.opened.v2\0" ‖ canonicalJson(manifest))
 *     content root = SHA-256("postern.content-root.v2\0" ‖ canonicalJson({opened, terms}))
 *
 * The sealed files are not covered: sealing is never deterministic, and a piece is sealed again when the worker that
 * had it dies. They stand in the statement, whose hash is in the log before anything leaves; so approvers sign what
 * is inside, and the log binds the ciphertext to it.
 */
import type { Json } from '#vocabulary/json.ts'
import type { BulkManifest } from './bulk-manifest.ts'
import { toHex, utf8 } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Manifest, Part } from './manifest.ts'
import { sha256 } from './sha256.ts'

export type Content = {
  /** {@link opened}, 64 hex digits. */
  readonly opened: string
  /** The files as the receiver gets them, sealed, in the package's order. */
  readonly sealed: readonly Part[]
  /** SHA-256 of terms.txt, 64 hex digits. */
  readonly terms: string
}

/** Commitment to what is inside the payload; the manifest's salt keeps anybody from guessing at it. */
export function opened(manifest: Manifest | BulkManifest): string {
  return tagged(manifest.manifest === 'postern/manifest/v1' ? 'postern.opened.v1\0' : 'postern.opened.v2\0', manifest)
}

/** What approvers sign, 64 hex digits. */
export function contentRoot(content: Content): string {
  const { opened: inside, sealed, terms } = content
  return tagged('postern.content-root.v1\0', {
    opened: inside,
    sealed: sealed.map(({ name, bytes, sha256: digest }) => ({ name, bytes, sha256: digest })),
    terms,
  })
}

/** What approvers of a bulk release sign, 64 hex digits; the same however often its pieces were sealed. */
export function bulkContentRoot({ opened: inside, terms }: Pick<Content, 'opened' | 'terms'>): string {
  return tagged('postern.content-root.v2\0', { opened: inside, terms })
}

function tagged(tag: string, value: Json): string {
  return toHex(sha256(utf8(tag), utf8(canonicalJson(value))))
}
