/** What people have sent and somebody of staff has to look at; and the way to one act by its number. */
import type { Act } from '#person/act.ts'
import type { Problems } from '../../form.ts'
import { LinkButton, Button } from '../../layout/button.tsx'
import { ErrorSummary, Field } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { PageProps } from '../../layout/document.tsx'
import type { Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { PageTitle } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { actWords, channelWords, objectionsPath } from './words.ts'

export interface Task {
  readonly act: Act
  readonly dueAt: string
}

interface Props extends Pick<PageProps, 'visit' | 'doors'> {
  readonly tasks: readonly Task[]
  readonly typed?: string
  readonly problems: Problems
}

export function TasksPage({ visit, doors, tasks, typed, problems }: Props): Child {
  const { day } = words(visit.locale)
  return (
    <DeskPage visit={visit} doors={doors} title="From people" failed={Object.keys(problems).length > 0}>
      <ErrorSummary problems={problems} />
      <PageTitle lead="Objections, consents taken back and complaints. An objection protects from the moment it is in the log; what waits here is only to be looked at.">
        From people
      </PageTitle>
      <p>
        <LinkButton href={href(visit, `${objectionsPath}/new`)}>Enter a form or a call</LinkButton>
      </p>
      <Table
        id="tasks"
        caption="To be looked at"
        columns={[{ head: 'Number' }, { head: 'What' }, { head: 'How it came' }, { head: 'Since' }, { head: 'By' }]}
        rows={tasks.map(({ act, dueAt }) => [
          <a href={href(visit, `${objectionsPath}/${act.number}`)}>
            <bdi>{act.number}</bdi>
          </a>,
          actWords[act.kind],
          channelWords[act.channel],
          day(act.madeAt.slice(0, 10)),
          day(dueAt.slice(0, 10)),
        ])}
        empty="Nothing waits. What people send stands here when no one record fits, or when a complaint is to be answered."
        stack
      />
      <h2>Find by number</h2>
      <p>The number on somebody’s slip or letter. There is no list of who has objected.</p>
      <form method="get" action={href(visit, `${objectionsPath}/find`)}>
        <Field
          name="number"
          label="Number"
          value={typed}
          problem={problems['number']}
          width="medium"
          maxlength={20}
          spellcheck={false}
        />
        <Button kind="secondary">Find</Button>
      </form>
    </DeskPage>
  )
}
