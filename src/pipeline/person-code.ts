/**
 * Mailed codes, and the session that one opens. Whoever asks gets the same page; whether a letter goes out is seen at
 * the address on file and nowhere else.
 */
import { createHmac } from 'node:crypto'
import type { Act } from '#person/act.ts'
import { isDead, mostTries, sessionIsOpen, sessionUntil, tryCode } from '#person/code.ts'
import type { Identity, Languages } from '#person/events.ts'
import { readNumber, receiptNumber } from '#person/number.ts'
import type { Instant } from '#vocabulary/time.ts'
import { actWithNumber, addTo, beginAct, loadAct, newNumber, personJobs, type ActPorts } from './person-acts.ts'
import { theOneKey } from './person-find.ts'
import type { Ports } from './ports.ts'

export type CodePorts = ActPorts & Pick<Ports, 'randomness' | 'officeSecret'>

/** @returns the number to give with the code; a number comes back for somebody unknown too, and opens nothing */
export async function askForCode(
  ports: CodePorts,
  agency: string,
  identity: Identity,
  languages: Languages,
): Promise<string> {
  const number = newNumber(ports)
  const body = { agency, number, channel: 'page' } as const
  await beginAct(ports, 'person', [{ type: 'code.asked', body, person: { identity, languages } }])
  return number
}

/** What of a code stands in the log: useless without this office's secret. */
export function codeHash({ officeSecret }: Pick<Ports, 'officeSecret'>, number: string, code: string): string {
  return createHmac('sha256', officeSecret).update(`postern.mailed-code.v1\0${number}\0${code}`).digest('hex')
}

export function newCode({ randomness }: Pick<Ports, 'randomness'>): string {
  return receiptNumber(randomness.bytes(10))
}

export type Entered =
  | { readonly opened: true; readonly act: Act; readonly session: string }
  /** `left`: tries that remain for this number; the same for a wrong code, an old one and a number of nobody. */
  | { readonly opened: false; readonly left: number }

/**
 * Try a code for a number. Every wrong try is counted in the log; the last one kills the code, and the address on
 * file is told of it.
 *
 * @param kind what the number must be of: a code opens the list, the code of a complaint its answer
 */
export async function enterCode(
  ports: CodePorts,
  agency: string,
  kind: 'code' | 'complaint',
  typed: { readonly number: string; readonly code: string },
): Promise<Entered> {
  const number = readNumber(typed.number)
  const act = number === undefined ? undefined : await actWithNumber(ports, agency, number)
  if (number === undefined || act?.kind !== kind) return { opened: false, left: mostTries - 1 }
  const hash = codeHash(ports, number, readNumber(typed.code) ?? '')
  const secret = Buffer.from(ports.randomness.bytes(32)).toString('base64url')
  let answer: Entered = { opened: false, left: 0 }
  await addTo(ports, 'person', act.stream, (current) => {
    const now = ports.clock.now()
    const tried = tryCode(current, hash, now)
    if (tried.right) {
      answer = { opened: true, act: current, session: `${current.stream}.${secret}` }
      if (kind === 'complaint') return { drafts: [] }
      const session = sessionHash(ports, secret)
      return {
        drafts: [{ type: 'code.used', body: { agency, until: sessionUntil(now) }, person: { session } }],
      }
    }
    answer = { opened: false, left: tried.left }
    // A dead number counts no further.
    if (isDead(current)) return { drafts: [] }
    return {
      drafts: [{ type: 'code.refused', body: { agency }, person: {} }],
      jobs: tried.left === 0 ? [{ kind: personJobs.letter, key: String(current.n + 1), dueAt: now }] : [],
    }
  })
  return answer
}

function sessionHash({ officeSecret }: Pick<Ports, 'officeSecret'>, secret: string): string {
  return createHmac('sha256', officeSecret).update(`postern.person-session.v1\0${secret}`).digest('hex')
}

/** The person whose session this is: their record at the agency. No role, no account. */
export interface PersonSession {
  readonly stream: string
  readonly agency: string
  /** The person's key in the source. */
  readonly key: string
  readonly identity: Identity
  readonly languages: Languages
  readonly until: Instant
}

/** @param token of a cookie: trusted for nothing until its hash is found in the log */
export async function sessionOf(ports: CodePorts, token: string): Promise<PersonSession | undefined> {
  const [stream = '', secret = ''] = token.split('.')
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(stream)) return undefined
  const act = await loadAct(ports, stream).catch(() => undefined)
  if (act === undefined || !sessionIsOpen(act, sessionHash(ports, secret), ports.clock.now())) return undefined
  const key = theOneKey(act)
  if (key === undefined || act.identity === undefined) return undefined
  const { agency, identity, languages, code } = act
  return { stream, agency, key, identity, languages, until: code?.session?.until ?? '' }
}

export async function closeSession(ports: CodePorts, { stream, agency }: PersonSession): Promise<void> {
  await addTo(ports, 'person', stream, (act) => ({
    drafts: act.code?.session === undefined ? [] : [{ type: 'session.closed', body: { agency }, person: {} }],
  }))
}
