/** Every published month as one CSV file, with the rule in force in it. */
import type { PublishedMonth } from '#pipeline/figures.ts'

const head = ['month', 'measure', 'agency_or_ground', 'count', 'published_at', 'log_size', 'log_root']

/** Lines end as RFC 4180 wants them. Every cell is a word of ours, a number or a day, so no program reads a formula. */
export function figuresCsv(months: readonly PublishedMonth[]): string {
  const lines = months.flatMap(({ month, shown, at, checkpoint }) =>
    Object.entries(shown).map(([name, count]) => {
      const [measure = '', of = ''] = name.split('/')
      const value = count === null ? 'hidden' : String(count)
      return [
        month,
        measure,
        of === '*' ? 'all' : of,
        value,
        at,
        String(checkpoint?.size ?? ''),
        checkpoint?.root ?? '',
      ]
    }),
  )
  return [head, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')
}
