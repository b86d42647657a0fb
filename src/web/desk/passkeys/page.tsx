/** The keys with which somebody signs: what is registered, registering another, retiring one. */
import { keysOf, type RegisteredPasskey, type StaffMember } from '#approval/staff.ts'
import { parseVkey } from '#formats/note.ts'
import type { KeyOnce } from '#pipeline/passkey-events.ts'
import { passkeyOf } from '#formats/passkey.ts'
import type { Problems } from '../../form.ts'
import { stepUpMinutes } from '../../guard.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary, Field } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, Details, PageTitle, SummaryBox } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { NeedsScript } from '../approve/sign.tsx'
import { passkeysPath, queuePath } from '../paths.ts'

interface Props {
  readonly visit: Visit
  readonly doors: From & { readonly baseUrl: string }
  readonly member: StaffMember
  /** Every key that they have or had. */
  readonly keys: readonly KeyOnce[]
  readonly timeZone: string
  readonly fresh: boolean
  /** Options of `navigator.credentials.create`, as JSON. */
  readonly options: string
  /** Hands the challenge back; the server knows it again. */
  readonly ticket: string
  readonly label: string
  readonly problems: Problems
  /** What was just done. */
  readonly done: 'registered' | 'retired' | undefined
}

export function PasskeysPage(props: Props): Child {
  const { visit, doors, member, problems, done, fresh } = props
  return (
    <DeskPage visit={visit} doors={doors} title="Your keys" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: queuePath, text: 'Queue' }]} here="Your keys" />
      <PageTitle lead="You sign releases, and changes of the rules, with a key of your own: a security key, or a phone or computer that unlocks with your finger, face or PIN. What you sign with it, a court can check.">
        Your keys
      </PageTitle>
      <ErrorSummary problems={problems} />
      {done === 'registered' && (
        <Alert kind="success" live heading="Your key is registered">
          <p>You can sign with it from now on. The log says when it was registered, and by whom.</p>
        </Alert>
      )}
      {done === 'retired' && (
        <Alert kind="success" live heading="The key is retired">
          <p>What it signed and was released stays valid. What waits to be released with it has to be approved anew.</p>
        </Alert>
      )}
      <Registered {...props} />
      <Over {...props} />
      <h2>Register a key</h2>
      <p>
        Register two, and keep one in a safe place: a lost key is then no trouble. A key is one person’s for good, and
        nobody can sign with a key of yours but whoever holds it and can unlock it.
      </p>
      {fresh ? <Register {...props} /> : <SignInFirst />}
      {member.key !== undefined && <FileKey member={member} />}
    </DeskPage>
  )
}

function Registered({ member, timeZone, doors, fresh }: Props): Child {
  const { passkeys = [] } = member
  const said = useWords()
  const rows = passkeys.map((passkey) => [
    <Untrusted>{passkey.label}</Untrusted>,
    said.moment(passkey.registeredAt, timeZone),
    whereOf(passkey, doors.baseUrl),
    fresh ? <Retire passkey={passkey} /> : <a href={againPath}>Sign in once more to retire it</a>,
  ])
  return (
    <>
      <h2>Registered</h2>
      <Table
        id="passkeys"
        caption="Your keys"
        quietCaption
        stack
        columns={[{ head: 'Key' }, { head: 'Since' }, { head: 'Signs at' }, { head: 'Retire' }]}
        rows={rows}
        empty="No key yet. Once you have registered one, it stands here."
      />
      {keysOf(member).length > 0 && <ForReaders keys={keysOf(member)} />}
    </>
  )
}

/** Also what an administrator withdrew, and why: nothing about somebody's keys happens behind their back. */
function Over({ keys, timeZone }: Props): Child {
  const said = useWords()
  const over = keys.filter(({ ended }) => ended !== undefined)
  if (over.length === 0) return null
  return (
    <Details summary={`Keys that sign no more (${over.length})`}>
      <Table
        id="keys-over"
        caption="Keys that sign no more"
        quietCaption
        stack
        columns={[{ head: 'Key' }, { head: 'Ended' }, { head: 'By' }, { head: 'Why' }]}
        rows={over.map(({ label, ended }) => [
          label === undefined ? 'A key in a file' : <Untrusted>{label}</Untrusted>,
          ended === undefined ? '' : said.moment(ended.at, timeZone),
          ended?.by,
          ended?.reason === undefined ? '–' : <Untrusted>{ended.reason}</Untrusted>,
        ])}
      />
    </Details>
  )
}

/** Whoever brings these keys needs nobody's word for whose signature it is. */
function ForReaders({ keys }: { readonly keys: readonly string[] }): Child {
  return (
    <Details summary="For whoever checks a release: the public half of your keys">
      <p>
        Give these lines to the people who check what you signed, by a way of your own. With them in a file, the
        verifier takes nobody’s word for whose keys they are: <code>postern verify … --approvers approvers.txt</code>
      </p>
      <pre tabindex={0}>{keys.join('\n')}</pre>
    </Details>
  )
}

function whereOf({ key }: RegisteredPasskey, here: string): Child {
  const { origin } = passkeyOf(parseVkey(key))
  return origin === here ? 'this address' : <bdi>{origin}</bdi>
}

function Retire({ passkey: { key, label } }: { readonly passkey: RegisteredPasskey }): Child {
  return (
    <form method="post" action={`${passkeysPath}/retire`}>
      <input type="hidden" name="key" value={key} />
      <Button kind="plain">
        Retire
        <span class="usa-sr-only"> {label}</span>
      </Button>
    </form>
  )
}

const againPath = `/sign-in/again?to=${encodeURIComponent(passkeysPath)}`

function SignInFirst(): Child {
  return (
    <>
      <p>
        Sign in once more with your second factor first, so that nobody adds a key at a screen that you left open. It
        holds for {stepUpMinutes} minutes.
      </p>
      <p>
        <LinkButton href={againPath}>Sign in once more</LinkButton>
      </p>
    </>
  )
}

function Register({ options, ticket, label, problems }: Props): Child {
  return (
    <form
      method="post"
      action={`${passkeysPath}/register`}
      class="passkey"
      data-passkey="create"
      data-answer="answer"
      data-options={options}
    >
      <input type="hidden" name="ticket" value={ticket} />
      <input type="hidden" name="answer" value="" />
      <Field
        name="label"
        label="What do you call this key?"
        hint="For you alone to tell them apart, such as “blue key on my ring”."
        value={label}
        problem={problems['label']}
        required
        width="medium"
        maxlength={60}
      />
      <NeedsScript>
        Registering a key needs script: only your browser can reach a security key, and only by script. Switch script on
        for this site, then open this page again.
      </NeedsScript>
      <button type="button" class="usa-button" data-go-passkey hidden>
        Register a key
      </button>
      <div role="status">
        <p data-said="waiting" hidden>
          Waiting for your key …
        </p>
        <p data-said="known" hidden>
          This key is registered already.
        </p>
        <p data-said="not-done" hidden>
          Nothing was registered. The key was not touched in time, or it cannot check who uses it. Try again.
        </p>
        <p data-said="no-passkeys" hidden>
          This browser cannot reach security keys. Use a current browser, and the secure address of this office.
        </p>
      </div>
    </form>
  )
}

function FileKey({ member }: { readonly member: StaffMember }): Child {
  return (
    <SummaryBox heading={member.demo ? 'A DEMO software key' : 'A key in a file'}>
      <p>
        {member.demo
          ? 'A software key of this demonstration is registered for you too. It lies open on this machine and proves nothing about anybody; every check says DEMO.'
          : 'An administrator has registered a key for you that you keep in a file and use on the command line. It signs as well as these.'}
      </p>
    </SummaryBox>
  )
}
