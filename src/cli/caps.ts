/** `postern caps`: how many persons may leave in a day, and the two people whom it takes to raise that. */
import { Argument, Command } from 'commander'
import type { Actor, Reason } from '#case/commands.ts'
import type { DailyCaps } from '#case/day-count.ts'
import { PosternError } from '#errors.ts'
import { asOption, refused, withOffice, type Office, type OfficeDeps } from './office.ts'

interface Said {
  as: string
  json?: boolean
}

export function capsCommand(deps: OfficeDeps): Command {
  const command = new Command('caps').description('how many persons may leave in a day')

  command
    .command('show')
    .description('what counts today, what counts from tomorrow, and what waits for a second person')
    .addOption(asOption())
    .option('--json', 'as JSON')
    .action(async ({ as, json = false }: Said) =>
      withOffice(deps, async (office) => {
        const { agency } = await callerOf(office, as)
        const caps = await office.steps.capsNow(office.ports, agency)
        deps.out(json ? JSON.stringify(caps) : shown(caps).join('\n'))
      }),
    )

  act(deps, withCaps(command.command('set').description('lower them at once, or propose higher ones')), {
    help: `Where neither number is higher than now, they count at once. Where one is, both
are proposed, and count for nothing until somebody else confirms them.

  postern caps set 500 1000 --as b-admin`,
    run: ({ steps, ports }, by, agency, caps) => steps.setDailyCaps(ports, by, agency, caps),
    done: ({ proposed }) =>
      proposed === undefined
        ? 'They count from now on.'
        : 'They are proposed. Another administrator, counsel or the privacy officer confirms them.',
  })

  act(deps, withCaps(command.command('confirm').description('confirm proposed numbers, as the second of two')), {
    help: `What is higher counts from tomorrow. The numbers are those that you have read:
where others were proposed meanwhile, nothing is confirmed.

  postern caps confirm 5000 9000 --as b-counsel`,
    run: ({ steps, ports }, by, agency, caps) => steps.confirmDailyCaps(ports, by, agency, caps),
    done: () => 'Confirmed. What is higher counts from tomorrow.',
  })

  act(deps, command.command('withdraw').description('take back what is proposed and not confirmed'), {
    help: '  postern caps withdraw --as b-privacy',
    run: ({ steps, ports }, by, agency) => steps.withdrawDailyCaps(ports, by, agency),
    done: () => 'Taken back. What stood before stands.',
  })

  return command
}

type CapsNow = Awaited<ReturnType<Office['steps']['capsNow']>>

interface Act {
  readonly help: string
  /** @param caps as they were given; zeros for a command that takes none */
  readonly run: (office: Office, by: Actor, agency: string, caps: DailyCaps) => Promise<Reason | undefined>
  readonly done: (caps: CapsNow) => string
}

function withCaps(command: Command): Command {
  return command
    .addArgument(new Argument('<receiver>', 'persons in a day, to one receiver').argParser(numberIn))
    .addArgument(new Argument('<agency>', 'persons in a day, to all receivers together').argParser(numberIn))
}

function act(deps: OfficeDeps, command: Command, { help, run, done }: Act): void {
  command
    .addOption(asOption())
    .option('--json', 'as JSON')
    .addHelpText('after', `\n${help}`)
    .action(async () => {
      const { as, json = false } = command.opts<Said>()
      const numbers: readonly number[] = command.processedArgs
      const [receiver = 0, inAll = 0] = numbers
      await withOffice(deps, async (office) => {
        if (!numbers.every((count) => office.steps.isCap(count))) throw notPersons(numbers.join(' '))
        const { by, agency } = await callerOf(office, as)
        const reason = await run(office, by, agency, { receiver, agency: inAll })
        if (reason !== undefined) return refuse(deps, command.name(), reason, json)
        const caps = await office.steps.capsNow(office.ports, agency)
        deps.out(json ? JSON.stringify(caps) : [done(caps), '', ...shown(caps)].join('\n'))
      })
    })
}

function refuse({ out, err, exit }: OfficeDeps, command: string, reason: Reason, json: boolean): void {
  if (json) out(JSON.stringify({ refused: { command: `caps ${command}`, reasons: [reason] } }))
  err(`\`caps ${command}\` is refused, and nothing was recorded:\n  - ${reason.words}`)
  exit(refused)
}

function shown({ today, next, proposed }: CapsNow): readonly string[] {
  return [
    `Today            ${inWords(today)}`,
    ...(next === undefined ? [] : [`From ${next.from}`.padEnd(17) + inWords(next.caps)]),
    ...(proposed === undefined
      ? []
      : [
          `Proposed         ${inWords(proposed.value)}`,
          `                 by ${proposed.by} on ${proposed.at.slice(0, 10)}, and not confirmed`,
        ]),
  ]
}

function inWords({ receiver, agency }: DailyCaps): string {
  return `${receiver} to one receiver, ${agency} to all together`
}

/** Whose caps they are is whose staff one is. @throws PosternError ERR_INPUT_INVALID where the register has nobody of this id */
async function callerOf(
  { steps, ports }: Office,
  id: string,
): Promise<{ readonly by: Actor; readonly agency: string }> {
  const by = await steps.actor(ports, id)
  return { by, agency: (await steps.staff(ports)).get(id)?.agency ?? '' }
}

function numberIn(text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text)
  throw notPersons(text)
}

function notPersons(persons: string): PosternError {
  return new PosternError('ERR_INPUT_INVALID', 'A number of persons is whole, from 1 to 50,000,000.', { persons })
}
