/** A card for the front desk, for when officers come in person; and the record of what was taken or shown. */
import type { StaffMember } from '#approval/staff.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, TextArea } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { PrintRecord } from '../../layout/paper.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { PageTitle, SummaryBox } from '../../layout/text.tsx'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface CounterProps {
  readonly visit: Visit
  readonly doors: From
  readonly agency: string
  /** Counsel and privacy officers of the agency. */
  readonly call: readonly StaffMember[]
  readonly mayReceive: boolean
}

export function CounterPage({ visit, doors, agency, call, mayReceive }: CounterProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="At the counter">
      <PageTitle
        eyebrow={agencyName(agency)}
        lead="For the front desk, when officers come in person. Print it and keep it where they stand."
      >
        At the counter
      </PageTitle>
      <div class="counter-card">
        <section>
          <h2>1. Call</h2>
          <p>At once, before anything else. You do not decide this, and you do not have to.</p>
          <ul class="to-call">
            {call.map(({ id, name = id, roles }) => (
              <li>
                <strong>
                  <Untrusted>{name}</Untrusted>
                </strong>{' '}
                ({roles.includes('counsel') ? 'counsel' : 'privacy officer'}), telephone: <span class="write-in"></span>
              </li>
            ))}
            <li>
              If nobody answers: <span class="write-in"></span>
            </li>
          </ul>
        </section>
        <section>
          <h2>2. Say</h2>
          <blockquote>“I will get the person who can help you. Please wait here.”</blockquote>
          <blockquote>“May I have your name, your badge number and your card?”</blockquote>
          <blockquote>“If you have a paper, may I copy it for our counsel?”</blockquote>
          <blockquote>
            “I cannot say whether somebody is known here. I may not say yes, and I may not say no.”
          </blockquote>
        </section>
        <section>
          <h2>3. Do not</h2>
          <ul>
            <li>Do not look anybody up, whatever name they give.</li>
            <li>Do not say whether somebody receives benefits, was here, or lives anywhere.</li>
            <li>Do not hand over, print, show or read out a file or a screen.</li>
            <li>Do not let anybody past the public part of the office, and do not agree to a search.</li>
            <li>Do not hide, destroy or change anything. Do not give wrong answers. Do not stand in anybody’s way.</li>
          </ul>
        </section>
        <section>
          <h2>4. Look at the paper</h2>
          <ul>
            <li>
              At the top: the name of a <strong>court</strong>, or of an agency?
            </li>
            <li>
              At the end: a <strong>judge</strong>, or an officer? An immigration judge is no judge of a court.
            </li>
            <li>“Warrant” and “subpoena” stand on papers that no judge has signed. Counsel reads it, not you.</li>
          </ul>
        </section>
        <section>
          <h2>5. If they act under a warrant of a court</h2>
          <p>
            Officers execute a warrant. Nobody obstructs them and nobody helps them along: say that you do not agree,
            step aside, and watch. Ask for a copy of the warrant and for a list of what they take.
          </p>
        </section>
        <section>
          <h2>6. Write it down</h2>
          <p>
            Names, badge numbers, the time they came and left, what they said, what they took or saw, and who was there.
          </p>
          <p>
            They came: <span class="write-in"></span> They left: <span class="write-in"></span>
          </p>
          <p>
            Names and badges: <span class="write-in long"></span>
          </p>
          <p>
            They took or saw: <span class="write-in long"></span>
          </p>
        </section>
      </div>
      <div class="on-screen">
        <h2>Then, here</h2>
        {mayReceive && (
          <p>
            <LinkButton href={href(visit, '/desk/receive')}>Take in what they asked for</LinkButton>
          </p>
        )}
        <p>
          If they took or saw something, open the case afterwards and choose “Something was taken or shown”. The person
          is told, and nothing is hidden by not writing it down.
        </p>
        <p>
          They come with a pick-up slip for a package that was released? A disclosure officer opens the case of that
          number and chooses “Get it to the receiver”.
        </p>
      </div>
      <PrintRecord what="Counter card" when={words(visit.locale).day(visit.now.slice(0, 10))} />
    </DeskPage>
  )
}

interface SeizureProps {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
}

export function SeizurePage({ doors, open, form: typed, problems }: SeizureProps): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { seized, alreadyDisclosed } = open.state.established
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Something was taken or shown"
      lead="Write down what happened. The person is told afterwards, and counsel sees it at once."
      problems={problems}
    >
      {(seized || alreadyDisclosed) && (
        <SummaryBox heading="Recorded already">
          <ul>
            {seized && <li>Officers took something.</li>}
            {alreadyDisclosed && <li>Something was given or shown before anybody decided.</li>}
          </ul>
        </SummaryBox>
      )}
      <StepForm open={open} command="record-finding" to={`${casePath(open.number)}/seizure`}>
        <RadioGroup
          {...field('what')}
          legend="What happened?"
          required
          options={[
            { value: 'seized', text: 'Officers took something, on their own or under a warrant' },
            {
              value: 'disclosed',
              text: 'Somebody of ours gave, showed or told something',
              hint: 'An incident opens with this, and nothing moves until it is closed.',
            },
          ]}
        />
        <Field {...field('who')} label="Who: names, badges, office" required maxlength={300} />
        <DateField name="on" legend="On which day?" required value={typedDate(form, 'on')} problem={problems['on']} />
        <TextArea
          {...field('things')}
          label="What exactly was taken, given, shown or told"
          hint="Names of the people asked about are taken out."
          required
          rows={4}
          maxlength={1500}
        />
        <RadioGroup
          {...field('list')}
          legend="Did they leave a list or a receipt?"
          options={[
            { value: 'yes', text: 'Yes, and it lies with the papers of the case' },
            { value: 'no', text: 'No' },
          ]}
        />
        <Button>Record it</Button>
      </StepForm>
    </StepPage>
  )
}
