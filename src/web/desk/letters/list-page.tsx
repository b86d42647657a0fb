/** The post room: what came back, what waits to be printed or mailed, what was mailed lately. */
import type { Posted } from '#pipeline/ports.ts'
import { Button } from '../../layout/button.tsx'
import { PageTitle, Tag } from '../../layout/text.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { PageProps } from '../../layout/document.tsx'
import type { Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { letterPath, lettersPath } from './paths.ts'
import { kindSaid, languageWords, stateWords } from './words.ts'

interface ListProps extends Pick<PageProps, 'visit' | 'doors'> {
  readonly back: readonly Posted[]
  readonly waiting: readonly Posted[]
  readonly printed: readonly Posted[]
  readonly done: readonly Posted[]
  readonly timeZone: string
  readonly mayMark: boolean
}

export function LettersPage({ visit, doors, back, waiting, printed, done, timeZone, mayMark }: ListProps): Child {
  const show = { visit, timeZone }
  return (
    <DeskPage visit={visit} doors={doors} title="Letters">
      <PageTitle lead="Print what waits, and mail all of it in one go: when a letter goes out then says nothing about whom it is about.">
        Letters
      </PageTitle>
      {back.length > 0 && (
        <section>
          <h2>Came back</h2>
          <p>
            Find out where the person can be reached before anything else is sent to them. A new letter is made in the
            case.
          </p>
          <Letters {...show} id="came-back" caption="Letters that came back" letters={back} empty="" />
        </section>
      )}
      <section>
        <h2>To be printed</h2>
        <Letters
          {...show}
          id="to-be-printed"
          caption="Letters to be printed"
          letters={waiting}
          empty="Nothing waits. A letter stands here from the moment that it is made."
        />
        {waiting.length > 0 && (
          <div class="actions">
            <p>
              <a href={href(visit, `${lettersPath}/print`)}>Open all of them for printing</a>
            </p>
            {mayMark && (
              <MarkAll visit={visit} letters={waiting} as="printed">
                Mark these {waiting.length} as printed
              </MarkAll>
            )}
          </div>
        )}
      </section>
      <section>
        <h2>Printed, to be mailed</h2>
        <Letters
          {...show}
          id="to-be-mailed"
          caption="Letters that are printed"
          letters={printed}
          empty="Nothing is printed that was not mailed."
        />
        {printed.length > 0 && mayMark && (
          <MarkAll visit={visit} letters={printed} as="mailed">
            Mark these {printed.length} as mailed today
          </MarkAll>
        )}
      </section>
      <section>
        <h2>Gone out lately</h2>
        <Letters
          {...show}
          id="gone-out"
          caption="Letters that went out"
          letters={done}
          empty="Letters that were mailed or handed over stand here."
        />
      </section>
    </DeskPage>
  )
}

interface LettersProps {
  readonly visit: PageProps['visit']
  readonly timeZone: string
  readonly id: string
  readonly caption: string
  readonly letters: readonly Posted[]
  readonly empty: string
}

export function Letters({ visit, timeZone, id, caption, letters, empty }: LettersProps): Child {
  const { moment, day } = words(visit.locale)
  return (
    <Table
      id={id}
      caption={caption}
      quietCaption
      stack
      columns={[
        { head: 'Letter' },
        { head: 'Number' },
        { head: 'Language' },
        { head: 'Made' },
        { head: 'Where it is' },
      ]}
      rows={letters.map((one) => [
        <a href={href(visit, letterPath(one.id))}>{kindSaid(one.kind)}</a>,
        <bdi>{one.number}</bdi>,
        languageWords[one.language] ?? one.language,
        moment(one.madeAt, timeZone),
        <>
          <Tag sign={one.state === 'returned' ? 'stop' : one.state === 'made' ? 'wait' : 'ok'}>
            {stateWords[one.state]}
          </Tag>
          {one.markedOn !== null && ` ${day(one.markedOn)}`}
        </>,
      ])}
      empty={empty}
    />
  )
}

interface MarkAllProps {
  readonly visit: PageProps['visit']
  readonly letters: readonly Posted[]
  readonly as: 'printed' | 'mailed'
  readonly children?: Child
}

/** Printing and mailing may be in bulk: neither decides anything. */
function MarkAll({ visit, letters, as, children }: MarkAllProps): Child {
  return (
    <form method="post" action={href(visit, `${lettersPath}/mark`)}>
      {letters.map(({ id }) => (
        <input type="hidden" name="letter" value={id} />
      ))}
      <input type="hidden" name="as" value={as} />
      <Button kind="secondary">{children}</Button>
    </form>
  )
}
