/** Figures by closed month: the table first, the picture beside it. */
import { raw } from 'hono/html'
import type { PublishedMonth } from '#pipeline/figures.ts'
import { measures, otherGround } from '#report/tabulate.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { PrintRecord } from '../../layout/paper.tsx'
import { T, useWords, type Child } from '../../layout/said.tsx'
import { Scroll, Table } from '../../layout/table.tsx'
import { Alert, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { chart } from './chart.ts'

interface FiguresProps {
  readonly visit: Visit
  readonly doors: From
  /** The newest first. */
  readonly months: readonly PublishedMonth[]
  /** Titles of rules by id, in English as they are. */
  readonly ruleTitle: (id: string) => string | undefined
}

/** A year on the page; the rest is in the file. */
const most = 12

export function FiguresPage({ visit, doors, months, ruleTitle }: FiguresProps): Child {
  const said = words(visit.locale)
  const [newest] = months
  return (
    <PublicPage visit={visit} doors={doors} title={said.t('figures.title')}>
      <PageTitle lead={<T k="figures.lead" />}>
        <T k="figures.title" />
      </PageTitle>
      {newest === undefined ? (
        <Alert kind="info" heading={<T k="figures.none" />}>
          <p>
            <T k="figures.none.more" />
          </p>
        </Alert>
      ) : (
        <>
          <p>
            <T
              k="figures.made"
              args={(own) => ({ day: own.day(newest.at.slice(0, 10)), month: own.month(newest.month) })}
            />
          </p>
          <p>
            <T k="figures.hidden.means" />
          </p>
          {doors.demo && (
            <p>
              <T k="figures.demo" />
            </p>
          )}
          <p class="actions">
            <LinkButton href={href(visit, '/figures.csv')} kind="secondary">
              <T k="figures.csv" />
            </LinkButton>
          </p>
          <Month month={newest} visit={visit} ruleTitle={ruleTitle} />
          {months.length > 1 && <Picture months={months.slice(0, most)} />}
          {months.slice(1, most).map((month) => (
            <Month month={month} visit={visit} ruleTitle={ruleTitle} />
          ))}
        </>
      )}
      <h2>
        <T k="figures.rule" />
      </h2>
      <ul>
        {([1, 2, 3] as const).map((n) => (
          <li>
            <T k={`figures.rule.${n}`} />
          </li>
        ))}
      </ul>
      <p>
        <a href={href(visit, '/limits')}>
          <T k="limits.title" />
        </a>
      </p>
      <p>
        <a href={href(visit, '/notices')}>
          <T k="notices.title" />
        </a>
      </p>
      {newest !== undefined && <Checkpoint month={newest} />}
    </PublicPage>
  )
}

type Shown = number | null | undefined

function Count({ count }: { readonly count: Shown }): Child {
  const said = useWords()
  if (count === undefined) return '–'
  if (count !== null) return said.number(count)
  return (
    <span class="hidden-count">
      <T k="figures.hidden" />
    </span>
  )
}

function Month({
  month,
  visit,
  ruleTitle,
}: { readonly month: PublishedMonth } & Pick<FiguresProps, 'visit' | 'ruleTitle'>) {
  const { shown } = month
  const agencies = Object.keys(shown)
    .flatMap((key) => (key.startsWith('requests/') ? [key.slice('requests/'.length)] : []))
    // The sum of all comes last.
    .toSorted((a, b) => Number(a === '*') - Number(b === '*') || (a < b ? -1 : 1))
  const grounds = Object.entries(shown).filter(([key]) => key.startsWith('ground/'))
  return (
    <section aria-labelledby={`in-${month.month}`}>
      <h2 id={`in-${month.month}`}>
        <T k="figures.in-month" args={(own) => ({ month: own.month(month.month) })} />
      </h2>
      <Table
        id={`figures-${month.month}`}
        quietCaption
        caption={<T k="figures.in-month" args={(own) => ({ month: own.month(month.month) })} />}
        stack
        columns={[
          { head: <T k="figures.agency" /> },
          ...measures.map((measure) => ({ head: <T k={`figures.${measure}`} />, numeric: true })),
        ]}
        rows={agencies.map((agency) => [
          agency === '*' ? <T k="figures.total" /> : agencyName(agency),
          ...measures.map((measure) => <Count count={shown[`${measure}/${agency}`]} />),
        ])}
      />
      {grounds.length > 0 && (
        <Table
          id={`grounds-${month.month}`}
          caption={<T k="figures.grounds.in" args={(own) => ({ month: own.month(month.month) })} />}
          columns={[{ head: <T k="figures.ground" /> }, { head: <T k="figures.count" />, numeric: true }]}
          rows={grounds.map(([key, count]) => [
            <Ground id={key.slice('ground/'.length)} visit={visit} ruleTitle={ruleTitle} />,
            <Count count={count} />,
          ])}
        />
      )}
    </section>
  )
}

function Ground({ id, visit, ruleTitle }: { readonly id: string } & Pick<FiguresProps, 'visit' | 'ruleTitle'>): Child {
  if (id === otherGround) return <T k="figures.ground.several" />
  const title = ruleTitle(id)
  if (title === undefined) return <bdi>{id}</bdi>
  return (
    <a href={href(visit, `/rules/${id}`)} lang="en" dir="ltr">
      {title} ({id})
    </a>
  )
}

function Picture({ months }: { readonly months: readonly PublishedMonth[] }): Child {
  const said = useWords()
  const [requests, refused] = [said.t('figures.requests'), said.t('figures.refused')]
  const inOrder = months.toReversed()
  const short = (month: string): string => said.month(month)
  const bars = inOrder.flatMap(({ month, shown }) =>
    (
      [
        [requests, shown['requests/*']],
        [refused, shown['refused/*']],
      ] as const
    ).flatMap(([series, count]) => (typeof count === 'number' ? [{ month: short(month), series, count }] : [])),
  )
  const svg = chart(
    bars,
    inOrder.map(({ month }) => short(month)),
    [requests, refused],
    said.t('figures.chart'),
  )
  return (
    <figure class="picture">
      <figcaption>
        <strong id="picture-label">
          <T k="figures.chart" />
        </strong>
        <span class="legend">
          <span class="swatch swatch-first" aria-hidden="true"></span> {requests}{' '}
          <span class="swatch swatch-second" aria-hidden="true"></span> {refused}
        </span>
      </figcaption>
      <Scroll by="picture-label">
        <div class="drawing" dir="ltr">
          {raw(svg)}
        </div>
      </Scroll>
      <p class="soft">
        <T k="figures.chart.note" />
      </p>
    </figure>
  )
}

function Checkpoint({ month: { checkpoint, at } }: { readonly month: PublishedMonth }): Child {
  const said = useWords()
  if (checkpoint === null) return null
  return (
    <>
      <p class="soft digest">
        <T k="figures.checkpoint" />: <T k="figures.checkpoint.text" args={{ size: checkpoint.size }} />{' '}
        <bdi class="hash">{checkpoint.root}</bdi>
      </p>
      <PrintRecord
        what={said.t('figures.title')}
        hash={checkpoint.root.slice(0, 16)}
        when={said.day(at.slice(0, 10))}
      />
    </>
  )
}
