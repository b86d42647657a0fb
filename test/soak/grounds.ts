/** The data directory of a soak, with a witness beside it that can be killed too. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSettings } from '#adapters/files/settings.ts'
import { logSigner, signingKeyFile } from '#adapters/keys/signing-key.ts'
import { readPostmaster, servesCluster, strayBackends } from '#adapters/embedded/processes.ts'
import { castIn, type Cast } from '#demo/cast.ts'
import { formatVkey } from '#formats/note.ts'
import { places } from '#parts.ts'
import { fastPlace, makeTestDirectory } from '#testing/directory.ts'
import { startWitnessProcess } from '#testing/witness-process.ts'

export interface Grounds {
  readonly dataDirectory: string
  readonly cast: Cast
  /** SIGKILL the postmaster that serves here now; false where there is none. */
  killPostgres(): boolean
  /** SIGKILL the witness and start it again on the same store and port. */
  killWitness(): Promise<void>
  /** Stop what still runs, and remove the directory. */
  remove(): Promise<void>
}

/** So many synthetic people, the ones known by name among them. */
export const people = 100

const origin = 'soak.postern.example/log'

export async function makeGrounds(): Promise<Grounds> {
  const dataDirectory = makeTestDirectory(fastPlace())
  const cast = await castIn(join(dataDirectory, 'DEMO-keys'))
  const log = logSigner(await signingKeyFile(places(dataDirectory).logKey, origin))
  const store = join(dataDirectory, 'DEMO-witness')
  const logs = [formatVkey(log.key)]
  let witness = await startWitnessProcess(store, logs)
  await writeSettings(dataDirectory, {
    settings: 'postern/settings/v1',
    origin,
    batch: 16,
    padSilence: false,
    witnesses: [{ name: 'demo-witness', vkey: witness.vkey, url: witness.url }],
    quorum: 1,
    oversight: cast.oversight.recipient,
    deliveryDays: 14,
    timeZone: 'America/New_York',
    rootKey: { kind: 'file' },
    demo: true,
  })
  const cluster = join(dataDirectory, 'database', 'cluster')
  return {
    dataDirectory,
    cast,
    killPostgres: () => {
      const found = readPostmaster(cluster)
      return found !== undefined && servesCluster(found.pid, cluster) && process.kill(found.pid, 'SIGKILL')
    },
    killWitness: async () => {
      await witness.kill()
      witness = await startWitnessProcess(store, logs, witness.port)
    },
    remove: async () => {
      await witness.stop()
      if (existsSync(cluster)) for (const pid of strayBackends(cluster)) process.kill(pid, 'SIGKILL')
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
