/** In whose hands the case is, and its tags. */
import type { Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { Field } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { Details } from '../../layout/text.tsx'
import { mayGive } from '../../route.ts'
import { href } from '../../words/href.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath, queuePath } from '../paths.ts'

interface HandsProps {
  readonly open: OpenCase
  readonly typed: string
  readonly problems: Problems
}

export function Hands({ open, typed, problems }: HandsProps): Child {
  const { state, visit, number, actor } = open
  const may = (command: 'assign' | 'tag'): boolean => mayGive(command).some((role) => actor.roles.includes(role))
  return (
    <>
      <p>
        {state.assigned === undefined ? 'In nobody’s hands.' : `In the hands of ${state.assigned}.`}{' '}
        <a href={href(visit, queuePath)}>Hand it to somebody in the queue</a>
      </p>
      {may('assign') && state.assigned !== actor.id && (
        <form method="post" action={href(visit, `${casePath(number)}/take`)}>
          <Button kind="secondary">Take this case</Button>
        </form>
      )}
      {may('tag') && (
        <Details summary="Tags" open={problems['tag'] !== undefined}>
          {state.tags.map((tag) => (
            <form method="post" action={href(visit, `${casePath(number)}/tags`)} class="inline-form">
              <input type="hidden" name="tag" value={tag} />
              <span>{tag}</span>
              <Button kind="plain" name="stands" value="no">
                Take the tag {tag} off
              </Button>
            </form>
          ))}
          <form method="post" action={href(visit, `${casePath(number)}/tags`)}>
            <Field
              name="tag"
              label="A new tag"
              hint="Small letters and hyphens, such as needs-interpreter. It names nobody."
              width="medium"
              value={typed}
              problem={problems['tag']}
              maxlength={30}
            />
            <Button kind="secondary" name="stands" value="yes">
              Put the tag on
            </Button>
          </form>
        </Details>
      )}
    </>
  )
}
