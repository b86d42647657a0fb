/** `postern log`: publish the log, say how it stands, prove an entry, copy the whole. */
import { Command, InvalidArgumentError } from 'commander'
import type { LogStatus, TransparencyLog } from '#log/transparency-log.ts'
import { interval } from './interval.ts'
import { publishedWords } from './tick.ts'

export interface LogCommandDeps {
  /** The log as it is configured. */
  readonly openLog: () => Promise<{ readonly log: TransparencyLog; readonly close: () => Promise<void> }>
  /** Publish at each multiple of an interval (milliseconds) until the process is asked to end. */
  readonly publishEvery: (interval: number, publish: () => Promise<void>) => Promise<void>
  /** Write the published log into a directory. @returns its size */
  readonly exportTo: (log: TransparencyLog, directory: string) => Promise<number>
  /**
   * The verifier key of the log, whose key is made where there is none and an origin is given.
   * @throws PosternError ERR_KEY_MISSING, ERR_KEY_WRONG
   */
  readonly logKey: (origin: string | undefined) => Promise<string>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (code: number) => void
}

/** sysexits.h EX_TEMPFAIL: nothing is wrong, and it is not yet time. */
const tryAgain = 75

export function logCommand(deps: LogCommandDeps): Command {
  const { openLog, out, err, exit } = deps
  const withLog = async (work: (log: TransparencyLog) => Promise<void>): Promise<void> => {
    const { log, close } = await openLog()
    try {
      await work(log)
    } finally {
      await close()
    }
  }

  /** Whether everything is published now. */
  const publishOnce = async (log: TransparencyLog, json: boolean): Promise<boolean> => {
    const outcome = await log.publish()
    out(json ? JSON.stringify(outcome) : publishedWords(outcome))
    return outcome.outcome === 'published' || outcome.outcome === 'unchanged'
  }

  const command = new Command('log').description('the public log: publish it, look after it, prove from it')

  command
    .command('key')
    .description('the verifier key of the log, which its witnesses need before it begins')
    .option('--origin <origin>', 'the name of a new log, whose key is made now: an address without https://')
    .option('--json', 'as JSON')
    .addHelpText('after', '\n  postern log key --origin records.example.org/log > log.vkey')
    .action(async ({ origin, json = false }: { origin?: string; json?: boolean }) => {
      const vkey = await deps.logKey(origin)
      out(json ? JSON.stringify({ vkey }) : vkey)
    })

  command
    .command('publish')
    .description('pad, sign, have cosigned and publish what is new')
    .option('--every <interval>', 'go on at each multiple of an interval, such as 30s, 5m or 1h', interval)
    .option('--json', 'one line of JSON for each publication')
    .addHelpText(
      'after',
      '\nExits with 75 while a witness is waited for; what was signed is tried again with\neach call.\n\n  postern log publish --every 5m',
    )
    .action(({ every, json = false }: { every?: number; json?: boolean }) =>
      withLog(async (log) => {
        if (every === undefined) {
          if (!(await publishOnce(log, json))) exit(tryAgain)
          return
        }
        await deps.publishEvery(every, async () => {
          try {
            await publishOnce(log, json)
          } catch (error) {
            // The next publication goes on from wherever this one stopped.
            err(error instanceof Error ? error.message : String(error))
          }
        })
      }),
    )

  command
    .command('status')
    .description('how far the log is published, and who is waited for since when')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) =>
      withLog(async (log) => {
        const status = await log.status()
        out(json ? JSON.stringify(status) : statusText(status))
      }),
    )

  command
    .command('proof')
    .description('the offline proof (.tlog-proof) that an entry is in the log')
    .argument('<index>', 'of the entry, from 0', index)
    .option('--json', 'the proof as a member of a JSON object')
    .action((at: number, { json = false }: { json?: boolean }) =>
      withLog(async (log) => {
        const proof = await log.proofFor(at)
        if (proof === undefined) {
          err(`No published checkpoint holds entry ${at} yet.`)
          exit(tryAgain)
        } else {
          out(json ? JSON.stringify({ index: at, proof }) : proof)
        }
      }),
    )

  command
    .command('policy')
    .description('the policy file that verifiers of this log need')
    .option('--json', 'the policy as a member of a JSON object')
    .action(({ json = false }: { json?: boolean }) =>
      withLog(async ({ origin, policy }) => out(json ? JSON.stringify({ origin, policy }) : policy)),
    )

  command
    .command('export')
    .description('copy the whole published log into a directory that anybody can verify')
    .argument('<directory>', 'empty, or an earlier copy of the same log')
    .option('--json', 'as JSON')
    .action((directory: string, { json = false }: { json?: boolean }) =>
      withLog(async (log) => {
        const size = await deps.exportTo(log, directory)
        if (size === 0) {
          err('Nothing is published yet, so nothing was written.')
          exit(tryAgain)
        } else {
          out(json ? JSON.stringify({ directory, size }) : `Wrote ${size} entries of ${log.origin} to ${directory}.`)
        }
      }),
    )

  return command
}

function statusText(status: LogStatus): string {
  const { origin, size, published, pending, waitingSince, waitingOn, quorum } = status
  const lines = [
    `Log        ${origin}`,
    `Entries    ${size}, padding included`,
    `Published  ${published === null ? 'nothing yet' : `${published.size} entries at ${published.at}`}`,
    `Quorum     ${quorum}${quorum === 'none' ? ' (nobody watches this log)' : ''}`,
  ]
  if (pending !== null) lines.push(`Waiting    ${pending.size} entries are signed, since ${waitingSince ?? pending.at}`)
  for (const { witness, url, answer, failingSince } of waitingOn) {
    const since = failingSince === null ? '' : `, since ${failingSince}`
    lines.push(`  ${witness} (${url ?? 'no address'}): ${answer ?? 'not asked yet'}${since}`)
  }
  return lines.join('\n')
}

function index(value: string): number {
  const count = Number(value)
  if (!/^(0|[1-9][0-9]*)$/.test(value) || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError('Write the index of an entry as a whole number.')
  }
  return count
}
