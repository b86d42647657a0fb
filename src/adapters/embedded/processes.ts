/**
 * Which processes live, told apart from later processes that were given the same number.
 *
 * /proc says it exactly on Linux; elsewhere `ps` says it to the second; on Windows only the number is known.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A text that no other process of this machine has had or will have, or undefined where none lives. */
export function birthmarkOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readText(`/proc/${pid}/stat`)
    // proc_pid_stat(5): the name may hold blanks and parentheses; after it come state (field 3) … start time (22).
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, started] = [fields?.[0], fields?.[19]]
    if (state === undefined || started === undefined || state === 'Z' || state === 'X') return undefined
    return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''} ${started}`
  }
  if (process.platform === 'win32') return isNumbered(pid) ? 'alive' : undefined
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() || undefined
}

function isNumbered(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

export interface Postmaster {
  readonly pid: number
  readonly status: string
}

/** What postmaster.pid says: line 1 the pid, line 8 the status, as written by PostgreSQL (miscadmin.h). */
export function readPostmaster(cluster: string): Postmaster | undefined {
  const lines = readText(join(cluster, 'postmaster.pid'))?.split('\n')
  const pid = Number(lines?.[0])
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, status: lines?.[7]?.trim() ?? '' } : undefined
}

/** Whether this pid is a PostgreSQL process of this cluster and not a stranger with a recycled number. */
export function servesCluster(pid: number, cluster: string): boolean {
  if (process.platform === 'linux') {
    // Every PostgreSQL process works inside its data directory, and so may somebody's shell.
    const program = basename(readLink(`/proc/${pid}/exe`) ?? '').split(' ')[0]
    return (
      birthmarkOf(pid) !== undefined && program === 'postgres' && readLink(`/proc/${pid}/cwd`) === realpathSync(cluster)
    )
  }
  if (process.platform === 'win32') return isNumbered(pid)
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(cluster)
}

/** Processes of this cluster that outlived their postmaster; only Linux can tell. */
export function strayBackends(cluster: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && servesCluster(pid, cluster))
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
