/** What comes in: a request with its papers, kept as they arrived, and what staff read in them. */
import { createHmac } from 'node:crypto'
import type { Actor, Command, Refusal } from '#case/commands.ts'
import { caseNumber } from '#case/number.ts'
import type { OrderFacts } from '#case/orders.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { uuidOf } from '#formats/uuid.ts'
import { checkArtifact, type Artifact } from '#instrument/artifact.ts'
import { readReading } from '#instrument/read.ts'
import type { IncomingRequest } from '#request/request.ts'
import { receiveRequest } from '#request/receive.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { ensureAnswer } from './answer.ts'
import { asOfIn } from './as-of.ts'
import { loadCase, move, type Moved } from './move.ts'
import type { Ports } from './ports.ts'

export interface HandedIn {
  /** The name it was handed in under: used in messages, kept nowhere. */
  readonly name: string
  readonly bytes: Uint8Array
}

export type Received =
  | { readonly received: true; readonly number: string; readonly stream: string; readonly request: IncomingRequest }
  | {
      readonly received: false
      readonly refusal: Refusal
      /** The case that the same request opened before, where it did. */
      readonly standing?: string
    }

/**
 * Take in a request and the papers that it names.
 *
 * Everything is checked before anything is kept; papers are kept before the event that holds their keys, so
 * a crash in between leaves ciphertext that nobody can open and no case.
 *
 * The same file handed in twice is the same case: its stream is derived from the bytes under a key of this
 * office, so two clerks who scan one letter in at the same instant cannot open two cases. Where staff entered the
 * request from a letter, its scan is handed in too, and that is the file.
 *
 * @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_TOO_LARGE, ERR_RECEIVER_KEY naming file, pointer and mend
 */
export async function receive(
  ports: Ports,
  actor: Actor,
  file: HandedIn,
  papers: readonly HandedIn[],
  letter?: HandedIn,
): Promise<Received> {
  const request = receiveRequest(file.name, file.bytes)
  if (request.receiver !== undefined) parseRecipient(request.receiver.recipient)
  const checked = checkArtifact(file.name, file.bytes)
  const scan = letter && checkArtifact(letter.name, letter.bytes)
  const named = papersOf(request, papers)

  const stream = await streamFor(ports, scan ?? checked, actor.roles.includes('requester') ? actor.id : undefined)
  const existing = await loadCase(ports, stream)
  const artifact = existing.state.n === 0 ? await keep(ports, checked, file.bytes) : checked
  const artifacts: Record<string, Artifact> = {}
  let kept = scan
  if (existing.state.n === 0) {
    if (scan !== undefined && letter !== undefined) kept = await keep(ports, scan, letter.bytes)
    for (const { id, paper, artifact: known } of named) artifacts[id] = await keep(ports, known, paper.bytes)
  }
  await ports.observe('receive: papers kept')

  const year = Number(asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 4))
  const number = caseNumber(request.agency, year, ports.randomness.bytes(5))
  // The number of the case that is there already, be it since this very moment.
  let standing = existing.state.number
  const moved = await move(ports, actor, stream, ({ state }): Command => {
    standing = state.number
    return {
      command: 'receive',
      stream,
      number,
      request,
      artifact,
      artifacts,
      ...(kept === undefined ? {} : { letter: kept }),
      ...(state.n === 0 ? {} : { duplicateOf: state.number }),
    }
  })
  if (!moved.moved) {
    await discard(ports, artifact, ...(kept === undefined ? [] : [kept]), ...Object.values(artifacts))
    const before = standing === '' ? {} : { standing }
    return { received: false, refusal: duplicateOf(standing, moved.refusal), ...before }
  }
  return { received: true, number, stream, request }
}

/** For a case that exists already, the table of moves only says that it is open; a person wants to hear which one. */
function duplicateOf(number: string, refusal: Refusal): Refusal {
  if (number === '') return refusal
  return {
    move: 'receive',
    reasons: [{ code: 'duplicate-request', words: `the same request was handed in before: it is case ${number}` }],
  }
}

interface NamedPaper {
  readonly id: string
  readonly paper: HandedIn
  readonly artifact: Artifact
}

function papersOf(request: IncomingRequest, papers: readonly HandedIn[]): NamedPaper[] {
  return request.instruments.flatMap(({ id, file }) => {
    const paper = papers.find(({ name }) => name === file)
    return paper === undefined ? [] : [{ id, paper, artifact: checkArtifact(paper.name, paper.bytes) }]
  })
}

async function keep({ papers }: Pick<Ports, 'papers'>, artifact: Artifact, bytes: Uint8Array): Promise<Artifact> {
  return { ...artifact, copy: await papers.keep(bytes) }
}

/**
 * A UUID (RFC 9562 version 8) that tells nothing without this office's key. A forgotten case leaves its own behind.
 *
 * @param filer who files in their own account: another's case is not theirs to come upon, whatever they send
 */
async function streamFor(ports: Ports, { sha256 }: Artifact, filer?: string): Promise<string> {
  const whose = filer === undefined ? '' : `\0${filer}`
  for (let generation = 0; ; generation++) {
    const mac = createHmac('sha256', ports.officeSecret)
      .update(`postern.stream.v1\0${sha256}\0${generation}${whose}`)
      .digest()
    const stream = uuidOf(mac, 8)
    try {
      await ports.ledger.load(stream)
      return stream
    } catch (error) {
      if (!isPosternError(error, 'ERR_CASE_UNKNOWN')) throw error
    }
  }
}

/** What a member of staff read on a paper; with the paper itself where it came later than the request. */
export async function read(
  ports: Ports,
  actor: Actor,
  stream: string,
  reading: HandedIn,
  paper?: HandedIn,
): Promise<Moved> {
  const facts = readReading(reading.name, reading.bytes)
  const artifact = paper && (await keep(ports, checkArtifact(paper.name, paper.bytes), paper.bytes))
  const moved = await move(ports, actor, stream, () => ({
    command: 'read-instrument',
    facts,
    ...(artifact === undefined ? {} : { artifact }),
  }))
  if (!moved.moved && artifact !== undefined) await discard(ports, artifact)
  // Somebody has been looked for already: the answer to what came since is fixed at once.
  if (moved.moved && moved.state.status !== 'received') await ensureAnswer(ports, stream)
  return moved
}

/** What a member of staff read in a court's order about a paper; with the order itself where it is new. */
export async function readOrder(
  ports: Ports,
  actor: Actor,
  stream: string,
  facts: OrderFacts,
  order?: HandedIn,
): Promise<Moved> {
  const artifact = order && (await keep(ports, checkArtifact(order.name, order.bytes), order.bytes))
  const moved = await move(ports, actor, stream, () => ({
    command: 'read-order',
    facts,
    ...(artifact === undefined ? {} : { artifact }),
  }))
  if (!moved.moved && artifact !== undefined) await discard(ports, artifact)
  return moved
}

/** Of what was refused nothing stays, not even what nobody could open. */
async function discard({ papers }: Pick<Ports, 'papers'>, ...artifacts: readonly Artifact[]): Promise<void> {
  for (const { copy } of artifacts) if (copy !== undefined) await papers.destroy(copy)
}

/**
 * Whether the requester is who they say, asked for by another way than their own; with the key to seal to,
 * where they confirmed one.
 *
 * @throws PosternError ERR_RECEIVER_KEY for a key that nothing can be sealed to; nothing was recorded
 */
export async function verifyRequester(
  ports: Ports,
  actor: Actor,
  stream: string,
  { recipient, ...found }: Omit<Command<'verify-requester'>, 'command'>,
): Promise<Moved> {
  const key = recipient === undefined ? {} : { recipient: parseRecipient(recipient) }
  return move(ports, actor, stream, () => ({ command: 'verify-requester', ...found, ...key }))
}

/** A paper of a case, as it arrived. @throws PosternError ERR_INPUT_INVALID where the case has no such paper */
export async function paperOf(ports: Ports, stream: string, id: string): Promise<Uint8Array> {
  const { events } = await loadCase(ports, stream)
  const key = events.map(({ record }) => copyIn(record.body, id)).findLast((found) => found !== undefined)
  const bytes = key === undefined ? undefined : await ports.papers.open(key)
  if (bytes === undefined) throw new PosternError('ERR_INPUT_INVALID', `This case has no paper ${id}.`, { paper: id })
  return bytes
}

/** `request` is the request itself, `letter` the scan it was entered from; i1, i2 … are its instruments. */
function copyIn(body: unknown, id: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const holder = body as {
    artifact?: Artifact
    facts?: { id: string }
    instruments?: { id: string; artifact?: Artifact }[]
    letter?: Artifact
  }
  if (id === 'letter') return holder.instruments === undefined ? undefined : holder.letter?.copy
  if (id === 'request') return holder.instruments === undefined ? undefined : holder.artifact?.copy
  if (holder.facts?.id === id) return holder.artifact?.copy
  return holder.instruments?.find((instrument) => instrument.id === id)?.artifact?.copy
}
