/** The second person's door to the daily caps: nobody raises them alone. */
import type { Reason } from '#case/commands.ts'
import { capsConfirmers, capsNow, confirmDailyCaps, withdrawDailyCaps } from '#pipeline/daily-caps.ts'
import { agencyName } from '#vocabulary/codes.ts'
import type { Doors } from '../../doors.ts'
import { readForm, type Problems } from '../../form.ts'
import type { Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { ProposedPage, proposedPath } from './proposed-page.tsx'
import { capsIn } from './typed.ts'

const doneWords: Readonly<Record<string, string>> = {
  confirmed: 'Confirmed. What is higher counts from tomorrow, and the public page of limits says so.',
  withdrawn: 'Taken back. What stood before stands.',
}

export function proposedRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: proposedPath,
      name: 'See the daily limits and what is proposed',
      who: capsConfirmers,
      handle: (c) => page(c, doors),
    },
    {
      method: 'POST',
      path: proposedPath,
      name: 'Confirm a higher daily limit that somebody else has proposed',
      who: capsConfirmers,
      stepUp: true,
      handle: (c) => confirm(c, doors),
    },
    {
      method: 'POST',
      path: `${proposedPath}/withdraw`,
      name: 'Take back a proposed daily limit',
      who: capsConfirmers,
      stepUp: true,
      handle: (c) => withdraw(c, doors),
    },
  ]
}

async function page(c: Ctx, doors: Doors, problems: Problems = {}): Promise<Response> {
  const { visit } = c.var
  const { agency, id } = signedIn(visit)
  const ports = await doors.at(agency)
  const shown = {
    agency: agencyName(agency),
    zone: ports.office.timeZone,
    reader: id,
    caps: await capsNow(ports, agency),
    problems,
    done: doneWords[c.req.query('done') ?? ''],
  }
  return show(c, <ProposedPage visit={visit} doors={doors} {...shown} />, Object.keys(problems).length > 0 ? 422 : 200)
}

async function confirm(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { agency } = signedIn(visit)
  const seen = capsIn(await readForm(c))
  // The page sends what it showed; anything else is nobody's proposal.
  const refusal =
    'problems' in seen ? unreadable : await confirmDailyCaps(await doors.at(agency), actorOf(visit), agency, seen)
  return answer(c, doors, refusal, 'confirmed')
}

async function withdraw(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { agency } = signedIn(visit)
  return answer(c, doors, await withdrawDailyCaps(await doors.at(agency), actorOf(visit), agency), 'withdrawn')
}

const unreadable: Reason = { code: 'another-proposal', words: 'Read the numbers first, and confirm them here.' }

async function answer(c: Ctx, doors: Doors, refusal: Reason | undefined, done: string): Promise<Response> {
  if (refusal !== undefined) return page(c, doors, { '': refusal.words })
  return seeOther(c, `${proposedPath}?done=${done}`)
}
