/** `postern staff`: who may act here, in which roles, and with which key they sign. */
import { Command, Option } from 'commander'
import type { StaffMember } from '#approval/staff.ts'
import type { Reason } from '#case/commands.ts'
import type { Role } from '#case/roles.ts'
import { PosternError } from '#errors.ts'
import { asOption, list, refused, withOffice, type Office, type OfficeDeps, type Output } from './office.ts'
import { table } from './wrap.ts'

export interface StaffDeps extends OfficeDeps {
  /** Make a signing key in a new file. @returns its verifier key. @throws PosternError ERR_INPUT_INVALID where a file is there */
  readonly newKey: (file: string, id: string) => Promise<string>
  readonly roles: readonly Role[]
}

export function staffCommand(deps: StaffDeps): Command {
  const roles = deps.roles.filter((role) => role !== 'system')
  const command = new Command('staff').description('who may act here, in which roles, with which key')

  command
    .command('list')
    .description('everybody on the register')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) =>
      withOffice(deps, async (office) => {
        const members = await everybody(office)
        deps.out(json ? JSON.stringify(members) : staffText(members))
      }),
    )

  command
    .command('enroll')
    .description('put somebody on the register, or change their roles or key')
    .argument('<id>', 'small letters, digits and -, such as b-officer')
    .requiredOption('--role <roles>', `with commas: ${roles.join(', ')}`, list)
    .option('--agency <agency>', 'whose staff they are; yours unless told')
    .option('--key <vkey>', 'their verifier key, from `postern staff new-key`')
    .option('--name <name>', 'as pages and letters call them')
    .option('--organization <code>', 'for a requester: whom they ask for, such as fbi')
    .option('--subject <subject>', 'their account at the identity provider, to sign in to the pages with')
    .addOption(new Option('--issuer <url>', 'of that identity provider').env('POSTERN_OIDC_ISSUER'))
    .option('--from <day>', 'first day on which their roles count, such as 2026-12-01')
    .option('--until <day>', 'last day; oversight always has one')
    .addOption(asOption())
    .option('--json', 'the entry as JSON')
    .addHelpText(
      'after',
      `
An administrator enrolls, and nobody changes their own entry. Whoever approves
needs a key of their own: a passkey, which they register themselves on the
pages, or a file that they make with \`postern staff new-key\` and keep.

  postern staff enroll b-officer --role disclosure-officer --as b-admin
  postern staff enroll b-privacy --role privacy-officer,approver \\
    --key "$(cat b-privacy.vkey)" --as b-admin
  postern staff enroll b-auditor --role oversight --until 2026-12-31 \\
    --subject a1b2c3 --issuer https://id.state.example --as b-admin

Enrolling somebody again replaces their entry, and opens a closed account.`,
    )
    .action(async (id: string, options: EnrollOptions) =>
      withOffice(deps, async (office) => {
        const { role, agency, as, json = false } = options
        const { steps, ports } = office
        const by = await steps.actor(ports, as)
        const own = (await steps.staff(ports)).get(as)?.agency ?? ''
        const held = role.map((name) => roleCalled(name, roles))
        const member = { id, agency: agency ?? own, roles: held, demo: false, ...saidOf(options) }
        const refusal = await steps.enroll(ports, by, member)
        if (refusal !== undefined) return reportStaffRefusal(deps, 'enroll', refusal, json)
        deps.out(json ? JSON.stringify(member) : `${id} is enrolled as ${held.join(', ')}.`)
      }),
    )

  command
    .command('close')
    .description('close somebody’s account: they act in nothing until they are enrolled again')
    .argument('<id>', 'whose account')
    .addOption(asOption())
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nWhat they have open on the pages ends with their next click.\n\n  postern staff close b-officer --as b-admin',
    )
    .action(async (id: string, { as, json = false }: { as: string; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const refusal = await steps.disable(ports, await steps.actor(ports, as), id)
        if (refusal !== undefined) return reportStaffRefusal(deps, 'close', refusal, json)
        deps.out(json ? JSON.stringify({ closed: id }) : `The account of ${id} is closed.`)
      }),
    )

  command
    .command('leave')
    .description('take somebody off the register; what they signed stays valid')
    .argument('<id>', 'who leaves')
    .addOption(asOption())
    .option('--json', 'as JSON')
    .addHelpText('after', '\n  postern staff leave b-officer --as b-admin')
    .action(async (id: string, { as, json = false }: { as: string; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const refusal = await steps.leave(ports, await steps.actor(ports, as), id)
        if (refusal !== undefined) return reportStaffRefusal(deps, 'leave', refusal, json)
        deps.out(json ? JSON.stringify({ left: id }) : `${id} is off the register.`)
      }),
    )

  command
    .command('new-key')
    .description('make your own signing key, in a file that only you can read')
    .argument('<id>', 'your id on the register')
    .requiredOption('--to <file>', 'where the key goes; a file that is there is not replaced')
    .option('--json', 'the verifier key as JSON')
    .addHelpText(
      'after',
      `
Prints the verifier key: give that to an administrator. The file itself is yours
alone. Whoever has it can approve in your name; if it is lost, make another and
have it enrolled.

  postern staff new-key b-privacy --to ~/b-privacy.key.json > b-privacy.vkey`,
    )
    .action(async (id: string, { to, json = false }: { to: string; json?: boolean }) => {
      const vkey = await deps.newKey(to, id)
      deps.out(json ? JSON.stringify({ id, vkey, file: to }) : vkey)
    })

  return command
}

interface EnrollOptions {
  role: string[]
  agency?: string
  key?: string
  name?: string
  organization?: string
  subject?: string
  issuer?: string
  from?: string
  until?: string
  as: string
  json?: boolean
}

/** What was said of somebody; what was not said stands in no entry. */
function saidOf({ key, name, organization, subject, issuer, from, until }: EnrollOptions): Partial<StaffMember> {
  if (subject !== undefined && issuer === undefined) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'An account is named by its provider too.',
      { subject },
      { mend: 'Give --issuer, or set POSTERN_OIDC_ISSUER as `postern serve` has it.' },
    )
  }
  return {
    ...(key === undefined ? {} : { key }),
    ...(name === undefined ? {} : { name }),
    ...(organization === undefined ? {} : { organization }),
    ...(subject === undefined || issuer === undefined ? {} : { login: { issuer, subject } }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  }
}

function reportStaffRefusal({ out, err, exit }: Output, command: string, reason: Reason, json: boolean): void {
  if (json) out(JSON.stringify({ refused: { command: `staff ${command}`, reasons: [reason] } }))
  err(`\`staff ${command}\` is refused, and nothing was recorded:\n  - ${reason.words}`)
  exit(refused)
}

async function everybody({ steps, ports }: Office): Promise<readonly StaffMember[]> {
  return [...(await steps.staff(ports)).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

export function staffText(members: readonly StaffMember[]): string {
  const rows = members.map((member) => [member.id, member.agency, signsWith(member), member.roles.join(', ')])
  return table(['Id', 'Agency', 'Signs with', 'Roles'], rows)
}

function signsWith({ key, passkeys = [], demo }: StaffMember): string {
  const file = key === undefined ? [] : [demo ? 'DEMO key' : 'own key']
  const devices = passkeys.length === 0 ? [] : [passkeys.length === 1 ? '1 passkey' : `${passkeys.length} passkeys`]
  return [...file, ...devices].join(', ') || 'no key'
}

function roleCalled(name: string, roles: readonly Role[]): Role {
  const role = roles.find((known) => known === name)
  if (role !== undefined) return role
  throw new PosternError(
    'ERR_INPUT_INVALID',
    'A role is none that a person can have.',
    { role: name },
    { mend: `Choose among ${roles.join(', ')}.` },
  )
}
