/** Codes by mail, one's own list, ending an objection, another address: what exposes somebody takes a letter and time. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenLedger } from '#adapters/postgres/ledger.ts'
import type { PersonLetter } from '#person/letter.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testLedger, testRootKey } from '#testing/ledger.ts'
import { keyOf, personOffice, type MadeUp, type PersonOffice } from '#testing/person.ts'
import { changeAddress, stopAddress } from './person-address.ts'
import { actWithNumber } from './person-acts.ts'
import { askForCode, closeSession, enterCode, sessionOf, type PersonSession } from './person-code.ts'
import { consent, consentStands, withdrawConsent } from './person-consent.ts'
import { ownList } from './person-list.ts'
import { askWithdrawal, object, stopWithdrawal } from './person-object.ts'

const people: readonly MadeUp[] = [
  { id: 'ana', given: 'Ana', family: 'Samplewright', birthDate: '1984-03-07', street: '1 Example Street' },
  {
    id: 'twin-1',
    given: 'Jordan',
    family: 'Twinning',
    birthDate: '1999-05-05',
    ssn: '000-00-0011',
    street: '2 Example',
  },
  {
    id: 'twin-2',
    given: 'Jordan',
    family: 'Twinning',
    birthDate: '1999-05-05',
    ssn: '000-00-0012',
    street: '2 Example',
  },
  { id: 'nowhere', given: 'Nora', family: 'Addressless', birthDate: '1970-01-01' },
]
const ana = { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' }
const twin = { given: 'Jordan', family: 'Twinning', dateOfBirth: '1999-05-05' }
const stranger = { given: 'Zed', family: 'Unknownperson', dateOfBirth: '1950-12-12' }
const languages = { written: 'es', spoken: 'en' }
const agency = 'ma-dta'

const opened: { database: TestDatabase; ledger: OpenLedger }[] = []
let office: PersonOffice
beforeEach(async () => {
  const database = await testDatabase()
  const ledger = await testLedger(database.url, testRootKey())
  opened.push({ database, ledger })
  office = personOffice(ledger, people)
})
afterAll(async () => {
  for (const { ledger, database } of opened) {
    await ledger.close()
    await database.drop()
  }
})

type CodeLetter = Extract<PersonLetter, { kind: 'mailed-code' }>

async function mailedCode(identity = ana): Promise<{ number: string; code: string }> {
  const number = await askForCode(office.ports, agency, identity, languages)
  await office.tick()
  const letter = office.sent.findLast((one): one is CodeLetter => one.kind === 'mailed-code' && one.number === number)
  return { number, code: letter?.says.code ?? '' }
}

async function signedIn(): Promise<PersonSession> {
  const entered = await enterCode(office.ports, agency, 'code', await mailedCode())
  const session = entered.opened ? await sessionOf(office.ports, entered.session) : undefined
  if (session === undefined) throw new Error('the code opened nothing')
  return session
}

const kinds = (): string[] => office.sent.map(({ kind }) => kind)
const objection = async () => (await office.source.facts(keyOf('ana'), '2026-11-22')).objection

describe('whoever asks or objects', () => {
  it('is answered before anybody is looked up, so that no time and no failure tells who is on file', async () => {
    const said = { languages, programs: ['snap'], channel: 'page' } as const
    for (const identity of [ana, twin, stranger]) {
      await object(office.ports, 'person', agency, { ...said, identity })
      await withdrawConsent(office.ports, 'person', agency, { languages, channel: 'page', identity })
      await askForCode(office.ports, agency, identity, languages)
    }
    expect(office.looks()).toBe(0)
    await office.tick()
    expect(office.looks()).toBeGreaterThan(0)
  })
})

describe('a mailed code', () => {
  it('goes to the address on file in the language that the person reads, and opens the list once', async () => {
    const typed = await mailedCode()
    expect(office.sent).toMatchObject([
      {
        kind: 'mailed-code',
        language: 'es',
        to: { name: 'Ana Samplewright', address: { street: '1 Example Street' } },
      },
    ])
    const entered = await enterCode(office.ports, agency, 'code', {
      number: ` ${typed.number.toLowerCase()} `,
      code: typed.code.replace('-', ' '),
    })
    if (!entered.opened) expect.unreachable()
    expect(await sessionOf(office.ports, entered.session)).toMatchObject({ agency, key: keyOf('ana') })
    expect(await enterCode(office.ports, agency, 'code', typed)).toEqual({ opened: false, left: 4 })
  })

  it('is mailed to nobody where nobody, more than one, or no address is on file; the answer is the same', async () => {
    const alone = await askForCode(office.ports, agency, { ...twin, lastDigits: '0012' }, languages)
    const others = [stranger, twin, { given: 'Nora', family: 'Addressless', dateOfBirth: '1970-01-01' }]
    const numbers = await Promise.all(others.map((one) => askForCode(office.ports, agency, one, languages)))
    await office.tick()
    expect(office.sent.map(({ number }) => number)).toEqual([alone])
    for (const number of numbers) {
      expect(number).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
      const wrong = { number, code: 'AAAAA-AAAAA' }
      expect(await enterCode(office.ports, agency, 'code', wrong)).toEqual({ opened: false, left: 4 })
    }
  })

  it('dies after five wrong tries, and the address on file is told', async () => {
    const { number, code } = await mailedCode()
    for (const left of [4, 3, 2, 1, 0]) {
      expect(await enterCode(office.ports, agency, 'code', { number, code: 'AAAAA-AAAAA' })).toEqual({
        opened: false,
        left,
      })
    }
    expect(await enterCode(office.ports, agency, 'code', { number, code })).toEqual({ opened: false, left: 0 })
    await office.tick()
    expect(kinds()).toEqual(['mailed-code', 'code-guessed'])
  })

  it('opens nothing after two weeks, and its session nothing after half an hour or once it is closed', async () => {
    const late = await mailedCode()
    office.pass(14)
    expect(await enterCode(office.ports, agency, 'code', late)).toMatchObject({ opened: false })
    const entered = await enterCode(office.ports, agency, 'code', await mailedCode())
    const session = entered.opened ? await sessionOf(office.ports, entered.session) : undefined
    if (!entered.opened || session === undefined) expect.unreachable()
    expect(await sessionOf(office.ports, `${entered.session}x`)).toBeUndefined()
    expect(await sessionOf(office.ports, entered.session.replace(/^[^.]*/, 'not-a-stream'))).toBeUndefined()
    await closeSession(office.ports, session)
    expect(await sessionOf(office.ports, entered.session)).toBeUndefined()
    const again = await enterCode(office.ports, agency, 'code', await mailedCode())
    office.pass(1 / 24)
    expect(again.opened && (await sessionOf(office.ports, again.session))).toBeUndefined()
  })

  it('is mailed three times in two weeks and no more, whoever asks', async () => {
    for (let i = 0; i < 5; i++) await mailedCode()
    expect(kinds()).toEqual(['mailed-code', 'mailed-code', 'mailed-code'])
    office.pass(14.1)
    await mailedCode()
    expect(kinds()).toHaveLength(4)
  })

  it('leaves nothing in the log that opens anything', async () => {
    const { number, code } = await mailedCode()
    const act = await actWithNumber(office.ports, agency, number)
    expect(JSON.stringify(await office.ports.ledger.load(act?.stream ?? ''))).not.toContain(code)
    const stolen = { ...office.ports, officeSecret: new Uint8Array(32).fill(8) }
    expect(await enterCode(stolen, agency, 'code', { number, code })).toMatchObject({ opened: false })
  })
})

describe('an objection', () => {
  const said = { identity: ana, languages, programs: ['snap'], channel: 'page' } as const

  it('is confirmed to the address on file, and stands in one’s own list', async () => {
    const number = await object(office.ports, 'person', agency, said)
    await office.tick()
    expect(office.sent).toMatchObject([{ kind: 'objection-confirmation', number, says: { objectedOn: '2026-11-22' } }])
    expect((await ownList(office.ports, await signedIn())).acts).toMatchObject([{ kind: 'objection', number }])
  })

  it('ends only after the address on file was told and ten days have passed', async () => {
    const number = await object(office.ports, 'person', agency, said)
    await office.tick()
    const stream = (await actWithNumber(office.ports, agency, number))?.stream ?? ''
    expect(await askWithdrawal(office.ports, 'person', stream)).toEqual({ asked: true })
    expect(await askWithdrawal(office.ports, 'person', stream)).toMatchObject({ because: 'asked-already' })
    office.pass(30)
    expect(await objection(), 'nobody was told yet').toBe('2026-11-22')
    await office.tick()
    expect(office.sent.at(-1)).toMatchObject({ kind: 'objection-withdrawal', says: { endsOn: '2027-01-01' } })
    office.pass(9.9)
    expect(await objection()).toBe('2026-11-22')
    office.pass(0.2)
    expect(await objection()).toBeUndefined()
    expect(await askWithdrawal(office.ports, 'person', stream)).toMatchObject({ because: 'ended' })
  })

  it('stays where somebody says stop in time, and comes back at once where they object again', async () => {
    const number = await object(office.ports, 'person', agency, said)
    await office.tick()
    const stream = (await actWithNumber(office.ports, agency, number))?.stream ?? ''
    await askWithdrawal(office.ports, 'person', stream)
    await office.tick()
    expect(await stopWithdrawal(office.ports, 'demo-intake', stream)).toBe(true)
    office.pass(20)
    expect(await objection()).toBe('2026-11-22')
    await askWithdrawal(office.ports, 'person', stream)
    await office.tick()
    office.pass(20)
    expect(await objection()).toBeUndefined()
    expect(await stopWithdrawal(office.ports, 'demo-intake', stream)).toBe(false)
    await object(office.ports, 'person', agency, said)
    expect(await objection()).toBe('2027-01-01')
  })

  it('of somebody unknown is kept, protects a record that comes later, and waits for staff to look', async () => {
    await object(office.ports, 'person', agency, { ...said, identity: stranger })
    await office.tick()
    expect(office.sent).toEqual([])
    const later = personOffice(office.ports.ledger, [
      { id: 'new', given: 'ZED', family: 'Unknown-Person', birthDate: '1950-12-12' },
    ])
    expect(await later.source.facts(keyOf('new'), '2026-11-22')).toMatchObject({ objection: '2026-11-22' })
  })
})

describe('a consent', () => {
  const given = { programs: ['snap'], recipient: 'A landlord', what: 'That I get SNAP', purpose: 'A lease' }

  it('is taken back at once without a code, and a later one stands again', async () => {
    const session = await signedIn()
    await consent(office.ports, session, { ...given, until: '2027-03-01' })
    const withdrawn = async () => (await office.source.facts(keyOf('ana'), '2026-11-22')).consentWithdrawn
    expect(await withdrawn()).toBeUndefined()
    await withdrawConsent(office.ports, 'person', agency, { identity: ana, languages, channel: 'page' })
    expect(await withdrawn()).toBe('2026-11-22')
    await office.tick()
    office.pass(1)
    await consent(office.ports, session, { ...given, until: '2027-03-01' })
    const { acts } = await ownList(office.ports, session)
    const stands = acts.filter(({ kind }) => kind === 'consent').map((act) => consentStands(act, acts, '2026-11-23'))
    expect(stands).toEqual([true, false])
    expect(kinds()).toContain('consent-withdrawn')
  })
})

describe('another address', () => {
  const address = { street: '9 New Road', town: 'Lynn', state: 'MA', zip: '01901' }

  it('is told to the old address first, and counts after the waiting time', async () => {
    const session = await signedIn()
    await changeAddress(office.ports, session, address)
    await office.tick()
    expect(office.sent.at(-1)).toMatchObject({
      kind: 'address-changed',
      to: { address: { street: '1 Example Street' } },
      says: { from: '2026-12-02' },
    })
    expect(JSON.stringify(office.sent.at(-1))).not.toContain('9 New Road')
    office.pass(9)
    await mailedCode()
    expect(office.sent.at(-1)).toMatchObject({ kind: 'mailed-code', to: { address: { street: '1 Example Street' } } })
    office.pass(2)
    await mailedCode()
    expect(office.sent.at(-1)).toMatchObject({ kind: 'mailed-code', to: { address } })
  })

  it('stays the old one where somebody says stop in time', async () => {
    const session = await signedIn()
    const number = await changeAddress(office.ports, session, address)
    await office.tick()
    const stream = (await actWithNumber(office.ports, agency, number))?.stream ?? ''
    expect(await stopAddress(office.ports, 'demo-intake', stream)).toBe(true)
    expect(await stopAddress(office.ports, 'demo-intake', stream)).toBe(false)
    office.pass(11)
    await mailedCode()
    expect(office.sent.at(-1)).toMatchObject({ to: { address: { street: '1 Example Street' } } })
  })
})
