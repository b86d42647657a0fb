/** The settings of an office that is measured: no witness, a root key in a file. */
import { join } from 'node:path'
import { writeSettings } from '#adapters/files/settings.ts'
import { castIn } from '#demo/cast.ts'

export async function benchSettings(directory: string) {
  const cast = await castIn(join(directory, 'DEMO-keys'))
  const settings = {
    settings: 'postern/settings/v1',
    origin: 'bench.postern.example/log',
    batch: 64,
    padSilence: false,
    witnesses: [],
    quorum: 'none',
    oversight: cast.oversight.recipient,
    deliveryDays: 14,
    timeZone: 'America/New_York',
    rootKey: { kind: 'file' },
    demo: true,
  } as const
  await writeSettings(directory, settings)
  return settings
}
