/**
 * The post room: every letter that goes out on paper, from whichever case or act, until it is in somebody's hands.
 *
 * A letter to a person outside a case lies in the paper store, and its keys here under a key of the office.
 */
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Actor } from '#case/commands.ts'
import type { LetterFiles, LetterMark } from '#case/events.ts'
import { seal, unseal } from '#formats/aead.ts'
import { fromUtf8, toHex, utf8 } from '#formats/bytes.ts'
import { isLetterKind, type Frame, type LetterFacts, type LetterKind } from '#letter/facts.ts'
import type { LetterDocument } from '#letter/model.ts'
import { write } from '#letter/write.ts'
import type { PersonLetter } from '#person/letter.ts'
import type { Day } from '#vocabulary/time.ts'
import { PosternError } from '#errors.ts'
import { asLetter, keepLetter, letterFile, type LetterSource } from './letters.ts'
import { loadCase, move, type Moved } from './move.ts'
import { senderOf } from './office-settings.ts'
import type { PersonMail } from './person-letters.ts'
import type { Ports, Posted } from './ports.ts'

/** Letters of a case are called by the case's number and their name in it. */
export const postId = (number: string, letter: string): string => `${number}-${letter}`

const context = (id: string): Uint8Array => utf8(`postern.post.v1\0${id}`)

function officeKey({ officeSecret }: Pick<Ports, 'officeSecret'>): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', officeSecret, '', 'postern.post.v1', 32)))
}

type PostPorts = Pick<
  Ports,
  'ledger' | 'office' | 'papers' | 'setLetter' | 'officeSecret' | 'randomness' | 'clock' | 'post' | 'showMail'
>

/** Letters to people outside a case: written in their language, kept sealed, and put where staff print them. */
export function personMail(ports: PostPorts): PersonMail {
  return {
    send: async (letter) => {
      const { agency, number, kind, on } = letter
      const frame: Frame = {
        sender: await senderOf(ports, agency),
        to: linesOf(letter),
        date: on,
        reference: number,
        ...(ports.office.demo === true ? { synthetic: true } : {}),
      }
      const of = asLetter(kind, factsOf(letter), frame)
      const { language, ...files } = await keepLetter(ports, of, letter.language)
      const id = toHex(ports.randomness.bytes(10))
      const sealed = seal(officeKey(ports), ports.randomness.bytes(12), context(id), utf8(JSON.stringify(files)))
      await ports.post.put({ id, agency, stream: null, number, kind, language, madeAt: ports.clock.now(), sealed })
      await ports.showMail?.(`${on} ${kind} ${number}`, (await ports.setLetter(write(of, language))).pdf)
    },
  }
}

function linesOf({ to: { name, address } }: PersonLetter): string[] {
  const { street, town, state, zip } = address
  return [name, street, [town, `${state} ${zip}`.trim()].filter((part) => part !== '').join(', ')].filter(
    (line) => line !== '',
  )
}

function factsOf(letter: PersonLetter): LetterFacts[PersonLetter['kind']] {
  switch (letter.kind) {
    case 'objection-confirmation':
      return { on: letter.says.objectedOn, receipt: letter.number }
    case 'consent-withdrawn':
      return { on: letter.says.withdrawnOn }
    case 'complaint-acknowledgement':
      return { receivedOn: letter.on, answerBy: letter.says.answerBy }
    case 'objection-withdrawal':
    case 'mailed-code':
    case 'code-guessed':
    case 'address-changed':
    case 'consent-confirmation':
    case 'complaint-answer':
      break
  }
  return letter.says
}

/** A letter as it was printed. @throws PosternError ERR_INPUT_INVALID where there is none, or it was destroyed since */
export async function postedFile(ports: Ports, posted: Posted, file: 'pdf' | 'source' = 'pdf'): Promise<Uint8Array> {
  if (posted.stream !== null) {
    const { state } = await loadCase(ports, posted.stream)
    return letterFile(
      ports,
      state.letters.find(({ letter }) => postId(state.number, letter) === posted.id),
      file,
    )
  }
  const files = filesOf(ports, posted)
  const key = files?.[file].copy
  const bytes = key === undefined ? undefined : await ports.papers.open(key)
  if (bytes === undefined)
    throw new PosternError('ERR_INPUT_INVALID', 'This letter is not here any more.', { id: posted.id })
  return bytes
}

function filesOf(ports: Pick<Ports, 'officeSecret'>, { id, sealed }: Posted): LetterFiles | undefined {
  const opened = sealed === null ? undefined : unseal(officeKey(ports), context(id), sealed)
  const files: LetterFiles | undefined = opened === undefined ? undefined : JSON.parse(fromUtf8(opened))
  return files
}

/** How long the office keeps its copy of a letter to a person outside a case, once it went out. */
const keptDays = 90

/** Destroy the copies of what went out long ago. What a letter said and to whom stands nowhere after that. */
export async function sweepPost(ports: Pick<Ports, 'clock' | 'papers' | 'post' | 'officeSecret'>): Promise<void> {
  const before = new Date(Date.parse(ports.clock.now()) - keptDays * 86_400_000).toISOString().slice(0, 10)
  for (const posted of await ports.post.sweep(before)) {
    const files = filesOf(ports, posted)
    for (const copy of [files?.pdf.copy, files?.source.copy]) if (copy !== undefined) await ports.papers.destroy(copy)
  }
}

export interface OpenedLetter {
  readonly kind: LetterKind
  readonly document: LetterDocument
  /** The same without what staff added. */
  readonly template: LetterDocument
}

/** What a letter says. @throws as `postedFile` */
export async function postedLetter(ports: Ports, posted: Posted): Promise<OpenedLetter> {
  const { of, language }: LetterSource = JSON.parse(fromUtf8(await postedFile(ports, posted, 'source')))
  if (!isLetterKind(of.kind)) throw new Error('a letter was kept that has no kind')
  const { addition: _, ...frame } = of.frame
  return {
    kind: of.kind,
    document: write(of, language),
    template: write(asLetter(of.kind, of.facts, frame), language),
  }
}

/** What became of a letter. That of a case is an event of the case. @returns the refusal, where the case refuses */
export async function markPosted(
  ports: Ports,
  actor: Actor,
  posted: Posted,
  as: LetterMark,
  on: Day,
): Promise<Moved | undefined> {
  if (posted.stream !== null) {
    const letter = posted.id.slice(posted.number.length + 1)
    const moved = await move(ports, actor, posted.stream, () => ({ command: 'mark-letter', letter, as, on }))
    if (!moved.moved) return moved
  }
  await ports.post.mark(posted.agency, posted.id, as, on)
  return undefined
}
