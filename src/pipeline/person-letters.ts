/**
 * Letters to people, sent by a job after they were answered: to the one record that was found and the address on
 * file, and to nobody else.
 */
import type { Act } from '#person/act.ts'
import { codeDays, codeUntil, mostLetters } from '#person/code.ts'
import { isPersonEvent, type Address, type LetterKind, type PersonDraft } from '#person/events.ts'
import { letterFor, type PersonLetter, type Posted } from '#person/letter.ts'
import { chosenAddress, later, waitingDays } from '#person/waiting.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { actsOf, addTo, loadAct } from './person-acts.ts'
import { codeHash, newCode } from './person-code.ts'
import { sourceOr, theOneKey, type FindPorts } from './person-find.ts'
import type { Office, Ports } from './ports.ts'

/** Hands a letter to the mail: durable when it returns, however the letter travels then. */
export interface PersonMail {
  send(letter: PersonLetter): Promise<void>
}

export type LetterPorts = FindPorts &
  Pick<Ports, 'randomness' | 'officeSecret'> & { readonly office: Pick<Office, 'timeZone'> }

const system = 'system:letters'

/**
 * Send the letter that an event of an act calls for, once. Recorded after it was handed over: whoever dies in between
 * sends it twice, which is better than never.
 *
 * @param about counter of the event
 * @throws what the ledger, the source and the mail throw; then the job stays due
 */
export async function sendLetter(ports: LetterPorts, mail: PersonMail, stream: string, about: number): Promise<void> {
  const events = (await ports.ledger.load(stream)).map(({ record }) => record).filter(isPersonEvent)
  const act = await loadAct(ports, stream)
  const event = events.find(({ n }) => n === about)
  const kind = act === undefined || event === undefined ? undefined : letterFor(act, event.type)
  if (act === undefined || kind === undefined || act.letters.some((one) => one.about === about)) return
  const { agency } = act
  const to = await addressee(ports, act)
  if (to === undefined || (await hadEnough(ports, act, kind))) {
    await addTo(ports, system, stream, () => ({
      drafts: [{ type: 'letter.dropped', body: { agency, about, letter: kind }, person: {} }],
    }))
    return
  }
  const today = dayOf(ports, ports.clock.now())
  const posted = { agency, number: act.number, to, language: act.languages.written, on: today }
  await mail.send(await writers[kind](ports, act, posted))
  await addTo(ports, system, stream, () => ({
    drafts: [{ type: 'letter.sent', body: { agency, about, letter: kind }, person: {} }, ...alsoDone(act, kind)],
  }))
}

/** A letter of each kind. */
const writers: {
  readonly [Kind in LetterKind]: (ports: LetterPorts, act: Act, posted: Posted) => Promise<PersonLetter> | PersonLetter
} = {
  'objection-confirmation': (ports, { madeAt }, posted) => ({
    ...posted,
    kind: 'objection-confirmation',
    says: { objectedOn: dayOf(ports, madeAt) },
  }),
  'objection-withdrawal': (ports, _, posted) => ({
    ...posted,
    kind: 'objection-withdrawal',
    says: { endsOn: afterWaiting(ports) },
  }),
  'mailed-code': async (ports, { agency, number, stream }, posted) => {
    // Made in the moment before it is printed; what is kept of it opens nothing.
    const code = newCode(ports)
    const until = codeUntil(ports.clock.now())
    const hash = codeHash(ports, number, code)
    await addTo(ports, system, stream, () => ({
      drafts: [{ type: 'code.issued', body: { agency, until }, person: { hash } }],
    }))
    return { ...posted, kind: 'mailed-code', says: { code, until: dayOf(ports, until) } }
  },
  'code-guessed': (_, _act, posted) => ({ ...posted, kind: 'code-guessed', says: {} }),
  'address-changed': (ports, _, posted) => ({
    ...posted,
    kind: 'address-changed',
    says: { from: afterWaiting(ports) },
  }),
  'consent-confirmation': (_, { consent }, posted) => ({
    ...posted,
    kind: 'consent-confirmation',
    says: { recipient: consent?.recipient ?? '', until: consent?.until ?? '' },
  }),
  'consent-withdrawn': (ports, { madeAt }, posted) => ({
    ...posted,
    kind: 'consent-withdrawn',
    says: { withdrawnOn: dayOf(ports, madeAt) },
  }),
  'complaint-acknowledgement': (_, { complaint }, posted) => ({
    ...posted,
    kind: 'complaint-acknowledgement',
    says: { answerBy: complaint?.answerBy ?? '' },
  }),
  'complaint-answer': (_, { complaint }, posted) => ({
    ...posted,
    kind: 'complaint-answer',
    says: { outcome: complaint?.answer?.outcome ?? 'passed-on', words: complaint?.answer?.words ?? '' },
  }),
}

/** When what was asked for begins, if this letter leaves today. */
function afterWaiting(ports: LetterPorts): Day {
  return dayOf(ports, later(ports.clock.now(), waitingDays))
}

/** A letter that acknowledges a complaint is its acknowledgement. */
function alsoDone({ agency, complaint }: Act, kind: PersonLetter['kind']): PersonDraft[] {
  const first = kind === 'complaint-acknowledgement' && complaint?.acknowledgedAt === undefined
  return first ? [{ type: 'complaint.acknowledged', body: { agency }, person: {} }] : []
}

/** The one person that was found, at the address where they want our letters, else at the one on file. */
async function addressee(
  ports: LetterPorts,
  act: Act,
): Promise<{ readonly name: string; readonly address: Address } | undefined> {
  const key = theOneKey(act)
  if (key === undefined) return undefined
  const onFile = await sourceOr(ports, act.agency)?.onFile(key)
  const chosen = chosenAddress(await actsOf(ports, act.agency, key), ports.clock.now())
  const address = chosen ?? onFile?.address
  const [name] = onFile?.names ?? []
  if (address === undefined || name === undefined) return undefined
  return { name: `${name.given} ${name.family}`, address }
}

/** Letters that anybody can call for who knows a name and a birthday. */
const withoutProof: ReadonlySet<LetterKind> = new Set([
  'mailed-code',
  'objection-confirmation',
  'consent-withdrawn',
  'complaint-acknowledgement',
])

/** Nobody's mailbox is flooded. */
async function hadEnough({ ledger, clock }: LetterPorts, act: Act, kind: LetterKind): Promise<boolean> {
  if (!withoutProof.has(kind)) return false
  const since = later(clock.now(), -codeDays)
  const others = await actsOf({ ledger }, act.agency, theOneKey(act) ?? '')
  const sent = others.flatMap(({ letters }) => letters).filter(({ letter }) => letter === kind)
  return sent.filter(({ sentAt = '' }) => sentAt > since).length >= mostLetters
}

function dayOf({ office }: Pick<LetterPorts, 'office'>, at: Instant): Day {
  return asOfIn(at, office.timeZone).slice(0, 10)
}
