/** Counsel's page of a case: statute, rule and facts side by side, and every word that counsel has in it. */
import { motionEnds, motionKinds, type MotionKind } from '#case/events.ts'
import { answerToSign } from '#case/open.ts'
import { disputedPapers } from '#case/second-look.ts'
import type { Explained } from '#pipeline/explained.ts'
import { Button, LinkButton, WhyNot } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, TextArea } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Alert, Details, Tag } from '../../layout/text.tsx'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import { elementName, outcomeNames } from '../names.ts'
import { paperOptions, peopleOptions } from '../notice/page.tsx'
import type { OpenCase } from '../open-case.ts'
import { isFor, sentence } from '../case/next.ts'
import { casePath } from '../paths.ts'
import { english } from '../../words/words.ts'
import { programName } from '../queue/words.ts'
import { notNow, NotNow, StepForm, StepPage } from '../step-page.tsx'
import { Dispute } from './dispute.tsx'
import { SideBySide } from './law.tsx'

/** Who may take the files of a case out of here. */
export const mayBundle = ['counsel', 'privacy-officer'] as const

interface CounselProps {
  readonly doors: From
  readonly open: OpenCase
  readonly law: Explained
  readonly form: Form | undefined
  readonly problems: Problems
}

export function CounselPage(props: CounselProps): Child {
  const { doors, open, law, problems } = props
  const { state, visit, number } = open
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Counsel"
      lead="What the law says, what the rule makes of it, and what is known, side by side. Then counsel’s word."
      problems={problems}
    >
      {state.referred !== undefined && (
        <Alert kind="info" heading="Staff have sent this case to counsel">
          <p>
            <Untrusted>{state.referred}</Untrusted>
          </p>
        </Alert>
      )}
      <SideBySide open={open} law={law} />
      {disputedPapers(state).map(({ id }) => (
        <Dispute open={open} id={id} form={props.form} problems={problems} />
      ))}
      <h2 id="word">Counsel’s word on a paper</h2>
      <Words open={open} />
      <WordForm {...props} />
      <h2 id="motion">Object, or move against a paper</h2>
      <Motions {...props} />
      <h2 id="sign">Sign the answer</h2>
      <Sign open={open} />
      <h2 id="referral">The referral</h2>
      <Referral {...props} />
      <h2 id="court">For a court</h2>
      <p>
        The facts, the rules and the decisions of this case as files that a court can decide again by itself. No note is
        among them.
      </p>
      {state.decision === undefined ? (
        <p class="soft">Nothing is decided yet, so there is nothing to hand over.</p>
      ) : mayBundle.some((role) => open.actor.roles.includes(role)) ? (
        <LinkButton href={href(visit, `${casePath(number)}/court`)} kind="secondary">
          Take the bundle for the court
        </LinkButton>
      ) : (
        <WhyNot id="why-bundle" because={[sentence(isFor(mayBundle))]}>
          Take the bundle for the court
        </WhyNot>
      )}
    </StepPage>
  )
}

function Words({ open: { state } }: { readonly open: OpenCase }): Child {
  return (
    <Table
      id="words"
      caption="What counsel has said so far"
      stack
      empty="Counsel has said nothing yet."
      columns={[{ head: 'Paper' }, { head: 'Person' }, { head: 'Word' }, { head: 'Reaches' }, { head: 'On' }]}
      rows={state.counsel.map(({ instrument, person, decision, elements, programs, on }) => [
        instrument ?? 'the request',
        person ?? 'everybody',
        decision,
        [
          elements === undefined || elements === 'as-instrument'
            ? 'what the paper describes'
            : elements.map(elementName).join(', '),
          programs === undefined ? '' : `in ${programs.map(programName).join(', ')}`,
        ].join(' '),
        on,
      ])}
    />
  )
}

function WordForm({ open, form: typed, problems }: CounselProps): Child {
  const reasons = notNow(open, 'record-counsel')
  if (reasons.length > 0) return <NotNow reasons={reasons} command="record-counsel" />
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { state, request, visit, number } = open
  const described = [
    ...new Set(state.decision?.cells.filter(({ outcome }) => outcome !== 'deny').map(({ element }) => element) ?? []),
  ]
  return (
    <form method="post" action={href(visit, `${casePath(number)}/counsel`)}>
      <CheckboxGroup
        name="papers"
        legend="On which papers?"
        hint="None marked: on the request itself, where it rests on no paper."
        options={paperOptions(open)}
        values={form.all('papers')}
        problem={problems['papers']}
      />
      <CheckboxGroup
        name="people"
        legend="About whom?"
        hint="None marked: everybody asked about."
        options={peopleOptions(open)}
        values={form.all('people')}
      />
      <RadioGroup
        {...field('decision')}
        legend="Counsel’s word"
        required
        options={[
          { value: 'approve', text: 'Approve', hint: 'What the paper describes, and no more.' },
          { value: 'narrow', text: 'Approve less', hint: 'Only what you mark below.' },
          { value: 'refuse', text: 'Refuse', hint: 'This paper opens nothing. Say on which ground.' },
          { value: 'pending', text: 'Wait', hint: 'Counsel has not decided yet.' },
        ]}
      />
      {described.length > 0 && (
        <CheckboxGroup
          name="elements"
          legend="If less: only these"
          options={described.map((value) => ({ value, text: elementName(value) }))}
          values={form.all('elements')}
          problem={problems['elements']}
        />
      )}
      {request.programs.length > 1 && (
        <CheckboxGroup
          name="programs"
          legend="If less: only in these programs"
          options={request.programs.map((value) => ({ value, text: programName(value) }))}
          values={form.all('programs')}
        />
      )}
      <TextArea
        {...field('ground')}
        label="Ground, or what to keep in mind"
        hint="Names of the people asked about are taken out."
        rows={3}
        maxlength={2000}
      />
      <Button>Record counsel’s word</Button>
    </form>
  )
}

const motionNames: Readonly<Record<MotionKind, string>> = {
  objection: 'Object to it',
  'motion-to-quash': 'Move to quash it',
  'motion-for-limits': 'Ask the court for limits (a warrant)',
}

function Motions({ open, form: typed, problems }: CounselProps): Child {
  const reasons = notNow(open, 'record-motion')
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { state, visit, number } = open
  const page = `${casePath(number)}/counsel/motion`
  return (
    <>
      {state.motions.length > 0 && (
        <Table
          id="motions"
          caption="Motions"
          stack
          columns={[{ head: 'Motion' }, { head: 'To be made by' }, { head: 'Filed' }, { head: 'Ended' }]}
          rows={state.motions.map(({ instrument, motion, due, filedOn, docket, ended }) => [
            `${motionNames[motion]}: ${instrument}`,
            due,
            [filedOn, docket].filter((part) => part !== undefined).join(', ') || 'not yet',
            ended ??
              (reasons.length > 0 ? (
                'no'
              ) : (
                <form method="post" action={href(visit, page)} class="inline-form">
                  <input type="hidden" name="instrument" value={instrument} />
                  <input type="hidden" name="motion" value={motion} />
                  <input type="hidden" name="standing" value={due} />
                  {motionEnds.map((end) => (
                    <Button kind="plain" name="ended" value={end}>
                      {end}
                    </Button>
                  ))}
                </form>
              )),
          ])}
        />
      )}
      {reasons.length > 0 ? (
        <NotNow reasons={reasons} command="record-motion" />
      ) : (
        <Details
          summary="Record a motion, with its deadline"
          open={Object.keys(problems).some((name) => ['instrument', 'motion', 'due', 'filedOn'].includes(name))}
        >
          <form method="post" action={href(visit, page)}>
            <RadioGroup {...field('instrument')} legend="Against which paper?" required options={paperOptions(open)} />
            <RadioGroup
              {...field('motion')}
              legend="What does counsel do?"
              required
              options={motionKinds.map((value) => ({ value, text: motionNames[value] }))}
            />
            <DateField
              name="due"
              legend="Until which day must it be made?"
              required
              value={typedDate(form, 'due')}
              problem={problems['due']}
            />
            <DateField
              name="filedOn"
              legend="On which day was it filed?"
              hint="Leave it empty where it is not filed yet."
              value={typedDate(form, 'filedOn')}
              problem={problems['filedOn']}
            />
            <Field {...field('docket')} label="Its number at the court" width="medium" maxlength={200} />
            <Button kind="secondary">Record the motion</Button>
          </form>
        </Details>
      )}
    </>
  )
}

function Sign({ open }: { readonly open: OpenCase }): Child {
  const { state, number } = open
  const answer = answerToSign(state)
  if (state.signed !== undefined) {
    return (
      <p>
        <Tag sign="ok">signed</Tag> Counsel has signed the {state.signed} under the standing decision. A new decision
        asks for a new signature.
      </p>
    )
  }
  if (state.decision === undefined) return <p class="soft">Nothing is decided yet.</p>
  const counts = (['release', 'hold', 'deny'] as const).map(
    (outcome) =>
      `${state.decision?.cells.filter((cell) => cell.outcome === outcome).length ?? 0} ${outcomeNames[outcome]}`,
  )
  return (
    <>
      <p>
        The decision of {english.day(state.decision.asOf.slice(0, 10))}: {counts.join(', ')}. The answer to sign is a{' '}
        {answer}.
      </p>
      {answer === 'refusal' && state.decision.cells.some(({ needs }) => needs.includes('counsel-review')) && (
        <Alert kind="warning">
          <p>
            Something still waits for <a href="#word">counsel’s word</a>. To sign now is to refuse it.
          </p>
        </Alert>
      )}
      <StepForm open={open} command="sign-answer" to={`${casePath(number)}/counsel/sign`}>
        <input type="hidden" name="decision" value={state.decision.decision} />
        <Button>Sign the {answer}</Button>
      </StepForm>
    </>
  )
}

function Referral({ open, form, problems }: CounselProps): Child {
  const { state, visit, number } = open
  const stands = state.referred !== undefined
  const command = stands ? 'return-referral' : 'refer'
  const reasons = notNow(open, command)
  if (reasons.length > 0) return <NotNow reasons={reasons} command={command} />
  return (
    <form method="post" action={href(visit, `${casePath(number)}/counsel/${stands ? 'return' : 'refer'}`)}>
      <TextArea
        name="reason"
        label={stands ? 'What counsel answers' : 'What counsel is asked'}
        hint={
          stands ? 'The case goes back to staff.' : 'While it stands, no answer leaves that counsel has not signed.'
        }
        value={(form ?? formOf(open.visit.kept)).text('reason')}
        problem={problems['reason']}
        rows={2}
        maxlength={2000}
      />
      <Button kind="secondary">{stands ? 'Send the case back to staff' : 'Send the case to counsel'}</Button>
    </form>
  )
}
