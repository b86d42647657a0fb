/** `postern init`: a new office, its log, and its first administrator. */
import { Command, InvalidArgumentError } from 'commander'
import { labeled } from './wrap.ts'

export interface NewOffice {
  readonly agency: string
  readonly origin: string
  readonly oversight: string
  readonly witnesses: readonly { readonly name: string; readonly vkey: string; readonly url: string }[]
  readonly quorum: number | 'none'
  readonly rootKey: RootKeyChoice
  readonly batch: number
  readonly padSilence: boolean
  readonly deliveryDays: number
  readonly timeZone: string
  readonly administrator: string
}

type RootKeyChoice =
  | { readonly kind: 'file' }
  | { readonly kind: 'passphrase' }
  | { readonly kind: 'service'; readonly url: string }

export interface InitDeps {
  /**
   * Set the office up whole, or not at all.
   * @throws PosternError ERR_INPUT_INVALID where there is one already, and whatever a setting is refused for
   */
  readonly setUp: (office: NewOffice) => Promise<{ readonly dataDirectory: string; readonly logKey: string }>
  readonly out: (line: string) => void
}

export function initCommand({ setUp, out }: InitDeps): Command {
  return new Command('init')
    .description('set up an office of your own; nothing that is there is overwritten')
    .requiredOption('--agency <agency>', 'whose office it is, such as ma-dta')
    .requiredOption('--origin <origin>', 'the name of its log: an address without https://')
    .requiredOption('--oversight <age1…>', 'the key of the oversight body, which can open every decision')
    .requiredOption('--administrator <id>', 'who enrolls the others, such as b-admin')
    .option('--witness <name=vkey@url>', 'who watches the log; repeat for more', witness)
    .option('--quorum <n>', 'how many of them must cosign: more than half unless told; or none', quorumOf)
    .option('--root-key <kind>', 'what wraps all keys: file, passphrase, or service=URL', rootKey, { kind: 'file' })
    .option('--batch <n>', 'entries go public so many at a time', whole, 64)
    .option('--no-pad-silence', 'publish nothing when nothing happened, which tells that nothing happened')
    .option('--delivery-days <n>', 'how long a package waits for its receiver', whole, 14)
    .option('--time-zone <zone>', 'whose days the law counts', 'America/New_York')
    .option('--json', 'what was set up as JSON')
    .addHelpText(
      'after',
      `
First make the key of the log and give it to your witnesses, who run \`postern
witness\` on machines that you cannot reach and tell you their keys:

  postern log key --origin records.example.org/log

  postern init --agency ma-dta --origin records.example.org/log \\
    --oversight age1… --administrator b-admin \\
    --witness court=court+1f2e3d4c+BA…@https://witness.example.org

A passphrase is read from POSTERN_PASSPHRASE, the token of a key service from
POSTERN_KEY_SERVICE_TOKEN, the databases from DATABASE_URL and
POSTERN_SOURCE_URL (without them one is embedded); the rest is in POSTERN_DATA.`,
    )
    .action(async ({ witness: witnesses = [], json, quorum, ...rest }: InitOptions) => {
      const office = { ...rest, witnesses, quorum: quorum ?? majority(witnesses.length) }
      const { dataDirectory, logKey } = await setUp(office)
      out(json === true ? JSON.stringify({ dataDirectory, logKey }) : doneText(office, dataDirectory, logKey))
    })
}

interface InitOptions extends Omit<NewOffice, 'witnesses' | 'quorum'> {
  readonly witness?: NewOffice['witnesses']
  readonly quorum?: NewOffice['quorum']
  readonly json?: true
}

/** A log that nobody watches is had only by its name. */
function majority(witnesses: number): number {
  return Math.floor(witnesses / 2) + 1
}

function doneText(
  { administrator, agency, quorum, witnesses }: NewOffice,
  dataDirectory: string,
  logKey: string,
): string {
  const watched =
    quorum === 'none'
      ? 'nobody watches this log, so one history may be shown to some and another to others'
      : `${quorum} of ${witnesses.length} must cosign (${witnesses.map(({ name }) => name).join(', ')})`
  return [
    ...labeled('Office', `${agency}, in ${dataDirectory}`),
    ...labeled('Log key', logKey),
    ...labeled('Witnesses', watched),
    ...labeled('Enrolled', `${administrator} (administrator)`),
    ...labeled('Law', 'the packs that came with Postern are in force; your counsel has confirmed none of them'),
    '',
    'Next, in this order:',
    '  1. Each approver makes a key:  postern staff new-key ID --to FILE',
    `  2. Enroll everybody:           postern staff enroll ID --role … --as ${administrator}`,
    '  3. Counsel reads the law:      postern rules confirmations',
    '  4. Publish on a schedule:      postern tick --every 5m',
    '  5. Back up the root key, apart from the database. Without it no case opens.',
    '  6. Take in the first request:  postern case receive --help',
  ].join('\n')
}

function witness(value: string, before: NewOffice['witnesses'] = []): NewOffice['witnesses'] {
  const [, name, vkey, url] = /^([A-Za-z0-9][A-Za-z0-9._-]*)=([^@]+)@(https?:\/\/\S+)$/.exec(value) ?? []
  if (name === undefined || vkey === undefined || url === undefined) {
    throw new InvalidArgumentError('Write name=vkey@url, such as court=court+1f2e3d4c+BA…@https://witness.example.org.')
  }
  return [...before, { name, vkey, url }]
}

function quorumOf(value: string): number | 'none' {
  return value === 'none' ? 'none' : whole(value)
}

function rootKey(value: string): RootKeyChoice {
  if (value === 'file' || value === 'passphrase') return { kind: value }
  const [, url] = /^service=(https?:\/\/\S+)$/.exec(value) ?? []
  if (url === undefined) throw new InvalidArgumentError('Write file, passphrase, or service=https://….')
  return { kind: 'service', url }
}

function whole(value: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(value)) throw new InvalidArgumentError('Write a whole number from 1.')
  return Number(value)
}
