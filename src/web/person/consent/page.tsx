/** Give a permission. Exposes, so it needs a mailed code; it can be taken back without one, at once. */
import { consent, consentEndsBy, type Consenting } from '#pipeline/person-consent.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form } from '../../form.ts'
import { CheckboxGroup } from '../../layout/choices.tsx'
import { DateField, readDate, typedDate } from '../../layout/date-field.tsx'
import { Field, TextArea } from '../../layout/form.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { words, type Words } from '../../words/words.ts'
import { programsOf } from '../agencies.ts'
import type { Read } from '../identity.tsx'
import { ClosedPage } from '../list/page.tsx'
import { FormScreen, type Screen } from '../screen.tsx'
import { giveSlip } from '../slip.ts'
import { ended, personOf, todayOf, wordsOf } from '../visit.ts'

const longest = 500

function ConsentPage({ form, ...screen }: Screen & { readonly form: Form }): Child {
  const { visit, doors, problems } = screen
  const { t, day } = words(visit.locale)
  return (
    <FormScreen
      {...screen}
      title="person.consent.title"
      lead={<T k="person.consent.lead" />}
      to="/person/consent"
      go="person.consent.go"
    >
      <Field
        name="recipient"
        label={<T k="person.consent.recipient" />}
        hint={<T k="person.consent.recipient.hint" />}
        value={form.text('recipient')}
        problem={problems['recipient']}
        maxlength={longest}
        required
      />
      <TextArea
        name="what"
        label={<T k="person.consent.what" />}
        hint={<T k="person.consent.what.hint" />}
        value={form.text('what')}
        problem={problems['what']}
        rows={3}
        maxlength={longest}
        required
      />
      <TextArea
        name="purpose"
        label={<T k="person.consent.purpose" />}
        value={form.text('purpose')}
        problem={problems['purpose']}
        rows={3}
        maxlength={longest}
        required
      />
      <DateField
        name="until"
        legend={<T k="person.consent.until" />}
        hint={<T k="person.consent.until.hint" args={{ day: day(consentEndsBy(doors.system)) }} />}
        value={typedDate(form, 'until')}
        problem={problems['until']}
        required
      />
      <CheckboxGroup
        name="free"
        legend={<T k="person.consent.title" />}
        options={[{ value: 'yes', text: t('person.consent.free') }]}
        values={form.all('free')}
        problem={problems['free']}
        required
      />
    </FormScreen>
  )
}

export async function askConsent(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  if ((await personOf(c, doors)) === undefined) return show(c, ClosedPage({ visit, doors }))
  return show(c, ConsentPage({ visit, doors, form: formOf({}), problems: {} }))
}

export async function giveConsent(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const session = await personOf(c, doors)
  const form = await readForm(c)
  if (session === undefined) return show(c, ConsentPage({ visit, doors, form, problems: ended(c) }), 401)
  const read = readConsent(form, wordsOf(c), todayOf(doors), consentEndsBy(doors.system))
  if (read.value === undefined) {
    return show(c, ConsentPage({ visit, doors, form, problems: read.problems }), 422)
  }
  const { agency } = session
  const number = await consent(await doors.at(agency), session, { ...read.value, programs: programsOf(agency) })
  giveSlip(c, { kind: 'consent', number, on: todayOf(doors), agencies: [agency] })
  return seeOther(c, '/person/slip')
}

function readConsent(form: Form, { t }: Words, today: string, last: string): Read<Omit<Consenting, 'programs'>> {
  const [recipient, what, purpose] = [form.text('recipient'), form.text('what'), form.text('purpose')]
  const until = readDate(form, 'until') ?? ''
  const problems: Record<string, string> = {}
  for (const [name, text] of Object.entries({ recipient, what, purpose })) {
    if (text.length > longest) problems[name] = t('person.problem.long', { count: longest })
  }
  if (recipient === '') problems['recipient'] = t('person.consent.problem.recipient')
  if (what === '') problems['what'] = t('person.consent.problem.what')
  if (purpose === '') problems['purpose'] = t('person.consent.problem.purpose')
  if (until < today || until > last) problems['until'] = t('person.consent.problem.until')
  if (!form.all('free').includes('yes')) problems['free'] = t('person.consent.problem.free')
  const value = { recipient, what, purpose, until }
  return { value: Object.keys(problems).length === 0 ? value : undefined, problems }
}
