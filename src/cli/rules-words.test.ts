import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { stateWords } from '#case/moves.ts'
import type { RuleStanding } from '#pipeline/confirm.ts'
import type { PutInForce } from '#pipeline/law-log.ts'
import type { WhatIf } from '#pipeline/what-if.ts'
import { theLaw } from '#testing/law.ts'
import { settle } from './help.ts'
import { rulesApproveCommand } from './rules-approve.ts'
import { bar } from './rules-cases.ts'
import { confirmationsText, rulesConfirmationsCommand } from './rules-confirmations.ts'
import { rulesConfirmCommand } from './rules-confirm.ts'
import { inForceText, packsWords, rulesInForceCommand } from './rules-in-force.ts'
import { rulesProposeCommand } from './rules-propose.ts'
import { replayText, rulesReplayCommand } from './rules-replay.ts'
import { day } from './rules-words.ts'
import { rulesWhatIfCommand, whatIfText } from './rules-what-if.ts'

const unasked = async (): Promise<never> => {
  throw new Error('help opens nothing')
}
const deps = {
  open: unasked,
  readFile: unasked,
  changed: unasked,
  packs: unasked,
  caseFiles: unasked,
  compareLaws: unasked,
  whatIf: unasked,
  today: unasked,
  hashOf: unasked,
  holder: unasked,
  signRules: unasked,
  assertWritable: unasked,
  writeNew: unasked,
  states: stateWords,
  moves: [],
  progress: () => {},
  out: () => {},
  err: () => {},
  exit: () => {},
}
const tooLong = (text: string) => text.split('\n').filter((line) => line.length > 80)

describe('the commands about the law', () => {
  const commands: Command[] = [
    rulesConfirmCommand(deps),
    rulesConfirmationsCommand(deps),
    rulesWhatIfCommand(deps),
    rulesProposeCommand(deps),
    rulesApproveCommand(deps),
    rulesInForceCommand(deps),
    rulesReplayCommand(deps),
  ]
  it.each(commands.map((command) => [command.name(), command] as const))(
    '%s explains itself on 80 columns',
    (_, one) => {
      settle(one)
      const text: string[] = []
      one.configureOutput({ writeOut: (part) => void text.push(part), getOutHelpWidth: () => 80 }).outputHelp()
      expect(text.join('')).toContain('postern rules')
      expect(tooLong(text.join(''))).toEqual([])
    },
  )

  it.each(['2026-02-29', '2026-13-01', '26-01-01', 'today'])('take %s for no day', (text) => {
    expect(() => day(text)).toThrow('day of the calendar')
    expect(day('2028-02-29')).toBe('2028-02-29')
  })
})

const digest = { a: 'aa'.repeat(32), b: 'bb'.repeat(32), c: 'cc'.repeat(32) }

describe('what-if', () => {
  const result: WhatIf = {
    before: digest.a,
    after: digest.b,
    on: '2026-11-22',
    rules: { added: ['US-NEW-01'], removed: [], changed: ['US-SNAP-07'] },
    cases: [
      {
        case: 'MA-DTA-2026-7K3Q9F2M',
        stands: 'open',
        cells: [
          {
            subject: 'p1',
            program: 'snap',
            element: 'phone',
            was: { outcome: 'deny', needs: [] },
            wouldBe: { outcome: 'hold', needs: ['counsel-review'] },
          },
        ],
        others: ['missing'],
      },
    ],
    counts: { looked: 3, differ: 1, cells: { 'deny → hold': 1 } },
    forgotten: 2,
  }

  it('shows each cell that changes, how many do, what cannot be known, and whether anything is loosened', () => {
    const text = whatIfText(result, { direction: 'loosens', loosens: ['phone of snap in Maine'], tightens: [] })
    expect(text).toMatch(/MA-DTA-2026-7K3Q9F2M +open +p1 · snap · phone +deny +hold: counsel-review/)
    expect(text).toContain('other contents asked for')
    expect(text).toContain('3 cases decided under both: 1 differently (1 cell deny → hold).')
    expect(text).toContain('2 cases cannot be decided again')
    expect(text).toContain('1 rule added: US-NEW-01; 1 rule changed: US-SNAP-07')
    expect(text).toContain('begins 30 days after')
    expect(text).toMatch(/opens +phone of snap in Maine/)
  })

  it('says so where nothing changes', () => {
    const none = { ...result, cases: [], forgotten: 0, counts: { looked: 1, differ: 0, cells: {} } }
    const text = whatIfText(none, { direction: 'same', loosens: [], tightens: [] })
    expect(text).toContain('1 case decided under both: 0 differently.')
    expect(text).not.toMatch(/cannot|Would be|opens/)
  })
})

describe('replay', () => {
  const replayed = { decisions: 5, same: 5, reworded: 0, different: [], forgotten: { cases: 0, decisions: 0 } }

  it('says in one line that all came out the same', () => {
    expect(replayText(replayed)).toBe('5 decisions made again: 5 came out the same, 0 differently.')
  })

  it('shows what is not the same, and counts what nobody can know any more', () => {
    const at = { case: 'MA-DTA-2026-7K3Q9F2M', index: 7, asOf: '2026-11-22T10:00:00-05:00', digest: digest.a }
    const cell = { subject: 'p1', program: 'snap', element: 'phone' }
    const text = replayText({
      ...replayed,
      same: 2,
      reworded: 1,
      different: [
        {
          ...at,
          why: 'differs',
          differences: {
            cells: [{ ...cell, was: { outcome: 'release', needs: [] }, wouldBe: { outcome: 'deny', needs: [] } }],
            others: ['duties'],
            reworded: 0,
          },
        },
        { ...at, why: 'rules-missing', differences: undefined },
        { ...at, why: 'confirmations', differences: undefined },
      ],
      forgotten: { cases: 1, decisions: 2 },
    })
    expect(text).toMatch(/p1 · snap · phone +release +deny/)
    expect(text).toContain('not the same: duties')
    expect(text).toContain(`no rule set ${digest.a} is in the archive`)
    expect(text).toContain('what the log says was confirmed is not what the decision says')
    expect(text).toContain('1 decision would say why in other words today.')
    expect(text.replaceAll('\n', ' ')).toContain('1 case forgotten whole, 2 decisions in which somebody was forgotten')
  })

  it('shows how far it is once a second has passed', () => {
    let now = 0
    const said: string[] = []
    const progress = bar(
      (line) => void said.push(line),
      () => now,
    )
    progress(1, 4)
    now = 1000
    progress(2, 4)
    expect(said).toEqual(['[############------------] 2 of 4 cases'])
  })
})

describe('confirmations', async () => {
  const { rules } = await theLaw()
  const [rule] = rules
  if (rule === undefined) throw new Error('the law has a rule')
  const confirmation = {
    rule: rule.id,
    content: digest.a,
    by: 'demo-counsel',
    readOn: '2026-11-02',
    version: 'eCFR of 2026-11-02',
    demo: true,
  }
  const of = (stands: RuleStanding['stands'], favors = true): RuleStanding => ({
    rule,
    favors,
    stands,
    confirmation: stands === 'never' ? undefined : confirmation,
    until: stands === 'never' || stands === 'changed' ? undefined : '2027-11-02',
  })

  it('puts what has lapsed first, and calls a DEMO counsel so', () => {
    const text = confirmationsText([of('confirmed'), of('never'), of('lapsed'), of('lapsing'), of('changed')])
    const order = ['lapsed', 'changed', 'never read', 'lapses soon', 'confirmed'].map((words) => text.indexOf(words))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(text).toContain('demo-counsel (DEMO)')
    expect(text).toContain('3 rules that open something are not confirmed')
  })

  it('counts only what opens something as held', () => {
    expect(confirmationsText([of('never', false), of('lapsing')])).toContain(
      'Every rule that opens something is confirmed.',
    )
    expect(confirmationsText([of('never')])).toContain('1 rule that opens something is not confirmed')
  })
})

describe('in-force', () => {
  const set: PutInForce = {
    digest: digest.a,
    before: null,
    from: '2026-11-22',
    by: ['b-counsel', 'b-privacy'],
    direction: 'loosens',
    at: '2026-11-22T10:00:00.000Z',
    order: { docket: 'SYN-cv-0001', sha256: digest.c },
  }
  const none = { inForce: undefined, waiting: [], overtaken: [], proposed: [], today: '2026-11-22' }

  it('says that nothing is decided where nothing is in force', () => {
    expect(inForceText(none, undefined)).toBe('No rule set is in force: nothing is decided.')
  })

  it('names who signed, the court, what waits, what was overtaken, and that the disk is another', () => {
    const differ = { packs: digest.b, inForce: digest.a, rules: { added: [], removed: ['US-SNAP-07'], changed: [] } }
    const text = inForceText(
      { ...none, inForce: set, waiting: [{ ...set, digest: digest.b, from: '2026-12-22' }], overtaken: [set] },
      differ,
    )
    expect(text).toMatch(/In force: +aaaaaaaaaaaa from 2026-11-22, by b-counsel and b-privacy; by order/)
    expect(text).toContain('SYN-cv-0001')
    expect(text).toMatch(/Waits: +bbbbbbbbbbbb from 2026-12-22/)
    expect(text).toMatch(/Overtaken: +aaaaaaaaaaaa/)
    expect(text.replaceAll(/\s+/g, ' ')).toContain(packsWords(differ))
    expect(tooLong(text)).toEqual([])
  })
})
