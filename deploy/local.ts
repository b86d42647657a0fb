/**
 * All of this deployment on one machine, on loopback: three database machines and two nodes, as processes.
 *
 *     node deploy/local.ts        starts it, prints the addresses, and stops it at Ctrl-C
 *
 * The configuration is the one in this folder, filled in with ports that were free and passwords of this run.
 * Trust: for trying out. There is no TLS, and everything is on one disk.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { chown, readdir } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { strayBackends } from '#adapters/embedded/processes.ts'
import { fastPlace, makeTestDirectory } from '#testing/directory.ts'

/** What one command installs on Debian 12. */
export const installs = 'apt-get install -y patroni etcd-server etcd-client haproxy pgbouncer postgresql-15'

const programs = {
  patroni: '/usr/bin/patroni',
  'etcd-server': '/usr/bin/etcd',
  haproxy: '/usr/sbin/haproxy',
  pgbouncer: '/usr/sbin/pgbouncer',
  'postgresql-15': '/usr/lib/postgresql/15/bin/postgres',
} as const

/** The packages that are not here. */
export function missingPackages(): string[] {
  return Object.entries(programs)
    .filter(([, program]) => !existsSync(program))
    .map(([name]) => name)
}

const machineNames = ['a', 'b', 'c'] as const
export type MachineName = (typeof machineNames)[number]

export interface Member {
  readonly name: string
  /** As Patroni says it: leader, sync_standby, replica. */
  readonly role: string
  readonly state: string
}

/** Where one application node finds the database: by its own HAProxy. */
export interface NodeAddresses {
  /** Whoever is primary now. */
  readonly primary: string
  readonly replicas: string
  /** Synthetic people, on whoever is primary now. */
  readonly caseload: string
  /** The same people, on whoever follows the primary. */
  readonly caseloadReplicas: string
}

export interface LocalCluster {
  readonly directory: string
  readonly nodes: readonly NodeAddresses[]
  /** Straight to the PostgreSQL of one machine. */
  urlOf(machine: MachineName): string
  /** What the machines that answer say of all of them. */
  members(): Promise<readonly Member[]>
  /** Wait until one is primary and the other two follow it, one of them synchronously; answers who is primary. */
  whole(): Promise<MachineName>
  /** Wait until somebody else than this one is primary; answers who. */
  promoted(other: MachineName): Promise<MachineName>
  /** SIGKILL of all that runs on a machine: PostgreSQL, Patroni, PgBouncer and its etcd, as when its power fails. */
  kill(machine: MachineName): Promise<void>
  /** Start what runs on a machine. */
  start(machine: MachineName): void
  /** End everything that was started here, however it stands. */
  stop(): Promise<void>
}

interface Account {
  readonly uid: number
  readonly gid: number
}

const address = '127.0.0.1'
/** Longest time in which the machines find each other, or somebody becomes primary. */
const longestWait = 120_000

/**
 * Start everything below `directory`, and wait until it is whole. `say` is told what happens, in sentences.
 *
 * @throws Error naming the file in which a program says why it does not run; what was started is then stopped
 */
export async function startLocalCluster(directory: string, say: (words: string) => void): Promise<LocalCluster> {
  const cluster = new Local(directory, await freePorts(19))
  try {
    await cluster.begin(say)
    return cluster
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

function idOfPostgres(flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
}

/** PostgreSQL and PgBouncer refuse to run as root; Debian's packages bring an account for them. */
function account(): Account | undefined {
  if (process.geteuid?.() !== 0) return undefined
  return { uid: idOfPostgres('-u'), gid: idOfPostgres('-g') }
}

class Local implements LocalCluster {
  readonly directory: string
  readonly nodes: readonly NodeAddresses[]
  readonly #as = account()
  readonly #running = new Map<string, ChildProcess>()
  readonly #ports: ReadonlyMap<string, number>
  readonly #passwords = new Map<string, string>()
  /** Whoever ends without `stop` leaves nothing behind. */
  readonly #atExit = (): void => {
    for (const child of this.#running.values()) killGroup(child)
    for (const machine of machineNames) for (const pid of straysOf(join(this.#home(machine), 'data'))) killPid(pid)
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 })
  }
  #stopped = false

  constructor(directory: string, free: readonly number[]) {
    this.directory = directory
    const names = [
      ...machineNames.flatMap((name) => machinePorts.map((port) => `${name.toUpperCase()}_${port}`)),
      ...[1, 2].flatMap((node) => ['PRIMARY_PORT', 'REPLICAS_PORT'].map((port) => `${node}_${port}`)),
    ]
    this.#ports = new Map(names.map((name, i) => [name, free[i] ?? 0]))
    for (const whose of ['SUPERUSER', 'REPLICATION', 'REWIND', 'POSTERN']) {
      this.#passwords.set(`${whose}_PASSWORD`, randomBytes(18).toString('hex'))
    }
    this.nodes = [1, 2].map((node) => ({
      primary: this.#url(this.#port(`${node}_PRIMARY_PORT`), 'postern'),
      replicas: this.#url(this.#port(`${node}_REPLICAS_PORT`), 'postern'),
      caseload: this.#url(this.#port(`${node}_PRIMARY_PORT`), 'caseload'),
      caseloadReplicas: this.#url(this.#port(`${node}_REPLICAS_PORT`), 'caseload'),
    }))
  }

  async begin(say: (words: string) => void): Promise<void> {
    process.once('exit', this.#atExit)
    say(`three database machines and two nodes, as processes below ${this.directory}`)
    for (const name of machineNames) await this.#furnish(name)
    for (const name of machineNames) this.start(name)
    for (const node of [1, 2]) await this.#startNode(node)
    const primary = await this.whole()
    say(`Patroni made machine ${primary} the primary; the two others follow it, one of them synchronously`)
    await this.#makeAccounts(primary)
    for (const { primary: url } of this.nodes) await answers(url)
  }

  urlOf(machine: MachineName): string {
    return this.#url(this.#port(`${machine.toUpperCase()}_PG_PORT`), 'postern')
  }

  async members(): Promise<readonly Member[]> {
    for (const name of machineNames) {
      const port = this.#port(`${name.toUpperCase()}_REST_PORT`)
      try {
        const response = await fetch(`http://${address}:${port}/cluster`, { signal: AbortSignal.timeout(2000) })
        const { members }: { members: Member[] } = JSON.parse(await response.text())
        return members
      } catch {
        // This one is down; another knows.
      }
    }
    return []
  }

  async whole(): Promise<MachineName> {
    return this.#until('the cluster is not whole', (members) => {
      const up = members.filter(({ state }) => state === 'running' || state === 'streaming')
      const roles = up.map(({ role }) => role).toSorted()
      return roles.join() === 'leader,replica,sync_standby' ? leaderOf(members) : undefined
    })
  }

  async promoted(other: MachineName): Promise<MachineName> {
    return this.#until('nobody else became primary', (members) => {
      const leader = leaderOf(members)
      return leader === other ? undefined : leader
    })
  }

  async kill(machine: MachineName): Promise<void> {
    const data = join(this.#home(machine), 'data')
    const started = [...this.#running].filter(([key]) => key.startsWith(`${machine}/`))
    for (const [key, child] of started) {
      killGroup(child)
      this.#running.delete(key)
    }
    // Patroni gives PostgreSQL a session of its own, and every process of it works in the data directory.
    for (let left = straysOf(data); left.length > 0; left = straysOf(data)) {
      for (const pid of left) killPid(pid)
      await sleep(5)
    }
    await Promise.all(started.flatMap(([, child]) => (hasEnded(child) ? [] : [once(child, 'exit')])))
  }

  start(machine: MachineName): void {
    const home = this.#home(machine)
    rmSync(join(home, 'pgbouncer.pid'), { force: true })
    this.#run(`${machine}/etcd`, home, programs['etcd-server'], ['--config-file', join(home, 'etcd.yml')])
    this.#run(`${machine}/patroni`, home, programs.patroni, [join(home, 'patroni.yml')])
    this.#run(`${machine}/pgbouncer`, home, programs.pgbouncer, ['-q', join(home, 'pgbouncer.ini')])
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    for (const machine of machineNames) await this.kill(machine)
    for (const child of this.#running.values()) {
      killGroup(child)
      if (!hasEnded(child)) await once(child, 'exit')
    }
    process.off('exit', this.#atExit)
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 })
  }

  #port(name: string): number {
    const port = this.#ports.get(name)
    if (port === undefined) throw new RangeError(`no port is called ${name}`)
    return port
  }

  #url(port: number, database: string): string {
    return `postgresql://postern:${this.#passwords.get('POSTERN_PASSWORD')}@${address}:${port}/${database}`
  }

  #home(machine: string): string {
    return join(this.directory, machine)
  }

  async #furnish(name: MachineName): Promise<void> {
    const home = this.#home(name)
    mkdirSync(home, { mode: 0o700 })
    const own = machinePorts.map((port): [string, string] => [
      port,
      String(this.#port(`${name.toUpperCase()}_${port}`)),
    ])
    const filled = new Map([
      ...this.#passwords,
      ...own,
      ['NAME', name],
      ['ADDRESS', address],
      ['DIRECTORY', home],
      ['DATABASE_NETWORK', `${address}/32`],
      ['ETCD_HOSTS', this.#ofAll((one) => `${address}:${this.#port(`${one}_ETCD_PORT`)}`)],
      [
        'ETCD_MEMBERS',
        this.#ofAll((one) => `${one.toLowerCase()}=http://${address}:${this.#port(`${one}_ETCD_PEER_PORT`)}`),
      ],
    ])
    for (const file of ['etcd.yml', 'patroni.yml', 'pgbouncer.ini']) write(join(home, file), fill(file, filled))
    write(join(home, 'userlist.txt'), `"postern" "${this.#passwords.get('POSTERN_PASSWORD')}"\n`)
    await this.#give(home)
  }

  #ofAll(words: (machine: string) => string): string {
    return machineNames.map((name) => words(name.toUpperCase())).join(',')
  }

  async #startNode(node: number): Promise<void> {
    const home = this.#home(`node-${node}`)
    mkdirSync(home, { mode: 0o700 })
    const filled = new Map<string, string>([
      ['NODE_ADDRESS', address],
      ...[...this.#ports].map(([name, port]): [string, string] => [name, String(port)]),
      ['PRIMARY_PORT', String(this.#port(`${node}_PRIMARY_PORT`))],
      ['REPLICAS_PORT', String(this.#port(`${node}_REPLICAS_PORT`))],
      ...machineNames.map((name): [string, string] => [`${name.toUpperCase()}_ADDRESS`, address]),
    ])
    write(join(home, 'haproxy.cfg'), fill('haproxy.cfg', filled))
    await this.#give(home)
    this.#run(`node-${node}/haproxy`, home, programs.haproxy, ['-db', '-f', join(home, 'haproxy.cfg')])
  }

  /** To the account that the programs run as. */
  async #give(home: string): Promise<void> {
    if (this.#as === undefined) return
    const { uid, gid } = this.#as
    await chown(home, uid, gid)
    for (const name of await readdir(home)) await chown(join(home, name), uid, gid)
  }

  #run(key: string, home: string, program: string, args: readonly string[]): void {
    const name = key.slice(key.indexOf('/') + 1)
    const out = openSync(join(home, `${name}.out`), 'a')
    const child = spawn(program, args, {
      cwd: home,
      // A group of its own, so that it is ended with all that it started.
      detached: true,
      stdio: ['ignore', out, out],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: home },
      ...this.#as,
    })
    closeSync(out)
    child.on('error', () => {})
    this.#running.set(key, child)
  }

  async #makeAccounts(primary: MachineName): Promise<void> {
    const sql = fill('accounts.sql', this.#passwords)
    const client = new Client({
      host: address,
      port: this.#port(`${primary.toUpperCase()}_PG_PORT`),
      user: 'postgres',
      password: this.#passwords.get('SUPERUSER_PASSWORD'),
      database: 'postgres',
    })
    client.on('error', () => {})
    await client.connect()
    try {
      // A database cannot be made within a transaction, and several statements in one query are one.
      const statements = sql.replaceAll(/^--.*$/gm, '').split(';')
      for (const statement of statements.filter((one) => one.trim() !== '')) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  async #until(complaint: string, found: (members: readonly Member[]) => MachineName | undefined) {
    const deadline = Date.now() + longestWait
    for (;;) {
      for (const [key, child] of this.#running) {
        if (!hasEnded(child)) continue
        const [home = '', name = ''] = key.split('/')
        const file = join(this.directory, home, `${name}.out`)
        throw new Error(`${name} of ${home} ended by itself: ${readFileSync(file, 'utf8').slice(-2000)}`)
      }
      const members = await this.members()
      const leader = found(members)
      if (leader !== undefined) return leader
      if (Date.now() > deadline) throw new Error(`${complaint}: ${JSON.stringify(members)}`)
      await sleep(100)
    }
  }
}

const machinePorts = ['ETCD_PORT', 'ETCD_PEER_PORT', 'REST_PORT', 'PG_PORT', 'PGBOUNCER_PORT'] as const

function leaderOf(members: readonly Member[]): MachineName | undefined {
  const leader = members.find(({ role, state }) => role === 'leader' && state === 'running')
  return machineNames.find((name) => name === leader?.name)
}

/** A file of this folder with its places filled in. @throws RangeError naming a place for which there is nothing */
function fill(file: string, values: ReadonlyMap<string, string>): string {
  const template = readFileSync(join(import.meta.dirname, file), 'utf8')
  return template.replaceAll(/\{\{([A-Z_]+)\}\}/g, (_, name: string) => {
    const value = values.get(name)
    if (value === undefined) throw new RangeError(`${file} has a place ${name} that nothing fills`)
    return value
  })
}

function write(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 })
}

function straysOf(data: string): number[] {
  return existsSync(data) ? strayBackends(data) : []
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) killPid(-pid)
}

function killPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

/** Ports of loopback that nobody had a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, address)
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => {
    const bound: AddressInfo | string | null = server.address()
    if (bound === null || typeof bound === 'string') throw new Error('a port of loopback has no number')
    return bound.port
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + longestWait
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    } finally {
      await client.end().catch(() => {})
    }
    await sleep(200)
  }
}

if (process.argv[1] === import.meta.filename) {
  const missing = missingPackages()
  if (missing.length > 0) {
    console.error(`Not here: ${missing.join(', ')}. On Debian 12, as root: ${installs}`)
    process.exit(1)
  }
  let started = false
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  // Before it is whole there is nothing to put in order: what runs is killed as this process ends.
  void asked.then(() => started || process.exit(130))
  const cluster = await startLocalCluster(makeTestDirectory(fastPlace()), console.log)
  started = true
  for (const [i, { primary, replicas }] of cluster.nodes.entries()) {
    console.log(`node ${i + 1}: DATABASE_URL=${primary}\n        replicas ${replicas}`)
  }
  console.log('Ctrl-C stops all of it and removes what it wrote.')
  await asked
  await cluster.stop()
}
