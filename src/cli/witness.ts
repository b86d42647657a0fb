/** `postern witness`: run a witness until it is told to stop. */
import { Command, InvalidArgumentError } from 'commander'

export interface WitnessOptions {
  readonly directory: string
  readonly host: string
  readonly port: number
  readonly logs: readonly string[]
  /** Undefined to keep the name that the key in the directory has. */
  readonly name: string | undefined
}

export interface WitnessCommandDeps {
  readonly startWitness: (options: WitnessOptions) => Promise<{
    readonly vkey: string
    readonly url: string
    stop(): Promise<void>
  }>
  /** Settles when the process is asked to end (SIGTERM, SIGINT), and if so wished when its input ends. */
  readonly untilStopped: (orInputEnds: boolean) => Promise<void>
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

export function witnessCommand({ startWitness, untilStopped, out, err }: WitnessCommandDeps): Command {
  return new Command('witness')
    .description('cosign the checkpoints of a log, so that nobody can be shown a history that others are not shown')
    .requiredOption('--dir <directory>', "the witness's own store; it also holds its key, made on first use")
    .requiredOption('--log <vkey...>', 'verifier keys of the logs to witness, each named by its origin')
    .option('--listen <host:port>', 'where to listen; port 0 for any that is free', hostAndPort, {
      host: '127.0.0.1',
      port: 8920,
    })
    .option('--name <name>', 'what the witness is called, when its key is made')
    .option('--json', 'say the address and the key as one line of JSON')
    .option('--until-input-ends', 'also stop when the standard input ends: with whatever started this witness')
    .addHelpText(
      'after',
      `
A witness is worth something only where the operator of the log cannot reach it:
another machine, other people. Put a proxy with TLS before it. Its store must
never be put back to an earlier day.

  postern witness --dir /var/lib/postern-witness --log "$(cat log.vkey)"`,
    )
    .action(async ({ dir, log, listen, name, json, untilInputEnds = false }: Options) => {
      const witness = await startWitness({ directory: dir, logs: log, ...listen, name })
      if (json === true) {
        out(JSON.stringify({ vkey: witness.vkey, url: witness.url }))
      } else {
        out(`This witness listens at ${witness.url}. Its verifier key:`)
        out(witness.vkey)
        out("Its line for a log's policy, where a proxy gives it a public address:")
        out(`witness NAME ${witness.vkey} https://…`)
      }
      await untilStopped(untilInputEnds)
      // Whoever would have read this may be gone.
      if (!untilInputEnds) err('The witness answers what it was asked, and stops.')
      await witness.stop()
    })
}

interface Options {
  readonly dir: string
  readonly log: string[]
  readonly listen: { readonly host: string; readonly port: number }
  readonly name?: string
  readonly json?: boolean
  readonly untilInputEnds?: boolean
}

function hostAndPort(value: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(value) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host === undefined || !(port <= 65_535)) {
    throw new InvalidArgumentError('Write a host and a port, such as 127.0.0.1:8920 or [::1]:8920.')
  }
  return { host, port }
}
