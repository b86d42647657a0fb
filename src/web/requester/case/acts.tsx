/** What a requester does with one request: one page each, one thing on it. */
import { fieldsOf, type Form, type Problems } from '../../form.ts'
import { CertificateFields } from '../../certificate-fields.tsx'
import { Button } from '../../layout/button.tsx'
import { ErrorSummary, Field, Group, TextArea } from '../../layout/form.tsx'
import { RequesterPage } from '../../layout/pages.tsx'
import { PrintRecord, Receipt } from '../../layout/paper.tsx'
import { type Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import { english } from '../../words/words.ts'
import { casePath, type CaseView } from './case-page.tsx'

interface ActProps extends CaseView {
  readonly form: Form
  readonly problems: Problems
}

interface FrameProps extends CaseView {
  readonly title: string
  readonly lead?: string
  readonly problems?: Problems
  readonly children?: Child
}

function Frame({ visit, doors, own, title, lead, problems = {}, children }: FrameProps): Child {
  return (
    <RequesterPage visit={visit} doors={doors} title={title} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs
        trail={[
          { href: '/requester', text: 'Your requests' },
          { href: casePath(own.number), text: own.number },
        ]}
        here={title}
      />
      <ErrorSummary problems={problems} />
      <PageTitle {...(lead === undefined ? {} : { lead })}>{title}</PageTitle>
      {children}
    </RequesterPage>
  )
}

export function WithdrawPage({ form, problems, ...view }: ActProps): Child {
  const field = fieldsOf(form, problems)
  return (
    <Frame
      {...view}
      title="Take the request back"
      lead="We stop at once. Nothing that was prepared leaves any more. It stays on record that you asked."
      problems={problems}
    >
      <form method="post" action={casePath(view.own.number, 'withdraw')} novalidate>
        <TextArea
          {...field('reason')}
          label="Why?"
          required
          hint="One sentence is enough. Leave names of people out."
          rows={3}
          maxlength={2000}
        />
        <Button kind="danger">Take it back</Button>
      </form>
    </Frame>
  )
}

interface TermsProps extends ActProps {
  /** The text that is agreed to; undefined where none is kept any more. */
  readonly terms: string | undefined
}

export function TermsPage({ form, problems, terms, ...view }: TermsProps): Child {
  const { own } = view
  const waiting = own.package
  if (waiting?.termsAccepted === true) return <DownloadPage {...view} />
  return (
    <Frame
      {...view}
      title="The terms"
      lead="Read them before you download. They bind you and your office, and they are in the package as well."
      problems={problems}
    >
      {terms === undefined ? (
        <Alert kind="error" heading="The terms cannot be shown">
          <p>Call the office. Until they can be shown, nothing can be downloaded.</p>
        </Alert>
      ) : (
        <>
          <pre class="terms" tabindex={0} aria-label="The terms">
            {terms}
          </pre>
          <form method="post" action={casePath(own.number, 'terms')} novalidate>
            <input type="hidden" name="terms" value={waiting?.terms ?? ''} />
            <Group name="agree" legend="Do you accept?" required problem={problems['agree']}>
              <div class="usa-checkbox">
                <input
                  type="checkbox"
                  id="field-agree"
                  name="agree"
                  value="yes"
                  checked={form.text('agree') === 'yes'}
                />
                <label for="field-agree">I have read these terms, and my office and I will keep to them.</label>
              </div>
            </Group>
            <Button>Accept the terms</Button>
          </form>
        </>
      )}
    </Frame>
  )
}

/** Reached once the terms are accepted. */
function DownloadPage(view: CaseView): Child {
  const { own, timeZone } = view
  const waiting = own.package
  return (
    <Frame
      {...view}
      title="Download the package"
      lead="You have accepted the terms. The package can be downloaded once."
    >
      <Alert kind="warning" heading="Once, and then it is gone from here">
        <p>
          Use a connection that does not break off, and a place where you can keep the file. If it breaks off, ask again
          with a new request that names this one.
        </p>
        {waiting !== undefined && <p>It waits until {english.moment(waiting.expiresAt, timeZone)}.</p>}
      </Alert>
      <form method="post" action={casePath(own.number, 'package')}>
        <Button>Download the sealed package</Button>
      </form>
      <h2>Then</h2>
      <ol>
        <li>
          Check it: open <a href="/check">our check page</a>, or run <code>postern-verify</code>, and give it the file.
        </li>
        <li>
          Unpack it, and open what is sealed with your key:{' '}
          <code>age -d -i your-key.txt payload.age &gt; payload.tar</code>
        </li>
        <li>
          Come back with the receipt code. It stands in <code>manifest.json</code> as <code>receiptCode</code>.
        </li>
      </ol>
      <p>
        <a href={casePath(own.number)}>Back to the request</a>
      </p>
    </Frame>
  )
}

export function ReceiptPage({ form, problems, ...view }: ActProps): Child {
  const field = fieldsOf(form, problems)
  return (
    <Frame
      {...view}
      title="Receipt"
      lead="The code is inside the package, so it shows that you could open it."
      problems={problems}
    >
      <form method="post" action={casePath(view.own.number, 'receipt')} novalidate>
        <Field
          {...field('code')}
          label="Receipt code"
          hint="22 letters and digits, from receiptCode in manifest.json."
          required
          width="medium"
          spellcheck={false}
          maxlength={200}
        />
        <Button>Give the receipt</Button>
      </form>
    </Frame>
  )
}

export function DestructionPage({ form, problems, ...view }: ActProps): Child {
  return (
    <Frame
      {...view}
      title="Certificate of destruction"
      lead="You certify to the agency that no copy is left, neither with you nor with anybody to whom you gave one."
      problems={problems}
    >
      <form method="post" action={casePath(view.own.number, 'destruction')} novalidate>
        <CertificateFields form={form} problems={problems} />
        <Button>Certify</Button>
      </form>
    </Frame>
  )
}

/** The record of what arrived; made to be printed. */
export function FiledPage(view: CaseView & { readonly agency: string }): Child {
  const { own, timeZone, agency } = view
  const when = english.moment(own.receivedAt, timeZone)
  return (
    <Frame
      {...view}
      title="Record of your request"
      lead="We have received your request. Print this page, or write the number down."
    >
      <Receipt
        title="Received"
        number={own.number}
        lines={[
          { key: 'By', value: agency },
          { key: 'On', value: when },
          ...(own.reference === undefined ? [] : [{ key: 'Your number', value: <bdi>{own.reference}</bdi> }]),
        ]}
      >
        <p>What happens next: we check who you are with your office, and read your papers. We answer at set times.</p>
      </Receipt>
      <h2>What we received, to the byte</h2>
      <SummaryList
        rows={[
          { key: 'The request (SHA-256)', value: <code class="hash">{own.filed.sha256}</code> },
          ...own.filed.papers.map(({ id, sha256 }) => ({
            key: `Paper ${id.slice(1)} (SHA-256)`,
            value: <code class="hash">{sha256}</code>,
          })),
        ]}
      />
      <p class="no-print">
        <a href={casePath(own.number)}>Follow this request</a>
      </p>
      <PrintRecord what={own.number} hash={own.filed.sha256.slice(0, 16)} when={when} />
    </Frame>
  )
}
