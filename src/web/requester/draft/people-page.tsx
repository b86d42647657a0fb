/** Whom the request asks about: one person a line, so many at the most. */
import { mostPeople } from '#pipeline/requester.ts'
import type { Answers } from '#pipeline/request-draft.ts'
import { formOf, type Form } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { TextArea } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Alert, Details } from '../../layout/text.tsx'
import { Ask } from './ask.tsx'
import { personQuestions } from './papers-and-people.ts'
import { StepShell, type StepView } from './shell.tsx'

interface PeoplePageProps extends StepView {
  readonly people: readonly Answers[]
  /** The person who is being typed. */
  readonly form: Form
}

export function PeoplePage({ people, form, ...shell }: PeoplePageProps): Child {
  const { problems } = shell
  return (
    <StepShell
      {...shell}
      step="people"
      lead={`Name each person, one by one, ${mostPeople} at the most. What you write of them helps us to be sure that we mean the same person. You are not told whether we know them.`}
    >
      {people.length > 0 && (
        <>
          <h2>
            {people.length} {people.length === 1 ? 'person' : 'people'} so far
          </h2>
          <ol class="typed-list">
            {people.map((person, i) => (
              <li>
                <Untrusted>{personLine(person)}</Untrusted>{' '}
                <Button kind="plain" name="go" value={`remove-${i}`}>
                  Remove<span class="usa-sr-only"> person {i + 1}</span>
                </Button>
              </li>
            ))}
          </ol>
        </>
      )}
      <h2>{people.length === 0 ? 'The first person' : 'One more person'}</h2>
      {personQuestions.map((question) => (
        <Ask question={question} form={form} problem={problems[question.name]} />
      ))}
      <p>
        <Button kind="secondary" name="go" value="add">
          Add this person
        </Button>
      </p>
      <Details summary="Several people at once" open={problems['lines'] !== undefined || form.text('lines') !== ''}>
        <TextArea
          name="lines"
          label="One person a line"
          hint="Family name, given name, date of birth as 1986-04-28, Social Security number. Put a comma between; leave out what you do not know."
          problem={problems['lines']}
          value={form.text('lines')}
        />
        <p>
          <Button kind="secondary" name="go" value="lines">
            Add these people
          </Button>
        </p>
      </Details>
      <Alert kind="info" heading="No groups without names">
        <p>
          “Everybody who gets benefits and …” is not a request that this page takes. Send it to the office in writing.
          It goes to counsel, and the law closes nearly all of it.
        </p>
      </Alert>
    </StepShell>
  )
}

/** The requester's own words, shown back to them. The number that proves who somebody is stays out of sight. */
export function personLine(person: Answers): string {
  const form = formOf(person)
  const text = (name: string): string => form.text(name)
  const name = [text('given'), text('middle'), text('family'), text('suffix')].filter(Boolean).join(' ')
  const ssn = text('ssn').replaceAll(/\D/g, '')
  return [
    name || 'No name',
    text('born') && `born ${text('born')}`,
    ssn && `Social Security number ending in ${ssn.slice(-4)}`,
    text('case-number') && `case ${text('case-number')}`,
    text('member-id') && `member ${text('member-id')}`,
    [text('street'), text('town'), text('state'), text('zip')].filter(Boolean).join(', '),
  ]
    .filter(Boolean)
    .join('; ')
}
