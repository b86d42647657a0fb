import { newNumber } from '#pipeline/person-acts.ts'
import { object } from '#pipeline/person-object.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm } from '../../form.ts'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { agenciesOf, programsOf } from '../agencies.ts'
import { readAgencies, readIdentity, readLanguages } from '../identity.tsx'
import { giveSlip } from '../slip.ts'
import { todayOf, wordsOf } from '../visit.ts'
import { ObjectPage } from './page.tsx'

export function askObjection(c: Ctx, doors: Doors): Response | Promise<Response> {
  return show(c, ObjectPage({ visit: c.var.visit, doors, form: formOf({}), problems: {} }))
}

/** One event for each agency, and nothing looked up: known, unknown and found twice are answered alike. */
export async function takeObjection(c: Ctx, doors: Doors): Promise<Response> {
  const form = await readForm(c)
  const words = wordsOf(c)
  const today = todayOf(doors)
  const who = readIdentity(form, words, today)
  const where = readAgencies(form, words, agenciesOf(doors))
  const how = readLanguages(form, words, c.var.visit.locale)
  const problems = { ...who.problems, ...where.problems, ...how.problems }
  if (who.value === undefined || where.value === undefined || how.value === undefined) {
    return show(c, ObjectPage({ visit: c.var.visit, doors, form, problems }), 422)
  }
  const number = newNumber(doors.system)
  for (const agency of where.value) {
    const programs = programsOf(agency)
    const said = { identity: who.value, languages: how.value, programs, channel: 'page' } as const
    await object(await doors.at(agency), 'person', agency, said, number)
  }
  giveSlip(c, { kind: 'objection', number, on: today, agencies: where.value })
  return seeOther(c, '/person/slip')
}
