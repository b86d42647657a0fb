/** Your requests: what is being written, and what was sent. */
import type { Draft } from '#pipeline/request-draft.ts'
import type { OwnCase } from '#pipeline/own-case.ts'
import type { Doors } from '../doors.ts'
import { formOf } from '../form.ts'
import { Button, LinkButton } from '../layout/button.tsx'
import { RequesterPage } from '../layout/pages.tsx'
import { Untrusted, type Child } from '../layout/said.tsx'
import { Table } from '../layout/table.tsx'
import { PageTitle, Tag } from '../layout/text.tsx'
import type { Visit } from '../visit.ts'
import { english } from '../words/words.ts'
import { standingWords } from './words.ts'

interface ListProps {
  readonly visit: Visit
  readonly doors: Doors
  readonly drafts: readonly Draft[]
  readonly cases: readonly OwnCase[]
  readonly timeZone: string
}

export function ListPage({ visit, doors, drafts, cases, timeZone }: ListProps): Child {
  return (
    <RequesterPage visit={visit} doors={doors} title="Your requests">
      <PageTitle lead="What you have sent, where it stands, and what you are still writing. You see the requests of your own account and no others, also not those of your colleagues.">
        Your requests
      </PageTitle>
      <p>
        <LinkButton href="/requester/new">Make a request</LinkButton>
      </p>
      <Table
        id="cases"
        caption="Sent"
        stack
        columns={[{ head: 'Request' }, { head: 'Your number' }, { head: 'Received' }, { head: 'Where it stands' }]}
        rows={cases.map(({ number, reference, receivedAt, standing }) => [
          <a href={`/requester/cases/${number}`}>{number}</a>,
          reference === undefined ? 'None' : <Untrusted>{reference}</Untrusted>,
          english.moment(receivedAt, timeZone),
          <Tag sign={standingWords[standing].sign}>{standingWords[standing].short}</Tag>,
        ])}
        empty="Here you will see each request that you have sent, with its number and where it stands."
      />
      {cases.length >= 200 && <p>These are your newest two hundred. Older ones open under their number.</p>}
      <h2>Still being written</h2>
      {drafts.length === 0 ? (
        <p>Nothing. What you begin and do not send is kept here for thirty days, encrypted, for you alone.</p>
      ) : (
        <ul class="typed-list">
          {drafts.map(({ id, answers, savedAt }) => (
            <li>
              <a href={`/requester/drafts/${id}/you`}>
                <Untrusted>{formOf(answers).text('reference') || 'A request without a number'}</Untrusted>
              </a>
              <div class="soft">Last saved {english.moment(savedAt, timeZone)}</div>
              <form method="post" action={`/requester/drafts/${id}/discard`}>
                <Button kind="plain">Throw away</Button>
              </form>
            </li>
          ))}
        </ul>
      )}
    </RequesterPage>
  )
}
