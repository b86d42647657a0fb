/** The access table: every door of the web, whom it lets in, and which acts on a case it gives, from which states. */
import { compilePages } from '../src/adapters/system/tsx.ts'
import { moves, states, type State } from '../src/case/moves.ts'
import { roles, type Role } from '../src/case/roles.ts'
import type { Doors } from '../src/web/doors.ts'
import type { Route } from '../src/web/route.ts'

const held: readonly Role[] = roles.filter((role) => role !== 'system')

/** Every door of a real office; a demonstration has those of its software keys beside. */
export async function everyDoor(): Promise<readonly Route[]> {
  compilePages()
  const { allRoutes } = await import('../src/web/routes.ts')
  // Only what the doors are is read; nobody goes through one.
  const nobodyHome: Doors = Object.create(null)
  return allRoutes(nobodyHome)
}

type Table = (head: readonly string[], rows: readonly (readonly string[])[]) => string

/** The parts of the page, below its title. */
export async function accessParts(table: Table): Promise<readonly string[]> {
  const doors = await everyDoor()
  return [
    [
      'One guard stands before every door (src/web/guard.ts), and nothing is mounted past it. A test tries each of these',
      'doors, with each method, as every role and as nobody, in both agencies, against this table (src/web/access.test.ts).',
      'A role counts as the register has it at that moment, and only for cases of its own agency: PostgreSQL refuses the',
      'other agency’s rows by itself. “Fresh” is a sign-in with a second factor, five minutes ago at most.',
    ].join('\n'),
    '## Doors',
    table(
      ['what', 'door', 'nobody', ...held.map(short), 'fresh'],
      doors.map(({ name, method, path, who, stepUp }) => [
        name,
        `\`${method} ${path}\``,
        who === 'anybody' ? 'yes' : who === 'person' ? 'code' : who === 'signature' ? 'signed' : '',
        ...held.map((role) => (opens(who, role) ? 'yes' : '')),
        stepUp === true ? 'yes' : '',
      ]),
    ),
    [
      '_code_: a code that was mailed to the address on file opens it, where it shows anything of anybody. _signed_: the',
      'request itself is signed with a key of the requester’s. In a demonstration there are doors for its software keys',
      'beside, which a real office does not have.',
    ].join('\n'),
    '## Acts on a case',
    [
      'What a role may do, from which states, and by which doors. An act without a door is given on the command line, or by',
      'the scheduler. What else an act asks for (two people, current training, a mended request) stands in',
      'src/case/guards.ts, and each refusal says it.',
    ].join('\n'),
    table(
      ['act', 'from', ...held.map(short), 'doors'],
      acts(doors).map(({ command, from, who, by }) => [
        `\`${command}\``,
        from,
        ...held.map((role) => (who.includes(role) ? 'yes' : '')),
        by.map((door) => `\`${door}\``).join(' '),
      ]),
    ),
  ]
}

function opens(who: Route['who'], role: Role): boolean {
  if (typeof who !== 'string') return who.includes(role)
  return who === 'anybody' || who === 'signed-in'
}

interface Act {
  readonly command: string
  readonly from: string
  readonly who: readonly Role[]
  readonly by: readonly string[]
}

/** One line for each command and each set of roles that may give it. */
function acts(doors: readonly Route[]): readonly Act[] {
  const lines = new Map<string, { command: string; from: Set<State>; who: readonly Role[] }>()
  for (const { command, from, who } of moves) {
    const key = `${command} ${who.join(' ')}`
    const line = lines.get(key) ?? { command, from: new Set<State>(), who }
    lines.set(key, line)
    for (const state of from) line.from.add(state)
  }
  return [...lines.values()].map(({ command, from, who }) => ({
    command,
    from: from.size === states.length - 1 ? 'any but `new`' : [...from].map((state) => `\`${state}\``).join(' '),
    who,
    by: doors.filter((door) => door.command === command).map(({ method, path }) => `${method} ${path}`),
  }))
}

function short(role: Role): string {
  return role.replace('-officer', '')
}
