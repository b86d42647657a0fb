/**
 * A request that somebody is still writing: kept encrypted, for its writer alone, until it is filed or thirty days
 * have gone by without a word.
 */
import { createSecretKey, hkdfSync } from 'node:crypto'
import { nonceBytes, seal, unseal } from '#formats/aead.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { checkArtifact, type Artifact } from '#instrument/artifact.ts'
import type { Instant } from '#vocabulary/time.ts'
import { requestBytes, type DraftContent } from './draft-file.ts'
import type { HandedIn } from './intake.ts'
import type { Ports } from './ports.ts'
import { fileRequest, type Filed, type Requester } from './requester.ts'
import type { Drafts, StoredDraft } from './requester-ports.ts'

export type { Answers, DraftContent, DraftPaper } from './draft-file.ts'

export interface Draft extends DraftContent {
  readonly id: string
  readonly savedAt: Instant
}

export const emptyDraft: DraftContent = { answers: {}, people: [], papers: [] }

const daysKept = 30
/** Of one requester; whoever needs more has forgotten some. */
const mostDrafts = 50

type DraftPorts = Pick<Ports, 'officeSecret' | 'papers' | 'clock' | 'randomness'>

/** @returns the id; undefined where this requester has begun too many */
export async function beginDraft(
  ports: DraftPorts,
  drafts: Drafts,
  member: string,
  content: DraftContent = emptyDraft,
): Promise<string | undefined> {
  if ((await drafts.list(member)).length >= mostDrafts) return undefined
  const random = Buffer.from(ports.randomness.bytes(16)).toString('hex')
  // RFC 9562 version 4: variant and version in their places.
  const id = random.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
  await saveDraft(ports, drafts, member, id, content)
  return id
}

export async function saveDraft(
  ports: DraftPorts,
  drafts: Drafts,
  member: string,
  id: string,
  content: DraftContent,
): Promise<void> {
  const plain = utf8(JSON.stringify(content))
  const nonce = ports.randomness.bytes(nonceBytes)
  const sealed = seal(keyOf(ports), nonce, contextOf(member, id), plain)
  await drafts.put(member, { id, sealed, savedAt: ports.clock.now() })
}

export async function openDraft(
  ports: DraftPorts,
  drafts: Drafts,
  member: string,
  id: string,
): Promise<Draft | undefined> {
  const stored = await drafts.get(member, id)
  return stored && opened(ports, member, stored)
}

export async function ownDrafts(ports: DraftPorts, drafts: Drafts, member: string): Promise<readonly Draft[]> {
  return (await drafts.list(member)).flatMap((stored) => opened(ports, member, stored) ?? [])
}

/** Its papers go with it. */
export async function discardDraft(ports: DraftPorts, drafts: Drafts, member: string, id: string): Promise<void> {
  const draft = await openDraft(ports, drafts, member, id)
  if (draft === undefined) return
  await drafts.remove(member, id)
  await destroyPapers(ports, draft)
}

/** Take away what nobody has touched for thirty days, with its papers. */
export async function sweepDrafts(ports: DraftPorts & Pick<Ports, 'drafts'>): Promise<void> {
  const before = new Date(Date.parse(ports.clock.now()) - daysKept * 86_400_000).toISOString()
  for (const { member, ...stored } of await ports.drafts.sweep(before)) {
    const draft = opened(ports, member, stored)
    if (draft !== undefined) await destroyPapers(ports, draft)
  }
}

async function destroyPapers({ papers }: DraftPorts, draft: DraftContent): Promise<void> {
  const all = [...draft.papers, ...(draft.typing?.paper === undefined ? [] : [draft.typing.paper])]
  for (const { file } of all) if (file?.copy !== undefined) await papers.destroy(file.copy)
}

/**
 * A paper for the draft: judged by its content, kept encrypted, its name forgotten.
 *
 * @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_TOO_LARGE saying what is wrong with it; nothing was kept
 */
export async function keepPaper({ papers }: DraftPorts, { name, bytes }: HandedIn): Promise<Artifact> {
  const artifact = checkArtifact(name, bytes)
  return { ...artifact, copy: await papers.keep(bytes) }
}

/**
 * File what was written. Filed first and thrown away then: whoever dies in between files the same bytes again, which
 * are the same case.
 *
 * @throws PosternError as `fileRequest`
 */
export async function fileDraft(ports: Ports, drafts: Drafts, by: Requester, draft: Draft): Promise<Filed> {
  const papers: HandedIn[] = []
  for (const [i, { file }] of draft.papers.entries()) {
    const bytes = file?.copy === undefined ? undefined : await ports.papers.open(file.copy)
    if (file !== undefined && bytes !== undefined) papers.push({ name: paperName(i, file), bytes })
  }
  const file = { name: 'request.json', bytes: requestBytes(draft, by, paperName) }
  const filed = await fileRequest(ports, by, 'portal', file, papers)
  if (filed.filed) await discardDraft(ports, drafts, by.id, draft.id)
  return filed
}

const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/tiff': 'tif',
  'application/json': 'json',
  'text/plain': 'txt',
}

/** What the sender called it is nowhere. */
function paperName(at: number, { type }: Artifact): string {
  return `i${at + 1}.${endings[type] ?? 'bin'}`
}

function keyOf({ officeSecret }: Pick<Ports, 'officeSecret'>) {
  return createSecretKey(Buffer.from(hkdfSync('sha256', officeSecret, '', 'postern.request-draft.v1', 32)))
}

/** A draft that was put under another's name, or in another's place, opens no more. */
function contextOf(member: string, id: string): Uint8Array {
  return utf8(`postern.request-draft.v1\0${member}\0${id}`)
}

/** INVARIANT: only `saveDraft` seals under this key, so what opens is what it wrote. */
function opened(ports: DraftPorts, member: string, { id, sealed, savedAt }: StoredDraft): Draft | undefined {
  const plain = unseal(keyOf(ports), contextOf(member, id), sealed)
  if (plain === undefined) return undefined
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the invariant above is what makes it one
  return { ...(JSON.parse(fromUtf8(plain, 'a draft')) as DraftContent), id, savedAt }
}
