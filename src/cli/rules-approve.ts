/** `postern rules approve`: sign a proposed change of law with your own key. */
import { Command, Option } from 'commander'
import { PosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import type { RulesApproved } from '#pipeline/put-in-force.ts'
import { withOffice, type Office, type OfficeDeps } from './office.ts'
import { reportLawRefusal, short } from './rules-words.ts'

export interface ApproveRulesDeps extends OfficeDeps {
  /** Whose key this file holds. @throws PosternError as the key file */
  readonly holder: (file: string) => Promise<string>
  /** @throws PosternError as the key file */
  readonly signRules: (file: string, text: string) => Promise<string>
}

export function rulesApproveCommand(deps: ApproveRulesDeps): Command {
  return new Command('approve')
    .description('sign a proposed change of law with your own key; the second of two puts it in force')
    .argument('<digest>', 'of the proposed set, or its first digits')
    .addOption(new Option('--key <file>', 'your own key file, from `postern staff new-key`').conflicts('note'))
    .option('--note <file>', 'instead: an approval that was signed elsewhere')
    .option('--role <role>', 'as whom; counsel where you are counsel, unless told')
    .option('--as <id>', 'refuse where the key is not this person’s')
    .option('--text', 'print what is signed, for a key kept elsewhere, and sign nothing (with --as)')
    .option('--json', 'what came of it as JSON')
    .addHelpText(
      'after',
      `
Counsel and one more sign: privacy officer, approver, administrator, or other
counsel. Each signs the digest and the what-if that was published with it.

  postern rules in-force
  postern rules approve 5ba7c0d1e2f3 --key my-key.json`,
    )
    .action(async (digest: string, options: ApproveOptions) =>
      withOffice(deps, async (office) => {
        const { key, note, as, text = false, json = false } = options
        if (text) return deps.out((await textToSign(office, digest, as ?? '', options.role)).replace(/\n$/, ''))
        const signed =
          note === undefined ? await sign(deps, office, digest, { ...options, key }) : await noteIn(deps, note)
        const result = await office.steps.approveRules(office.ports, signed)
        if (!result.done) return reportLawRefusal(deps, 'approve', result, json)
        const { approver, role, demo, begins, waitsFor } = result
        deps.out(json ? JSON.stringify({ approver, role, demo, waitsFor, begins }) : approvedText(result))
      }),
    )
}

interface ApproveOptions {
  key?: string | undefined
  note?: string
  role?: string
  as?: string
  text?: boolean
  json?: boolean
}

async function sign(deps: ApproveRulesDeps, office: Office, digest: string, { key, role, as }: ApproveOptions) {
  if (key === undefined) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'An approval needs a key.',
      {},
      { mend: 'Give your own key file with --key, or a note that was signed elsewhere with --note.' },
    )
  }
  const holder = await deps.holder(key)
  if (as !== undefined && as !== holder) {
    throw new PosternError(
      'ERR_KEY_WRONG',
      'This key is somebody else’s; nothing was signed.',
      { staff: as, key: holder },
      { mend: 'Each signs with the key that is registered for them.' },
    )
  }
  return deps.signRules(key, await textToSign(office, digest, holder, role))
}

async function textToSign({ steps, ports }: Office, digest: string, signer: string, role: string | undefined) {
  const text = await steps.rulesToSign(ports, digest, signer, role)
  if (text !== undefined) return text
  throw new PosternError(
    'ERR_INPUT_INVALID',
    'No proposal of this rule set waits for signatures.',
    { digest },
    { mend: 'See what waits with `postern rules in-force`.' },
  )
}

async function noteIn(deps: ApproveRulesDeps, file: string): Promise<string> {
  return fromUtf8(await deps.readFile(file), file)
}

function approvedText({ approver, role, demo, begins, waitsFor }: RulesApproved): string {
  const who = `${approver} signs as ${role}${demo ? ', with a DEMO key' : ''}.`
  if (begins === undefined) {
    return `${who}\nIt waits for ${waitsFor === 'counsel' ? "counsel's signature" : 'one more person'}.`
  }
  const by = begins.order === undefined ? '' : `, by order of the court (${begins.order.docket})`
  return `${who}\nRule set ${short(begins.digest)} is in force from ${begins.from}${by}.`
}
