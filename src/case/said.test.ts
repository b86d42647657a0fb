import { describe, expect, it } from 'vitest'
import {
  aCommand,
  aContent,
  aDecision,
  aRefusal,
  aRequest,
  caseIn,
  hexOf,
  next,
  playAll,
  reasonsAgainst,
  type Played,
} from '#testing/case.ts'
import type { Command, CommandName } from './commands.ts'
import { isDay, offsetOf } from './reasons.ts'
import { receiptHash } from './receipt.ts'

/** The event that the last of these commands leads to. */
function said<Name extends CommandName>(before: Played, name: Name, change: Partial<Command<Name>> = {}) {
  const event = playAll(before, [name], { [name]: change }).events.at(-1)
  return { type: event?.type, body: event?.body, people: event?.people }
}

function codesAgainst<Name extends CommandName>(before: Played, name: Name, change: Partial<Command<Name>>) {
  const now = next(before)
  const [command, actor] = aCommand(name, before.state, now)
  return reasonsAgainst(before.state, Object.assign(command, change), { now, actor }).map(({ code, words }) => [
    code,
    words,
  ])
}

const received = caseIn('received')

describe('what arrives is kept in the event, without the people in it', () => {
  it('of a request: its own number, the case it follows, and what it says in free words', () => {
    const request = aRequest({
      reference: 'your letter on Testina',
      follows: 'MA-DTA-2026-AAAAAAAA',
      violation: 'flight by Samplewright',
      subjectClass: 'all like Mocktavius',
    })
    expect(said(caseIn('new'), 'receive', { request }).body).toMatchObject({
      reference: 'your letter on [p1]',
      follows: 'MA-DTA-2026-AAAAAAAA',
      violation: 'flight by [p1]',
      subjectClass: 'all like [p2]',
    })
  })

  it('of a request that says none of these, nothing', () => {
    const { body } = said(caseIn('new'), 'receive', { request: aRequest() })
    for (const field of ['reference', 'follows', 'violation', 'subjectClass']) expect(body).not.toHaveProperty(field)
  })

  it('of somebody’s own request: the refs for their name, and no title', () => {
    const requester = { kind: 'data-subject', organization: 'other', name: 'Testina Samplewright', title: 'Herself' }
    expect(said(caseIn('new'), 'receive', { request: aRequest({ requester }) }).body).toHaveProperty('requester', {
      kind: 'data-subject',
      organization: 'other',
      name: '[p1] [p2]',
    })
  })

  it('of a paper: who issued it and what it cites, with its file where it is new', () => {
    const file = { sha256: hexOf('b'), bytes: 12, type: 'application/pdf' } as const
    const facts = {
      id: 'i12',
      kind: 'judicial-subpoena',
      issuer: 'Court of Samplewright',
      docket: 'Testina v. Agency',
      statute: 'Act of Mocktavius',
      directedTo: 'the keeper for Testina',
    }
    expect(said(received, 'read-instrument', { facts, artifact: file }).body).toEqual({
      facts: {
        ...facts,
        issuer: 'Court of [p1]',
        docket: '[p1] v. Agency',
        statute: 'Act of [p2]',
        directedTo: 'the keeper for [p1]',
      },
      artifact: file,
    })
    const { body } = said(received, 'read-instrument', { facts: { id: 'i1', kind: 'judicial-subpoena' } })
    expect(body).toEqual({ facts: { id: 'i1', kind: 'judicial-subpoena' } })
  })

  it('of a finding and of counsel’s word: the note', () => {
    expect(said(received, 'record-finding', { note: 'said Testina' }).body).toEqual({
      finding: 'seized',
      stands: false,
      note: 'said [p1]',
    })
    expect(said(received, 'record-counsel', { note: 'said Testina', programs: ['snap'] }).body).toEqual({
      decision: 'approve',
      everyone: true,
      on: '2026-11-23',
      instruments: ['i1'],
      programs: ['snap'],
      note: 'said [p1]',
    })
  })

  it('of a withdrawal, a destruction and a refusal: why, how, and on which decision', () => {
    expect(said(received, 'withdraw', { reason: 'Testina asked' }).body).toEqual({ reason: '[p1] asked' })
    expect(said(caseIn('acknowledged'), 'certify-destruction', { method: 'shredded by Mocktavius' }).body).toEqual({
      on: '2026-11-23',
      by: 'Deputy Example',
      method: 'shredded by [p2]',
    })
    const decided = playAll(caseIn('matched'), ['decide'], {
      decide: { decision: aDecision(received.state, aRefusal) },
    })
    expect(said(decided, 'refuse').body).toEqual({ letter: 'refusal', decision: hexOf('c') })
  })
})

describe('the event of a delivery', () => {
  it('says what left, under which checkpoint, and which cells of whom', () => {
    const { contentRoot } = aContent()
    expect(said(caseIn('released'), 'deliver')).toEqual({
      type: 'package.delivered',
      body: { contentRoot, checkpoint: { size: 256, root: hexOf('f') }, leafIndex: 7 },
      people: { p1: { cells: [{ program: 'snap', element: 'home-address' }] } },
    })
    expect(said(caseIn('delivered'), 'acknowledge-receipt').body).toEqual({ contentRoot })
    expect(said(caseIn('delivered'), 'record-collection').body).toEqual({ contentRoot })
    expect(said(caseIn('delivered'), 'record-expiry').body).toEqual({ contentRoot })
    expect(said(caseIn('delivered'), 'record-taking-back').body).toEqual({ contentRoot })
  })
})

describe('a refusal names what is wrong', () => {
  it('and whom or what it is about', () => {
    expect(
      codesAgainst(received, 'match', {
        people: { p1: { match: 'none' }, p2: { match: 'none' }, x: { match: 'none' } },
      }),
    ).toEqual([['ref-malformed', expect.stringContaining('p1, p2')]])
    expect(codesAgainst(received, 'serve-notice', { people: { p1: {} } })).toEqual([
      ['notice-without-day', expect.stringContaining('p1')],
    ])
    expect(codesAgainst(received, 'serve-notice', { people: { p1: { servedOn: '2027-01-01' } } })).toEqual([
      ['day-not-come', expect.stringContaining('p1')],
    ])
    const early = { servedOn: '2026-11-20', objectionPeriodEnds: '2026-11-19' }
    expect(codesAgainst(received, 'serve-notice', { people: { p1: early } })).toEqual([
      ['period-malformed', expect.stringContaining('p1')],
    ])
    expect(codesAgainst(received, 'serve-notice', { instruments: ['i7'] })).toEqual([
      ['instrument-unknown', expect.stringContaining('i7')],
    ])
  })

  it('where a finding about programs names none, unless it takes one back', () => {
    const finding = 'injunction-checked'
    expect(codesAgainst(received, 'record-finding', { finding, stands: true }).map(([code]) => code)).toEqual([
      'finding-incomplete',
    ])
    expect(codesAgainst(received, 'record-finding', { finding, stands: false })).toEqual([])
    expect(
      codesAgainst(received, 'record-finding', { finding: 'court-informed', stands: false }).map(([code]) => code),
    ).toEqual(['finding-incomplete'])
  })
})

describe('what stands in the case', () => {
  it('keeps counsel’s approval of one paper when another is read again, and drops that of the paper itself', () => {
    const request = aRequest({
      instruments: [
        { id: 'i1', kind: 'judicial-subpoena', subjects: ['p1'], file: 'one.pdf' },
        { id: 'i2', kind: 'court-order', subjects: ['p1'] },
      ],
    })
    const approved = playAll(caseIn('new'), ['receive', 'record-counsel'], {
      receive: { request },
      'record-counsel': { instruments: ['i1', 'i2'] },
    })
    const reread = playAll(approved, ['read-instrument'], {
      'read-instrument': { facts: { id: 'i2', kind: 'court-order', subjects: ['p1'] } },
    })
    expect(reread.state.counsel.map(({ instrument }) => instrument)).toEqual(['i1'])
  })

  it('holds each person’s objection to a paper to that person’s own day', () => {
    const first = playAll(received, ['record-objection'], {
      'record-objection': { person: 'p1', on: '2026-11-22', instrument: 'i1' },
    })
    const second = playAll(first, ['record-objection'], {
      'record-objection': { person: 'p2', on: '2026-11-20', instrument: 'i1' },
    })
    const again = playAll(second, ['record-objection'], {
      'record-objection': { person: 'p1', on: '2026-11-21', instrument: 'i1' },
    })
    expect(again.state.notices.map(({ person, objectedOn }) => `${person} ${objectedOn}`).toSorted()).toEqual([
      'p1 2026-11-22',
      'p2 2026-11-20',
    ])
  })
})

describe('the small words of time and receipt', () => {
  it.each(['x2026-11-23', '2026-11-23x', '2026-11-23T', '2026-2-03', '2026-02-30', ''])('%j is no day', (text) => {
    expect(isDay(text)).toBe(false)
  })

  it.each([
    ['2026-11-23T10:00:00+05:30', 330],
    ['2026-11-23T10:00:00-04:30', -270],
    ['2026-11-23T10:00:00.25Z', 0],
    ['2026-11-23T10:00:00', undefined],
    ['x2026-11-23T10:00:00Z', undefined],
    ['2026-11-23T10:00:00Z ', undefined],
  ])('%s is %s minutes east of UTC', (moment, minutes) => {
    expect(offsetOf(moment)).toBe(minutes)
  })

  it('two receipt codes have two hashes, under a tag of their own', () => {
    expect(receiptHash('AAAAAAAAAAAAAAAAAAAAAA')).toBe(
      'c8547ff5ab0d0b1b912107d6377f2107aebad136cba25d103f0bdfdb37ee9f4b',
    )
    expect(receiptHash('AAAAAAAAAAAAAAAAAAAAAQ')).not.toBe(receiptHash('AAAAAAAAAAAAAAAAAAAAAA'))
  })
})
