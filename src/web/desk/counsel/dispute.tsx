import { differences } from '#case/readings.ts'
import { inWords } from '#case/second-look.ts'
import { Button } from '../../layout/button.tsx'
import { TextArea } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { formOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { notNow, NotNow } from '../step-page.tsx'

interface DisputeProps {
  readonly open: OpenCase
  readonly id: string
  readonly form: Form | undefined
  readonly problems: Problems
}

/** Two readings of one paper, where they differ, for counsel to settle; nobody else is shown what either wrote. */
export function Dispute({ open, id, form, problems }: DisputeProps): Child {
  const { state, visit, number, actor } = open
  const given = { ...state.instruments, ...state.orders }[id]?.readings.disputed?.given ?? []
  const [first, ...others] = given
  const reasons = notNow(open, 'settle-reading')
  const mine = given.some(({ by }) => by === actor.id)
  if (first === undefined) return null
  const fields = [...new Set(others.flatMap(({ facts }) => differences(first.facts, facts)))]
  return (
    <section class="paper-card">
      <h2>Two people read {id} differently</h2>
      {reasons.length > 0 || mine ? (
        <>
          <p>They differ in: {fields.map(inWords).join(', ')}.</p>
          {mine ? (
            <p>You are one of them, so somebody else of counsel settles it, or both of you read it again.</p>
          ) : (
            <NotNow reasons={reasons} command="settle-reading" />
          )}
        </>
      ) : (
        <>
          <p>
            <a href={href(visit, `${casePath(number)}/papers/${id}`)}>Look at the paper</a> before you settle it.
          </p>
          <Table
            id={`dispute-${id}`}
            caption="Where they differ"
            columns={[{ head: 'On the paper' }, ...given.map(({ by }) => ({ head: by }))]}
            rows={fields.map((field) => [inWords(field), ...given.map(({ facts }) => said(facts, field))])}
          />
          <form method="post" action={href(visit, `${casePath(number)}/counsel/settle`)}>
            <input type="hidden" name="paper" value={id} />
            <TextArea
              name={`settling-${id}`}
              label="Why the reading stands that you choose"
              required
              value={(form ?? formOf(visit.kept)).text(`settling-${id}`)}
              problem={problems[`settling-${id}`]}
              rows={2}
              maxlength={2000}
            />
            <p class="buttons">
              {given.map(({ by }) => (
                <Button kind="secondary" name="reader" value={by}>
                  The reading of {by} stands
                </Button>
              ))}
            </p>
          </form>
        </>
      )}
    </section>
  )
}

function said(facts: object, field: string): string {
  const value: unknown = Object.entries(facts).find(([name]) => name === field)?.[1]
  if (value === undefined) return 'nothing'
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (Array.isArray(value)) return value.join(', ') || 'nothing'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
