/** Before a request is begun: what the law asks for, and what this door does not do. */
import type { Doors } from '../doors.ts'
import { Button } from '../layout/button.tsx'
import { RequesterPage } from '../layout/pages.tsx'
import type { Child } from '../layout/said.tsx'
import { Alert, PageTitle, SummaryBox } from '../layout/text.tsx'
import type { Visit } from '../visit.ts'

interface NewProps {
  readonly visit: Visit
  readonly doors: Doors
  readonly agency: string
  readonly hasKey: boolean
  readonly full: boolean
}

export function NewPage({ visit, doors, agency, hasKey, full }: NewProps): Child {
  return (
    <RequesterPage visit={visit} doors={doors} title="Make a request" failed={full}>
      <PageTitle
        lead={`You ask the ${agency}. The form has eight steps and takes about twenty minutes. What you type is saved at each step, and you can come back.`}
      >
        Make a request
      </PageTitle>
      {full && (
        <Alert kind="error" heading="You have begun fifty requests">
          <p>Send one of them, or throw one away; then begin another.</p>
        </Alert>
      )}
      <SummaryBox heading="Have these at hand">
        <ul>
          <li>your title, and the main telephone number of your office;</li>
          <li>what you need the records for, and the law that you rely on;</li>
          <li>the warrant, order or subpoena as a scan;</li>
          <li>the name of each person, and what else makes sure that we mean the same one;</li>
          <li>
            {hasKey ? (
              'the key that the answer is sealed to (you have one here).'
            ) : (
              <>
                a key that the answer is sealed to. <a href="/requester/keys">Register one first</a>; it takes five
                minutes.
              </>
            )}
          </li>
        </ul>
      </SummaryBox>
      <h2>What you can expect</h2>
      <ul>
        <li>Nothing is released unless a rule of law opens it. Each fact is decided by itself.</li>
        <li>We call your office back on a number that we find ourselves.</li>
        <li>
          Whatever we tell you short of a release follows from your request and its papers alone. It says nothing about
          whether we know somebody.
        </li>
        <li>The people whom you ask about are told, unless a law or a court says otherwise.</li>
        <li>What we say here of the law is our reading; counsel has not confirmed all of it yet.</li>
      </ul>
      <p>If a life is in danger now, call the office. Do not wait for this form.</p>
      <form method="post" action="/requester/new">
        <Button>Begin</Button>
      </form>
    </RequesterPage>
  )
}
