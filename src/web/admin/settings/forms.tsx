/** The forms of an agency's own settings. Each says from when a change counts. */
import { mostBusinessDays, mostLines, type OfficeSettings } from '#pipeline/office-settings.ts'
import type { Form, Problems } from '../../form.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary, Field, TextArea } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Alert, Breadcrumbs, PageTitle, SummaryBox } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { capsInWords, SetBy } from './page.tsx'

export interface FormProps {
  readonly visit: Visit
  readonly doors: From
  /** What the agency is called. */
  readonly agency: string
  readonly zone: string
  readonly settings: OfficeSettings
  readonly form: Form
  readonly problems: Problems
}

interface ScreenProps extends Pick<FormProps, 'visit' | 'doors' | 'agency' | 'problems'> {
  readonly title: string
  readonly lead: string
  readonly children?: Child
}

const settingsPath = '/admin/settings'

function Screen({ visit, doors, agency, problems, title, lead, children }: ScreenProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title={title} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs
        trail={[
          { href: '/admin', text: 'People' },
          { href: settingsPath, text: 'Settings' },
        ]}
        here={title}
      />
      <ErrorSummary problems={problems} />
      <PageTitle eyebrow={agency} lead={lead}>
        {title}
      </PageTitle>
      {children}
    </DeskPage>
  )
}

function SaveOrNot(): Child {
  return (
    <p class="buttons">
      <Button>Save</Button>{' '}
      <LinkButton kind="secondary" href={settingsPath}>
        Leave it as it is
      </LinkButton>
    </p>
  )
}

export function AnswersForm({ zone, settings, form, problems, ...shell }: FormProps): Child {
  return (
    <Screen
      {...shell}
      problems={problems}
      title="When answers go out"
      lead="Answers short of a release go out at a set time, so that nobody can tell from the hour what was found."
    >
      <SetBy standing={settings.answers} zone={zone} />
      <form method="post" action={`${settingsPath}/answers`} novalidate>
        <Field
          name="at"
          label="Time of day"
          hint={`By the clock of ${zone}, such as 10:00 or 2:30 pm.`}
          required
          width="short"
          maxlength={20}
          spellcheck={false}
          value={form.text('at')}
          problem={problems['at']}
        />
        <Field
          name="days"
          label="Business days until a refusal goes out"
          hint={`1 to ${mostBusinessDays}, counted from the day on which the request came in. A refusal goes out sooner where a paper must be answered by an earlier day.`}
          required
          width="short"
          inputmode="numeric"
          maxlength={3}
          spellcheck={false}
          value={form.text('days')}
          problem={problems['days']}
        />
        <SummaryBox heading="From when it counts">
          <p>
            At once, for requests that come in from now on. Answers that are fixed already keep their time: nothing that
            happens later may move it. One that counsel signs late goes out at the new time of the next business day.
          </p>
        </SummaryBox>
        <SaveOrNot />
      </form>
    </Screen>
  )
}

export function LettersForm({ zone, settings, form, problems, ...shell }: FormProps): Child {
  const { head } = settings
  return (
    <Screen
      {...shell}
      problems={problems}
      title="Head of letters"
      lead="Who writes, where to, whom to call, and where people get free legal help. Every letter of this agency says it."
    >
      <SetBy standing={head} zone={zone} />
      <form method="post" action={`${settingsPath}/letters`} novalidate>
        <TextArea
          name="lines"
          label="Office and address"
          hint={`One line each, at most ${mostLines}. The name of the agency stands above by itself.`}
          required={false}
          rows={4}
          value={form.text('lines')}
          problem={problems['lines']}
        />
        <Field
          name="phone"
          label="Telephone"
          hint="Letters print it large and say that help in other languages is free. Somebody should answer there who can get an interpreter."
          type="tel"
          required={false}
          width="medium"
          maxlength={60}
          value={form.text('phone')}
          problem={problems['phone']}
        />
        <TextArea
          name="help"
          label="Free legal help"
          hint={`One place a line with its telephone number, at most ${mostLines}.`}
          required={false}
          rows={3}
          value={form.text('help')}
          problem={problems['help']}
        />
        <SummaryBox heading="From when it counts">
          <p>At once, for letters that are made from now on. A letter that is made already stays as it is.</p>
        </SummaryBox>
        <SaveOrNot />
      </form>
      <h2>As it stands now</h2>
      <HeadOnPaper agency={shell.agency} head={head.value} />
    </Screen>
  )
}

export function CapsForm({ zone, settings, form, problems, ...shell }: FormProps): Child {
  return (
    <Screen
      {...shell}
      problems={problems}
      title="How many persons may leave in a day"
      lead="Above these numbers nothing is released on the same day, whoever has signed. Anybody can read them on the public page of limits."
    >
      <SetBy standing={settings.caps} zone={zone} />
      {settings.proposedCaps !== undefined && (
        <Alert kind="info" heading="A higher number waits for a second person">
          <p>
            {`${settings.proposedCaps.by} has proposed: ${capsInWords(settings.proposedCaps.value)} What you save here takes its place. `}
            <a href={`${settingsPath}/caps/proposed`}>See the proposal</a>
          </p>
        </Alert>
      )}
      <form method="post" action={`${settingsPath}/caps`} novalidate>
        <Field
          name="receiver"
          label="Persons in a day, to one receiver"
          hint="All releases of the day to the same organization together. A person who is in two of them counts twice."
          required
          width="short"
          inputmode="numeric"
          maxlength={10}
          spellcheck={false}
          value={form.text('receiver')}
          problem={problems['receiver']}
        />
        <Field
          name="agency"
          label="Persons in a day, to all receivers together"
          required
          width="short"
          inputmode="numeric"
          maxlength={10}
          spellcheck={false}
          value={form.text('agency')}
          problem={problems['agency']}
        />
        <SummaryBox heading="From when it counts">
          <p>{`Where neither number is higher than now, at once. Where one is, both are proposed: they count for nothing until somebody else confirms them, and what is higher counts from the day after that, by the calendar of ${zone}. The public page shows them until then.`}</p>
        </SummaryBox>
        <SaveOrNot />
      </form>
      <p>
        <a href={`${settingsPath}/above`}>Above how many persons a release is announced and signed outside</a>
      </p>
    </Screen>
  )
}

export function AboveForm({ zone, settings, form, problems, ...shell }: FormProps): Child {
  return (
    <Screen
      {...shell}
      problems={problems}
      title="Releases about many persons"
      lead="Above this number a release stands on the public page for ten business days first, and needs a signature by a key held outside the agency."
    >
      <SetBy standing={settings.above} zone={zone} />
      <form method="post" action={`${settingsPath}/above`} novalidate>
        <Field
          name="above"
          label="Above how many persons"
          hint={`It is ${settings.above.value} now, and is only ever lowered.`}
          required
          width="short"
          inputmode="numeric"
          maxlength={10}
          spellcheck={false}
          value={form.text('above')}
          problem={problems['above']}
        />
        <SummaryBox heading="From when it counts">
          <p>
            At once, for whatever has not left yet. What stands prepared about more persons than this is prepared again.
            Nobody can raise the number again. Lists that leave without a notice or that signature count together for
            three weeks.
          </p>
        </SummaryBox>
        <SaveOrNot />
      </form>
    </Screen>
  )
}

/** In the order and the look of a letter. */
function HeadOnPaper({ agency, head }: { readonly agency: string; head: OfficeSettings['head']['value'] }): Child {
  const { lines, phone, legalHelp } = head
  return (
    <div class="letter">
      <p class="letter-sender">
        <strong>{agency}</strong>
        {lines.map((line) => (
          <span>
            <Untrusted>{line}</Untrusted>
          </span>
        ))}
      </p>
      <p>…</p>
      {legalHelp.length > 0 && (
        <>
          <h3>Free legal help</h3>
          <ul>
            {legalHelp.map((place) => (
              <li>
                <Untrusted>{place}</Untrusted>
              </li>
            ))}
          </ul>
        </>
      )}
      {phone !== undefined && (
        <p>
          <strong>
            Questions? Call <Untrusted>{phone}</Untrusted>. Help in your language is free.
          </strong>
        </p>
      )}
    </div>
  )
}
