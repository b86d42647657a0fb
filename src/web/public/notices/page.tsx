/** Releases of many persons, for anybody to read before they leave: how many, what, and by which law. Nobody is named. */
import { elementSaid, programsSaid } from '#letter/codes.ts'
import type { PublicNotice } from '#pipeline/announcing.ts'
import { agencyName } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { Basis } from '../../layout/basis.tsx'
import { LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { T, useWords, type Child } from '../../layout/said.tsx'
import type { Sign } from '../../layout/signs.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, PageTitle, Tag } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import type { PublicLaw } from '../rules/law.ts'

interface NoticesProps {
  readonly visit: Visit
  readonly doors: From
  /** The newest first. */
  readonly notices: readonly PublicNotice[]
  readonly law: Pick<PublicLaw, 'rules' | 'day'>
}

export function NoticesPage({ visit, doors, notices, law }: NoticesProps): Child {
  return (
    <PublicPage visit={visit} doors={doors} title={words(visit.locale).t('notices.title')}>
      <PageTitle lead={<T k="notices.lead" />}>
        <T k="notices.title" />
      </PageTitle>
      {notices.length === 0 ? (
        <Alert kind="info" heading={<T k="notices.none" />}>
          <p>
            <T k="notices.none.more" />
          </p>
        </Alert>
      ) : (
        notices.map((notice) => <Notice visit={visit} notice={notice} law={law} />)
      )}
      <h2>
        <T k="notices.means" />
      </h2>
      <ul>
        {([1, 2, 3] as const).map((n) => (
          <li>
            <T k={`notices.means.${n}`} />
          </li>
        ))}
      </ul>
      <p>
        <a href={href(visit, '/limits')}>
          <T k="notices.limits" />
        </a>
      </p>
      <p class="actions">
        <LinkButton href={href(visit, '/notices.json')} kind="secondary">
          <T k="notices.feed" />
        </LinkButton>
      </p>
    </PublicPage>
  )
}

function Notice({ visit, notice, law }: Omit<NoticesProps, 'doors' | 'notices'> & { readonly notice: PublicNotice }) {
  const { id, agency, persons, announcedOn, standsUntil, leavesFrom, court } = notice
  const said = useWords()
  const stands = notice.state === 'standing' || notice.state === 'released'
  return (
    <article class="card notice" id={`n${id}`} aria-labelledby={`n${id}-title`}>
      <h2 id={`n${id}-title`}>
        <T k="notices.one" args={{ count: persons }} />
      </h2>
      <p class="marks">
        <State notice={notice} today={law.day} />
      </p>
      <SummaryList
        rows={[
          { key: <T k="notices.agency" />, value: agencyName(agency) },
          { key: <T k="notices.data" />, value: <Data visit={visit} notice={notice} /> },
          { key: <T k="notices.law" />, value: <Basis visit={visit} basis={notice.basis} rules={law.rules} /> },
          { key: <T k="notices.announced" />, value: said.day(announcedOn) },
          { key: <T k="notices.until" />, value: said.day(standsUntil) },
          ...(court === undefined
            ? []
            : [{ key: <T k="notices.court" />, value: <Court court={court} from={leavesFrom} /> }]),
          ...(stands ? [{ key: <T k="notices.from" />, value: said.day(leavesFrom) }] : []),
        ]}
      />
      <p class="soft">
        <T k="notices.entry" args={{ entry: String(id) }} />
      </p>
    </article>
  )
}

const signs: Readonly<Record<PublicNotice['state'], Sign>> = {
  standing: 'wait',
  withdrawn: 'stop',
  replaced: 'none',
  ended: 'stop',
  released: 'ok',
}

/** What became of it; while it stands, whether its days are over. */
function State({ notice: { state, on, leavesFrom }, today }: { readonly notice: PublicNotice; readonly today: Day }) {
  if (state === 'standing' || on === undefined) {
    return (
      <Tag sign={signs.standing}>
        <T k={today < leavesFrom ? 'notices.state.waits' : 'notices.state.may'} />
      </Tag>
    )
  }
  return (
    <Tag sign={signs[state]}>
      <T k={`notices.state.${state}`} args={(own) => ({ day: own.day(on) })} />
    </Tag>
  )
}

/** By program, in the languages that have the words; else in English, marked as English. */
function Data({ visit, notice: { elements } }: { readonly visit: Visit; readonly notice: PublicNotice }): Child {
  const language = visit.locale === 'es' ? 'es' : 'en'
  const english = language === 'en' && visit.locale !== 'en' ? ({ lang: 'en', dir: 'ltr' } as const) : {}
  const programs = [...new Set(elements.map(({ program }) => program))]
  return (
    <div {...english}>
      {programs.map((program) => {
        const own = elements.filter((cell) => cell.program === program)
        return (
          <div>
            {`${programsSaid([program], language)}: `}
            {own.map(({ element }) => elementSaid(element, language)).join(', ')}
          </div>
        )
      })}
    </div>
  )
}

function Court({ court, from }: { readonly court: NonNullable<PublicNotice['court']>; readonly from: Day }): Child {
  const { name, docket, orderedOn } = court
  return (
    <>
      <bdi>{name}</bdi>, <bdi>{docket}</bdi>
      <br />
      <T k="notices.court.text" args={(own) => ({ day: own.day(orderedOn), from: own.day(from) })} />
    </>
  )
}
