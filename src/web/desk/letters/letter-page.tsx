/** One letter: as it was sent, what staff added to the template, and what became of it. */
import type { LetterMark } from '#case/events.ts'
import { plainText, type LetterDocument } from '#letter/model.ts'
import type { Posted } from '#pipeline/ports.ts'
import type { Problems } from '../../form.ts'
import { LetterView } from '../../letter/letter-view.tsx'
import { Button, LinkButton } from '../../layout/button.tsx'
import { DateField, type TypedDate } from '../../layout/date-field.tsx'
import { ErrorSummary } from '../../layout/form.tsx'
import { PrintRecord } from '../../layout/paper.tsx'
import { Redline } from '../../layout/redline.tsx'
import { Alert, Breadcrumbs, PageTitle, Tag } from '../../layout/text.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { PageProps } from '../../layout/document.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import type { Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { casePath } from '../paths.ts'
import { letterPath, lettersPath } from './paths.ts'
import { kindSaid, markWords, stateWords } from './words.ts'

interface LetterPageProps extends Pick<PageProps, 'visit' | 'doors'> {
  readonly posted: Posted
  readonly letter: LetterDocument
  readonly template: LetterDocument
  readonly hash: string
  readonly timeZone: string
  /** Which marks are open; none for somebody who may not. */
  readonly marks: readonly LetterMark[]
  readonly typed?: { readonly as: string; readonly on: TypedDate | string }
  readonly problems?: Problems
}

export function LetterPage(props: LetterPageProps): Child {
  const { visit, doors, posted, letter, template, hash, timeZone, marks, typed, problems = {} } = props
  const { moment, day } = words(visit.locale)
  const [before, after] = [plainText(template), plainText(letter)]
  const title = kindSaid(posted.kind)
  return (
    <DeskPage visit={visit} doors={doors} title={title} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: href(visit, lettersPath), text: 'Letters' }]} here={title} />
      <PageTitle eyebrow={<bdi>{posted.number}</bdi>}>{title}</PageTitle>
      <ErrorSummary problems={problems} />
      {posted.state === 'returned' && (
        <Alert kind="warning" heading="This letter came back">
          <p>Find out where the person can be reached. Then make the letter again in the case.</p>
        </Alert>
      )}
      <SummaryList
        rows={[
          {
            key: 'Where it is',
            value: (
              <>
                <Tag sign={posted.state === 'returned' ? 'stop' : posted.state === 'made' ? 'wait' : 'ok'}>
                  {stateWords[posted.state]}
                </Tag>
                {posted.markedOn !== null && ` ${day(posted.markedOn)}`}
              </>
            ),
          },
          { key: 'Made', value: moment(posted.madeAt, timeZone) },
          ...(posted.stream === null
            ? []
            : [
                {
                  key: 'Case',
                  value: (
                    <a href={href(visit, casePath(posted.number))}>
                      <bdi>{posted.number}</bdi>
                    </a>
                  ),
                },
              ]),
        ]}
      />
      <p>
        <LinkButton href={href(visit, `${letterPath(posted.id)}/pdf`)}>Open it for printing (PDF)</LinkButton>
      </p>
      {marks.length > 0 && (
        <section>
          <h2>What became of it</h2>
          <form method="post" action={href(visit, letterPath(posted.id))}>
            <RadioGroup
              name="as"
              legend="It was"
              required
              problem={problems['as']}
              value={typed?.as}
              options={marks.map((mark) => ({ value: mark, text: markWords[mark] }))}
            />
            <DateField name="on" legend="On" required value={typed?.on} problem={problems['on']} />
            <Button>Write it down</Button>
          </form>
        </section>
      )}
      <section>
        <h2>What staff changed</h2>
        {before === after ? (
          <p>Nothing: it says what its template says, word for word.</p>
        ) : (
          <Redline before={before} after={after} />
        )}
      </section>
      <section>
        <h2>The letter</h2>
        <LetterView letter={letter} />
      </section>
      <PrintRecord what={`${posted.number}, ${title}`} hash={hash} when={moment(visit.now, timeZone)} />
    </DeskPage>
  )
}
