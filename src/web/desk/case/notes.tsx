/** Internal notes. What counsel marks as privileged is shown to counsel and leaves in no export. */
import { Button } from '../../layout/button.tsx'
import { CheckboxGroup } from '../../layout/choices.tsx'
import { TextArea } from '../../layout/form.tsx'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { Tag } from '../../layout/text.tsx'
import type { Problems } from '../../form.ts'
import { mayGive } from '../../route.ts'
import { href } from '../../words/href.ts'
import { seesPrivileged, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'

interface NotesProps {
  readonly open: OpenCase
  readonly typed: string
  readonly problems: Problems
}

export function Notes({ open, typed, problems }: NotesProps): Child {
  const { state, visit, actor } = open
  const { moment } = useWords()
  const counsel = seesPrivileged(open)
  const shown = state.notes.filter(({ privileged }) => !privileged || counsel)
  const hidden = state.notes.length - shown.length
  return (
    <>
      {shown.length === 0 && <p>Notes for whoever works on this case stand here. The requester never sees them.</p>}
      <ul class="notes">
        {shown.map(({ at, by, text, privileged }) => (
          <li>
            <p class="soft">
              {by}, {moment(at, open.ports.office.timeZone)}{' '}
              {privileged && <Tag sign="stop">privileged: counsel alone</Tag>}
            </p>
            <p class="typed">
              <Untrusted>{text}</Untrusted>
            </p>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <p class="soft">{hidden === 1 ? '1 note is' : `${hidden} notes are`} counsel’s own and not shown to you.</p>
      )}
      {mayGive('add-note').some((role) => actor.roles.includes(role)) && (
        <form method="post" action={href(visit, `${casePath(open.number)}/notes`)}>
          <TextArea
            name="note"
            label="Write a note"
            hint="Names of the people asked about are taken out."
            value={typed}
            problem={problems['note']}
            rows={3}
            maxlength={4000}
          />
          {counsel && (
            <CheckboxGroup
              name="privileged"
              legend="Who may see it"
              values={[]}
              options={[{ value: 'yes', text: 'Privileged: counsel alone, and in no export' }]}
            />
          )}
          <Button kind="secondary">Keep the note</Button>
        </form>
      )}
    </>
  )
}
