/** One case: where it stands, what can be done, what is asked and allowed, by whom, about whom, and what happened. */
import type { Reason } from '#case/commands.ts'
import type { Rule } from '#decision/rules.ts'
import type { BulkProgress } from '#pipeline/bulk-progress.ts'
import type { OfficeCalendar } from '#pipeline/queue.ts'
import type { From } from '../../layout/document.tsx'
import type { Problems } from '../../form.ts'
import { ErrorSummary } from '../../layout/form.tsx'
import { MonthCalendar } from '../../layout/month-calendar.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { PrintRecord } from '../../layout/paper.tsx'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { LifeLine, Timeline } from '../../layout/steps.tsx'
import { Alert, Breadcrumbs, Details, PageTitle, Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { awaitsSecond, type OpenCase } from '../open-case.ts'
import { Progress } from '../members/progress.tsx'
import { Members } from '../members/stand.tsx'
import { casePath, queuePath } from '../paths.ts'
import { daysLeftWords, organizationName, stateLack, stateName } from '../queue/words.ts'
import { Decision } from './decision.tsx'
import { told } from './event-words.ts'
import { sentence, type NextStep } from './next.ts'
import { Hands } from './hands.tsx'
import { NextSteps } from './next-steps.tsx'
import { Notes } from './notes.tsx'
import { Papers } from './papers.tsx'
import { People } from './people.tsx'
import { Requester } from './requester.tsx'
import { dueDays, lifeOf } from './view.ts'

export interface CaseShown {
  readonly open: OpenCase
  readonly rules: ReadonlyMap<string, Rule>
  readonly calendar: OfficeCalendar
  readonly steps: readonly NextStep[]
  readonly problems: Problems
  /** Part of what may leave is filled in by hand. */
  readonly worksheets: boolean
  /** Of the reading of listed members; undefined where none is under way. */
  readonly progress: BulkProgress | undefined
  /** Why that goes no further; none where it does. */
  readonly stopped: readonly Reason[]
  /** Files are looked at by a scanner before anybody opens them. */
  readonly scans: boolean
  /** A note and a tag that could not be kept. */
  readonly typed: { readonly note: string; readonly tag: string }
}

export function CasePage({ doors, shown }: { readonly doors: From; readonly shown: CaseShown }): Child {
  const { open, rules, calendar, steps, problems, progress, stopped, scans, typed, worksheets } = shown
  const { visit, state, number, request, events } = open
  const { day } = words(visit.locale)
  const local = (at: string): string => words(visit.locale).moment(at, open.ports.office.timeZone)
  return (
    <DeskPage visit={visit} doors={doors} title={`Case ${number}`} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: href(visit, queuePath), text: 'Queue' }]} here={number} />
      <ErrorSummary problems={problems} />
      <PageTitle
        eyebrow={`${organizationName(request.requester.organization)}, by ${request.channel}, ${day(request.receivedAt.slice(0, 10))}`}
        lead={sentence(stateLack(state.status))}
      >
        Case {number}
      </PageTitle>
      <p class="tags">
        <Tag>{stateName(state.status)}</Tag>{' '}
        {state.assigned === undefined ? <Tag>in nobody’s hands</Tag> : <Tag>in the hands of {state.assigned}</Tag>}{' '}
        {state.referred !== undefined && <Tag sign="wait">before counsel</Tag>}{' '}
        {state.holds.length > 0 && <Tag sign="wait">legal hold</Tag>}{' '}
        {state.tags.map((tag) => (
          <Tag>{tag}</Tag>
        ))}
      </p>
      {state.holds.length > 0 && (
        <Alert kind="info" heading="A legal hold stands">
          <p>
            Nothing of this case is destroyed while it does. It does not stop the answer.{' '}
            <a href={href(visit, `${casePath(number)}/hold`)}>See the hold</a>
          </p>
        </Alert>
      )}
      {state.incidents.length > 0 && (
        <Alert kind="error" heading="An incident is open">
          <p>
            Nothing of this case moves towards the requester until it is closed.{' '}
            <a href={href(visit, `${casePath(number)}/hold`)}>See the incident</a>
          </p>
        </Alert>
      )}
      <LifeLine
        steps={lifeOf(state, events).map(({ name, state: reached, at }) => ({
          name,
          state: reached,
          ...(at === undefined ? {} : { when: local(at).split(',')[0] }),
        }))}
      />
      <div class="case-columns">
        <div>
          <section aria-labelledby="next">
            <h2 id="next">What to do now</h2>
            {progress !== undefined && <Progress open={open} progress={progress} stopped={stopped} />}
            {(progress === undefined || steps.length > 0) && <NextSteps visit={visit} steps={steps} />}
          </section>
          {state.members !== undefined && (
            <section aria-labelledby="members">
              <h2 id="members">Members</h2>
              <Members open={open} />
            </section>
          )}
          <section aria-labelledby="decision">
            <h2 id="decision">Asked, allowed, released</h2>
            <Decision state={state} rules={rules} waiting={awaitsSecond(open)} />
          </section>
          <section aria-labelledby="papers">
            <h2 id="papers">Papers</h2>
            <Papers open={open} scans={scans} />
          </section>
          {state.members === undefined && (
            <section aria-labelledby="people">
              <h2 id="people">The people asked about</h2>
              <People open={open} />
            </section>
          )}
        </div>
        <div>
          <section aria-labelledby="deadlines">
            <h2 id="deadlines">Deadlines</h2>
            <Deadlines open={open} calendar={calendar} />
          </section>
          <section aria-labelledby="requester">
            <h2 id="requester">The requester</h2>
            <Requester open={open} />
          </section>
          <section aria-labelledby="notes">
            <h2 id="notes">Notes</h2>
            <Notes open={open} typed={typed.note} problems={problems} />
          </section>
          <section aria-labelledby="hands">
            <h2 id="hands">Who has it</h2>
            <Hands open={open} typed={typed.tag} problems={problems} />
          </section>
          <section aria-labelledby="more">
            <h2 id="more">Also here</h2>
            <More open={open} worksheets={worksheets} />
          </section>
        </div>
      </div>
      <section aria-labelledby="happened">
        <h2 id="happened">What happened</h2>
        <Timeline
          items={events.toReversed().map((event) => {
            const { title, sign, more } = told(event)
            return {
              when: `${local(event.at)}, ${event.actor}`,
              instant: event.at,
              title,
              ...(sign === undefined ? {} : { sign }),
              ...(more === undefined
                ? {}
                : {
                    children: (
                      <p>
                        <Untrusted>{more}</Untrusted>
                      </p>
                    ),
                  }),
            }
          })}
        />
      </section>
      <PrintRecord
        what={number}
        when={local(visit.now)}
        {...(state.prepared === undefined ? {} : { hash: state.prepared.contentRoot })}
      />
    </DeskPage>
  )
}

function Deadlines({ open, calendar }: { readonly open: OpenCase; readonly calendar: OfficeCalendar }): Child {
  const { day } = useWords()
  const days = dueDays(open.state)
  const [first] = days
  if (first === undefined) return <p>No day is to be kept yet. Once the case is decided, its deadlines stand here.</p>
  const next = days.find(({ on }) => on >= calendar.today) ?? first
  return (
    <>
      <ul class="deadlines">
        {days.map(({ on, what }) => (
          <li>
            <strong>{day(on)}</strong>{' '}
            <Tag sign={on < calendar.today ? 'stop' : 'wait'}>{daysLeftWords(on, calendar)}</Tag>
            <div>{sentence(what)}</div>
          </li>
        ))}
      </ul>
      <Details summary="See them on a calendar">
        <MonthCalendar
          id="case-calendar"
          month={next.on.slice(0, 7)}
          today={calendar.today}
          entries={days.map(({ on, what }) => ({ day: on, text: what }))}
        />
      </Details>
    </>
  )
}

function More({
  open: { visit, number, state },
  worksheets,
}: {
  readonly open: OpenCase
  readonly worksheets: boolean
}): Child {
  const path = casePath(number)
  const links: [string, string][] = [
    ['letters', 'Letters'],
    ['decide', 'How it was decided, rule by rule'],
    ['counsel', 'Counsel’s page'],
    ['findings', 'Findings'],
    ['seizure', 'Something was taken or shown'],
    ['hold', 'Legal holds and incidents'],
    ['suspend', 'What the person may see'],
    ...(worksheets ? [['worksheet', 'Worksheets: what is filled in by hand'] as [string, string]] : []),
    ...(state.prepared === undefined ? [] : [['approve', 'What will leave'] as [string, string]]),
    ...(state.announced === undefined ? [] : [['announce', 'The public notice'] as [string, string]]),
    ...(['received', 'matched', 'decided'].includes(state.status)
      ? [['withdraw', 'The requester withdraws'] as [string, string]]
      : []),
  ]
  return (
    <ul>
      {links.map(([page, text]) => (
        <li>
          <a href={href(visit, `${path}/${page}`)}>{text}</a>
        </li>
      ))}
    </ul>
  )
}
