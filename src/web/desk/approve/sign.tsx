/** The one act that needs script: signing what will leave, with a key of one's own. */
import type { RegisteredPasskey } from '#approval/staff.ts'
import type { Reason } from '#case/commands.ts'
import { signingOptions } from '../passkeys/options.ts'
import { passkeysPath } from '../paths.ts'
import { Button, LinkButton, WhyNot } from '../../layout/button.tsx'
import { Alert, SummaryBox } from '../../layout/text.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { stepUpMinutes } from '../../guard.ts'
import { sentenceFor } from './words.ts'

export interface Signing {
  /** Where the signature is handed in. */
  readonly action: string
  /** The text that is signed; a new one each time the page is opened. */
  readonly text: string
  readonly reasons: readonly Reason[]
  readonly passkeys: readonly RegisteredPasskey[]
  /** Whether a sign-in with a second factor is a few minutes old at most. */
  readonly fresh: boolean
  /** Where one signs in once more, and comes back. */
  readonly again: string
  /** What was signed here before a session ran out, and can still be handed in. */
  readonly kept: { readonly text: string; readonly assertion: string } | undefined
  /** Where the demonstration's software key signs; undefined in a real office. */
  readonly softwareKey: string | undefined
}

export function Sign(signing: Signing): Child {
  const { text, reasons, fresh, kept } = signing
  return (
    <section id="sign" aria-labelledby="sign-title">
      <h2 id="sign-title">What you sign</h2>
      <p>
        Your key signs these five lines and nothing else. The third line stands for everything above: change one letter
        of it, and this signature fits no more.
      </p>
      <pre class="to-sign" tabindex={0}>
        {text}
      </pre>
      {reasons.length > 0 ? (
        <WhyNot id="why-not-sign" because={sentencesOf(reasons)}>
          Sign and approve
        </WhyNot>
      ) : !fresh ? (
        <SignInFirst {...signing} />
      ) : kept !== undefined ? (
        <HandInKept {...signing} kept={kept} />
      ) : (
        <Ways {...signing} />
      )}
    </section>
  )
}

function sentencesOf(reasons: readonly Reason[]): readonly string[] {
  return [...new Set(reasons.map(sentenceFor))]
}

function SignInFirst({ again }: Signing): Child {
  return (
    <>
      <p>
        Before you sign, sign in once more with your second factor. That keeps anybody else from signing at a screen
        that you left open. It holds for {stepUpMinutes} minutes.
      </p>
      <p>
        <LinkButton href={again}>Sign in once more</LinkButton>
      </p>
    </>
  )
}

/** Nothing that was done is lost: the signature is as good as it was, as long as it fits what stands here. */
function HandInKept({ action, kept }: Signing & { readonly kept: NonNullable<Signing['kept']> }): Child {
  return (
    <form method="post" action={action}>
      <Alert kind="info" heading="You had signed already">
        <p>Your sign-in ran out before your signature arrived. It was kept, and you can hand it in now.</p>
      </Alert>
      <input type="hidden" name="text" value={kept.text} />
      <input type="hidden" name="assertion" value={kept.assertion} />
      <Button>Hand in my signature</Button>
    </form>
  )
}

function Ways(signing: Signing): Child {
  const { passkeys, softwareKey } = signing
  return (
    <>
      {passkeys.length > 0 ? (
        <WithPasskey {...signing} />
      ) : (
        <WhyNot
          id="no-key"
          because={[
            'You have no key here yet: a security key, or a phone or computer that unlocks with your finger, face or PIN.',
          ]}
          mend={{ href: passkeysPath, text: 'Register a key of yours' }}
        >
          Sign and approve
        </WhyNot>
      )}
      {softwareKey !== undefined && <WithSoftwareKey {...signing} action={softwareKey} />}
    </>
  )
}

function WithPasskey({ action, text, passkeys }: Signing): Child {
  return (
    <form
      method="post"
      action={action}
      class="passkey"
      data-passkey="get"
      data-answer="assertion"
      data-options={signingOptions(text, passkeys)}
    >
      <input type="hidden" name="text" value={text} />
      <input type="hidden" name="assertion" value="" />
      <p>
        {'Have one of your keys at hand: '}
        {passkeys.map(({ label }, at) => (
          <>
            {at > 0 && ', '}
            <Untrusted>{label}</Untrusted>
          </>
        ))}
        . Your browser asks you to touch or unlock it.
      </p>
      <NeedsScript>
        Signing is the one act here that needs script, together with registering the key: only your browser can reach a
        security key, and only by script. Everything else on these pages works without. Switch script on for this site,
        then open this page again.
      </NeedsScript>
      <button type="button" class="usa-button" data-go-passkey hidden>
        Sign and approve
      </button>
      <div role="status">
        <p data-said="waiting" hidden>
          Waiting for your key …
        </p>
        <p data-said="not-done" hidden>
          Nothing was signed. The key was not touched in time, was not the right one, or did not recognize you. Try
          again.
        </p>
        <p data-said="no-passkeys" hidden>
          This browser cannot reach security keys. Use a current browser, and the secure address of this office.
        </p>
      </div>
    </form>
  )
}

/** Where script is off; a browser with script never shows it. */
export function NeedsScript({ children }: { readonly children?: Child }): Child {
  return (
    <noscript>
      <Alert kind="warning">
        <p>{children}</p>
      </Alert>
    </noscript>
  )
}

function WithSoftwareKey({ action, text }: Pick<Signing, 'action' | 'text'>): Child {
  return (
    <SummaryBox heading="DEMO: no security key at hand?">
      <form method="post" action={action}>
        <input type="hidden" name="text" value={text} />
        <p>
          A software key of this demonstration can sign in your place. It lies open on this machine, so it proves
          nothing about anybody, and every check of what it signs says so. A real office has no such button.
        </p>
        <Button kind="secondary">Sign with the DEMO software key</Button>
      </form>
    </SummaryBox>
  )
}
