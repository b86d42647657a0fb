/** A synthetic office on this machine: its settings, its witness, its staff and its caseload. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { logSigner, signingKeyFile } from '#adapters/keys/signing-key.ts'
import type { StaffMember } from '#approval/staff.ts'
import { readSettings, writeSettings, type Settings } from '#adapters/files/settings.ts'
import { PosternError } from '#errors.ts'
import { formatVkey } from '#formats/note.ts'
import { confirm, confirmations } from '#pipeline/confirm.ts'
import { lawLog, officeDay } from '#pipeline/law.ts'
import { beginWith } from '#pipeline/put-in-force.ts'
import { actor, enroll, entries, staff, type Entry } from '#pipeline/register.ts'
import type { Ports } from '#pipeline/ports.ts'
import { places } from '#parts.ts'
import { castIn, type Cast } from './cast.ts'

const origin = 'demo.postern.example/log'
const witnessName = 'demo-witness'

export interface DemoOffice {
  readonly cast: Cast
  readonly settings: Settings
  stopWitness(): Promise<void>
}

/** What stands at the head of the letters. The telephone numbers belong to nobody. */
const senders: NonNullable<Settings['senders']> = {
  'ma-dta': {
    lines: ['Office of records and disclosure (synthetic)', '1 Sample Street, Boston, MA 02100'],
    phone: '617-555-0100',
    legalHelp: ['A free legal aid office (synthetic), 617-555-0111'],
  },
  'me-dhhs-ofi': {
    lines: ['Office of records and disclosure (synthetic)', '1 Sample Street, Augusta, ME 04300'],
    phone: '207-555-0100',
    legalHelp: ['A free legal aid office (synthetic), 207-555-0111'],
  },
}

/**
 * Set the office up where it is not yet, and start its witness: a process of its own, with a store and a key
 * of its own. On the same machine it shows how witnessing works and protects nobody, and the demo says so.
 *
 * @throws PosternError ERR_WITNESS where the witness does not start
 */
export async function openOffice(dataDirectory: string): Promise<DemoOffice> {
  await mkdir(dataDirectory, { recursive: true })
  const cast = await castIn(join(dataDirectory, 'DEMO-keys'))
  const log = logSigner(await signingKeyFile(places(dataDirectory).logKey, origin))
  const known = await readSettings(dataDirectory)
  const port = known === undefined ? await freePort() : Number(new URL(known.witnesses[0]?.url ?? '').port)
  const witness = await startWitness(join(dataDirectory, 'DEMO-witness'), formatVkey(log.key), port)
  const settings = known ?? {
    settings: 'postern/settings/v1',
    origin,
    batch: 64,
    padSilence: true,
    witnesses: [{ name: witnessName, vkey: witness.vkey, url: witness.url }],
    quorum: 1,
    oversight: cast.oversight.recipient,
    deliveryDays: 14,
    timeZone: 'America/New_York',
    senders,
    rootKey: { kind: 'file' },
    demo: true,
  }
  if (known === undefined) await writeSettings(dataDirectory, settings)
  return { cast, settings, stopWitness: witness.stop }
}

type Founding = Pick<Ports, 'ledger' | 'clock' | 'office' | 'ruleSets' | 'packs'>

/**
 * Enroll whoever of the cast was never on the register, and give a new office its law, confirmed by the DEMO counsel as
 * long as there is one. What was done to somebody's entry since stays: a closed account is closed, a role that was taken
 * is gone.
 *
 * @param issuer the demonstration's identity provider, where there is one: who they are there is their id
 * @throws PosternError ERR_INPUT_INVALID where the cast cannot be enrolled, or signed in at another address
 */
export async function enrollCast(ports: Founding, { staff: cast }: Cast, issuer?: string): Promise<void> {
  const known = await entries(ports)
  for (const member of cast) {
    const entry = entryFor(member, known.get(member.id), issuer)
    if (entry === undefined) continue
    const refusal = await enroll(ports, setup, entry)
    if (refusal === undefined) continue
    throw new PosternError(
      'ERR_INPUT_INVALID',
      refusal.words,
      { staff: member.id },
      { mend: 'Start this demonstration on the port it was begun on, or a new one in another POSTERN_DATA.' },
    )
  }
  if ((await lawLog(ports)).sets.length === 0) await beginWith(ports, await ports.packs())
  // Also what has lapsed since the last demonstration.
  const rules = (await confirmations(ports)).filter(({ stands }) => stands !== 'confirmed').map(({ rule }) => rule.id)
  const confirming = (await staff(ports)).get('demo-counsel')?.roles.includes('counsel') === true
  if (rules.length === 0 || !confirming) return
  const version = 'DEMO: unread'
  const counsel = await actor(ports, 'demo-counsel')
  const confirmed = await confirm(ports, counsel, { rules, version, readOn: officeDay(ports) })
  if (!confirmed.done) throw new Error(confirmed.reasons.map(({ words }) => words).join('; '))
}

const setup = { id: 'system:setup', roles: ['system'] } as const

/** What is to be enrolled; undefined where the register stays as it is. */
function entryFor(member: StaffMember, there: Entry | undefined, issuer: string | undefined): StaffMember | undefined {
  if (there === undefined) {
    return issuer === undefined ? member : { ...member, login: { issuer, subject: member.id } }
  }
  const { login } = there.member
  if (issuer === undefined || there.standing !== 'open' || login?.issuer === issuer) return undefined
  // An administrator took it, so that they cannot sign in.
  if (login === undefined && there.by !== setup.id) return undefined
  return { ...there.member, login: { issuer, subject: login?.subject ?? member.id } }
}

async function startWitness(directory: string, vkey: string, port: number) {
  const main = join(import.meta.dirname, '..', 'main.ts')
  const where = ['--dir', directory, '--log', vkey, '--listen', `127.0.0.1:${port}`, '--name', witnessName]
  // Its input ends with this process, killed or not: the next demonstration needs the witness's port.
  const options = [...where, '--json', '--until-input-ends']
  const child = spawn(process.execPath, [main, 'witness', ...options], { stdio: ['pipe', 'pipe', 'pipe'] })
  const trouble: string[] = []
  child.stderr.on('data', (text: Buffer) => void trouble.push(text.toString()))
  // The demo must not outlive its witness, nor the witness the demo.
  process.once('exit', () => child.kill())
  const first = await firstLine(child)
  if (first === undefined) {
    throw new PosternError(
      'ERR_WITNESS',
      `The demo's witness did not start: ${trouble.join('').trim()}`,
      { port },
      {
        mend: 'Another program may use its port, or another demo may be running; end that one and try again.',
      },
    )
  }
  const { vkey: witnessKey, url }: { vkey: string; url: string } = JSON.parse(first)
  return {
    vkey: witnessKey,
    url,
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined
  for await (const line of createInterface({ input: child.stdout })) return line
  return undefined
}

/** A port of this host that nobody listens on now; whoever needs it in an address chooses it once. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer()
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
