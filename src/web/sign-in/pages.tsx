/** What one sees on the way in and out. */
import { agencyName } from '#vocabulary/codes.ts'
import type { From } from '../layout/document.tsx'
import { Document, type PageProps } from '../layout/document.tsx'
import { Button, LinkButton } from '../layout/button.tsx'
import type { Child } from '../layout/said.tsx'
import { Alert, PageTitle, SummaryBox } from '../layout/text.tsx'
import type { Visit } from '../visit.ts'
import { type Banner } from './banner.ts'
import type { SessionLimits } from './provider.ts'

interface Shell {
  readonly visit: Visit
  readonly doors: From
}

/** Before and after a session: no way about, since nothing is open yet. Staff and requesters work in English. */
function Porch({ visit, ...props }: PageProps): Child {
  return <Document {...props} visit={{ ...visit, locale: 'en' }} sheet="public" nav={[]} />
}

interface ChooseProps extends Shell {
  readonly agencies: readonly string[]
  readonly to: string | undefined
  readonly ended: boolean
}

export function ChoosePage({ visit, doors, agencies, to, ended }: ChooseProps): Child {
  return (
    <Porch visit={visit} doors={doors} title="Sign in">
      <PageTitle lead="For staff, for oversight, and for those who file requests.">Sign in</PageTitle>
      {ended && <Ended />}
      <h2>Where is your account?</h2>
      {agencies.map((agency) => (
        <p>
          <LinkButton kind="secondary" href={signInPath({ agency, to })}>
            {agencyName(agency)}
          </LinkButton>
        </p>
      ))}
      <NoAccountNeeded />
    </Porch>
  )
}

interface SignInProps extends Shell {
  readonly agency: string
  readonly banner: Banner
  readonly to: string | undefined
  readonly ended: boolean
  readonly limits: SessionLimits
  /** More than one agency is served here. */
  readonly several: boolean
}

export function SignInPage({ visit, doors, agency, banner, to, ended, limits, several }: SignInProps): Child {
  return (
    <Porch visit={visit} doors={doors} title="Sign in">
      <PageTitle eyebrow={agencyName(agency)}>Sign in</PageTitle>
      {ended && <Ended />}
      <SummaryBox heading="Before you sign in">
        {banner.paragraphs.map((paragraph) => (
          <p>{paragraph}</p>
        ))}
        {!banner.own && <p class="soft">This wording is Postern’s. The agency has not set its own yet.</p>}
      </SummaryBox>
      <form method="post" action="/sign-in">
        <input type="hidden" name="agency" value={agency} />
        {to !== undefined && <input type="hidden" name="to" value={to} />}
        <p>
          <Button>I have read this. Sign in</Button>
        </p>
      </form>
      <p>
        {`Your session ends after ${limits.idle} minutes without a click, and after ${limits.absolute} hours in any case. What you send later than that is kept for you.`}
      </p>
      {several && (
        <p>
          <a href={signInPath({ to })}>Your account is with another agency?</a>
        </p>
      )}
      <NoAccountNeeded />
    </Porch>
  )
}

function Ended(): Child {
  return (
    <Alert kind="info" heading="Your session has ended" live>
      <p>Nothing was lost. Sign in, and you are back where you were.</p>
    </Alert>
  )
}

function NoAccountNeeded(): Child {
  return (
    <p>
      {'Is it about your own benefits? You need no account: '}
      <a href="/person">object, complain or see who asked</a>.
    </p>
  )
}

interface AgainProps extends Shell {
  readonly to: string
  readonly kept: boolean
}

export function AgainPage({ visit, doors, to, kept }: AgainProps): Child {
  return (
    <Porch visit={visit} doors={doors} title="Sign in once more">
      <PageTitle lead="What you are about to do counts in your name, and cannot be taken back quietly.">
        Sign in once more
      </PageTitle>
      {kept && (
        <Alert kind="info" live>
          <p>What you typed is kept. Nothing was done yet.</p>
        </Alert>
      )}
      <p>
        Show once more that it is you, with your second factor. Then you are back on the page that you came from, and
        have five minutes.
      </p>
      <form method="post" action="/sign-in/again">
        <input type="hidden" name="to" value={to} />
        <p>
          <Button>Sign in once more</Button>
        </p>
      </form>
      <p>
        <a href={to}>Go back without it</a>
      </p>
    </Porch>
  )
}

interface NotProps extends Shell {
  readonly title: string
  readonly sentences: readonly string[]
  readonly go: { readonly href: string; readonly label: string }
}

export function NotSignedInPage({ visit, doors, title, sentences, go }: NotProps): Child {
  return (
    <Porch visit={visit} doors={doors} title={title}>
      <PageTitle>{title}</PageTitle>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
      <p>
        <LinkButton href={go.href}>{go.label}</LinkButton>
      </p>
    </Porch>
  )
}

interface SignedOutProps extends Shell {
  /** Where the session at the identity provider is ended too. */
  readonly provider: string | undefined
}

export function SignedOutPage({ visit, doors, provider }: SignedOutProps): Child {
  return (
    <Porch visit={visit} doors={doors} title="You are signed out">
      <PageTitle lead="Nothing that you saw here can be called up again from this computer.">
        You are signed out
      </PageTitle>
      {provider !== undefined && (
        <>
          <p>
            Your identity provider may still know you. On a computer that others use, sign out there too, and close the
            window.
          </p>
          <p>
            <LinkButton kind="secondary" href={provider}>
              Sign out of the identity provider
            </LinkButton>
          </p>
        </>
      )}
      <p>
        <a href="/sign-in">Sign in again</a>
      </p>
    </Porch>
  )
}

/** The address of the sign-in page. */
export function signInPath({ agency, to }: { readonly agency?: string; readonly to?: string | undefined }): string {
  const query = new URLSearchParams({
    ...(agency === undefined ? {} : { agency }),
    ...(to === undefined ? {} : { to }),
  }).toString()
  return query === '' ? '/sign-in' : `/sign-in?${query}`
}
