/** What is printed for people: it fits, it says what is so, and it names nobody who need not be named. */
import type { Command } from 'commander'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountingEntry } from '#accounting/account.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { contactSources, findingKinds, letters, motionEnds, motionKinds } from '#case/events.ts'
import { orderEffects } from '#case/orders.ts'
import { moves, states, stateWords } from '#case/moves.ts'
import { roles } from '#case/roles.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { caseIn } from '#testing/case.ts'
import { accountingCommand, accountingText } from './accounting.ts'
import { backupCommand, restoreCommand, restoredText, takenText } from './backup.ts'
import { caseCommand } from './case.ts'
import { caseText } from './case-show.ts'
import { eventLine } from './event-words.ts'
import { settle } from './help.ts'
import { initCommand, type NewOffice } from './init.ts'
import { matchText } from './match-text.ts'
import { daysLeft, queueCommand, queueText } from './queue.ts'
import { refusalText } from './refusal.ts'
import { staffCommand, staffText } from './staff.ts'
import { workCommand } from './work.ts'
import { tickCommand, tickText } from './tick.ts'
import { table, wrap } from './wrap.ts'

const unasked = async (): Promise<never> => {
  throw new Error('help opens nothing')
}
const said: string[] = []
const deps = {
  open: unasked,
  readFile: unasked,
  readInput: unasked,
  filesIn: unasked,
  writeNew: unasked,
  assertWritable: unasked,
  sign: unasked,
  newKey: unasked,
  every: unasked,
  setUp: unasked,
  backUp: unasked,
  restore: unasked,
  begin: unasked,
  progress: () => {},
  progressEvery: 1000,
  sleep: unasked,
  untilAsked: () => new AbortController().signal,
  states: stateWords,
  moves,
  roles,
  letters,
  findings: findingKinds,
  contacts: contactSources,
  effects: orderEffects,
  motions: motionKinds,
  ends: motionEnds,
  out: (line: string) => void said.push(line),
  err: (line: string) => void said.push(line),
  exit: () => {},
}

const helpOf = (command: Command): string => {
  const text: string[] = []
  command.configureOutput({ writeOut: (part) => void text.push(part), getOutHelpWidth: () => 80 })
  command.outputHelp()
  return text.join('')
}

describe('the help of every command', () => {
  const every = (command: Command): Command[] => [command, ...command.commands.flatMap(every)]
  const commands = [
    caseCommand(deps),
    queueCommand(deps),
    accountingCommand(deps),
    staffCommand(deps),
    initCommand(deps),
    tickCommand(deps),
    workCommand(deps),
    backupCommand(deps),
    restoreCommand(deps),
  ].flatMap((command) => {
    settle(command)
    return every(command)
  })
  it.each(commands.map((command) => [command.name(), command] as const))('%s fits 80 columns', (_, command) => {
    expect(
      helpOf(command)
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([])
  })

  it.each(
    commands
      .filter((command) => command.commands.length === 0 && command.name() !== 'list')
      .map((command) => [command.name(), command] as const),
  )('%s shows an example and takes --json', (_, command) => {
    expect(helpOf(command)).toMatch(/^ {2}(printf %s 100234 \| )?postern /m)
    expect(command.options.map(({ long }) => long)).toContain('--json')
  })
})

const local = (at: string): string => at

const next = (status: 'decided' | 'refused' | 'matched'): string => {
  const { state, events } = caseIn(status)
  return /^Next +(\S+ \S+)/m.exec(caseText({ states: stateWords, moves, local }, state, events, false))?.[1] ?? ''
}

describe('a case, shown', () => {
  it.each(states.slice(1))('says where it stands when it is %s, and what happened in order', (status) => {
    const { state, events } = caseIn(status)
    const text = caseText({ states: stateWords, moves, local }, state, events, false)
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`is ${status.replaceAll('-', ' ')}: ${stateWords[status]}.`)
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(text).not.toMatch(/Samplewright|Placeholder|900-12/)
    for (const event of events) expect(eventLine(event)).not.toBe('')
  })

  it('names its people when it is asked to, in quotes, whatever the name looks like', () => {
    const { state, events } = caseIn('received')
    const p1 = state.people['p1']
    if (p1 === undefined) throw new Error('the dull case has p1')
    const identity = { ...p1.identity, name: { given: '=1+1', family: '"; DROP' } }
    const strange = { ...state, people: { ...state.people, p1: { ...p1, identity } } }
    expect(caseText({ states: stateWords, moves, local }, strange, events, true)).toContain(
      String.raw`"=1+1 \"; DROP", born 1990-02-03`,
    )
  })

  it('says what comes next: prepare where something is released, refuse where nothing is', () => {
    expect([next('matched'), next('decided'), next('refused')]).toEqual(['case decide', 'case prepare', 'case close'])
  })
})

const row: QueueRow = {
  stream: '5d1f2c1e-8f5b-4a39-9d0e-000000000001',
  number: 'MA-DTA-2026-7K3Q9F2M',
  agency: 'ma-dta',
  status: 'approved-once',
  receivedOn: '2026-11-20',
  requesterKind: 'court',
  organization: 'fbi',
  purposes: 'criminal-investigation',
  programs: 'snap',
  people: 1,
  disposition: null,
  released: null,
  held: null,
  denied: null,
  dueOn: '2026-11-25',
  dueWhat: 'answer',
  deadlines: '2026-11-25 answer',
  closedOn: null,
  assignee: null,
  account: null,
  waitingFor: 'second-approval',
  holds: 0,
  n: 7,
  lastAt: '2026-11-22T12:00:00.000Z',
  lastType: 'release.approved',
}

describe('the queue', () => {
  it('shows number, where it stands, who asks and when it is due, and explains each state once', () => {
    expect(queueText([row, { ...row, number: 'MA-DTA-2026-AAAAAAAA', dueOn: null }], '2026-11-22', stateWords)).toBe(
      [
        'Case                  Stands         Asked by  Received    Due',
        'MA-DTA-2026-7K3Q9F2M  approved once  fbi       2026-11-20  2026-11-25 (in 3 days)',
        'MA-DTA-2026-AAAAAAAA  approved once  fbi       2026-11-20',
        '',
        'approved once: the second approval is missing',
      ].join('\n'),
    )
    expect(queueText([], '2026-11-22', stateWords)).toBe('No case waits for anything.')
  })

  it.each([
    ['2026-11-22', '(today)'],
    ['2026-11-23', '(in 1 day)'],
    ['2026-11-21', '(1 day late)'],
    ['2027-11-22', '(in 365 days)'],
  ])('due on %s is %s', (due, words) => expect(daysLeft('2026-11-22', due)).toBe(words))
})

describe('the accounting', () => {
  const cell = { program: 'snap', element: 'application', needs: [], basis: ['US-SNAP-06'], why: 'because' }
  const entry: AccountingEntry = {
    case: 'MA-DTA-2026-7K3Q9F2M',
    agency: 'ma-dta',
    askedAt: '2026-11-20T12:00:00.000Z',
    askedBy: { kind: 'federal-law-enforcement', organization: 'fbi' },
    purposes: ['criminal-investigation'],
    decided: {
      at: '2026-11-21T12:00:00.000Z',
      cells: [
        { ...cell, outcome: 'release' },
        { ...cell, element: 'ssn', outcome: 'deny' },
      ],
    },
    disclosed: [],
  }

  it('says in words who asked, for what, what was decided and that nothing left', () => {
    const text = accountingText([entry])
    expect(text).toContain('by Federal Bureau of Investigation')
    expect(text).toContain('Decided     2026-11-21: application may leave; ssn denied')
    expect(text).toMatch(/Left +nothing$/)
  })

  it('says what left, once for each time', () => {
    const left = { at: '2026-11-22T12:00:00.000Z', cells: [{ program: 'snap', element: 'application' }] }
    expect(accountingText([{ ...entry, disclosed: [left, left] }]).match(/1 thing: snap application/g)).toHaveLength(2)
    expect(accountingText([])).toContain('Nobody has asked')
  })
})

it('a match shows staff the record, what agrees and what differs, and chooses no near one', () => {
  const sourceKey = formatSourceKey({ agency: 'ma-dta', keys: { person: [{ value: 'SYN-1' }], household: [] } })
  const twin = { sourceKey, agrees: ['family'], close: ['birth-date'], differs: ['given'] } as const
  const text = matchText({ p1: { found: [], near: [twin] }, p2: { found: [twin, twin], near: [] } })
  expect(text).toContain('p1: no record is this person for sure.')
  expect(text).toContain(
    '1 near match, for you to judge:\n  record SYN-1\n    agrees    family\n    is close  birth-date',
  )
  expect(text).toContain('p2: 2 records fit alike, so none is taken.')
})

it('a refusal gives every reason as a sentence, and the commands by the names they have here', () => {
  expect(
    refusalText({
      move: 'read-instrument',
      reasons: [
        { code: 'not-open', words: 'read-instrument is closed. Open now: verify-instrument, set-hold' },
        { code: 'other', words: 'and this.' },
      ],
    }),
  ).toBe(
    [
      '`case read` is refused, and nothing was recorded:',
      '  - read is closed. Open now: verify-paper, hold.',
      '  - and this.',
    ].join('\n'),
  )
})

it('the register says who signs with a key of their own and who with one that anybody may have', () => {
  const member = { id: 'b-one', agency: 'ma-dta', roles: ['approver'], demo: false } as const
  const text = staffText([member, { ...member, key: 'b-one+1+A' }, { ...member, key: 'b-one+1+A', demo: true }])
  expect(text.split('\n').map((line) => /no key|own key|DEMO key/.exec(line)?.[0])).toEqual([
    undefined,
    'no key',
    'own key',
    'DEMO key',
  ])
})

it('a tick says what was published, delivered, waits and expired', () => {
  const published = { outcome: 'published', size: 128 } as const
  const people = { found: 0, back: [], letters: 0 }
  expect(
    tickText({
      drops: ['ma-dta night-2'],
      people,
      published,
      delivered: ['A-1'],
      waiting: ['B-2'],
      answered: 1,
      swept: ['c'],
      closed: ['d'],
    }),
  ).toBe(
    [
      'Published: the log has 128 entries.',
      'Records laid down and in use now: ma-dta night-2.',
      'Delivered: A-1.',
      'Released and not delivered yet: B-2.',
      '1 answer sent, or not needed any more.',
      '1 package expired and destroyed.',
      'Closed, since nobody used them: d.',
    ].join('\n'),
  )
  expect(
    tickText({ drops: [], people, published, delivered: [], waiting: [], answered: 0, swept: [], closed: [] }),
  ).toBe('Published: the log has 128 entries.')
})

describe('a backup', () => {
  const taken = {
    takenAt: '',
    entries: 64,
    files: 1,
    bytes: 2_000_001,
    sealed: true,
    keys: '/safe',
    rootKey: 'file',
  } as const
  it('says where its keys are, and what they open together with it', () => {
    expect(takenText('/b', taken)).toBe(
      [
        'Backed up: 64 entries of the log and 1 file, 3 MB, in /b.',
        'The keys stand, sealed, in /safe. Give them to somebody who does not hold the backup.',
        'The root key is among them: with the backup they open every case.',
      ].join('\n'),
    )
    expect(takenText('/b', { ...taken, rootKey: 'passphrase' })).toContain('nothing without the passphrase')
    expect(takenText('/b', { ...taken, rootKey: 'service' })).toContain('They open no case')
    const alone = takenText('/b', { ...taken, keys: null, sealed: false })
    expect(alone).toContain('in the clear: whoever reads it')
    expect(alone).toContain('Without them nobody can restore it')
  })

  it('that was restored says what came back, what is lost, and that it waits', () => {
    const whole = { dataDirectory: '/new', takenAt: '2026-11-22T12:00:00.000Z', entries: 64, events: 40, cases: 1 }
    const nothing = { forgotten: 0, files: 3, remade: [], missingPapers: 0, lost: 0, silent: [] }
    const quiet = restoredText({ ...whole, ...nothing })
    expect(quiet.split('\n')).toHaveLength(3)
    expect(quiet).toContain('1 case (0 forgotten), 40 events, 3 files')
    expect(quiet).toMatch(/It does nothing yet\..*`postern restore --begin`\.$/)
    const sad = restoredText({ ...whole, ...nothing, remade: ['queue'], missingPapers: 1, lost: 16, silent: ['court'] })
    expect(sad).toContain('made again: queue.')
    expect(sad).toContain('1 paper is named by events and not in the backup.')
    expect(sad).toContain('16 entries were published after this backup.')
    expect(sad).toContain('did not say what they hold: court.')
  })

  it('is restored from somewhere, or begun', async () => {
    const codes: number[] = []
    const command = restoreCommand({ ...deps, exit: (code) => void codes.push(code) })
    await command.parseAsync([], { from: 'user' })
    expect(codes).toEqual([2])
  })
})

const witness = (name: string): string[] => [
  '--witness',
  `${name}=${name}+1f2e3d4c+BA/x+y=@https://${name}.example.org/w`,
]

describe('a new office', () => {
  const whole = [
    '--agency',
    'ma-dta',
    '--origin',
    'log.example.org',
    '--oversight',
    'age1x',
    '--administrator',
    'b-admin',
  ]
  async function init(...args: string[]): Promise<NewOffice | undefined> {
    const made: NewOffice[] = []
    const command = initCommand({
      setUp: async (office) => {
        made.push(office)
        return { dataDirectory: '/data', logKey: 'log.example.org+1+A' }
      },
      out: () => {},
    })
    settle(command)
    command.configureOutput({ writeErr: () => {} })
    await command.parseAsync([...whole, ...args], { from: 'user' }).catch(() => undefined)
    return made[0]
  }
  it('asks more than half of its witnesses unless told', async () => {
    expect(await init(...witness('a'), ...witness('b'), ...witness('c'))).toMatchObject({
      quorum: 2,
      witnesses: [{ name: 'a', vkey: 'a+1f2e3d4c+BA/x+y=', url: 'https://a.example.org/w' }, {}, {}],
      rootKey: { kind: 'file' },
      padSilence: true,
    })
    expect(await init('--quorum', 'none')).toMatchObject({ quorum: 'none', witnesses: [] })
    expect(await init('--root-key', 'service=https://keys.example.org')).toMatchObject({
      rootKey: { kind: 'service', url: 'https://keys.example.org' },
    })
  })

  it.each([
    ['--witness', 'court'],
    ['--witness', 'court=key@ftp://x'],
    ['--quorum', '0'],
    ['--quorum', 'all'],
    ['--root-key', 'service'],
    ['--batch', '-1'],
  ])('is not set up with %s %s', async (...args) => expect(await init(...args)).toBeUndefined())
})

describe('lines', () => {
  it('of wrapped text keep every word in order, and none is longer than asked unless one word is', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
        const lines = wrap(words.join(' '), 20)
        expect(lines.join(' ')).toBe(words.join(' '))
        expect(lines.every((line) => line.length <= 20)).toBe(true)
      }),
    )
  })

  it('of a table stand in columns and end without blanks', () => {
    expect(
      table(
        ['a', 'bb'],
        [
          ['xyz', ''],
          ['', 'q'],
        ],
      ),
    ).toBe('a    bb\nxyz\n     q')
  })
})
