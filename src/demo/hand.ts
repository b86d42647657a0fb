/**
 * What the people of the demonstration do, each by name and on a day of the past: the product's own steps, with its
 * own checks, and a clock that is set back.
 */
import { utf8 } from '#formats/bytes.ts'
import { parseApproval } from '#formats/approval.ts'
import { parseManifest } from '#formats/manifest.ts'
import { readTar } from '#formats/tar.ts'
import { signApproval } from '#approval/sign.ts'
import type { Actor, Command, Refusal } from '#case/commands.ts'
import { decide, match } from '#pipeline/determine.ts'
import { approvalToSign, approve, deliver, prepare, release } from '#pipeline/fulfill.ts'
import { read, receive, type HandedIn } from '#pipeline/intake.ts'
import { countersignAnswer, fixAnswer } from '#pipeline/answer.ts'
import { loadCase, move, toCaseEvent, type Moved } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import { actor } from '#pipeline/register.ts'
import type { Role } from '#case/roles.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { Cast } from './cast.ts'
import { paper, type Paper } from './paper.ts'

/** A clock for what happened before; without a time set it is the real one. */
export class PastClock {
  #at: number | undefined
  now(): Instant {
    return new Date(this.#at ?? Date.now()).toISOString()
  }
  /** This many days ago, at an hour of the office's day, or where it stands if that is later; acts move it on. */
  set(daysAgo: number, hour: number): void {
    const day = new Date(Date.now() - daysAgo * 86_400_000)
    day.setUTCHours(hour + 5, 0, 0, 0)
    this.#at = Math.max(this.#at ?? 0, Math.min(day.getTime(), Date.now()))
  }
  pass(minutes: number): void {
    if (this.#at !== undefined) this.#at = Math.min(this.#at + minutes * 60_000, Date.now())
  }
  present(): void {
    this.#at = undefined
  }
}

/** One case in the hands of its agency's people. */
export class Hand {
  readonly #ports: Ports
  readonly #clock: PastClock
  readonly #cast: Cast
  readonly agency: string
  /** The key that whatever is released is sealed to. */
  readonly recipient: string
  #stream = ''

  constructor(ports: Ports, clock: PastClock, cast: Cast, agency: string) {
    this.#ports = ports
    this.#clock = clock
    this.#cast = cast
    this.agency = agency
    this.recipient = cast.receiver.recipient
  }

  /** Whoever of this agency holds this role; the first of them where there are two. */
  async #who(role: Role): Promise<Actor> {
    const one = this.#cast.staff.find(({ agency, roles }) => agency === this.agency && roles.includes(role))
    if (one === undefined) throw new Error(`the cast of ${this.agency} has no ${role}`)
    return actor(this.#ports, one.id)
  }

  /** Days from the day that the clock shows. */
  day(days: number): string {
    return new Date(Date.parse(this.#clock.now()) + days * 86_400_000).toISOString().slice(0, 10)
  }

  async receive(request: object, papers: Readonly<Record<string, Paper>>): Promise<void> {
    const file = {
      name: 'request.json',
      bytes: utf8(JSON.stringify({ request: 'postern/request/v1', agency: this.agency, ...request })),
    }
    const scans = Object.entries(papers).map(([name, made]): HandedIn => ({ name, bytes: paper(made) }))
    const received = await receive(this.#ports, await this.#who('intake-officer'), file, scans)
    if (!received.received) throw refused(received.refusal)
    this.#stream = received.stream
    this.#clock.pass(20)
  }

  async reads(who: Role, instrument: object): Promise<void> {
    const bytes = utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument }))
    this.#done(await read(this.#ports, await this.#who(who), this.#stream, { name: 'reading.json', bytes }))
  }

  async gives(who: Role, command: Command): Promise<void> {
    this.#done(await move(this.#ports, await this.#who(who), this.#stream, () => command))
  }

  /** A second person looks at the call-back record and finds the same. */
  async confirmsRequester(): Promise<void> {
    await this.gives('intake-officer', { command: 'confirm-requester' })
  }

  /** The requester has an account by now, and follows the case there. */
  async isFollowedBy(part: 'agent' | 'attorney'): Promise<void> {
    const ofThisAgency = this.#cast.staff.filter(({ agency }) => agency === this.agency)
    const to = ofThisAgency.find(({ id, roles }) => roles.includes('requester') && id.endsWith(part))?.id ?? ''
    await this.gives('intake-officer', { command: 'hand-to-requester', to, reason: 'They have an account since' })
  }

  /** Counsel: this paper may be followed, as far as it reaches. */
  async approvesPaper(): Promise<void> {
    const approval = {
      command: 'record-counsel',
      decision: 'approve',
      instruments: ['i1'],
      elements: 'as-instrument',
    } as const
    await this.gives('counsel', { ...approval, on: this.day(0) })
  }

  /** What the requester is told short of a release, fixed before anybody is looked for; counsel signs where the law wants it. */
  async fixesAnswer(): Promise<void> {
    this.#done(await fixAnswer(this.#ports, await this.#who('disclosure-officer'), this.#stream))
    const { state } = await loadCase(this.#ports, this.#stream)
    if (state.answer?.counselSigns !== true) return
    this.#done(await countersignAnswer(this.#ports, await this.#who('counsel'), this.#stream))
  }

  async matches(): Promise<void> {
    await this.fixesAnswer()
    this.#done((await match(this.#ports, await this.#who('disclosure-officer'), this.#stream)).moved)
  }

  async decides(): Promise<void> {
    this.#done(await decide(this.#ports, await this.#who('disclosure-officer'), this.#stream))
  }

  async signsAnswer(answer: 'release' | 'refusal'): Promise<void> {
    const { state } = await loadCase(this.#ports, this.#stream)
    await this.gives('counsel', { command: 'sign-answer', decision: state.decision?.decision ?? '', answer })
  }

  async prepares(): Promise<void> {
    this.#done(await prepare(this.#ports, await this.#who('disclosure-officer'), this.#stream))
  }

  async approves(role: 'approver' | 'privacy-officer'): Promise<void> {
    const { id } = await this.#who(role)
    const text = await approvalToSign(this.#ports, this.#stream, role)
    const key = this.#cast.keys[id]
    if (text === undefined || key === undefined) throw new Error('nothing stands prepared, or nobody has a key')
    this.#done(await approve(this.#ports, signApproval(id, key.secret, parseApproval(text)), this.#stream))
  }

  async releases(): Promise<void> {
    this.#done(await release(this.#ports, await this.#who('disclosure-officer'), this.#stream))
  }

  async delivers(): Promise<void> {
    await this.#ports.log.publish()
    const delivered = await deliver(this.#ports, { id: 'system:courier', roles: ['system'] }, this.#stream)
    if (!delivered.delivered) throw new Error(`the demonstration's package waits for the ${delivered.waitingFor}`)
    this.#clock.pass(30)
  }

  /** The receipt code is inside the sealed part; the demonstration reads it in the office's own copy. */
  async acknowledges(): Promise<void> {
    const { events } = await loadCase(this.#ports, this.#stream)
    const prepared = events.map(({ record }) => toCaseEvent(record)).findLast(({ type }) => type === 'release.prepared')
    const copy = prepared?.type === 'release.prepared' ? prepared.body.copy : undefined
    const files = readTar((copy === undefined ? undefined : await this.#ports.papers.open(copy)) ?? new Uint8Array())
    const manifest = files.find(({ name }) => name === 'manifest.json')
    if (manifest === undefined) throw new Error('the office has no copy of what it released')
    await this.gives('disclosure-officer', {
      command: 'acknowledge-receipt',
      code: parseManifest(manifest.bytes).receiptCode,
    })
  }

  #done(moved: Moved): void {
    if (!moved.moved) throw refused(moved.refusal)
    this.#clock.pass(25)
  }
}

function refused({ move: name, reasons }: Refusal): Error {
  return new Error(`${name} was refused in the demonstration: ${reasons.map(({ words }) => words).join('; ')}`)
}
