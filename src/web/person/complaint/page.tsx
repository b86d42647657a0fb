/** Complain, with or without a name. The slip has a number and a code; the answer is read with both. */
import { complain } from '#pipeline/person-complain.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form } from '../../form.ts'
import { typedDate } from '../../layout/date-field.tsx'
import { TextArea } from '../../layout/form.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { agenciesOf } from '../agencies.ts'
import { OneAgency } from '../code/page.tsx'
import { LanguageChoice, NameAndBirth, readAgencies, readIdentity, readLanguages } from '../identity.tsx'
import { FormScreen, Paragraph, type Screen } from '../screen.tsx'
import { giveSlip } from '../slip.ts'
import { todayOf, wordsOf } from '../visit.ts'

const longest = 5000

function ComplaintPage({ form, ...screen }: Screen & { readonly form: Form }): Child {
  const { visit, doors, problems } = screen
  const agencies = agenciesOf(doors)
  return (
    <FormScreen
      {...screen}
      title="person.complaint.title"
      lead={<T k="person.complaint.lead" />}
      to="/person/complaint"
      go="person.complaint.go"
      before={
        <p>
          <a href={href(visit, '/person/complaint/answer')}>
            <T k="person.complaint.status" />
          </a>
        </p>
      }
    >
      {agencies.length > 1 && (
        <OneAgency form={form} problems={problems} agencies={agencies} legend="person.complaint.agency" />
      )}
      <TextArea
        name="words"
        label={<T k="person.complaint.words" />}
        hint={<T k="person.complaint.words.hint" />}
        value={form.text('words')}
        problem={problems['words']}
        rows={8}
        maxlength={longest}
        required
      />
      <h2>
        <T k="person.complaint.name" />
      </h2>
      <Paragraph k="person.complaint.name.text" />
      <NameAndBirth form={form} problems={problems} optional />
      <LanguageChoice form={form} problems={problems} locale={visit.locale} />
    </FormScreen>
  )
}

export function askComplaint(c: Ctx, doors: Doors): Response | Promise<Response> {
  return show(c, ComplaintPage({ visit: c.var.visit, doors, form: formOf({}), problems: {} }))
}

export async function takeComplaint(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const form = await readForm(c)
  const words = wordsOf(c)
  const today = todayOf(doors)
  const where = readAgencies(form, words, agenciesOf(doors))
  const how = readLanguages(form, words, visit.locale)
  const who = readWho(form, words, today)
  const text = form.text('words')
  const tooLong = words.t('person.problem.long', { count: longest })
  const problems = {
    ...(where.value === undefined ? { agency: words.t('person.complaint.problem.agency') } : {}),
    ...(text === '' ? { words: words.t('person.complaint.problem.words') } : {}),
    ...(text.length > longest ? { words: tooLong } : {}),
    ...who.problems,
    ...how.problems,
  }
  const [agency] = where.value ?? []
  if (agency === undefined || how.value === undefined || Object.keys(problems).length > 0) {
    return show(c, ComplaintPage({ visit, doors, form, problems }), 422)
  }
  const said = { words: text, languages: how.value, channel: 'page' } as const
  const identity = who.value === undefined ? {} : { identity: who.value }
  const made = await complain(await doors.at(agency), 'person', agency, { ...said, ...identity })
  const { number, code, acknowledgeBy: hearBy, answerBy } = made
  giveSlip(c, { kind: 'complaint', number, code, hearBy, answerBy, on: today, agencies: [agency] })
  return seeOther(c, '/person/slip')
}

/** All of it, or nothing: half a name finds nobody to write to. */
function readWho(form: Form, words: ReturnType<typeof wordsOf>, today: string) {
  const { year, month, day } = typedDate(form, 'born')
  if ([form.text('given'), form.text('family'), year, month, day].every((text) => text === '')) {
    return { value: undefined, problems: {} }
  }
  const read = readIdentity(form, words, today)
  return Object.keys(read.problems).length === 0
    ? read
    : { value: undefined, problems: { ...read.problems, '': words.t('person.complaint.problem.name') } }
}
