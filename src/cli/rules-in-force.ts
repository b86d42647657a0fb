/** `postern rules in-force`: the law that this office decides under, and what waits. */
import { Command } from 'commander'
import type { CourtOrder } from '#pipeline/law-events.ts'
import type { PutInForce } from '#pipeline/law-log.ts'
import type { LawStands } from '#pipeline/put-in-force.ts'
import { withOffice, type Office, type OfficeDeps } from './office.ts'
import { changedWords, directionWords, short } from './rules-words.ts'
import { labeled } from './wrap.ts'

export function rulesInForceCommand(deps: OfficeDeps): Command {
  return new Command('in-force')
    .description('the rule set that decides here, since when and by whom, and what waits')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
What the log says is in force decides, whatever lies on disk. Where the packs on
disk are others, this says so.

  postern rules in-force`,
    )
    .action(async ({ json = false }: { json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const stands = await steps.lawStands(ports)
        const differ = await steps.packsDiffer(ports)
        deps.out(json ? JSON.stringify({ ...stands, packs: differ ?? null }) : inForceText(stands, differ))
      }),
    )
}

type Differ = Awaited<ReturnType<Office['steps']['packsDiffer']>>

export function inForceText({ inForce, waiting, overtaken, proposed }: LawStands, differ: Differ): string {
  return [
    ...(inForce === undefined ? ['No rule set is in force: nothing is decided.'] : setLines('In force:', inForce)),
    ...waiting.flatMap((set) => ['', ...setLines('Waits:', set)]),
    ...proposed.flatMap(({ body, by, approvals }) => [
      '',
      ...labeled('Proposed:', `${short(body.digest)} by ${by} on ${body.on}; ${changedWords(body.rules)}`),
      ...labeled('', directionWords[body.direction]),
      ...(body.order === undefined ? [] : labeled('', orderWords(body.order))),
      ...labeled(
        '',
        `signed by ${approvals.map(({ approver, role }) => `${approver} (${role})`).join(', ') || 'nobody yet'}`,
      ),
    ]),
    ...overtaken.flatMap(({ digest }) => [
      '',
      ...labeled(
        'Overtaken:',
        `${short(digest)}: another set came into force first, so it never will. Propose it again.`,
      ),
    ]),
    ...(differ === undefined ? [] : ['', ...labeled('On disk:', packsWords(differ))]),
  ].join('\n')
}

function setLines(label: string, set: PutInForce): string[] {
  const order = set.order === undefined ? '' : `; ${orderWords(set.order)}`
  return labeled(label, `${short(set.digest)} from ${set.from}, by ${set.by.join(' and ')}${order}`)
}

function orderWords({ docket, sha256 }: CourtOrder): string {
  return `by order of a court: ${docket} (SHA-256 ${short(sha256)})`
}

/** That the folder is not what decides; the same words wherever it is found out. */
export function packsWords(differ: NonNullable<Differ>): string {
  return `the packs are others (${short(differ.packs)}; ${changedWords(differ.rules)}). They decide nothing until they are proposed and signed.`
}
