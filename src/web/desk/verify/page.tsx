/** Asking whether a paper or a requester is what it says: by a way that they did not give. */
import type { Verification } from '#case/events.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, TextArea } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Alert, SummaryBox } from '../../layout/text.tsx'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import { CallBack } from '../case/requester.tsx'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { organizationName } from '../queue/words.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface AskProps {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
}

export function VerifyPaperPage({ doors, open, form, problems, id }: AskProps & { readonly id: string }): Child {
  return (
    <StepPage
      doors={doors}
      open={open}
      title={`Ask the issuer of ${id}`}
      lead="Whoever forged a paper wrote the number on it too. Find the number yourself."
      problems={problems}
    >
      <SummaryBox heading="How to ask">
        <ol>
          <li>Look the issuer up: the court’s own site, a published directory, our own register.</li>
          <li>Call there and ask for the clerk or the office that issues such papers.</li>
          <li>Give the docket number and the day. Ask whether the paper is theirs and what it covers.</li>
          <li>Do not say whether anybody receives benefits.</li>
        </ol>
      </SummaryBox>
      <StepForm open={open} command="verify-instrument" to={`${casePath(open.number)}/papers/${id}/verify`}>
        <Asked form={form ?? formOf(open.visit.kept)} problems={problems} yes="It is theirs" no="It is not theirs" />
        <Button>Record what they said</Button>
      </StepForm>
    </StepPage>
  )
}

export function RequesterPage({ doors, open, form: typed, problems }: AskProps): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { request, state } = open
  const page = `${casePath(open.number)}/requester`
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Who the requester is"
      lead="Call them back on a number that you found yourself. A second person looks at the record and confirms it."
      problems={problems}
    >
      <p>
        The request says: {organizationName(request.requester.organization)},{' '}
        <Untrusted>
          {[request.requester.name, request.requester.title].filter((part) => part !== undefined).join(', ')}
        </Untrusted>
      </p>
      <h2>What is known</h2>
      <CallBack open={open} />
      {state.requesterVerified && state.requesterCheck?.confirmedBy === undefined && (
        <>
          <h2>The second look</h2>
          <StepForm open={open} command="confirm-requester" to={`${page}/confirm`}>
            <p>
              Was the contact found where the record says? Is it a number of that office? If not, do not confirm: record
              below what you found.
            </p>
            <Button>I looked, and I confirm it</Button>
          </StepForm>
        </>
      )}
      <h2>Record a call</h2>
      <StepForm open={open} command="verify-requester" to={page}>
        <Asked form={form} problems={problems} yes="They are who they say" no="They are not, or nobody knows them" />
        <TextArea
          {...field('recipient')}
          label="Their key, as they said it in this call"
          hint="It begins with age1. What leaves is sealed to it, and nobody else can open it."
          rows={2}
          required={false}
        />
        <Button>Record the call</Button>
      </StepForm>
      {state.recipient === undefined && (
        <Alert kind="info">
          <p>No key of the receiver is known yet. Nothing can be prepared before there is one.</p>
        </Alert>
      )}
    </StepPage>
  )
}

interface AskedProps {
  readonly form: Form
  readonly problems: Problems
  readonly yes: string
  readonly no: string
}

function Asked({ form, problems, yes, no }: AskedProps): Child {
  const field = fieldsOf(form, problems)
  return (
    <>
      <RadioGroup
        {...field('contactFrom')}
        legend="Where did you find the number or address?"
        required
        options={[
          { value: 'published-directory', text: 'A published directory' },
          { value: 'court-website', text: 'The court’s or office’s own site' },
          { value: 'own-register', text: 'Our own register' },
          { value: 'the-paper', text: 'On the paper itself', hint: 'This does not count. Find another.' },
        ]}
      />
      <Field
        {...field('channel')}
        label="By what means did you ask?"
        hint="Telephone, in person at the office."
        required
        maxlength={200}
      />
      <Field {...field('spokeTo')} label="Who answered?" hint="Name and office." required maxlength={200} />
      <RadioGroup
        {...field('result')}
        legend="What did they say?"
        required
        options={[
          { value: 'verified', text: yes },
          { value: 'failed', text: no },
        ]}
      />
    </>
  )
}

/** The call as it was written down, or what is missing in it. */
export function callIn(form: Form): { readonly call: Verification } | { readonly problems: Problems } {
  const problems: Record<string, string> = {}
  const places = ['published-directory', 'court-website', 'own-register', 'the-paper'] as const
  const contactFrom = places.find((place) => place === form.text('contactFrom'))
  const result = (['verified', 'failed'] as const).find((one) => one === form.text('result'))
  const [channel, spokeTo] = [form.text('channel'), form.text('spokeTo')]
  if (contactFrom === undefined) problems['contactFrom'] = 'Say where you found the number or address.'
  if (contactFrom === 'the-paper') {
    problems['contactFrom'] = 'A number on the paper leads to whoever wrote the paper. Find it elsewhere and ask again.'
  }
  if (channel === '') problems['channel'] = 'Say by what means you asked.'
  if (spokeTo === '') problems['spokeTo'] = 'Say who answered: name and office.'
  if (result === undefined) problems['result'] = 'Say what they answered.'
  if (Object.keys(problems).length > 0 || contactFrom === undefined || result === undefined) return { problems }
  return { call: { contactFrom, result, channel, spokeTo } }
}
