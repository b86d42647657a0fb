import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Alert, Breadcrumbs, PageTitle, SummaryBox } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { queuePath } from '../paths.ts'

interface FeedProps {
  readonly visit: Visit
  readonly doors: From
  readonly hasFeed: boolean
  /** Just made; it is never shown again. */
  readonly address?: string
  readonly ended?: boolean
}

/** A member's own deadlines, for their own calendar program. */
export function FeedPage({ visit, doors, hasFeed, address, ended }: FeedProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="Deadlines in your calendar">
      <Breadcrumbs trail={[{ href: href(visit, queuePath), text: 'Queue' }]} here="Deadlines in your calendar" />
      {ended === true && (
        <Alert kind="success" live>
          <p>Your feed has ended. Calendars that still ask for it get nothing.</p>
        </Alert>
      )}
      <PageTitle lead="An address that your calendar program can subscribe to. It shows the deadlines of the open cases that are in your hands.">
        Deadlines in your calendar
      </PageTitle>
      {address !== undefined && (
        <Alert kind="success" heading="Copy this address now" live>
          <p>It is shown this once. Paste it where your calendar program asks for a subscription.</p>
          <p class="feed-address">
            <code>{address}</code>
          </p>
        </Alert>
      )}
      <SummaryBox heading="Who can read it">
        <ul>
          <li>Whoever has the address, without signing in. Keep it as you keep a password.</li>
          <li>
            Whoever runs your calendar program. So it says a case’s number and the kind of deadline, and never a name.
          </li>
          <li>Nobody any more, once you make a new address or end the feed, or leave the register.</li>
        </ul>
      </SummaryBox>
      <form method="post" action={href(visit, '/desk/feed')} class="feed-form">
        <Button>{hasFeed ? 'Make a new address; the old one ends' : 'Make an address'}</Button>
      </form>
      {hasFeed && (
        <form method="post" action={href(visit, '/desk/feed/end')} class="feed-form">
          <Button kind="secondary">End the feed</Button>
        </form>
      )}
    </DeskPage>
  )
}
