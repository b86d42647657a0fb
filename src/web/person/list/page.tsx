/** One's own list: who asked, what was decided, what left; and what one has told us. */
import type { AccountingEntry, Disclosed } from '#accounting/account.ts'
import { consentStands } from '#pipeline/person-consent.ts'
import { listLetter, ownList, type OwnList } from '#pipeline/person-list.ts'
import { streamOf } from '#pipeline/move.ts'
import { proveMembership } from '#pipeline/prove-member.ts'
import { closeSession, type PersonSession } from '#pipeline/person-code.ts'
import { elementsSaid, purposesSaid, whoSaid } from '#letter/codes.ts'
import type { Act } from '#person/act.ts'
import { endsAt, movesAt, objectionStands } from '#person/waiting.ts'
import { asOfIn } from '#pipeline/as-of.ts'
import type { Doors } from '../../doors.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import { PrintRecord } from '../../layout/paper.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { Details, PageTitle } from '../../layout/text.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx, Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { english, words, type Words } from '../../words/words.ts'
import { OwnPage, Paragraph } from '../screen.tsx'
import { forgetSession, personOf, todayOf } from '../visit.ts'

interface Props {
  readonly visit: Visit
  readonly doors: Doors
}

export function ClosedPage({ visit, doors }: Props): Child {
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle lead={<T k="person.list.closed.text" />}>
        <T k="person.list.closed" />
      </PageTitle>
      <p class="button-row">
        <LinkButton href={href(visit, '/person/code')}>
          <T k="person.code.title" />
        </LinkButton>{' '}
        <LinkButton href={href(visit, '/person/code/enter')} kind="secondary">
          <T k="person.code.have" />
        </LinkButton>
      </p>
    </OwnPage>
  )
}

export async function showList(c: Ctx, doors: Doors): Promise<Response> {
  const session = await personOf(c, doors)
  if (session === undefined) return show(c, ClosedPage({ visit: c.var.visit, doors }))
  const list = await ownList(await doors.at(session.agency), session)
  return show(c, ListPage({ visit: c.var.visit, doors, session, list }))
}

export async function takeLetter(c: Ctx, doors: Doors): Promise<Response> {
  const session = await personOf(c, doors)
  if (session === undefined) return show(c, ClosedPage({ visit: c.var.visit, doors }))
  const pdf = await listLetter(await doors.at(session.agency), session, c.var.visit.locale)
  // The name of the file says nothing to whoever sees it in a folder.
  const headers = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="letter.pdf"' }
  return c.body(new Uint8Array(pdf), 200, headers)
}

/** The proof about a release of many that stands in one's own list, and about no other. */
export async function takeProof(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const session = await personOf(c, doors)
  if (session === undefined) return show(c, ClosedPage({ visit, doors }))
  const ports = await doors.at(session.agency)
  const number = c.req.query('case') ?? ''
  const { entries } = await ownList(ports, session)
  if (!entries.some((entry) => entry.many !== undefined && entry.case === number)) return seeOther(c, '/person/list')
  const { agency, key } = session
  const made = await proveMembership(ports, agency, key, await streamOf(ports, number), todayOf(doors))
  if (!made.proved) return show(c, LaterPage({ visit, doors }))
  const headers = {
    'content-type': 'application/json',
    'content-disposition': 'attachment; filename="mine.member-proof"',
  }
  return c.body(new Uint8Array(made.file), 200, headers)
}

/** Between the delivery and the next checkpoint. */
function LaterPage({ visit, doors }: Props): Child {
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle lead={<T k="person.list.proof.later.text" />}>
        <T k="person.list.proof.later" />
      </PageTitle>
      <p class="button-row">
        <LinkButton href={href(visit, '/person/list')}>
          <T k="person.list.title" />
        </LinkButton>
      </p>
    </OwnPage>
  )
}

export async function leave(c: Ctx, doors: Doors): Promise<Response> {
  const session = await personOf(c, doors)
  if (session !== undefined) await closeSession(await doors.at(session.agency), session)
  forgetSession(c)
  return seeOther(c, '/person/list')
}

interface ListProps extends Props {
  readonly session: PersonSession
  readonly list: OwnList
}

function ListPage({ visit, doors, session, list }: ListProps): Child {
  const said = words(visit.locale)
  const { timeZone } = doors.system.office
  const { entries, acts } = list
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle>
        <T k="person.list.title" />
      </PageTitle>
      <form method="post" action={href(visit, '/person/list/leave')} class="no-print">
        <p>
          <T k="person.list.until" args={(own) => ({ time: own.moment(session.until, timeZone) })} />
        </p>
        <p>
          <T k="person.list.print" />
        </p>
        <p>
          <a href={href(visit, '/person/list/letter.pdf')}>
            <T k="person.list.letter" />
          </a>
          <br />
          <span class="soft">
            <T k="person.list.letter.hint" />
          </span>
        </p>
        <Button kind="secondary">
          <T k="person.list.leave" />
        </Button>
      </form>
      {entries.length === 0 ? (
        <>
          <p>
            <strong>
              <T k="person.list.none" />
            </strong>
          </p>
          <Paragraph k="person.list.none.more" />
        </>
      ) : (
        <ol class="entries">
          {entries.map((entry) => (
            <li>
              <Entry visit={visit} entry={entry} said={said} timeZone={timeZone} />
            </li>
          ))}
        </ol>
      )}
      <Paragraph k="person.list.may-be-later" />
      <h2>
        <T k="person.list.acts" />
      </h2>
      {acts.length === 0 && <Paragraph k="person.list.acts.none" />}
      <ul class="entries">
        {acts.map((act) => (
          <li>
            <OwnAct act={act} acts={acts} said={said} now={visit.now} timeZone={timeZone} />
          </li>
        ))}
      </ul>
      <h2 class="no-print">
        <T k="person.list.do" />
      </h2>
      <ul class="no-print">
        {(
          [
            ['/person/object', 'person.list.do.object'],
            ['/person/withdraw', 'person.list.do.withdraw'],
            ['/person/consent', 'person.list.do.consent'],
            ['/person/address', 'person.list.do.address'],
            ['/person/complaint', 'person.list.do.complaint'],
          ] as const
        ).map(([path, k]) => (
          <li>
            <a href={href(visit, path)}>
              <T k={k} />
            </a>
          </li>
        ))}
      </ul>
      <PrintRecord what={said.t('person.list.title')} when={said.moment(visit.now, timeZone)} />
    </OwnPage>
  )
}

interface EntryProps {
  readonly visit: Visit
  readonly entry: AccountingEntry
  readonly said: Words
  readonly timeZone: string
}

/** First what happened, then for what, then what became of it. */
function Entry({ visit, entry, said, timeZone }: EntryProps): Child {
  const { askedAt, askedBy, purposes, decided, disclosed, many, takenBack, case: number } = entry
  const language = said.locale === 'es' ? 'es' : 'en'
  const who = whoSaid({ organization: askedBy.organization, kind: askedBy.kind }, language)
  // Days stand inside sentences: where those are English, so are they.
  const own = said.has('person.list.left') ? said : english
  const day = (at: string): string => own.day(asOfIn(at, timeZone).slice(0, 10))
  const leftArgs = ({ at, cells }: Disclosed) => ({
    day: day(at),
    what: elementsSaid([...new Set(cells.map(({ element }) => element))], language),
  })
  const reasons = [...new Set(decided?.cells.map(({ why }) => why) ?? [])]
  return (
    <article>
      <h2>
        <time datetime={askedAt}>{day(askedAt)}</time>
      </h2>
      <p>
        <strong>
          <T k="person.list.asked" args={{ who: capital(who) }} />
        </strong>
      </p>
      <Paragraph k="person.list.for" args={{ purposes: purposesSaid(purposes, language) }} />
      {disclosed.map((one) => (
        <p class={one.waits ? 'waits' : 'left'}>
          <strong>
            <T k={one.waits ? 'person.list.waits' : 'person.list.left'} args={leftArgs(one)} />
          </strong>
          {one.waits && (
            <>
              {' '}
              <T k="person.list.waits.no" />
            </>
          )}
        </p>
      ))}
      {many !== undefined && (disclosed.length > 0 || !many.isIn) && (
        <>
          <Paragraph k={many.isIn ? 'person.list.many' : 'person.list.many.nothing'} args={{ listed: many.listed }} />
          <p class="no-print">
            <a href={`${href(visit, '/person/list/proof')}?case=${encodeURIComponent(number)}`}>
              <T k={many.isIn ? 'person.list.proof' : 'person.list.proof.nothing'} />
            </a>
            <br />
            <span class="soft">
              <T k="person.list.proof.hint" />
            </span>
          </p>
        </>
      )}
      {takenBack !== undefined && <Paragraph k="person.list.taken-back" args={{ day: day(takenBack) }} />}
      {disclosed.length === 0 && <Paragraph k={stateOf(decided?.cells.map(({ outcome }) => outcome))} />}
      {reasons.length > 0 && (
        <Details summary={<T k="person.list.why" />}>
          {language !== 'en' && <Paragraph k="person.list.why.english" />}
          <ul lang="en" dir="ltr">
            {reasons.map((why) => (
              <li>{why}</li>
            ))}
          </ul>
        </Details>
      )}
      <p class="soft">
        <T k="person.list.number" args={{ number }} />
      </p>
    </article>
  )
}

function stateOf(outcomes: readonly string[] | undefined) {
  if (outcomes === undefined) return 'person.list.undecided'
  if (outcomes.includes('release')) return 'person.list.may-leave'
  return outcomes.includes('hold') ? 'person.list.held' : 'person.list.denied'
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

interface ActProps {
  readonly act: Act
  readonly acts: readonly Act[]
  readonly said: Words
  readonly now: string
  readonly timeZone: string
}

function OwnAct({ act, acts, said, now, timeZone }: ActProps): Child {
  // Days stand inside sentences: where those are English, so are they.
  const own = said.has('person.list.left') ? said : english
  const day = (at: string): string => own.day(asOfIn(at, timeZone).slice(0, 10))
  const args = act.kind === 'consent' ? consentArgs(act, said) : {}
  return (
    <article>
      <p>
        <strong>
          <time datetime={act.madeAt}>{day(act.madeAt)}</time>
        </strong>{' '}
        {act.kind !== 'code' && <T k={`person.list.act.${act.kind}`} args={args} />}{' '}
        <Becomes act={act} acts={acts} day={day} now={now} />
      </p>
      <p class="soft">
        <bdi>{act.number}</bdi>
      </p>
    </article>
  )
}

function consentArgs({ consent }: Act, said: Words) {
  return { who: consent?.recipient ?? '', until: consent === undefined ? '' : said.day(consent.until) }
}

interface BecomesProps extends Pick<ActProps, 'act' | 'acts' | 'now'> {
  readonly day: (at: string) => string
}

/** Where an act stands now. */
function Becomes({ act, acts, day, now }: BecomesProps): Child {
  if (act.kind === 'objection') {
    const end = endsAt(act)
    if (!objectionStands(act, now)) return <T k="person.list.act.objection.ended" />
    if (end !== undefined) return <T k="person.list.act.objection.ends" args={{ day: day(end) }} />
    return act.withdrawal === undefined ? null : <T k="person.list.act.objection.asked" />
  }
  if (act.kind === 'consent')
    return consentStands(act, acts, now.slice(0, 10)) ? null : <T k="person.list.act.consent.ended" />
  if (act.kind === 'address') {
    const from = movesAt(act)
    if (from === undefined) return act.stopped ? null : <T k="person.list.act.address.asked" />
    return <T k="person.list.act.address.from" args={{ day: day(from) }} />
  }
  return act.complaint?.answer === undefined ? null : <T k="person.list.act.complaint.answered" />
}
