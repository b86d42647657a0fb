/** Letters of a case: written, set, kept with the case, and followed until they are in somebody's hands. */
import type { Actor } from '#case/commands.ts'
import type { LetterFiles, LetterReader } from '#case/events.ts'
import type { CaseState, LetterState } from '#case/state.ts'
import { PosternError } from '#errors.ts'
import { fromUtf8, toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Frame, LetterFacts, LetterKind, LetterOf } from '#letter/facts.ts'
import type { LetterDocument } from '#letter/model.ts'
import { write } from '#letter/write.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { loadCase, move, type Moved } from './move.ts'
import { senderOf } from './office-settings.ts'
import type { Ports } from './ports.ts'

export type LetterPorts = Pick<Ports, 'office' | 'papers' | 'setLetter'>

/** What a letter was made from: enough to make it again, and to see what staff added to the template. */
export interface LetterSource {
  readonly letter: 'postern/letter/v1'
  readonly language: string
  readonly of: LetterOf
}

/** What is kept of a letter: as printed, and what it was made from. Each under a key of its own. */
export async function keepLetter(
  { papers, setLetter }: LetterPorts,
  of: LetterOf,
  language: string,
): Promise<LetterFiles & { readonly language: string }> {
  const document = write(of, language)
  const { pdf } = await setLetter(document)
  const source: LetterSource = { letter: 'postern/letter/v1', language: document.language, of }
  return {
    language: document.language,
    pdf: await kept(papers, pdf, 'application/pdf'),
    source: await kept(papers, utf8(JSON.stringify(source)), 'application/json'),
  }
}

async function kept(papers: Ports['papers'], bytes: Uint8Array, type: string): Promise<LetterFiles['pdf']> {
  return { sha256: toHex(sha256(bytes)), bytes: bytes.byteLength, type, copy: await papers.keep(bytes) }
}

export interface NewLetter<Kind extends LetterKind = LetterKind> {
  readonly kind: Kind
  readonly facts: LetterFacts[Kind]
  readonly to: LetterReader
  /** Ref of whom a letter to a person is for. */
  readonly person?: string
  readonly language: string
  readonly address: readonly string[]
  readonly addition?: string
}

/** Make a letter of a case. Of one that is refused nothing stays. @throws PosternError ERR_LETTER, and as `move` */
export async function makeLetter(ports: Ports, actor: Actor, stream: string, letter: NewLetter): Promise<Moved> {
  const { state } = await loadCase(ports, stream)
  const { kind, facts, to, person, language, address, addition } = letter
  const frame = {
    ...(await frameOf(ports, state, today(ports), address)),
    ...(addition === undefined ? {} : { addition }),
  }
  const { language: written, ...files } = await keepLetter(ports, asLetter(kind, facts, frame), language)
  const moved = await move(ports, actor, stream, () => ({
    command: 'make-letter',
    kind,
    language: written,
    to,
    ...(person === undefined ? {} : { person }),
    files,
  }))
  const made = moved.moved ? moved.state.letters.at(-1) : undefined
  if (moved.moved && made !== undefined) await postLetter(ports, moved.state, made)
  if (!moved.moved)
    for (const { copy } of [files.pdf, files.source]) if (copy !== undefined) await ports.papers.destroy(copy)
  return moved
}

/** Put a letter that a case has recorded where staff print letters. The same again changes nothing. */
export async function postLetter(
  ports: Pick<Ports, 'post' | 'papers' | 'showMail'>,
  { request, number, stream }: CaseState,
  letter: LetterState,
): Promise<void> {
  const { kind, language, madeAt } = letter
  const id = `${number}-${letter.letter}`
  await ports.post.put({ id, agency: request?.agency ?? '', stream, number, kind, language, madeAt, sealed: null })
  await ports.showMail?.(`${madeAt.slice(0, 10)} ${kind} ${id}`, await letterFile(ports, letter))
}

export async function frameOf(
  ports: Pick<Ports, 'ledger' | 'office'>,
  state: CaseState,
  date: Day,
  to: readonly string[],
): Promise<Frame> {
  const { office } = ports
  const sender = await senderOf(ports, state.request?.agency ?? '')
  return { sender, to, date, reference: state.number, ...(office.demo === true ? { synthetic: true } : {}) }
}

/** Kind and facts belong together by their types; the compiler cannot follow that through a value. */
export function asLetter(kind: LetterKind, facts: LetterFacts[LetterKind], frame: Frame): LetterOf {
  const letter: { kind: LetterKind; facts: LetterFacts[LetterKind]; frame: Frame } = { kind, facts, frame }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every caller takes both from one LetterFacts[Kind]
  return letter as LetterOf
}

/** A letter as it was printed. @throws PosternError ERR_INPUT_INVALID where there is none, or its person was forgotten */
export async function letterFile(
  { papers }: Pick<Ports, 'papers'>,
  letter: LetterState | undefined,
  file: 'pdf' | 'source' = 'pdf',
): Promise<Uint8Array> {
  const key = letter?.files?.[file].copy
  const bytes = key === undefined ? undefined : await papers.open(key)
  if (bytes === undefined) throw new PosternError('ERR_INPUT_INVALID', 'There is no such letter.', {})
  return bytes
}

/** What a letter says, made again from what it was made from. @throws as `letterFile` */
export async function letterDocument(
  ports: Pick<Ports, 'papers'>,
  letter: LetterState | undefined,
): Promise<{ readonly document: LetterDocument; readonly template: LetterDocument }> {
  const source: LetterSource = JSON.parse(fromUtf8(await letterFile(ports, letter, 'source')))
  const { addition: _, ...frame } = source.of.frame
  return {
    document: write(source.of, source.language),
    template: write(asLetter(source.of.kind, source.of.facts, frame), source.language),
  }
}

export function dayAt(instant: Instant, { office }: Pick<Ports, 'office'>): Day {
  return asOfIn(instant, office.timeZone).slice(0, 10)
}

function today(ports: Pick<Ports, 'clock' | 'office'>): Day {
  return dayAt(ports.clock.now(), ports)
}
