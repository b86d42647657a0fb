/** A code by mail, and entering it. Known, unknown and found twice see the same, to the byte. */
import { askForCode, enterCode, type Entered } from '#pipeline/person-code.ts'
import { mostTries } from '#person/code.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form } from '../../form.ts'
import { Field } from '../../layout/form.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { Alert } from '../../layout/text.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import type { Key } from '../../words/catalogues.ts'
import { href } from '../../words/href.ts'
import { agenciesOf, agencyKey } from '../agencies.ts'
import { LanguageChoice, MoreAboutMe, NameAndBirth, readAgencies, readIdentity, readLanguages } from '../identity.tsx'
import { FormScreen, Paragraph, type Screen } from '../screen.tsx'
import { giveSlip, throwSlipAway } from '../slip.ts'
import { openSession, todayOf, wordsOf } from '../visit.ts'

type Props = Screen & { readonly form: Form }

function CodePage({ form, ...screen }: Props): Child {
  const { visit, doors, problems } = screen
  const agencies = agenciesOf(doors)
  return (
    <FormScreen
      {...screen}
      title="person.code.title"
      lead={<T k="person.code.lead" />}
      to="/person/code"
      go="person.code.go"
      before={
        <>
          <Alert kind="warning">
            <Paragraph k="person.code.safe" />
          </Alert>
          <p>
            <a href={href(visit, '/person/code/enter')}>
              <T k="person.code.have" />
            </a>
          </p>
        </>
      }
    >
      <NameAndBirth form={form} problems={problems} />
      {agencies.length > 1 && <OneAgency form={form} problems={problems} agencies={agencies} />}
      <MoreAboutMe form={form} problems={problems} />
      <LanguageChoice form={form} problems={problems} locale={visit.locale} />
    </FormScreen>
  )
}

interface OneAgencyProps extends Pick<Props, 'form' | 'problems'> {
  readonly agencies: readonly string[]
  readonly legend?: Key
}

export function OneAgency({ form, problems, agencies, legend = 'person.identity.agency' }: OneAgencyProps): Child {
  return (
    <RadioGroup
      name="agency"
      legend={<T k={legend} />}
      options={agencies.map((agency) => ({
        value: agency,
        text: <T k={agencyKey(agency)} />,
        hint: <T k={agencyKey(agency, '.hint')} />,
      }))}
      value={form.text('agency')}
      problem={problems['agency']}
      required
    />
  )
}

export function askCode(c: Ctx, doors: Doors): Response | Promise<Response> {
  return show(c, CodePage({ visit: c.var.visit, doors, form: formOf({}), problems: {} }))
}

export async function mailCode(c: Ctx, doors: Doors): Promise<Response> {
  const form = await readForm(c)
  const words = wordsOf(c)
  const today = todayOf(doors)
  const who = readIdentity(form, words, today)
  const where = readAgencies(form, words, agenciesOf(doors))
  const how = readLanguages(form, words, c.var.visit.locale)
  const problems = { ...who.problems, ...where.problems, ...how.problems }
  const [agency] = where.value ?? []
  if (who.value === undefined || agency === undefined || how.value === undefined) {
    return show(c, CodePage({ visit: c.var.visit, doors, form, problems }), 422)
  }
  const number = await askForCode(await doors.at(agency), agency, who.value, how.value)
  giveSlip(c, { kind: 'code', number, on: today, agencies: [agency] })
  return seeOther(c, '/person/slip')
}

function EnterPage({ form, ...screen }: Props): Child {
  return (
    <FormScreen
      {...screen}
      title="person.enter.title"
      lead={<T k="person.enter.lead" args={{ count: mostTries }} />}
      to="/person/code/enter"
      go="person.enter.go"
      after={
        <p>
          <a href={href(screen.visit, '/person/code')}>
            <T k="person.enter.new" />
          </a>
        </p>
      }
    >
      <NumberAndCode form={form} problems={screen.problems} />
    </FormScreen>
  )
}

/** What was typed as a code does not come back: it would stand on the screen for whoever looks next. */
export function NumberAndCode({ form, problems }: Pick<Props, 'form' | 'problems'>): Child {
  return (
    <>
      <Field
        name="number"
        label={<T k="person.enter.number" />}
        hint={<T k="person.enter.number.hint" />}
        value={form.text('number')}
        problem={problems['number']}
        width="medium"
        maxlength={20}
        spellcheck={false}
        required
      />
      <Field
        name="code"
        label={<T k="person.enter.code" />}
        problem={problems['code']}
        width="medium"
        maxlength={20}
        spellcheck={false}
        required
      />
    </>
  )
}

export function askToEnter(c: Ctx, doors: Doors): Response | Promise<Response> {
  return show(c, EnterPage({ visit: c.var.visit, doors, form: formOf({}), problems: {} }))
}

export async function enter(c: Ctx, doors: Doors): Promise<Response> {
  const form = await readForm(c)
  const typed = { number: form.text('number'), code: form.text('code') }
  const tried = await tryEverywhere(doors, 'code', typed)
  if (!tried.opened) {
    const problems = { number: wordsOf(c).t('person.enter.wrong', { left: tried.left }) }
    return show(c, EnterPage({ visit: c.var.visit, doors, form, problems }), 422)
  }
  openSession(c, tried.act.agency, tried.session)
  throwSlipAway(c)
  return seeOther(c, '/person/list')
}

/** A number does not say which agency it belongs to, so each is asked; where it is of one, that one's tries count. */
export async function tryEverywhere(
  doors: Doors,
  kind: 'code' | 'complaint',
  typed: { readonly number: string; readonly code: string },
): Promise<Entered> {
  let left = mostTries - 1
  for (const agency of agenciesOf(doors)) {
    const tried = await enterCode(await doors.at(agency), agency, kind, typed)
    if (tried.opened) return tried
    left = Math.min(left, tried.left)
  }
  return { opened: false, left }
}
