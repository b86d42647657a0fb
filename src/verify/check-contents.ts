/** What the receiver finds inside: every file accounted for, the terms, and the cells that were approved. */
import type { BulkManifest } from '#formats/bulk-manifest.ts'
import { toHex } from '#formats/bytes.ts'
import { opened } from '#formats/content-root.ts'
import { parseManifest, type Manifest } from '#formats/manifest.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Statement } from '#formats/statement.ts'
import { readTar, type TarMember } from '#formats/tar.ts'
import { openAge, type Identity } from './age.ts'
import { checkPersons } from './check-outside.ts'
import { checkTables } from './check-tables.ts'
import type { Findings } from './report.ts'
import { sentenceList } from './vouch.ts'

const MANIFEST = 'manifest.json'

/** Of a release with one sealed file. */
export async function checkContents(
  findings: Findings,
  statement: Statement,
  payload: Uint8Array,
  identities: readonly Identity[],
): Promise<void> {
  const inside = await openPayload(findings, statement, payload, identities, parseManifest)
  if (inside === undefined) return
  const { manifest, members } = inside
  checkPersons(findings, statement, new Set(manifest.cells.map(({ subject }) => subject)).size)
  checkParts(findings, manifest, members)
  await findings.read('tables', 'The tables cannot be read', () => checkTables(findings, manifest, members))
}

export interface Inside<M> {
  /** One that reads as a manifest; whether it is the one that was approved is a finding. */
  readonly manifest: M
  readonly members: readonly TarMember[]
}

/** Open payload.age and hold its manifest against the statement; undefined where there is nothing to go on with. */
export async function openPayload<M extends Manifest | BulkManifest>(
  findings: Findings,
  statement: Statement,
  payload: Uint8Array,
  identities: readonly Identity[],
  parse: (bytes: Uint8Array) => M,
): Promise<Inside<M> | undefined> {
  const archive = await findings.read('opening', 'The sealed file does not open', () => openAge(payload, identities))
  if (archive === undefined) return undefined
  checkReceiver(findings, statement, identities)
  const members = await findings.read('parts', 'The archive in the sealed file is damaged', () => readTar(archive))
  if (members === undefined) return undefined
  const file = members.find(({ name }) => name === MANIFEST)
  if (file === undefined) return void findings.fails('manifest', 'There is no manifest in the sealed file.')
  const manifest = await findings.read('manifest', 'The manifest is damaged', () => parse(file.bytes))
  if (manifest === undefined) return undefined
  checkManifest(findings, statement, manifest)
  return { manifest, members }
}

function checkReceiver(findings: Findings, { receiver }: Statement, identities: readonly Identity[]): void {
  const mine = identities.map(({ recipient }) => recipient)
  if (mine.includes(receiver.recipient)) {
    findings.holds('opening', "The sealed file opens with your identity, which is the receiver's in the statement.", {
      recipient: receiver.recipient,
    })
  } else {
    findings.fails('opening', "The sealed file opens with an identity that is not the receiver's in the statement.", {
      recipient: receiver.recipient,
      opensWith: mine,
    })
  }
}

function checkManifest(findings: Findings, statement: Statement, manifest: Manifest | BulkManifest): void {
  const commitment = opened(manifest)
  const wrong = [
    ...(commitment === statement.content.opened ? [] : ['the commitment to it']),
    ...(manifest.case === statement.case ? [] : ['the case']),
    ...(manifest.agency === statement.agency.code ? [] : ['the agency']),
    ...(manifest.receiver.organization === statement.receiver.organization &&
    manifest.receiver.recipient === statement.receiver.recipient
      ? []
      : ['the receiver']),
    ...(manifest.terms === statement.content.terms ? [] : ['the terms']),
    ...(manifest.synthetic === statement.synthetic ? [] : ['whether it is synthetic']),
  ]
  findings.add(
    'manifest',
    wrong.length === 0,
    wrong.length === 0
      ? 'The manifest is the one that was approved.'
      : `The manifest disagrees with the statement on ${sentenceList(wrong)}.`,
    { opened: commitment, claimed: statement.content.opened },
  )
}

/** Every file is in the manifest to the byte, and the manifest has no file that is not there. */
export function checkParts(
  findings: Findings,
  manifest: Pick<Manifest, 'parts' | 'terms'>,
  members: readonly TarMember[],
): void {
  const files = new Map(members.map(({ name, bytes }) => [name, bytes]))
  const listed = new Set(manifest.parts.map(({ name }) => name))
  const missing = manifest.parts.filter(({ name }) => !files.has(name)).map(({ name }) => name)
  const extra = [...files.keys()].filter((name) => name !== MANIFEST && !listed.has(name))
  const altered = manifest.parts
    .filter((part) => {
      const bytes = files.get(part.name)
      return bytes !== undefined && (bytes.length !== part.bytes || toHex(sha256(bytes)) !== part.sha256)
    })
    .map(({ name }) => name)
  const terms = files.get('terms.txt')
  if (missing.length > 0)
    findings.fails('parts', `Missing from the sealed file: ${sentenceList(missing)}.`, { missing })
  if (extra.length > 0)
    findings.fails('parts', `In the sealed file and not in its manifest: ${sentenceList(extra)}.`, { extra })
  if (altered.length > 0) findings.fails('parts', `Not as the manifest says: ${sentenceList(altered)}.`, { altered })
  if (terms === undefined || toHex(sha256(terms)) !== manifest.terms) {
    findings.fails('parts', 'The terms in the sealed file are not the ones that were approved.', {
      terms: manifest.terms,
    })
    return
  }
  if (missing.length + extra.length + altered.length > 0) return
  findings.holds('parts', `All ${manifest.parts.length} files are as the manifest says, and there is no other.`, {
    files: manifest.parts.map(({ name }) => name),
  })
}
