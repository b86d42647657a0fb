import { describe, expect, it } from 'vitest'
import { actOf, type Act } from './act.ts'
import { codeUntil, sessionIsOpen, tryCode } from './code.ts'
import { clockFrom, complaintState } from './complaint.ts'
import { endedOn } from './ending.ts'
import { isPersonEvent, type PersonEvent } from './events.ts'
import { letterFor } from './letter.ts'
import { readNumber, receiptNumber } from './number.ts'
import { chosenAddress, endsAt, movesAt, objectionStands } from './waiting.ts'

const stream = '00000000-0000-4000-8000-000000000007'
const agency = 'ma-dta'
const p1 = {
  identity: { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' },
  languages: { written: 'es', spoken: 'en' },
}
const day = (n: number): string => new Date(Date.UTC(2026, 10, n, 12)).toISOString()

/** Events of one act, a day apart. */
function act(...events: readonly (readonly [type: string, body?: object, person?: object | null])[]): Act {
  const all = events.map(([type, body = {}, person = {}], i) => {
    const record = {
      type,
      at: day(i + 1),
      stream,
      n: i + 1,
      actor: 'person',
      body: { agency, ...body },
      people: { p1: person },
    }
    const whole: PersonEvent = JSON.parse(JSON.stringify(record))
    return whole
  })
  return actOf(all) ?? expect.unreachable()
}

const opening = { number: '7K3Q9-F2M4T', channel: 'page' }
const made = ['objection.made', { ...opening, programs: ['snap'] }, p1] as const
const found = ['person.found', {}, { found: 'one', keys: ['SYN-1'] }] as const
const asked = ['withdrawal.asked'] as const
const told = ['letter.sent', { letter: 'objection-withdrawal', about: 3 }] as const

describe('a number', () => {
  it('is ten letters and digits that nobody mistakes, and is read however it was typed', () => {
    expect(receiptNumber(Uint8Array.from([0, 31, 32, 63, 255, 1, 2, 3, 4, 5]))).toBe('0Z0ZZ-12345')
    expect(() => receiptNumber(new Uint8Array(9))).toThrow(RangeError)
    expect(readNumber(' 7k3q9 f2m4t ')).toBe('7K3Q9-F2M4T')
    expect(readNumber('oOiIl-00000')).toBe('00111-00000')
    for (const none of ['', '7K3Q9-F2M4', '7K3Q9-F2M4TX', 'UUUUU-UUUUU', '<script>'])
      expect(readNumber(none)).toBeUndefined()
  })
})

describe('an act', () => {
  it('is its events in order, and nothing else', () => {
    expect(act(made, found)).toMatchObject({
      kind: 'objection',
      n: 2,
      madeAt: day(1),
      found: { found: 'one', by: 'person' },
    })
    expect(actOf([])).toBeUndefined()
    expect(() => act(found, made)).toThrow('not its 1, 2, 3')
    expect(() => act(made, made)).toThrow('not its 1, 2, 3')
  })

  it('keeps standing where the person was forgotten, and says nothing of them', () => {
    const forgotten = act(['objection.made', { ...opening, programs: [] }, null], ['person.found', {}, null])
    expect(forgotten).toMatchObject({ identity: undefined, found: undefined })
    expect(objectionStands(forgotten, day(9))).toBe(true)
  })

  it('is told from an event of a case by its type', () => {
    const record = { at: day(1), stream, n: 1, actor: 'x', body: {}, people: {} }
    expect(isPersonEvent({ ...record, type: 'code.asked' })).toBe(true)
    expect(isPersonEvent({ ...record, type: 'objection.recorded' })).toBe(false)
  })
})

describe('a waiting time', () => {
  it('begins when the address on file was told, and not before', () => {
    const waiting = act(made, found, asked)
    expect(endsAt(waiting)).toBeUndefined()
    expect(objectionStands(waiting, day(99))).toBe(true)
    const running = act(made, found, asked, told)
    expect(endsAt(running)).toBe(day(14))
    expect(objectionStands(running, day(13))).toBe(true)
    expect(objectionStands(running, day(14))).toBe(false)
    expect(objectionStands(act(made, found, asked, told, ['withdrawal.stopped']), day(99))).toBe(true)
  })

  it('is not begun by the letter of an earlier wish, nor by one that could not be sent', () => {
    const again = act(made, found, asked, told, ['withdrawal.stopped'], asked)
    expect(endsAt(again)).toBeUndefined()
    expect(endsAt(act(made, found, asked, ['letter.dropped', told[1]]))).toBeUndefined()
  })

  it('comes before letters go to another address, and the newest that has come counts', () => {
    const address = { street: '9 New Road', town: 'Lynn', state: 'MA', zip: '01901' }
    const moved = ['letter.sent', { letter: 'address-changed', about: 2 }] as const
    const change = act(['address.asked', opening, { ...p1, address }], found, moved)
    expect(movesAt(change)).toBe(day(13))
    expect(chosenAddress([change], day(12))).toBeUndefined()
    expect(chosenAddress([change], day(13))).toEqual(address)
    expect(
      movesAt(act(['address.asked', opening, { ...p1, address }], found, moved, ['address.stopped'])),
    ).toBeUndefined()
  })
})

describe('a code', () => {
  const issued = ['code.issued', { until: codeUntil(day(1)) }, { hash: 'aa' }] as const
  const code = act(['code.asked', opening, p1], found, issued)

  it('opens once, in time, and not after five wrong tries', () => {
    expect(tryCode(code, 'aa', day(2))).toEqual({ right: true })
    expect(tryCode(code, 'ab', day(2))).toEqual({ right: false, left: 4 })
    expect(tryCode(code, 'aa', day(15))).toEqual({ right: false, left: 4 })
    const refused = Array.from({ length: 5 }, () => ['code.refused'] as const)
    expect(tryCode(act(['code.asked', opening, p1], found, issued, ...refused), 'aa', day(2))).toEqual({
      right: false,
      left: 0,
    })
    const used = act(['code.asked', opening, p1], found, issued, ['code.used', { until: day(5) }, { session: 'ss' }])
    expect(tryCode(used, 'aa', day(4))).toEqual({ right: false, left: 4 })
    expect(sessionIsOpen(used, 'ss', day(4))).toBe(true)
    expect(sessionIsOpen(used, 'st', day(4))).toBe(false)
    expect(sessionIsOpen(used, 'ss', day(5))).toBe(false)
  })

  it('is refused as any other where none was ever mailed', () => {
    expect(tryCode(act(['code.asked', opening, p1]), 'aa', day(2))).toEqual({ right: false, left: 4 })
  })
})

describe('a complaint', () => {
  it('has days of our own promise, and goes on as it is answered', () => {
    expect(clockFrom(day(1))).toEqual({ acknowledgeBy: '2026-11-08', answerBy: '2026-12-01' })
    const body = { ...opening, office: 'privacy-office', ...clockFrom(day(1)) }
    const begun = ['complaint.made', body, { ...p1, words: 'Loud', hash: 'aa' }] as const
    expect(complaintState(act(begun))).toBe('received')
    expect(complaintState(act(begun, ['complaint.acknowledged']))).toBe('acknowledged')
    expect(complaintState(act(begun, ['complaint.answered', { outcome: 'upheld' }, { words: 'Sorry' }]))).toBe(
      'answered',
    )
  })
})

describe('a letter', () => {
  it('follows what was found, and what exposes or threatens', () => {
    expect(letterFor(act(made), 'person.found')).toBe('objection-confirmation')
    expect(letterFor(act(made), 'objection.made')).toBeUndefined()
    const quiet = act([made[0], made[1], { ...p1, noLetter: true }], found, asked)
    expect(letterFor(quiet, 'person.found')).toBeUndefined()
    // Ending it exposes them, so the address is told of that all the same.
    expect(letterFor(quiet, 'withdrawal.asked')).toBe('objection-withdrawal')
    expect(letterFor(act(['code.asked', opening, p1]), 'code.refused')).toBe('code-guessed')
    const body = { ...opening, office: 'privacy-office', ...clockFrom(day(1)) }
    const complaint = act(['complaint.made', body, { ...p1, words: 'Loud', hash: 'aa' }])
    expect(
      letterFor(complaint, 'code.refused'),
      'whoever complains is not written to about each wrong code',
    ).toBeUndefined()
  })
})

describe('the last effect of an act', () => {
  const later = '2033-01-02T09:00:00.000Z'

  it('is never reached by what protects somebody, or waits for us', () => {
    const withdrawn = ['consent.withdrawn', opening, p1] as const
    const moved = ['address.asked', opening, { ...p1, address: {} }] as const
    const complaint = ['complaint.made', { ...opening, office: 'x', acknowledgeBy: '', answerBy: '' }, p1] as const
    for (const standing of [act(made, found), act(made, found, asked), act(withdrawn), act(moved), act(complaint)])
      expect(endedOn(standing, later)).toBeUndefined()
  })

  it('is the day on which it ended, once that has come', () => {
    const ended = act(made, found, asked, told)
    expect(endedOn(ended, later)).toBe(endsAt(ended)?.slice(0, 10))
    expect(endedOn(ended, day(5))).toBeUndefined()
    const consent = act(['consent.given', { ...opening, programs: [], until: '2027-11-01' }, p1])
    expect(endedOn(consent, '2027-11-01T12:00:00.000Z')).toBeUndefined()
    expect(endedOn(consent, later)).toBe('2027-11-01')
    const code = act(['code.asked', opening, p1], found, ['code.issued', { until: '2026-12-06T12:00:00.000Z' }, {}])
    expect(endedOn(code, later)).toBe('2026-12-06')
    const stopped = act(['address.asked', opening, { ...p1, address: {} }], ['address.stopped'])
    expect(endedOn(stopped, later)).toBe('2026-11-01')
  })
})
