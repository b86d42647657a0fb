/** The keys that answers are sealed to. */
import type { ReceivingKey } from '#pipeline/requester-keys.ts'
import type { Doors } from '../../doors.ts'
import type { Form, Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { ErrorSummary, Field } from '../../layout/form.tsx'
import { RequesterPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Alert, Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { english } from '../../words/words.ts'

interface View {
  readonly visit: Visit
  readonly doors: Doors
  readonly form: Form
  readonly problems: Problems
}

interface KeysProps extends View {
  readonly keys: readonly ReceivingKey[]
  readonly timeZone: string
}

export function KeysPage({ visit, doors, form, problems, keys, timeZone }: KeysProps): Child {
  return (
    <RequesterPage visit={visit} doors={doors} title="Your keys" failed={Object.keys(problems).length > 0}>
      <ErrorSummary problems={problems} />
      <PageTitle lead="Whatever is released to you is sealed to a key of yours, with age, an open format. Only the holder of the secret half can open it.">
        Your keys
      </PageTitle>
      {keys.length > 0 && (
        <ul class="typed-list">
          {keys.map(({ recipient, since }) => (
            <li>
              <code class="hash">{recipient}</code> confirmed {english.moment(since, timeZone)}{' '}
              <form method="post" action="/requester/keys/remove">
                <input type="hidden" name="recipient" value={recipient} />
                <Button kind="plain">
                  Remove<span class="usa-sr-only"> {recipient.slice(0, 12)}</span>
                </Button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <h2>{keys.length === 0 ? 'Register a key' : 'Register another key'}</h2>
      <ol>
        <li>
          On a computer of your office, run <code>age-keygen -o your-key.txt</code>. Keep that file safe and give it to
          nobody, not to us either.
        </li>
        <li>
          It prints a line that begins with <code>age1</code>. Put that line here.
        </li>
        <li>We seal a code to it. Open it, and type the code: then we both know that it works.</li>
      </ol>
      <form method="post" action="/requester/keys" novalidate>
        <Field
          name="recipient"
          label="The line that begins with age1"
          required
          spellcheck={false}
          maxlength={200}
          value={form.text('recipient')}
          problem={problems['recipient']}
        />
        <Button>Go on</Button>
      </form>
    </RequesterPage>
  )
}

interface ConfirmProps extends View {
  readonly recipient: string
  readonly sealed: string
}

export function ConfirmPage({ visit, doors, form, problems, recipient, sealed }: ConfirmProps): Child {
  return (
    <RequesterPage visit={visit} doors={doors} title="Confirm the key" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: '/requester/keys', text: 'Your keys' }]} here="Confirm" />
      <ErrorSummary problems={problems} />
      <PageTitle lead="Open this small file with your key. It holds a code of twelve characters, for one hour.">
        Confirm the key
      </PageTitle>
      <p>
        For <code class="hash">{recipient}</code>
      </p>
      <p>
        <a href="/requester/keys/code.age" download="code.age">
          Download code.age
        </a>
        , then run <code>age -d -i your-key.txt code.age</code>. Or copy this text into a file:
      </p>
      <pre tabindex={0} aria-label="The sealed code">
        {sealed}
      </pre>
      <form method="post" action="/requester/keys/confirm" novalidate>
        <Field
          name="code"
          label="The code"
          required
          width="medium"
          spellcheck={false}
          maxlength={40}
          value={form.text('code')}
          problem={problems['code']}
        />
        <Button>Confirm</Button>
      </form>
      <Alert kind="info">
        <p>If you cannot open it, nothing that is released could be opened either. Make a new key and begin again.</p>
      </Alert>
    </RequesterPage>
  )
}
