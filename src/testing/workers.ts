/** Workers of this process, and what goes wrong where they read. */
import { setTimeout as sleep } from 'node:timers/promises'
import { workOnRanges } from '#pipeline/bulk-queue.ts'
import type { BulkOfSource, Ports } from '#pipeline/ports.ts'

export interface Heard {
  ranges: number
  prepared: number
  refused: string[]
  letGo: string[]
  failed: unknown[]
}

/** A worker in this process, until what is asked of it holds. */
export async function work(
  ports: Ports,
  until: () => Promise<boolean>,
  onRange: () => void = () => {},
): Promise<Heard> {
  const heard: Heard = { ranges: 0, prepared: 0, refused: [], letGo: [], failed: [] }
  const end = new AbortController()
  const working = workOnRanges(
    ports,
    {
      range: () => {
        heard.ranges += 1
        onRange()
      },
      prepared: () => (heard.prepared += 1),
      refused: (_, reasons) => heard.refused.push(...reasons.map(({ code }) => code)),
      letGo: (_, reasons) => heard.letGo.push(...reasons.map(({ code }) => code)),
      failed: (error) => void heard.failed.push(error),
    },
    end.signal,
  )
  while (!(await until())) await sleep(50)
  end.abort()
  await working
  return heard
}

/** The same office, with a source of which something goes wrong. */
export function withBulkSource(
  ports: Ports,
  agency: string,
  change: (bulk: BulkOfSource) => Partial<BulkOfSource>,
): Ports {
  const source = ports.sources[agency]
  if (source?.bulk === undefined) throw new Error('there is no such source')
  const bulk = { ...source.bulk, ...change(source.bulk) }
  return { ...ports, sources: { ...ports.sources, [agency]: { ...source, bulk } } }
}
