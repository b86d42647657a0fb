/** Enter what somebody said on paper, on the telephone or at the counter: the same questions as on their own page. */
import { newNumber } from '#pipeline/person-acts.ts'
import { withdrawConsent } from '#pipeline/person-consent.ts'
import { object } from '#pipeline/person-object.ts'
import type { Channel } from '#person/events.ts'
import type { Doors } from '../../doors.ts'
import { fieldsOf, formOf, readForm, type Form, type Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import { ErrorSummary } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Breadcrumbs, PageTitle, SummaryBox } from '../../layout/text.tsx'
import { programsOf } from '../../person/agencies.ts'
import { Everything, readIdentity, readLanguages } from '../../person/identity.tsx'
import { todayOf } from '../../person/visit.ts'
import { seeOther, show } from '../../show.ts'
import { signedIn, type Ctx, type Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { channelWords, objectionsPath } from './words.ts'

const acts = { objection: 'An objection: do not share', 'consent-withdrawal': 'Consents taken back' } as const
const channels = ['paper', 'telephone', 'in-person'] as const

interface Props {
  readonly visit: Visit
  readonly doors: Doors
  readonly form: Form
  readonly problems: Problems
}

function EnterPage({ visit, doors, form, problems }: Props): Child {
  const field = fieldsOf(form, problems)
  return (
    <DeskPage visit={visit} doors={doors} title="Enter a form or a call" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: href(visit, objectionsPath), text: 'From people' }]} here="Enter a form or a call" />
      <ErrorSummary problems={problems} />
      <PageTitle lead="It counts from the moment you press the button.">Enter a form or a call</PageTitle>
      <SummaryBox heading="Ask little, tell nothing">
        <ul>
          <li>Ask for no identification and no reason. It can only protect.</li>
          <li>Never say whether a record was found. You will not see it here either.</li>
          <li>Never ask for immigration status or a whole Social Security number.</li>
        </ul>
        <p>
          <a href={href(visit, '/person/object/telephone')}>What to say on the telephone</a>
        </p>
      </SummaryBox>
      <form method="post" action={href(visit, `${objectionsPath}/new`)} novalidate>
        <RadioGroup
          {...field('act')}
          legend="What is it?"
          options={Object.entries(acts).map(([value, text]) => ({ value, text }))}
          required
        />
        <RadioGroup
          {...field('channel')}
          legend="How did it come?"
          options={channels.map((value) => ({ value, text: channelWords[value] }))}
          required
        />
        <Everything form={form} problems={problems} agencies={[signedIn(visit).agency]} locale="en" />
        <CheckboxGroup
          name="letter"
          legend="The letter that confirms it"
          hint="Ask whether mail there is safe. Without a letter they have the number alone."
          options={[{ value: 'none', text: 'It is not safe to write to the address on file. Send no letter.' }]}
          values={form.all('letter')}
        />
        <Button>Record it</Button>
      </form>
    </DeskPage>
  )
}

export function askEntry(c: Ctx, doors: Doors): Response | Promise<Response> {
  const { visit } = c.var
  return show(c, EnterPage({ visit, doors, form: formOf(visit.kept), problems: {} }))
}

export async function takeEntry(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { id, agency } = signedIn(visit)
  const form = await readForm(c)
  const english = words('en')
  const who = readIdentity(form, english, todayOf(doors))
  const how = readLanguages(form, english, 'en')
  const act = form.text('act')
  const channel = channels.find((one) => one === form.text('channel'))
  const problems = {
    ...(Object.hasOwn(acts, act) ? {} : { act: 'Choose what it is.' }),
    ...(channel === undefined ? { channel: 'Choose how it came.' } : {}),
    ...who.problems,
    ...how.problems,
  }
  if (who.value === undefined || how.value === undefined || channel === undefined || Object.keys(problems).length > 0) {
    return show(c, EnterPage({ visit, doors, form, problems }), 422)
  }
  const ports = await doors.at(agency)
  const said = {
    identity: who.value,
    languages: how.value,
    channel: channel satisfies Channel,
    noLetter: form.text('letter') === 'none',
  }
  const number =
    act === 'objection'
      ? await object(ports, id, agency, { ...said, programs: programsOf(agency) })
      : await withdrawConsent(ports, id, agency, said, newNumber(ports))
  return seeOther(c, `${objectionsPath}/${number}/recorded`)
}
