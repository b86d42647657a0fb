/** A queue of so many cases, without their events: lines as the projection writes them, in two agencies. */
import { Client } from 'pg'

/**
 * A third is open. Days of receipt go back three years, deadlines lie around today, and one open case in two has
 * somebody who works on it.
 */
export async function fillQueue(url: string, cases: number, agency: string, today: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(
      `with line as (
        select g, gen_random_uuid() as stream, g % 3 = 0 as open, $3::date - (g * 7919 % 1095) as received_on
        from generate_series(1, $1::integer) g
      ), whose as (insert into stream_agency select stream, $2 from line)
      insert into queue (stream, number, agency, status, received_on, requester_kind, organization, purposes, programs, people,
        disposition, released, held, denied, due_on, due_what, deadlines, closed_on, assignee, waiting_for, holds, n,
        last_at, last_type)
      select stream, upper($2) || '-2026-' || to_char(g, 'FM00000000'), $2,
        case when not open then 'closed' else (array['received', 'matched', 'decided', 'approved-once', 'delivered'])[g % 5 + 1] end,
        received_on,
        (array['federal-law-enforcement', 'state-law-enforcement', 'court', 'federal-auditor', 'data-subject'])[g % 5 + 1],
        (array['ice-ero', 'fbi', 'ma-state-police', 'usda-fns', 'other'])[g % 5 + 1],
        (array['civil-immigration-enforcement', 'criminal-investigation', 'audit'])[g % 7 % 3 + 1],
        (array['snap', 'snap tanf', 'medicaid', 'snap medicaid'])[g % 4 + 1], 1 + g % 3,
        'deny', 0, 0, 4, due_on, what, coalesce(due_on || ' ' || what, ''), closed_on,
        case when open and g % 2 = 0 then 'demo-officer-' || g % 40 end,
        case when open then (array[null, 'requester', 'counsel', 'second-approval', 'log', null, null])[g % 7 + 1] end,
        (open and g % 50 = 0)::integer, 8, received_on || 'T12:00:00.' || to_char(g % 1000, 'FM000') || 'Z', 'decision.made'
      from line
      cross join lateral (select case when open and g % 4 <> 0 then $3::date - 20 + g % 60 end as due_on) as due
      cross join lateral (select case when due_on is not null then 'answer the request' end as what) as due_what
      cross join lateral (select case when not open then received_on + 30 end as closed_on) as closing`,
      [cases, agency, today],
    )
    await client.query('vacuum analyze queue, stream_agency')
  } finally {
    await client.end()
  }
}
