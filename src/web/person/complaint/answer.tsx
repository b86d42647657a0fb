/** Where a complaint stands, for whoever has its number and its code. */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { complaintState } from '#person/complaint.ts'
import type { Act } from '#person/act.ts'
import { asOfIn } from '#pipeline/as-of.ts'
import { complaintOf, readingSeconds, readingTicket } from '#pipeline/person-complain.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form } from '../../form.ts'
import { T, type Child } from '../../layout/said.tsx'
import { LifeLine } from '../../layout/steps.tsx'
import { PageTitle } from '../../layout/text.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx, Visit } from '../../visit.ts'
import { words } from '../../words/words.ts'
import { agenciesOf, agencyKey } from '../agencies.ts'
import { NumberAndCode, tryEverywhere } from '../code/page.tsx'
import { FormScreen, OwnPage, Paragraph, type Screen } from '../screen.tsx'
import { todayOf, wordsOf } from '../visit.ts'

function AskPage({ form, ...screen }: Screen & { readonly form: Form }): Child {
  return (
    <FormScreen
      {...screen}
      title="person.complaint.status"
      lead={<T k="person.complaint.status.lead" />}
      to="/person/complaint/answer"
      go="person.complaint.status.go"
    >
      <NumberAndCode form={form} problems={screen.problems} />
    </FormScreen>
  )
}

export function askAnswer(c: Ctx, doors: Doors): Response | Promise<Response> {
  return show(c, AskPage({ visit: c.var.visit, doors, form: formOf({}), problems: {} }))
}

/** The right code opens the page once: its address alone shows nothing to whoever finds it in the history of the phone. */
export async function openAnswer(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const form = await readForm(c)
  const typed = { number: form.text('number'), code: form.text('code') }
  const tried = await tryEverywhere(doors, 'complaint', typed)
  if (tried.opened) {
    const ticket = readingTicket(await doors.at(tried.act.agency), tried.act)
    setCookie(c, ticketName, ticket, { ...ticketOptions, maxAge: readingSeconds })
    return seeOther(c, '/person/complaint/answer/read')
  }
  const problems = { number: wordsOf(c).t('person.enter.wrong', { left: tried.left }) }
  return show(c, AskPage({ visit, doors, form, problems }), 422)
}

export async function showAnswer(c: Ctx, doors: Doors): Promise<Response> {
  const ticket = getCookie(c, ticketName) ?? ''
  const agency = agenciesOf(doors).find((one) => ticket.startsWith(`${one}.`))
  const act = agency === undefined ? undefined : await complaintOf(await doors.at(agency), ticket)
  if (act === undefined) return askAnswer(c, doors)
  deleteCookie(c, ticketName, ticketOptions)
  return show(c, AnswerPage({ visit: c.var.visit, doors, act }))
}

const ticketName = '__Host-reading'
const ticketOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const

function AnswerPage({ visit, doors, act }: { readonly visit: Visit; readonly doors: Doors; readonly act: Act }): Child {
  const { t, day } = words(visit.locale)
  const { complaint, number, agency } = act
  if (complaint === undefined) throw new Error('an act that is no complaint was opened as one')
  const state = complaintState(act)
  const dayOf = (at: string): string => day(asOfIn(at, doors.system.office.timeZone).slice(0, 10))
  const late = state !== 'answered' && todayOf(doors) > complaint.answerBy
  const { acknowledgedAt, answer } = complaint
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle
        eyebrow={<bdi>{number}</bdi>}
        lead={t('person.office.privacy-office', { agency: t(agencyKey(agency)) })}
      >
        <T k="person.complaint.one" />
      </PageTitle>
      <LifeLine
        label={t('person.complaint.one')}
        steps={[
          { name: <T k="person.complaint.life.received" />, state: 'done', when: dayOf(act.madeAt) },
          {
            name: <T k="person.complaint.life.acknowledged" />,
            state: acknowledgedAt === undefined ? (answer === undefined ? 'now' : 'done') : 'done',
            when: acknowledgedAt === undefined ? day(complaint.acknowledgeBy) : dayOf(acknowledgedAt),
          },
          {
            name: <T k="person.complaint.life.answered" />,
            state: answer === undefined ? (acknowledgedAt === undefined ? 'ahead' : 'now') : 'done',
            when: answer === undefined ? day(complaint.answerBy) : dayOf(answer.at),
          },
        ]}
      />
      {late ? (
        <Paragraph k="person.complaint.late" args={{ day: day(complaint.answerBy) }} />
      ) : state === 'received' ? (
        <Paragraph k="person.complaint.received" args={{ day: day(complaint.acknowledgeBy) }} />
      ) : state === 'acknowledged' ? (
        <Paragraph k="person.complaint.acknowledged" args={{ day: day(complaint.answerBy) }} />
      ) : null}
      {answer !== undefined && (
        <>
          <Paragraph k="person.complaint.answered" args={{ day: dayOf(answer.at) }} />
          <p>
            <strong>
              <T k={`person.complaint.outcome.${answer.outcome}`} />
            </strong>
          </p>
          <h2>
            <T k="person.complaint.answer" />
          </h2>
          <p class="said-words" dir="auto">
            {answer.words}
          </p>
          <Paragraph k="person.complaint.not-satisfied" />
        </>
      )}
      <h2>
        <T k="person.complaint.yours" />
      </h2>
      <p class="said-words" dir="auto">
        {complaint.words}
      </p>
    </OwnPage>
  )
}
