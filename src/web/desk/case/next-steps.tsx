import { isFresh, stepUpMinutes } from '../../guard.ts'
import { Button, LinkButton, WhyNot } from '../../layout/button.tsx'
import type { Child } from '../../layout/said.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import type { NextStep } from './next.ts'

/** What can be done now; what cannot, with why, and where what is missing can be supplied. */
export function NextSteps({ visit, steps }: { readonly visit: Visit; readonly steps: readonly NextStep[] }): Child {
  if (steps.length === 0) return <p>Nothing is left to do here.</p>
  const open = steps.filter(({ because }) => because.length === 0)
  return (
    <ul class="next-steps">
      {[...open, ...steps.filter((step) => !open.includes(step))].map((step, n) => (
        <li id={`next-${step.id}`}>
          <Step visit={visit} step={step} first={n === 0 && open.length > 0} />
        </li>
      ))}
    </ul>
  )
}

function Step({
  visit,
  step,
  first,
}: {
  readonly visit: Visit
  readonly step: NextStep
  readonly first: boolean
}): Child {
  const { id, does, about, at, stepUp, because, mend } = step
  if (because.length > 0) {
    const link =
      mend === undefined
        ? {}
        : { mend: { href: mend.href.startsWith('#') ? mend.href : href(visit, mend.href), text: mend.text } }
    return (
      <WhyNot id={`why-${id}`} because={because} {...link}>
        {does}
      </WhyNot>
    )
  }
  const kind = first ? 'primary' : 'secondary'
  const { who } = visit
  if (stepUp && who !== undefined && !isFresh(who, visit.now)) {
    const back = encodeURIComponent(`${visit.path}#next-${id}`)
    return (
      <>
        <LinkButton href={`/sign-in/again?to=${back}`} kind={kind}>
          Sign in once more, to {does.slice(0, 1).toLowerCase() + does.slice(1)}
        </LinkButton>
        <p class="soft">
          With your second factor; it holds for {stepUpMinutes} minutes. {about}
        </p>
      </>
    )
  }
  return (
    <>
      {'go' in at ? (
        <LinkButton href={href(visit, at.go)} kind={kind}>
          {does}
        </LinkButton>
      ) : (
        <form method="post" action={href(visit, at.send)}>
          <Button kind={kind}>{does}</Button>
        </form>
      )}
      <p class="soft">{about}</p>
    </>
  )
}
