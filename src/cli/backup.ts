/** `postern backup`, `postern restore`: a whole office, kept and brought back. */
import { Command } from 'commander'
import { counted } from './wrap.ts'

export interface BackupRequest {
  /** A new folder. */
  readonly to: string
  readonly recipient?: string
  readonly inClear: boolean
  /** A new folder for the keys, in another place. */
  readonly keys?: string
  readonly keysRecipient?: string
}

export interface BackupTaken {
  readonly takenAt: string
  readonly entries: number
  readonly files: number
  readonly bytes: number
  readonly sealed: boolean
  readonly keys: string | null
  readonly rootKey: 'file' | 'passphrase' | 'service'
}

export interface BackupCommandDeps {
  readonly backUp: (request: BackupRequest) => Promise<BackupTaken>
  readonly out: (text: string) => void
}

export function backupCommand({ backUp, out }: BackupCommandDeps): Command {
  return new Command('backup')
    .description('copy the whole office, sealed, while it works; its keys go another way')
    .requiredOption('--to <folder>', 'a new folder for this backup')
    .option('--recipient <age1…>', 'seal it to this key, whose holder keeps the backups')
    .option('--in-clear', 'do not seal it: its place is sealed otherwise')
    .option('--keys <folder>', 'export the keys too, sealed, to a new folder in another place')
    .option('--keys-recipient <age1…>', 'seal the keys to this key, and not to that of --recipient')
    .option('--json', 'what was taken, as JSON')
    .addHelpText(
      'after',
      `
One snapshot of the database, and the files that it names. No key of the office
is in it: whoever finds a backup opens nothing, and a backup whose keys are lost
cannot be restored by anybody. Export the keys once, and again after every
\`postern keys rotate\` and \`postern forget\`; destroy older backups and older
keys then, for together they open what was forgotten.

  postern backup --to /mnt/backup/2026-11-22 --recipient age1… \\
    --keys /mnt/safe/2026-11-22 --keys-recipient age1…`,
    )
    .action(async ({ json = false, inClear = false, ...rest }: Omit<BackupRequest, 'inClear'> & Flags) => {
      const taken = await backUp({ ...rest, inClear })
      out(json ? JSON.stringify({ to: rest.to, ...taken }) : takenText(rest.to, taken))
    })
}

interface Flags {
  readonly json?: boolean
  readonly inClear?: boolean
}

export function takenText(to: string, { entries, files, bytes, sealed, keys, rootKey }: BackupTaken): string {
  const lines = [
    `Backed up: ${counted(entries, 'entry', 'entries')} of the log and ${counted(files, 'file')}, ${Math.ceil(bytes / 1e6)} MB, in ${to}.`,
  ]
  if (!sealed) lines.push('It is in the clear: whoever reads it sees who asked, why and when.')
  if (keys === null) {
    lines.push('Its keys are not in it. Without them nobody can restore it: export them with --keys, to another place.')
  } else {
    lines.push(`The keys stand, sealed, in ${keys}. Give them to somebody who does not hold the backup.`)
    if (rootKey === 'file') lines.push('The root key is among them: with the backup they open every case.')
    if (rootKey === 'passphrase') lines.push('They open nothing without the passphrase of the root key.')
    if (rootKey === 'service') lines.push('They open no case: the key service that holds the root key does.')
  }
  return lines.join('\n')
}

export interface RestoreRequest {
  readonly from: string
  /** Files with identities. */
  readonly identities: readonly string[]
  readonly keys?: string
  readonly into?: string
  /** A copy of the published log. */
  readonly published?: string
  readonly progress: (bytes: number) => void
}

export interface Restored {
  readonly dataDirectory: string
  readonly takenAt: string
  readonly entries: number
  readonly events: number
  readonly cases: number
  readonly forgotten: number
  readonly files: number
  /** Tables that said something else than the events. */
  readonly remade: readonly string[]
  readonly missingPapers: number
  /** Entries of the published log whose events are lost. */
  readonly lost: number
  /** Witnesses that did not say what they hold. */
  readonly silent: readonly string[]
}

export interface RestoreCommandDeps {
  readonly restore: (request: RestoreRequest) => Promise<Restored>
  readonly begin: (into: string | undefined, lookedMyself: boolean) => Promise<{ readonly dataDirectory: string }>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (code: number) => void
  readonly progress: (text: string) => void
}

interface RestoreOptions {
  readonly from?: string
  readonly identity: readonly string[]
  readonly keys?: string
  readonly into?: string
  readonly published?: string
  readonly begin?: boolean
  readonly nothingNewer?: boolean
  readonly json?: boolean
}

const invalid = 2

export function restoreCommand({ restore, begin, out, err, exit, progress }: RestoreCommandDeps): Command {
  return new Command('restore')
    .description('bring a whole office back from a backup, check all of it, and say when it may begin to work')
    .option('--from <folder>', 'the backup')
    .option('--identity <file>', 'age identity that opens the backup or its keys; may be given twice', collect, [])
    .option('--keys <folder>', 'where the keys of the office were exported')
    .option('--into <directory>', 'a new data directory; else that of POSTERN_DATA')
    .option('--published <folder>', 'a copy of the published log, where it is newer than the backup')
    .option('--begin', 'let the restored office work: the old one is stopped for good')
    .option('--nothing-newer', 'with --begin, where no witness answers: you have looked at the published log')
    .option('--json', 'what was restored, as JSON')
    .addHelpText(
      'after',
      `
Only into an empty database (DATABASE_URL, or the embedded one of the new
directory) and an empty directory, and all or nothing. Every part is compared
with its hash, every event is opened, the log must give its root, and the tables
are made again from the events. Try it on another machine, without --begin: what
was restored does nothing until then, so try as often as you like.

With a root key under a passphrase or in a key service, set POSTERN_PASSPHRASE
or POSTERN_KEY_SERVICE_TOKEN.

  postern restore --from /mnt/backup/2026-11-22 --identity backup.txt \\
    --keys /mnt/safe/2026-11-22 --identity keys.txt --into /srv/postern
  postern restore --begin --into /srv/postern`,
    )
    .action(
      async ({ from, identity, json = false, begin: start = false, nothingNewer = false, ...rest }: RestoreOptions) => {
        if (from === undefined && !start) {
          err('Name a backup with --from, or say --begin where one was restored.')
          exit(invalid)
          return
        }
        if (from !== undefined) {
          const shown = (bytes: number) => progress(`${Math.floor(bytes / 1e6)} MB compared`)
          const restored = await restore({ ...rest, from, identities: identity, progress: shown })
          out(json ? JSON.stringify(restored) : restoredText(restored))
        }
        if (!start) return
        const { dataDirectory } = await begin(rest.into, nothingNewer)
        out(json ? JSON.stringify({ began: dataDirectory }) : `The office in ${dataDirectory} is at work. Back it up.`)
      },
    )
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

export function restoredText(restored: Restored): string {
  const { dataDirectory, takenAt, entries, events, cases, forgotten, files, remade, missingPapers, lost, silent } =
    restored
  const lines = [
    `Restored as of ${takenAt}, in ${dataDirectory}: ${counted(cases, 'case')} (${forgotten} forgotten), ${counted(events, 'event')}, ${counted(files, 'file')}.`,
    `The log of ${counted(entries, 'entry', 'entries')} gives the root it had, and every event opens with these keys.`,
  ]
  if (remade.length > 0)
    lines.push(`These tables said something else than the events, and were made again: ${remade.join(', ')}.`)
  if (missingPapers > 0) {
    lines.push(`${counted(missingPapers, 'paper is', 'papers are')} named by events and not in the backup.`)
  }
  if (lost > 0) {
    lines.push(
      `${counted(lost, 'entry was', 'entries were')} published after this backup. They keep their places in the log, and what they held is lost: look with the people of the office at what they did since.`,
    )
  }
  if (silent.length > 0) lines.push(`These witnesses did not say what they hold: ${silent.join(', ')}.`)
  lines.push('It does nothing yet. When the old office is stopped for good: `postern restore --begin`.')
  return lines.join('\n')
}
