/** What each person was told and when, whether they objected, and who speaks for them. */
import { Button } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, TextArea } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Alert } from '../../layout/text.tsx'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import { english } from '../../words/words.ts'
import { nameOf } from '../case/people.tsx'
import { paperName } from '../names.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface NoticeProps {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
}

export function peopleOptions({ state }: OpenCase) {
  return Object.entries(state.people).map(([value, person]) => ({
    value,
    text: (
      <>
        {value}: <Untrusted>{nameOf(person)}</Untrusted>
      </>
    ),
  }))
}

/** Without classes of members: a paper, or a lawyer, is about somebody whom the request names. */
export function namedOptions(open: OpenCase) {
  return peopleOptions(open).filter(({ value }) => open.state.people[value]?.match?.match !== 'class')
}

export function paperOptions({ state }: OpenCase) {
  return Object.entries(state.instruments).map(([value, { kind }]) => ({ value, text: `${value}: ${paperName(kind)}` }))
}

export function NoticePage({ doors, open, form: typed, problems }: NoticeProps): Child {
  const form = typed ?? formOf(open.visit.kept)
  const page = `${casePath(open.number)}/notice`
  return (
    <StepPage doors={doors} open={open} title="Notice and objections" problems={problems}>
      <Known open={open} />
      {open.state.members === undefined ? (
        <p>
          <a href={href(open.visit, `${casePath(open.number)}/letters`)}>Write the letter to the person</a> first; then
          record here on which day they were told.
        </p>
      ) : (
        <p>Letters to the members of a class are not written here. Record on which day all of a class were told.</p>
      )}
      <h2>Record that people were told</h2>
      <StepForm open={open} command="serve-notice" to={page}>
        <CheckboxGroup
          name="people"
          legend="Who was told?"
          required
          options={peopleOptions(open)}
          values={form.all('people')}
          problem={problems['people']}
        />
        {Object.keys(open.state.instruments).length > 0 && (
          <CheckboxGroup
            name="papers"
            legend="Of which papers?"
            options={paperOptions(open)}
            values={form.all('papers')}
          />
        )}
        <RadioGroup
          name="how"
          legend="How?"
          required
          options={[
            { value: 'told', text: 'They were told, on the day below' },
            {
              value: 'dispensed',
              text: 'A court dispensed with it',
              hint: 'Two people have read that order; see the papers.',
            },
          ]}
          value={form.text('how') === '' ? 'told' : form.text('how')}
          problem={problems['how']}
        />
        <DateField
          name="servedOn"
          legend="On which day?"
          value={typedDate(form, 'servedOn')}
          problem={problems['servedOn']}
        />
        <DateField
          name="ends"
          legend="Until which day may they object?"
          hint="The last day counts. Leave it empty where the law gives none."
          value={typedDate(form, 'ends')}
          problem={problems['ends']}
        />
        <Alert kind="info">
          <p>A decision that stands becomes void with this, because it was made without it. Decide again after.</p>
        </Alert>
        <Button>Record the notice</Button>
      </StepForm>
      <h2>Record an objection in this case</h2>
      {open.state.members === undefined ? (
        <ObjectHere open={open} form={form} problems={problems} />
      ) : (
        <OneObjects open={open} />
      )}
    </StepPage>
  )
}

/** One of many objects for themselves alone; the class that they were in is then another. */
function OneObjects({ open }: { readonly open: OpenCase }): Child {
  return (
    <p>
      A member of a class objects for themselves: enter it under{' '}
      <a href={href(open.visit, '/desk/objections')}>Objections</a>. It counts at once, and nothing is released of the
      members before they are looked up again.
    </p>
  )
}

interface ObjectHereProps {
  readonly open: OpenCase
  readonly form: Form
  readonly problems: Problems
}

function ObjectHere({ open, form, problems }: ObjectHereProps): Child {
  const field = fieldsOf(form, problems)
  const page = `${casePath(open.number)}/notice`
  return (
    <>
      <p>
        An objection that somebody makes for good, whatever the case, is entered under{' '}
        <a href={href(open.visit, '/desk/objections')}>Objections</a>.
      </p>
      <StepForm open={open} command="record-objection" to={`${page}/objection`}>
        <RadioGroup {...field('person')} legend="Who objects?" required options={peopleOptions(open)} />
        <RadioGroup
          {...field('instrument')}
          legend="To what?"
          options={[{ value: '', text: 'Whatever the law leaves to the agency' }, ...paperOptions(open)]}
        />
        <DateField name="on" legend="On which day?" value={typedDate(form, 'on')} problem={problems['on']} />
        <Button kind="secondary">Record the objection</Button>
      </StepForm>
    </>
  )
}

function dayOrDash(on: string | undefined): string {
  return on === undefined ? '–' : english.day(on)
}

function Known({ open: { state } }: { readonly open: OpenCase }): Child {
  return (
    <Table
      id="told"
      caption="Who was told, and who objected"
      stack
      empty="Nobody was told of anything yet, and nobody has objected."
      columns={[
        { head: 'Person' },
        { head: 'Of' },
        { head: 'Told' },
        { head: 'May object until' },
        { head: 'Objected' },
      ]}
      rows={state.notices.map(({ person, instrument, given, objectedOn }) => [
        person,
        instrument ?? 'the request',
        given?.dispensedByCourt === true ? 'a court dispensed with it' : dayOrDash(given?.servedOn),
        dayOrDash(given?.objectionPeriodEnds),
        dayOrDash(objectedOn),
      ])}
    />
  )
}

export function LawyerPage({ doors, open, form: typed, problems }: NoticeProps): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const page = `${casePath(open.number)}/lawyer`
  const known = Object.entries(open.state.people).filter(([, { lawyer }]) => lawyer !== undefined)
  return (
    <StepPage
      doors={doors}
      open={open}
      title="A person’s own lawyer"
      lead="A lawyer who has appeared for a person gets copies in time: nothing is released of that person before."
      problems={problems}
    >
      {known.map(([ref, { lawyer, copiesSent }]) => (
        <section class="paper-card">
          <h2>For {ref}</h2>
          <p>
            <Untrusted>{[lawyer?.name, lawyer?.firm].filter((part) => part !== undefined).join(', ')}</Untrusted>, since{' '}
            {lawyer?.on}
          </p>
          <p class="typed">
            <Untrusted>
              {[lawyer?.address, lawyer?.email, lawyer?.phone].filter((part) => part !== undefined).join('\n')}
            </Untrusted>
          </p>
          {copiesSent === undefined ? (
            <form method="post" action={href(open.visit, `${page}/copies`)}>
              <input type="hidden" name="person" value={ref} />
              <p>No copies were sent since. Send the papers and what the person was told, then record it.</p>
              <Button kind="secondary">Copies went out today</Button>
            </form>
          ) : (
            <p>Copies went out on {copiesSent}.</p>
          )}
        </section>
      ))}
      <h2>Enter an appearance</h2>
      <StepForm open={open} command="enter-appearance" to={page}>
        <RadioGroup {...field('person')} legend="For whom?" required options={namedOptions(open)} />
        <Field {...field('name')} label="The lawyer’s name" required maxlength={200} />
        <Field {...field('firm')} label="Office or legal aid group" maxlength={200} />
        <TextArea {...field('address')} label="Address for copies" rows={3} maxlength={500} />
        <Field {...field('email')} label="Or an e-mail address" type="email" maxlength={200} />
        <Field {...field('phone')} label="Telephone" type="tel" width="medium" maxlength={50} />
        <DateField
          name="since"
          legend="Since which day?"
          value={typedDate(form, 'since')}
          problem={problems['since']}
        />
        <Button>Enter the appearance</Button>
      </StepForm>
    </StepPage>
  )
}
