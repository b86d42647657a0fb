/** What the commands of an office share: opening it, acting in it as somebody, and saying what came of it. */
import { Command, Option } from 'commander'
import type { QueueRow } from '#accounting/queue.ts'
import type { Actor, Refusal } from '#case/commands.ts'
import type { stateWords, Move } from '#case/moves.ts'
import type { CaseState } from '#case/state.ts'
import type { Ledger } from '#log/ledger.ts'
import type { TransparencyLog } from '#log/transparency-log.ts'
import type * as accounting from '#pipeline/accounting.ts'
import type * as announcing from '#pipeline/announcing.ts'
import type * as answer from '#pipeline/answer.ts'
import type * as asOf from '#pipeline/as-of.ts'
import type * as bulkProgress from '#pipeline/bulk-progress.ts'
import type * as bulkQueue from '#pipeline/bulk-queue.ts'
import type * as collect from '#pipeline/collect.ts'
import type * as confirm from '#pipeline/confirm.ts'
import type * as content from '#pipeline/content.ts'
import type * as desk from '#pipeline/desk.ts'
import type * as dailyCaps from '#pipeline/daily-caps.ts'
import type * as determine from '#pipeline/determine.ts'
import type * as forACourt from '#pipeline/for-a-court.ts'
import type * as fulfill from '#pipeline/fulfill.ts'
import type * as intake from '#pipeline/intake.ts'
import type * as law from '#pipeline/law.ts'
import type * as members from '#pipeline/members.ts'
import type * as move from '#pipeline/move.ts'
import type * as officeSettings from '#pipeline/office-settings.ts'
import type * as outsideKeys from '#pipeline/outside-keys.ts'
import type * as putInForce from '#pipeline/put-in-force.ts'
import type * as proveMember from '#pipeline/prove-member.ts'
import type * as register from '#pipeline/register.ts'
import type * as replay from '#pipeline/replay.ts'
import type * as replayMember from '#pipeline/replay-member.ts'
import type * as tick from '#pipeline/tick.ts'
import type * as warm from '#pipeline/warm.ts'
import type * as whatIf from '#pipeline/what-if.ts'
import type * as worksheet from '#pipeline/worksheet.ts'
import type { Moved } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { Json } from '#vocabulary/json.ts'
import { commandOf, refusalText } from './refusal.ts'
import { columns, wrap } from './wrap.ts'

/** The pipeline, imported only when a command that needs it runs. */
export type Steps = typeof accounting &
  typeof announcing &
  typeof answer &
  typeof asOf &
  typeof bulkProgress &
  typeof bulkQueue &
  typeof collect &
  typeof confirm &
  typeof content &
  typeof dailyCaps &
  typeof desk &
  typeof determine &
  typeof forACourt &
  typeof fulfill &
  typeof intake &
  typeof law &
  typeof members &
  typeof move &
  typeof officeSettings &
  typeof outsideKeys &
  typeof proveMember &
  typeof putInForce &
  typeof register &
  typeof replay &
  typeof replayMember &
  typeof tick &
  typeof warm &
  typeof whatIf &
  typeof worksheet

export interface Office {
  readonly ports: Ports
  readonly ledger: Ledger & { queue(): Promise<readonly QueueRow[]> }
  readonly log: Pick<TransparencyLog, 'status'>
  readonly steps: Steps
  close(): Promise<void>
}

export interface Output {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly exit: (code: number) => void
}

export interface OfficeDeps extends Output {
  /** @throws PosternError, as `openInstallation` */
  readonly open: () => Promise<Office>
  /** @throws PosternError ERR_INPUT_UNREADABLE, ERR_INPUT_TOO_LARGE naming the file */
  readonly readFile: (path: string) => Promise<Uint8Array>
  readonly states: typeof stateWords
  readonly moves: readonly Move[]
}

/** The answer is no. */
export const refused = 1
/** sysexits.h EX_TEMPFAIL: nothing is wrong, and it is not yet time. */
export const tryAgain = 75

/** Somebody acting on one case. */
export interface Desk {
  readonly office: Office
  readonly actor: Actor
  readonly stream: string
  readonly number: string
  /** Today, in the office's time zone. */
  readonly today: string
}

/** What came of a step. */
export interface Done {
  readonly moved: Moved
  /** For a person, besides where the case stands now. */
  readonly says?: string
  /** For a script, besides where the case stands now. */
  readonly json?: Readonly<Record<string, Json>>
}

/** One sub-command that moves a case. */
export interface Step<Options> {
  readonly name: string
  readonly does: string
  /** Arguments after the case number, and options. */
  readonly takes?: (command: Command) => Command
  /** After the options in the help: what to know, and an example. */
  readonly help: string
  readonly run: (desk: Desk, args: readonly string[], options: Options) => Promise<Done>
}

/** `--as`: who acts. What they may do is what the register says; an approval also asks for their key. */
export function asOption(): Option {
  return new Option('--as <id>', 'who acts: an id of the staff register').env('POSTERN_AS').makeOptionMandatory()
}

/** The sub-command for a step. */
export function stepCommand<Options extends object = object>(
  deps: OfficeDeps,
  { name, does, takes, help, run }: Step<Options>,
): Command {
  const bare = new Command(name).description(does).argument('<number>', 'the case, such as MA-DTA-2026-7K3Q9F2M')
  const command = (takes?.(bare) ?? bare)
    .addOption(asOption())
    .option('--json', 'what came of it as JSON')
    .addHelpText('after', `\n${help}`)
  return command.action(async () => {
    const [number = '', ...args] = command.args
    const options = command.opts<Options & { as: string; json?: true }>()
    await withOffice(deps, async (office) => {
      const { steps, ports } = office
      const stream = await steps.streamOf(ports, number)
      const actor = await steps.actor(ports, options.as)
      const today = todayIn(office)
      report(deps, await run({ office, actor, stream, number, today }, args, options), options.json === true)
    })
  })
}

export function todayIn({ ports, steps }: Pick<Office, 'ports' | 'steps'>): string {
  return steps.asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
}

export async function withOffice<T>({ open }: Pick<OfficeDeps, 'open'>, work: (office: Office) => Promise<T>) {
  const office = await open()
  try {
    return await work(office)
  } finally {
    await office.close()
  }
}

export function report(deps: OfficeDeps, { moved, says, json }: Done, asJson: boolean): void {
  if (!moved.moved) {
    reportRefusal(deps, moved.refusal, asJson)
    return
  }
  const { state, appended } = moved
  if (asJson) {
    deps.out(JSON.stringify({ case: state.number, status: state.status, entries: entriesOf(appended), ...json }))
    return
  }
  if (says !== undefined) deps.out(says)
  deps.out(wrap(standing(deps, state), columns).join('\n'))
}

export function reportRefusal({ out, err, exit }: Output, refusal: Refusal, asJson: boolean): void {
  if (asJson) out(JSON.stringify({ refused: { command: commandOf(refusal.move), reasons: refusal.reasons } }))
  err(refusalText(refusal))
  exit(refused)
}

/** "Case MA-DTA-2026-7K3Q9F2M is decided: no package is prepared, and no refusal has left." */
export function standing({ states }: Pick<OfficeDeps, 'states'>, { number, status }: CaseState): string {
  return `Case ${number} is ${statusInWords(status)}: ${states[status]}.`
}

export function statusInWords(status: string): string {
  return status.replaceAll('-', ' ')
}

function entriesOf(appended: Extract<Moved, { moved: true }>['appended']): Json {
  return appended.map(({ seq, n }) => ({ index: seq, n }))
}

/** "a,b" and "--x a --x b" are the same list. */
export function list(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').map((one) => one.trim())].filter((one) => one !== '')
}
