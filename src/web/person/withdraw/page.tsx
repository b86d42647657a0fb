/** End an objection. Exposes, so it needs a mailed code, a letter to the address on file, and a waiting time. */
import { askWithdrawal } from '#pipeline/person-object.ts'
import { ownList } from '#pipeline/person-list.ts'
import type { PersonSession } from '#pipeline/person-code.ts'
import { asOfIn } from '#pipeline/as-of.ts'
import { objectionStands, waitingDays } from '#person/waiting.ts'
import type { Act } from '#person/act.ts'
import type { Doors } from '../../doors.ts'
import { readForm } from '../../form.ts'
import { RadioGroup } from '../../layout/choices.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { PageTitle } from '../../layout/text.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { ClosedPage } from '../list/page.tsx'
import { FormScreen, OwnPage, Paragraph, type Screen } from '../screen.tsx'
import { giveSlip } from '../slip.ts'
import { personOf, todayOf, wordsOf } from '../visit.ts'

type Props = Screen & { readonly standing: readonly Act[]; readonly chosen?: string }

function WithdrawPage({ standing, chosen, ...screen }: Props): Child {
  const { visit, doors, problems } = screen
  const { t, day } = words(visit.locale)
  const madeOn = ({ madeAt }: Act): string => day(asOfIn(madeAt, doors.system.office.timeZone).slice(0, 10))
  if (standing.length === 0) {
    return (
      <OwnPage visit={visit} doors={doors}>
        <PageTitle lead={<T k="person.withdraw.none" />}>
          <T k="person.withdraw.title" />
        </PageTitle>
        <p>
          <a href={href(visit, '/person/list')}>
            <T k="person.list.back" />
          </a>
        </p>
      </OwnPage>
    )
  }
  return (
    <FormScreen
      {...screen}
      title="person.withdraw.title"
      lead={<T k="person.withdraw.lead" />}
      to="/person/withdraw"
      go="person.withdraw.go"
      before={<Paragraph k="person.withdraw.how" args={{ days: waitingDays }} />}
    >
      <RadioGroup
        name="which"
        legend={<T k="person.withdraw.which" />}
        options={standing.map((act) => ({
          value: act.number,
          text: t('person.withdraw.one', { number: act.number, day: madeOn(act) }),
        }))}
        value={chosen}
        problem={problems['which']}
        required
      />
    </FormScreen>
  )
}

async function standingOf(doors: Doors, session: PersonSession): Promise<readonly Act[]> {
  const { acts } = await ownList(await doors.at(session.agency), session)
  return acts.filter((act) => objectionStands(act, doors.clock.now()) && act.withdrawal === undefined)
}

export async function askToWithdraw(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const session = await personOf(c, doors)
  if (session === undefined) return show(c, ClosedPage({ visit, doors }))
  return show(c, WithdrawPage({ visit, doors, problems: {}, standing: await standingOf(doors, session) }))
}

export async function withdraw(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const session = await personOf(c, doors)
  if (session === undefined) return show(c, ClosedPage({ visit, doors }), 401)
  const form = await readForm(c)
  const standing = await standingOf(doors, session)
  const which = standing.find(({ number }) => number === form.text('which'))
  const { asked } =
    which === undefined ? { asked: false } : await askWithdrawal(await doors.at(session.agency), 'person', which.stream)
  if (which === undefined || !asked) {
    const problems = { which: wordsOf(c).t('person.withdraw.problem') }
    return show(c, WithdrawPage({ visit, doors, problems, standing }), 422)
  }
  giveSlip(c, { kind: 'withdrawal', number: which.number, on: todayOf(doors), agencies: [session.agency] })
  return seeOther(c, '/person/slip')
}
