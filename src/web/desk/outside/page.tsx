/** The third signature: what whoever holds a key outside signs, and where their note is handed in. */
import type { Threshold } from '#case/day-count.ts'
import { aboveInWords } from '#case/outside.ts'
import { personsIn } from '#case/prepared.ts'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { TextArea } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { Alert, Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { english } from '../../words/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepPage } from '../step-page.tsx'

interface Props {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
  /** The five lines; undefined where nothing stands prepared. */
  readonly text: string | undefined
  readonly threshold: Threshold
}

/** Longer than any note with one signature. */
export const longestNote = 20_000

export function OutsidePage({ doors, open, form: typed, problems, text, threshold }: Props): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { state, number, visit } = open
  const { prepared, outside } = state
  const here = `${casePath(number)}/outside`
  const signable = text !== undefined && ['prepared', 'approved-once', 'approved'].includes(state.status)
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Signature from outside"
      lead={`A release ${aboveInWords(threshold)} also needs a signature by a key that is held outside the agency.`}
      problems={problems}
    >
      {outside !== undefined && (
        <Alert kind="success" heading="It is here">
          <p>
            <bdi>{`${outside.name}, ${outside.organization}`}</bdi>
            {' has signed what stands prepared. '}
            {outside.demo && <Tag sign="info">DEMO key</Tag>}
          </p>
        </Alert>
      )}
      {!signable || prepared === undefined ? (
        <Alert kind="info" heading="Nothing waits for it">
          <p>
            No content stands prepared in this case. Once a disclosure officer has prepared it, what is signed stands
            here.
          </p>
        </Alert>
      ) : outside !== undefined ? null : (
        <>
          {personsIn(prepared) <= Math.min(threshold.above, prepared.above ?? threshold.above) && (
            <p>{`This release is about ${peopleInWords(personsIn(prepared))}, so it does not need one.`}</p>
          )}
          <h2>What they sign</h2>
          <p>
            Give whoever holds the key these five lines and the content that you have read. They sign on their own
            machine, with <code>postern outside sign</code>, and send the signed note back. Nobody here signs for them.
          </p>
          <pre class="to-sign" tabindex={0}>
            {text}
          </pre>
          <p class="actions">
            <LinkButton href={href(visit, `${here}/to-sign.txt`)} kind="secondary">
              Take these lines away
            </LinkButton>
          </p>
          <h2>Hand the note in</h2>
          <form method="post" action={href(visit, here)} novalidate>
            <TextArea
              {...field('note')}
              label="The signed note"
              hint="All of it, with the line at its end that begins with a dash. It is checked against the keys that two people have registered."
              rows={9}
              maxlength={longestNote}
              required
            />
            <Button>Hand it in</Button>
          </form>
        </>
      )}
    </StepPage>
  )
}

function peopleInWords(count: number): string {
  return count === 1 ? 'one person' : `${english.number(count)} people`
}
