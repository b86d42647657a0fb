import { describe, expect, it } from 'vitest'
import { becameOf } from './announcements.ts'

const at = (minute: number): string => `2026-12-09T15:0${minute}:00.000Z`
const became = (...types: readonly string[]) => becameOf(types.map((type, n) => ({ type, at: at(n) })))

describe('a notice', () => {
  it('stands until something ends it', () => {
    expect(became()).toEqual({ state: 'standing', at: undefined })
    expect(became('note.added', 'decision.made')).toEqual({ state: 'standing', at: undefined })
  })

  it('is what ended it first, whatever comes after', () => {
    expect(became('announcement.withdrawn', 'request.withdrawn')).toEqual({ state: 'withdrawn', at: at(0) })
    expect(became('release.announced', 'announcement.withdrawn')).toEqual({ state: 'replaced', at: at(0) })
    expect(became('request.refused', 'case.closed')).toEqual({ state: 'ended', at: at(0) })
    expect(became('release.authorized', 'case.closed')).toEqual({ state: 'released', at: at(0) })
  })

  it.each(['release.voided', 'package.expired', 'package.taken-back'])(
    'stands again where its release came to nothing: %s',
    (type) => {
      expect(became('release.authorized', type)).toEqual({ state: 'standing', at: undefined })
      expect(became('release.authorized', type, 'release.authorized')).toEqual({ state: 'released', at: at(2) })
      expect(became('announcement.withdrawn', type)).toEqual({ state: 'withdrawn', at: at(0) })
    },
  )
})
