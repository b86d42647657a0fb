/**
 * What the witness remembers of each log: the largest checkpoint it cosigned, as the signed note itself.
 *
 *     <directory>/<hex SHA-256 of the origin>/checkpoint     the note, with the witness's cosignature
 *     <directory>/<hex SHA-256 of the origin>/evidence/      requests that contradict it
 *
 * Trust: everything. Whoever can put an older file here can make the witness cosign a second history. That
 * is why it stands on a machine of its own, and why the witness starts only where its own cosignature is
 * on each file: an older one passes, an invented one does not.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { PosternError } from '#errors.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'

/** The largest tree that was cosigned for an origin. */
export interface Held {
  readonly size: number
  readonly root: Uint8Array
  /** The checkpoint with the log's signature and the witness's own. */
  readonly note: string
}

export interface WitnessStore {
  held(origin: string): Held | undefined
  /**
   * Replace `expected` by `next`, or do nothing and return false where something else is held by now.
   * When this returns true, `next` survives a loss of power.
   */
  replace(origin: string, expected: Held | undefined, next: Held): boolean
  /** Keep a request that shows two histories; the same request is kept once, and no more than a hundred. */
  keepEvidence(origin: string, request: Uint8Array): void
}

const mostEvidence = 100

/** Where an origin's files stand, and the path under which its checkpoint is served (C2SP tlog-witness). */
export function originId(origin: string): string {
  return toHex(sha256(utf8(origin)))
}

/**
 * Open the store. Every call is synchronous, so that nothing can come between a comparison and what
 * follows from it; a witness sees a few requests a minute and a flush takes milliseconds.
 *
 * @param read gives back what a stored note says, or throws where it is not one this witness cosigned
 */
export async function openWitnessStore(
  directory: string,
  origins: readonly string[],
  read: (origin: string, note: string) => Promise<Held>,
): Promise<WitnessStore> {
  const memory = new Map<string, Held>()
  for (const origin of origins) {
    const note = readIfThere(join(directory, originId(origin), 'checkpoint'))
    if (note !== undefined) memory.set(origin, await read(origin, note.toString('utf8')))
  }

  return {
    held: (origin) => memory.get(origin),

    replace: (origin, expected, next) => {
      if (memory.get(origin) !== expected) return false
      storing(directory, () => put(directory, originId(origin), 'checkpoint', utf8(next.note)))
      memory.set(origin, next)
      return true
    },

    keepEvidence: (origin, request) =>
      storing(directory, () => {
        const folder = join(directory, originId(origin))
        const name = toHex(sha256(request))
        mkdirSync(join(folder, 'evidence'), { recursive: true })
        const kept = readdirSync(join(folder, 'evidence'))
        if (!kept.includes(name) && kept.length < mostEvidence) put(folder, 'evidence', name, request)
      }),
  }
}

/** Write beside, flush, move into place, flush the folders: the old file or the new one, never half of one. */
function put(parent: string, folder: string, name: string, bytes: Uint8Array): void {
  const path = join(parent, folder)
  mkdirSync(path, { recursive: true })
  const draft = join(path, `.${name}.draft`)
  const file = openSync(draft, 'w', 0o644)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, join(path, name))
  for (const each of [path, parent]) flush(each)
}

function flush(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function storing(directory: string, work: () => void): void {
  try {
    work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
    throw new PosternError(
      code === 'ENOSPC' || code === 'EDQUOT' ? 'ERR_DISK_FULL' : 'ERR_WITNESS',
      'the witness cannot store, so it does not cosign',
      { directory, code },
      { cause, mend: 'Make room on its disk and let its user write there.' },
    )
  }
}
