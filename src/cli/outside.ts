/** `postern outside`: keys that are held outside the agency, and the number of persons above which one of them signs. */
import { Argument, Command, Option } from 'commander'
import type { Reason } from '#case/commands.ts'
import { PosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { asOption, refused, withOffice, type Office, type OfficeDeps } from './office.ts'
import { table } from './wrap.ts'

export interface OutsideDeps extends OfficeDeps {
  /** Sign a text with the key in this file. @throws PosternError ERR_KEY_MISSING, ERR_KEY_WRONG */
  readonly sign: (keyFile: string, text: string) => Promise<string>
}

interface Said {
  as: string
  key?: string
  name?: string
  organization?: string
  json?: true
}

export function outsideCommand(deps: OutsideDeps): Command {
  const command = new Command('outside').description('keys held outside the agency, for releases of many persons')

  command
    .command('list')
    .description('every key that is or was held outside')
    .addOption(asOption())
    .option('--json', 'as JSON')
    .action(async ({ as, json = false }: { as: string; json?: boolean }) =>
      withOffice(deps, async (office) => {
        const keys = await office.steps.outsideKeys(office.ports, await agencyOf(office, as))
        const rows = keys.map(({ id, standing, since, by, name, organization }) => [
          id,
          `${standing}, ${since.slice(0, 10)} by ${by}`,
          `${name}, ${organization}`,
        ])
        deps.out(json ? JSON.stringify(keys) : table(['Id', 'Stands', 'Held by'], rows))
      }),
    )

  change(deps, command, 'propose', {
    does: 'register a key that somebody outside holds, as the first of two',
    takes: (one) =>
      one
        .requiredOption('--key <vkey>', 'their verifier key, from `postern staff new-key` on their own machine')
        .requiredOption('--name <name>', 'who holds it')
        .requiredOption('--organization <name>', 'for which office, such as an inspector general'),
    help: `It signs nothing until somebody else confirms it. Nobody who is or was staff
holds one, and no key of theirs is taken.

  postern outside propose ig-hale --key "$(cat ig-hale.vkey)" --name "J. Hale" \\
    --organization "Office of the Inspector General" --as b-admin`,
    run: ({ steps, ports }, by, agency, id, { key = '', name = '', organization = '' }) =>
      steps.proposeOutsideKey(ports, by, { id, agency, key, name, organization }),
    done: (id) => `The key of ${id} is proposed. Somebody else confirms it, with the key as ${id} gives it to them.`,
  })

  change(deps, command, 'confirm', {
    does: 'confirm a proposed key, as the second of two',
    takes: (one) => one.requiredOption('--key <vkey>', 'the key as its holder gave it to you yourself'),
    help: `Ask the holder for the key by a way of your own; do not take it from whoever
proposed it.

  postern outside confirm ig-hale --key "$(cat from-hale.vkey)" --as b-counsel`,
    run: ({ steps, ports }, by, agency, id, { key = '' }) => steps.confirmOutsideKey(ports, by, { id, agency, key }),
    done: (id) => `The key of ${id} signs from now on.`,
  })

  change(deps, command, 'withdraw', {
    does: 'take a key back: it signs nothing any more',
    takes: (one) => one,
    help: 'What it signed and has left stands.\n\n  postern outside withdraw ig-hale --as b-privacy',
    run: ({ steps, ports }, by, agency, id) => steps.withdrawOutsideKey(ports, by, { id, agency }),
    done: (id) => `The key of ${id} signs nothing any more.`,
  })

  command
    .command('threshold')
    .description('lower the number of persons above which a release needs a signature from outside')
    .addArgument(new Argument('<persons>', 'a lower number than now; it is never raised again').argParser(numberIn))
    .addOption(asOption())
    .option('--json', 'as JSON')
    .addHelpText('after', '\n200 unless an agency has set less.\n\n  postern outside threshold 50 --as b-admin')
    .action(async (persons: number, { as, json = false }: { as: string; json?: boolean }) =>
      withOffice(deps, async (office) => {
        const { steps, ports } = office
        const refusal = await steps.lowerAbove(ports, await steps.actor(ports, as), await agencyOf(office, as), persons)
        say(deps, 'threshold', refusal, `Above ${persons} persons a release needs a signature from outside.`, json, {
          above: persons,
        })
      }),
    )

  command
    .command('sign')
    .description('sign what the agency asks you to, on your own machine; it needs no office')
    .argument('<file>', 'the text that `postern case to-sign --role outside-holder` has printed')
    .addOption(new Option('--key <file>', 'your own key file').makeOptionMandatory())
    .addHelpText(
      'after',
      `
Read it first: it names the case and the hash over everything that will leave.
Prints a signed note; the agency's staff hand it in with \`case sign-outside\`.

  postern outside sign to-sign.txt --key ig-hale.key.json > signed.txt`,
    )
    .action(async (file: string, { key }: { key: string }) => {
      const text = fromUtf8(await deps.readFile(file), 'what is to be signed')
      deps.out((await deps.sign(key, text.endsWith('\n') ? text : `${text}\n`)).replace(/\n$/, ''))
    })

  return command
}

interface Change {
  readonly does: string
  readonly takes: (command: Command) => Command
  readonly help: string
  readonly run: (
    office: Office,
    by: Awaited<ReturnType<Office['steps']['actor']>>,
    agency: string,
    id: string,
    said: Said,
  ) => Promise<Reason | undefined>
  readonly done: (id: string) => string
}

function change(deps: OutsideDeps, group: Command, name: string, { does, takes, help, run, done }: Change): void {
  takes(group.command(name).description(does).argument('<id>', 'the holder, which is also the name of the key'))
    .addOption(asOption())
    .option('--json', 'as JSON')
    .addHelpText('after', `\n${help}`)
    .action(async (id: string, said: Said) =>
      withOffice(deps, async (office) => {
        const by = await office.steps.actor(office.ports, said.as)
        const refusal = await run(office, by, await agencyOf(office, said.as), id, said)
        say(deps, name, refusal, done(id), said.json === true, { id })
      }),
    )
}

function say(
  { out, err, exit }: OutsideDeps,
  command: string,
  reason: Reason | undefined,
  words: string,
  json: boolean,
  done: object,
): void {
  if (reason === undefined) {
    out(json ? JSON.stringify(done) : words)
    return
  }
  if (json) out(JSON.stringify({ refused: { command: `outside ${command}`, reasons: [reason] } }))
  err(`\`outside ${command}\` is refused, and nothing was recorded:\n  - ${reason.words}`)
  exit(refused)
}

/** Whose keys they are is whose staff one is. */
async function agencyOf({ steps, ports }: Office, id: string): Promise<string> {
  return (await steps.staff(ports)).get(id)?.agency ?? ''
}

function numberIn(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new PosternError('ERR_INPUT_INVALID', 'The number of persons is a whole number.', { persons: text })
}
