/** The mail of a test, and records of people that a test sets up. Everybody here is made up. */
import { randomBytes } from 'node:crypto'
import type { Ledger } from '#log/ledger.ts'
import type { Candidate, CaseloadSearch, OnFile } from '#match/identity.ts'
import type { PersonLetter } from '#person/letter.ts'
import type { AccountingPorts } from '#pipeline/accounting.ts'
import { personJobs } from '#pipeline/person-acts.ts'
import { findAll } from '#pipeline/person-find.ts'
import { sendLetter, type LetterPorts, type PersonMail } from '#pipeline/person-letters.ts'
import { protecting } from '#pipeline/person-protect.ts'

/** Keeps what was sent. */
export function personMail(): { readonly mail: PersonMail; readonly sent: PersonLetter[] } {
  const sent: PersonLetter[] = []
  return { sent, mail: { send: async (letter) => void sent.push(letter) } }
}

export interface MadeUp {
  readonly id: string
  readonly given: string
  readonly family: string
  readonly birthDate: string
  readonly ssn?: string
  readonly street?: string
}

export const keyOf = (id: string, agency = 'ma-dta'): string =>
  JSON.stringify({ agency, keys: { person: [{ value: id }] } })

export function candidateOf({ id, given, family, birthDate, ssn }: MadeUp): Candidate {
  const ssns = ssn === undefined ? [] : [ssn]
  const names = [{ given, family }]
  return { sourceKey: keyOf(id), names, birthDate, ssns, caseNumbers: [], memberIds: [], addresses: [] }
}

export function onFileOf({ given, family, birthDate, street }: MadeUp): OnFile {
  const address = street === undefined ? {} : { address: { street, town: 'Lowell', state: 'MA', zip: '01850' } }
  return { names: [{ given, family }], birthDate, ...address }
}

export interface PersonOffice {
  readonly ports: LetterPorts & AccountingPorts
  /** As the wall clock of this office moves. */
  pass(days: number): void
  readonly source: CaseloadSearch
  readonly mail: PersonMail
  readonly sent: PersonLetter[]
  /** How often the agency's records were looked into. */
  looks(): number
  /** Everything that is due. */
  tick(): Promise<void>
}

/** A ledger, records of a few people, and a clock that a test moves. */
export function personOffice(ledger: Ledger, people: readonly MadeUp[]): PersonOffice {
  let now = Date.parse('2026-11-22T15:00:00.000Z')
  const clock = { now: () => new Date(now).toISOString() }
  const { mail, sent } = personMail()
  let looks = 0
  const records: CaseloadSearch = {
    find: async () => {
      looks += 1
      return people.map(candidateOf)
    },
    facts: async () => ({ programs: ['snap'], holds: ['name'], markers: [] }),
    onFile: async (key) => {
      looks += 1
      const found = people.find(({ id }) => keyOf(id) === key)
      return found && onFileOf(found)
    },
  }
  const ports: LetterPorts & AccountingPorts = {
    ledger,
    clock,
    randomness: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    officeSecret: new Uint8Array(32).fill(7),
    // Nothing was released in bulk here.
    memberSets: { find: async () => [], remember: async () => {} },
    membersKey: new Uint8Array(32).fill(5),
    sources: { 'ma-dta': records },
    office: { timeZone: 'America/New_York' },
  }
  return {
    ports,
    pass: (days) => void (now += days * 86_400_000),
    source: protecting(ports)['ma-dta'] ?? records,
    mail,
    sent,
    looks: () => looks,
    tick: async () => {
      await findAll(ports)
      for (const job of await ledger.dueJobs(clock.now(), 1000, [personJobs.letter])) {
        await sendLetter(ports, mail, job.stream, Number(job.key))
        await ledger.finishJob(job, clock.now())
      }
    },
  }
}
