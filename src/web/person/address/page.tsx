/** Where our letters go. Exposes, so it needs a mailed code, a letter to the old address, and a waiting time. */
import { changeAddress } from '#pipeline/person-address.ts'
import type { Address } from '#person/events.ts'
import { waitingDays } from '#person/waiting.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form } from '../../form.ts'
import { Field } from '../../layout/form.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import type { Words } from '../../words/words.ts'
import type { Read } from '../identity.tsx'
import { ClosedPage } from '../list/page.tsx'
import { FormScreen, Paragraph, type Screen } from '../screen.tsx'
import { giveSlip } from '../slip.ts'
import { ended, personOf, todayOf, wordsOf } from '../visit.ts'

const longest = 100

function AddressPage({ form, ...screen }: Screen & { readonly form: Form }): Child {
  const { problems } = screen
  const field = (name: 'street' | 'unit' | 'town', required: boolean) => (
    <Field
      name={name}
      label={<T k={`person.address.${name}`} />}
      value={form.text(name)}
      problem={problems[name]}
      maxlength={longest}
      required={required}
    />
  )
  return (
    <FormScreen
      {...screen}
      title="person.address.title"
      lead={<T k="person.address.lead" />}
      to="/person/address"
      go="person.address.go"
      before={<Paragraph k="person.address.how" args={{ days: waitingDays }} />}
    >
      {field('street', true)}
      {field('unit', false)}
      {field('town', true)}
      <Field
        name="state"
        label={<T k="person.address.state" />}
        hint={<T k="person.address.state.hint" />}
        value={form.text('state')}
        problem={problems['state']}
        width="short"
        maxlength={2}
        required
      />
      <Field
        name="zip"
        label={<T k="person.address.zip" />}
        value={form.text('zip')}
        problem={problems['zip']}
        width="short"
        inputmode="numeric"
        maxlength={10}
        required
      />
    </FormScreen>
  )
}

export async function askAddress(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  if ((await personOf(c, doors)) === undefined) return show(c, ClosedPage({ visit, doors }))
  return show(c, AddressPage({ visit, doors, form: formOf({}), problems: {} }))
}

export async function moveLetters(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const session = await personOf(c, doors)
  const form = await readForm(c)
  if (session === undefined) return show(c, AddressPage({ visit, doors, form, problems: ended(c) }), 401)
  const { value, problems } = readAddress(form, wordsOf(c))
  if (value === undefined) return show(c, AddressPage({ visit, doors, form, problems }), 422)
  const number = await changeAddress(await doors.at(session.agency), session, value)
  giveSlip(c, { kind: 'address', number, on: todayOf(doors), agencies: [session.agency] })
  return seeOther(c, '/person/slip')
}

function readAddress(form: Form, { t }: Words): Read<Address> {
  const [street, unit, town] = [form.text('street'), form.text('unit'), form.text('town')]
  const [state, zip] = [form.text('state').toUpperCase(), form.text('zip')]
  const problems: Record<string, string> = {}
  for (const [name, text] of Object.entries({ street, unit, town })) {
    if (text.length > longest) problems[name] = t('person.problem.long', { count: longest })
  }
  if (street === '') problems['street'] = t('person.address.problem.street')
  if (town === '') problems['town'] = t('person.address.problem.town')
  if (!/^[A-Z]{2}$/.test(state)) problems['state'] = t('person.address.problem.state')
  if (!/^\d{5}(-\d{4})?$/.test(zip)) problems['zip'] = t('person.address.problem.zip')
  const value = { street, town, state, zip, ...(unit === '' ? {} : { unit }) }
  return { value: Object.keys(problems).length === 0 ? value : undefined, problems }
}
