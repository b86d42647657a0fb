import { recordLook } from '#pipeline/looks.ts'
import { officeDay } from '#pipeline/law.ts'
import { randomUUID } from 'node:crypto'
import type { QueuePlace } from '#accounting/desk.ts'
import type { QueueRow } from '#accounting/queue.ts'
import type { Doors } from '../../doors.ts'
import { readForm } from '../../form.ts'
import { signedIn, type Ctx } from '../../visit.ts'
import { queueCsv } from './csv.ts'
import { inWords } from './filter-words.ts'
import { readChoice, writeChoice } from './filters.ts'
import { colleagues } from './shown.ts'

const linesAtOnce = 1000
/** Beyond this the file says that it was cut. */
const mostLines = 20_000

/** The list as a file; that it was taken out is in the log before it is given. */
export async function exportQueue(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { id: member, agency, session } = signedIn(visit)
  const query = new URLSearchParams((await readForm(c)).text('query'))
  const [ports, desk, staff] = await Promise.all([doors.at(agency), doors.desk(agency), colleagues(doors, agency)])
  const day = officeDay(ports)
  const choice = readChoice(query, day)
  const look = { page: `Queue as a file: ${writeChoice(choice)}` }
  await recordLook(ports, doors.looks, { session, member, agency, day }, look, randomUUID())

  const rows: QueueRow[] = []
  let after: QueuePlace | undefined
  do {
    const page = await desk.page(choice.filter, choice.sort, linesAtOnce, after)
    rows.push(...page.rows)
    after = page.next
  } while (after !== undefined && rows.length < mostLines)
  const cut = after === undefined ? `${rows.length} cases` : `the first ${rows.length} cases; there are more`
  const said = [inWords(choice, staff), cut, agency, `made on ${day} by ${member}`]
  return c.body(queueCsv(said, rows), 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="queue-${day}.csv"`,
  })
}
