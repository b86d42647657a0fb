/** `postern queue`: every case on one page, and nobody's name. */
import { Command } from 'commander'
import type { QueueRow } from '#accounting/queue.ts'
import { statusInWords, todayIn, withOffice, type OfficeDeps } from './office.ts'
import { counted, table } from './wrap.ts'

export function queueCommand(deps: OfficeDeps): Command {
  return new Command('queue')
    .description('the cases and what each waits for, the most urgent first; names no subject')
    .option('--agency <agency>', 'of one agency, such as ma-dta')
    .option('--all', 'also those that are closed')
    .option('--json', 'as JSON')
    .addHelpText('after', '\n  postern queue\n  postern queue --agency ma-dta --all')
    .action(async ({ agency, all = false, json = false }: { agency?: string; all?: boolean; json?: boolean }) =>
      withOffice(deps, async (office) => {
        const rows = (await office.ledger.queue())
          .filter((row) => agency === undefined || row.agency === agency)
          .filter((row) => all || row.status !== 'closed')
          .toSorted(byUrgency)
        deps.out(json ? JSON.stringify(rows) : queueText(rows, todayIn(office), deps.states))
      }),
    )
}

/** The earliest deadline first, then the longest waiting. */
function byUrgency(a: QueueRow, b: QueueRow): number {
  const [left, right] = [a, b].map((row) => `${row.dueOn ?? '9999'} ${row.receivedOn} ${row.number}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

export function queueText(rows: readonly QueueRow[], today: string, states: OfficeDeps['states']): string {
  if (rows.length === 0) return 'No case waits for anything.'
  const lines = rows.map((row) => [
    row.number,
    statusInWords(row.status),
    row.organization,
    row.receivedOn,
    row.dueOn === null ? '' : `${row.dueOn} ${daysLeft(today, row.dueOn)}`,
  ])
  const words: Readonly<Record<string, string>> = states
  const seen = [...new Set(rows.map(({ status }) => status))]
  return [
    table(['Case', 'Stands', 'Asked by', 'Received', 'Due'], lines),
    '',
    ...seen.map((status) => `${statusInWords(status)}: ${words[status] ?? ''}`),
  ].join('\n')
}

/** "(in 3 days)", "(today)", "(2 days late)" */
export function daysLeft(today: string, due: string): string {
  const days = Math.round((Date.parse(due) - Date.parse(today)) / 86_400_000)
  if (days === 0) return '(today)'
  return days > 0 ? `(in ${counted(days, 'day')})` : `(${counted(-days, 'day')} late)`
}
