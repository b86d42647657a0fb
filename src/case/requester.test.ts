import { describe, expect, it } from 'vitest'
import {
  aCommand,
  aRequest,
  caseIn,
  hexOf,
  momentOf,
  next,
  play,
  playAll,
  reasonsAgainst,
  type Played,
} from '#testing/case.ts'
import type { Actor, Command, CommandName } from './commands.ts'

const filer: Actor = { id: 'a-requester', roles: ['requester'] }
const colleague: Actor = { id: 'a-colleague', roles: ['requester'] }

/** As far as a case goes, filed by the requester in their own account. */
function filed(...names: readonly CommandName[]): Played {
  const [receive] = aCommand('receive', caseIn('new').state, next(caseIn('new')))
  return playAll(play(caseIn('new'), receive, { now: next(caseIn('new')), actor: filer }), names)
}

const path = ['match', 'decide', 'prepare', 'approve', 'approve', 'release', 'deliver'] as const

function codes(before: Played, name: CommandName, actor: Actor, change: Partial<Command> = {}): string[] {
  const now = momentOf(name, before)
  const [given] = aCommand(name, before.state, now)
  return reasonsAgainst(before.state, Object.assign(given, change), { now, actor }).map(({ code }) => code)
}

describe('a request filed in an account', () => {
  it('says who filed it, and one that staff entered says nobody', () => {
    expect(filed().events[0]?.body).toMatchObject({ filedBy: 'a-requester' })
    expect(filed().state.account).toBe('a-requester')
    expect(caseIn('received').events[0]?.body).not.toHaveProperty('filedBy')
    expect(caseIn('received').state.account).toBeUndefined()
  })

  it.each([
    ['withdraw', filed()],
    ['accept-terms', filed(...path)],
    ['acknowledge-receipt', filed(...path)],
    ['certify-destruction', filed(...path)],
  ] as const)('lets whoever filed it %s, and no colleague', (name, before) => {
    expect(codes(before, name, filer)).toEqual([])
    expect(codes(before, name, colleague)).toEqual(['not-your-case'])
  })

  it('is a colleague’s once staff handed it over, and the filer’s no more', () => {
    const handed = playAll(filed(), ['hand-to-requester'], { 'hand-to-requester': { to: 'a-colleague' } })
    expect(handed.state.account).toBe('a-colleague')
    expect(codes(handed, 'withdraw', colleague)).toEqual([])
    expect(codes(handed, 'withdraw', filer)).toEqual(['not-your-case'])
  })

  it('is handed over by no requester, to nobody who has it already, and not without a word why', () => {
    expect(codes(filed(), 'hand-to-requester', filer)).toEqual(['not-your-role'])
    const [, officer] = aCommand('hand-to-requester', filed().state, next(filed()))
    expect(codes(filed(), 'hand-to-requester', officer, { to: 'a-requester' })).toEqual(['account-stands'])
    expect(codes(filed(), 'hand-to-requester', officer, { to: '../x' })).toEqual(['account-unknown'])
    expect(codes(filed(), 'hand-to-requester', officer, { reason: ' ' })).toEqual(['reason-missing'])
  })

  it('that came on paper is nobody’s in an account until staff hand it over', () => {
    expect(codes(caseIn('received'), 'withdraw', filer)).toEqual(['not-your-case'])
  })
})

describe('the terms', () => {
  const delivered = filed(...path)

  it('are accepted for what was delivered, once', () => {
    const accepted = playAll(delivered, ['accept-terms'])
    expect(accepted.state.termsAccepted).toBe(true)
    expect(codes(accepted, 'accept-terms', filer)).toEqual(['terms-accepted'])
  })

  it('are not accepted in other words, for another content, or after it was taken away', () => {
    expect(codes(delivered, 'accept-terms', filer, { terms: hexOf('9') })).toEqual(['other-terms'])
    expect(codes(delivered, 'accept-terms', filer, { contentRoot: hexOf('9') })).toEqual(['other-content'])
    expect(codes(playAll(delivered, ['record-collection']), 'accept-terms', filer)).toEqual(['already-collected'])
  })

  it('are those of one content: what is prepared anew is accepted anew', () => {
    const again = playAll(playAll(delivered, ['accept-terms', 'record-expiry']), ['decide', 'prepare'])
    expect(again.state.termsAccepted).toBe(false)
  })
})

describe('what a request says of its matter', () => {
  it('stands in the event without the people in it', () => {
    const request = aRequest({
      statute: 'Act on Samplewright',
      nature: 'criminal',
      immigration: false,
      period: { from: '2026-01-01', to: '2026-06-30' },
      delay: { law: 'order about Testina', until: '2027-01-01' },
      onward: { shared: true, with: 'the office of Mocktavius', storage: 'locked', deleteBy: '2027-06-30' },
      emergency: 'Testina is in danger',
      preserveOnly: false,
      signed: { name: 'Deputy Example', on: '2026-11-20' },
      instruments: [{ id: 'i1', kind: 'judicial-subpoena', says: { issuer: 'Court of Samplewright', docket: '1' } }],
    })
    const { events } = playAll(caseIn('new'), ['receive'], { receive: { request } })
    expect(events[0]?.body).toMatchObject({
      statute: 'Act on [p1]',
      nature: 'criminal',
      immigration: false,
      period: { from: '2026-01-01', to: '2026-06-30' },
      delay: { law: 'order about [p1]', until: '2027-01-01' },
      onward: { shared: true, with: 'the office of [p2]', storage: 'locked', deleteBy: '2027-06-30' },
      emergency: '[p1] is in danger',
      preserveOnly: false,
      signed: { name: 'Deputy Example', on: '2026-11-20' },
      instruments: [{ id: 'i1', says: { issuer: 'Court of [p1]', docket: '1' } }],
    })
  })
})
