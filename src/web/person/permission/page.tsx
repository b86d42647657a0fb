/** Take back every permission to share. Protects, so it asks for no more than an objection does. */
import { newNumber } from '#pipeline/person-acts.ts'
import { withdrawConsent } from '#pipeline/person-consent.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form } from '../../form.ts'
import { T, type Child } from '../../layout/said.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { agenciesOf } from '../agencies.ts'
import { Everything, readAgencies, readIdentity, readLanguages } from '../identity.tsx'
import { FormScreen, Paragraph, type Screen } from '../screen.tsx'
import { giveSlip } from '../slip.ts'
import { todayOf, wordsOf } from '../visit.ts'

function PermissionPage({ form, ...screen }: Screen & { readonly form: Form }): Child {
  const { visit, doors, problems } = screen
  return (
    <FormScreen
      {...screen}
      title="person.permission.title"
      lead={<T k="person.permission.lead" />}
      to="/person/permission"
      go="person.permission.go"
      before={<Paragraph k="person.permission.know" />}
    >
      <Everything form={form} problems={problems} agencies={agenciesOf(doors)} locale={visit.locale} />
    </FormScreen>
  )
}

export function askPermission(c: Ctx, doors: Doors): Response | Promise<Response> {
  return show(c, PermissionPage({ visit: c.var.visit, doors, form: formOf({}), problems: {} }))
}

export async function takeBackPermission(c: Ctx, doors: Doors): Promise<Response> {
  const form = await readForm(c)
  const words = wordsOf(c)
  const today = todayOf(doors)
  const who = readIdentity(form, words, today)
  const where = readAgencies(form, words, agenciesOf(doors))
  const how = readLanguages(form, words, c.var.visit.locale)
  const problems = { ...who.problems, ...where.problems, ...how.problems }
  if (who.value === undefined || where.value === undefined || how.value === undefined) {
    return show(c, PermissionPage({ visit: c.var.visit, doors, form, problems }), 422)
  }
  const number = newNumber(doors.system)
  const said = { identity: who.value, languages: how.value, channel: 'page' } as const
  for (const agency of where.value) await withdrawConsent(await doors.at(agency), 'person', agency, said, number)
  giveSlip(c, { kind: 'consent-withdrawal', number, on: today, agencies: where.value })
  return seeOther(c, '/person/slip')
}
