/** How far the reading of listed members is, and what can be done about it. Works without script: a link reads it again. */
import type { Reason } from '#case/commands.ts'
import { whyNot } from '#case/open.ts'
import type { BulkProgress } from '#pipeline/bulk-progress.ts'
import { Button } from '../../layout/button.tsx'
import type { Child } from '../../layout/said.tsx'
import { mayGive } from '../../route.ts'
import { href } from '../../words/href.ts'
import { english } from '../../words/words.ts'
import { mendOf, refusalSentences } from '../case/next.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { timeLeftWords } from './words.ts'

interface Props {
  readonly open: OpenCase
  readonly progress: BulkProgress
  /** Why nobody reads them any further; none while it goes on or is paused. */
  readonly stopped: readonly Reason[]
}

export function Progress({ open, progress, stopped }: Props): Child {
  const { visit, number } = open
  const { paused, rangesDone, ranges } = progress
  const path = casePath(number)
  const whole = rangesDone >= ranges
  const stands = stopped.length > 0
  const mend = mendOf(number, stopped)
  const again = stopped.every(({ code }) => code === 'range-given-up')
  return (
    <section class="usa-summary-box progress" aria-labelledby="progress-head">
      <h3 id="progress-head">
        {paused
          ? 'The reading of the members is paused'
          : stands
            ? 'The reading of the members has stopped'
            : 'The members are being read'}
      </h3>
      {stands && (
        <p>
          {refusalSentences(stopped, 'prepare')}
          {mend !== undefined && (
            <>
              {' '}
              <a href={href(visit, mend.href)}>{mend.text}</a>
            </>
          )}
        </p>
      )}
      <div data-progress={paused || stands ? undefined : 'running'} id="progress">
        <Figures progress={progress} stands={stands} />
      </div>
      <p class="soft">
        They are read in ranges; each is checked, sealed and laid aside. Nothing leaves by this, and what is done stays
        done if it stops. An objection, or a new decision, ends it.
      </p>
      {!paused && !stands && (
        <p>
          <a href={href(visit, path)}>See how far it is now</a>
        </p>
      )}
      <div class="button-row">
        {!paused && !stands && !whole && <Send open={open} command="pause-preparation" page="pause" does="Pause" />}
        {paused && <Send open={open} command="resume-preparation" page="resume" does="Let it go on" />}
        {!paused && again && (
          <Send
            open={open}
            command="prepare"
            page="prepare"
            does={whole ? 'Put it together' : stands ? 'Take it up again' : 'Nothing moves? Take it up again'}
          />
        )}
      </div>
    </section>
  )
}

function Figures({ progress, stands }: { readonly progress: BulkProgress; readonly stands: boolean }): Child {
  const { ranges, rangesDone, persons, personsDone, perSecond, secondsLeft } = progress
  return (
    <>
      <progress value={personsDone} max={persons} aria-labelledby="progress-head">
        {`${Math.floor((100 * personsDone) / Math.max(1, persons))} %`}
      </progress>
      <p>
        {`${english.number(personsDone)} of ${english.number(persons)} persons, in ${english.number(rangesDone)} of ${english.number(ranges)} ranges.`}
        {perSecond !== undefined && !stands && ` ${english.number(Math.round(perSecond))} persons a second.`}
        {secondsLeft !== undefined && !stands && rangesDone < ranges && ` It takes ${timeLeftWords(secondsLeft)} more.`}
        {rangesDone >= ranges && !stands && ' All are read; they are being put together.'}
      </p>
    </>
  )
}

interface SendProps {
  readonly open: OpenCase
  readonly command: 'pause-preparation' | 'resume-preparation' | 'prepare'
  readonly page: string
  readonly does: string
}

/** For whoever may; nothing for anybody else. */
function Send({ open, command, page, does }: SendProps): Child {
  const may = mayGive(command).some((role) => open.actor.roles.includes(role))
  if (!may || whyNot(open.state, command, open.context).length > 0) return null
  return (
    <form method="post" action={href(open.visit, `${casePath(open.number)}/${page}`)}>
      <Button kind="secondary">{does}</Button>
    </form>
  )
}
