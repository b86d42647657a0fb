/** What stops a case or keeps it: legal holds, incidents, findings, the end that the requester makes. */
import { findingKinds, type FindingKind } from '#case/events.ts'
import { Button } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, Select, TextArea } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Alert, SummaryBox } from '../../layout/text.tsx'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { paperOptions, peopleOptions } from '../notice/page.tsx'
import { programName } from '../queue/words.ts'
import { notNow, StepForm, StepPage } from '../step-page.tsx'

interface Props {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
}

export function HoldPage({ doors, open, form: typed, problems }: Props): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const page = `${casePath(open.number)}/hold`
  const { state, visit } = open
  const [hold, close] = [notNow(open, 'set-hold'), notNow(open, 'close-incident')]
  return (
    <StepPage doors={doors} open={open} title="Legal holds and incidents" problems={problems}>
      <h2>Legal holds</h2>
      <p>While a hold stands, nothing of this case is destroyed, whatever its retention says.</p>
      {state.holds.length === 0 && <p class="soft">None stands.</p>}
      {state.holds.map((matter) => (
        <form class="paper-card" method="post" action={href(visit, `${page}/lift`)}>
          <p>
            <Untrusted>{matter}</Untrusted>
          </p>
          <input type="hidden" name="matter" value={matter} />
          {hold.length === 0 && <Button kind="secondary">Lift this hold</Button>}
        </form>
      ))}
      <StepForm open={open} command="set-hold" to={page}>
        <Field
          {...field('matter')}
          label="Hold everything for"
          hint="The suit or the inquiry; names of the people asked about are taken out."
          required
          maxlength={200}
        />
        <Button kind="secondary">Set the hold</Button>
      </StepForm>
      <h2>Incidents</h2>
      <p>While one is open, nothing of this case moves towards the requester.</p>
      {state.incidents.length === 0 && <p class="soft">None is open.</p>}
      {state.incidents.map((id) => (
        <section class="paper-card">
          <h3>Incident {id}</h3>
          <p>
            <Untrusted>{whatOf(open, id)}</Untrusted>
          </p>
          {close.length === 0 && (
            <form method="post" action={href(visit, `${page}/incident/close`)}>
              <input type="hidden" name="incident" value={id} />
              <TextArea
                name={`finding-${id}`}
                label="What was found, and what was done"
                required
                value={form.text(`finding-${id}`)}
                problem={problems[`finding-${id}`]}
                rows={3}
                maxlength={2000}
              />
              <Button kind="secondary">Close the incident</Button>
            </form>
          )}
        </section>
      ))}
      <StepForm open={open} command="open-incident" to={`${page}/incident`}>
        <TextArea
          {...field('what')}
          label="Something went wrong"
          hint="What happened. Everything stops until somebody has found out."
          required
          rows={3}
          maxlength={2000}
        />
        <Button kind="danger">Open an incident</Button>
      </StepForm>
    </StepPage>
  )
}

function whatOf({ events }: OpenCase, incident: string): string {
  const opened = events.findLast((event) => event.type === 'incident.opened' && event.body.incident === incident)
  return opened?.type === 'incident.opened' ? opened.body.what : ''
}

export function WithdrawPage({ doors, open, form: typed, problems }: Props): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  return (
    <StepPage
      doors={doors}
      open={open}
      title="The requester withdraws"
      lead="The request ends here, and nothing leaves on it."
      problems={problems}
    >
      <StepForm open={open} command="withdraw" to={`${casePath(open.number)}/withdraw`}>
        <TextArea {...field('reason')} label="Why, and how they said so" required rows={3} maxlength={2000} />
        <Button kind="danger">Record the withdrawal</Button>
      </StepForm>
    </StepPage>
  )
}

const findingNames: Readonly<Record<FindingKind, string>> = {
  'household-suspicion': 'There is suspicion against this household',
  'consent-confirmed': 'The person confirmed their consent to us, privately',
  'court-informed': 'The court behind a paper was told of the law',
  'injunction-checked': 'Somebody looked whether an injunction stands',
  'data-protocol': 'Data and security protocols are agreed',
  'agreement-in-force': 'A written agreement is in force',
  seized: 'Officers took something',
  'already-disclosed': 'Something was given or shown before anybody decided',
}

export function FindingsPage({ doors, open, form: typed, problems }: Props): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { established } = open.state
  const stands: [string, string][] = [
    [findingNames['household-suspicion'], established.householdSuspicion.join(', ')],
    [findingNames['consent-confirmed'], established.consentConfirmed.join(', ')],
    [findingNames['court-informed'], established.courtInformed.join(', ')],
    [findingNames['agreement-in-force'], established.agreementInForce.join(', ')],
    [
      findingNames['injunction-checked'],
      established.injunctionAgainst === undefined
        ? ''
        : established.injunctionAgainst.length === 0
          ? 'none stands'
          : `against: ${established.injunctionAgainst.map(programName).join(', ')}`,
    ],
    [findingNames['data-protocol'], established.dataProtocolAgreed ? 'yes' : ''],
    [findingNames.seized, established.seized ? 'yes' : ''],
    [findingNames['already-disclosed'], established.alreadyDisclosed ? 'yes' : ''],
  ]
  const found = stands.filter(([, value]) => value !== '')
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Findings"
      lead="What the law asks us to find out for ourselves. Whatever nobody has found counts against a release."
      problems={problems}
    >
      {found.length === 0 ? (
        <p>Nothing was found out yet.</p>
      ) : (
        <SummaryBox heading="What stands">
          <ul>
            {found.map(([name, value]) => (
              <li>
                {name}: {value}
              </li>
            ))}
          </ul>
        </SummaryBox>
      )}
      <StepForm open={open} command="record-finding" to={`${casePath(open.number)}/findings`}>
        <Select
          {...field('finding')}
          label="What was found?"
          required
          options={findingKinds.map((value) => ({ value, text: findingNames[value] }))}
        />
        <RadioGroup
          name="stands"
          legend="Does it stand?"
          required
          options={[
            { value: 'yes', text: 'Yes' },
            { value: 'no', text: 'No, not any more' },
          ]}
          value={form.text('stands') === '' ? 'yes' : form.text('stands')}
        />
        <CheckboxGroup
          name="people"
          legend="About whom? (suspicion, consent)"
          options={peopleOptions(open)}
          values={form.all('people')}
          problem={problems['people']}
        />
        <TextArea
          {...field('grounds')}
          label="What it rests on (suspicion)"
          hint="For this household alone."
          rows={2}
          maxlength={1000}
        />
        {Object.keys(open.state.instruments).length > 0 && (
          <CheckboxGroup
            name="papers"
            legend="About which papers? (court, agreement)"
            options={paperOptions(open)}
            values={form.all('papers')}
            problem={problems['papers']}
          />
        )}
        <CheckboxGroup
          name="programs"
          legend="Against which programs does an injunction stand? (none marked: none stands)"
          options={open.request.programs.map((value) => ({ value, text: programName(value) }))}
          values={form.all('programs')}
        />
        <TextArea {...field('note')} label="Anything to add" rows={2} maxlength={1000} />
        <Alert kind="info">
          <p>A decision that stands becomes void with a finding. Decide again after.</p>
        </Alert>
        <Button>Record the finding</Button>
      </StepForm>
    </StepPage>
  )
}
