/** How a released package gets to its receiver: in their account, or at the counter with a slip. */
import type { Placed } from '#delivery/courier.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { Field } from '../../layout/form.tsx'
import { PrintRecord, Receipt } from '../../layout/paper.tsx'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { Alert, SummaryBox } from '../../layout/text.tsx'
import type { Form, Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { organizationName } from '../queue/words.ts'
import { StepPage } from '../step-page.tsx'

interface PickUpProps {
  readonly doors: From
  readonly open: OpenCase
  /** What stands at the counter for whoever brings the slip; undefined where nothing waits for that. */
  readonly slip: Placed | undefined
  readonly form: Form | undefined
  readonly problems: Problems
}

export function PickUpPage({ doors, open, slip, form, problems }: PickUpProps): Child {
  const { state, number, visit } = open
  return (
    <StepPage doors={doors} open={open} title="Get it to the receiver" problems={problems}>
      {slip === undefined ? (
        <NoSlip open={open} />
      ) : (
        <>
          <Slip open={open} slip={slip} />
          <div class="no-print">
            <SummaryBox heading="Who sees this code">
              <p>
                Disclosure officers of this agency, on this page and on the command line. You have just seen it, and the
                log says so. Nobody else: no other role, and nobody who oversees. Whoever runs the machine holds the key
                that codes are made from. The package is sealed, so a code alone lets nobody read it.
              </p>
            </SummaryBox>
            <h2>How it gets to them</h2>
            <ol>
              <li>Call the requester back on the number that you found yourself. Agree on who comes, and when.</li>
              <li>
                Print the slip and send it, or read the code to them. Give it to nobody who calls you, and write it in
                no e-mail.
              </li>
              <li>They come with the slip. Type its code below, and save the sealed package on what they brought.</li>
            </ol>
            <p>
              Would they rather follow it in an account?{' '}
              <a href={href(visit, `${casePath(number)}/hand-over`)}>Hand the case to one of theirs</a>, and they
              download it themselves.
            </p>
            <HandItOver open={open} form={form} problems={problems} />
          </div>
        </>
      )}
      <PrintRecord
        what={number}
        when={words(visit.locale).moment(visit.now, open.ports.office.timeZone)}
        {...(state.prepared === undefined ? {} : { hash: state.prepared.contentRoot })}
      />
    </StepPage>
  )
}

function NoSlip({ open: { state, number, visit, ports } }: { readonly open: OpenCase }): Child {
  const back = <LinkButton href={href(visit, casePath(number))}>Back to the case</LinkButton>
  if (state.collected)
    return (
      <>
        <Alert kind="success" heading="It was taken away">
          <p>A package is handed over once. What comes next is the receipt.</p>
        </Alert>
        <LinkButton href={href(visit, `${casePath(number)}/receipt`)}>Record their receipt</LinkButton>
      </>
    )
  if (state.status === 'delivered' && state.account !== undefined && state.prepared !== undefined)
    return (
      <>
        <p>
          {state.account} follows this case in an account. They read the terms there and download the package, once,
          until {words(visit.locale).moment(state.prepared.expiresAt, ports.office.timeZone)}. There is nothing to hand
          over, and so no code.
        </p>
        {back}
      </>
    )
  return (
    <>
      <p>
        No package lies at the counter for this case. Once it is released and the public log holds the release, it is
        laid ready by itself, within a minute or so. Then its slip stands here.
      </p>
      {back}
    </>
  )
}

function Slip({ open, slip }: { readonly open: OpenCase; readonly slip: Placed }): Child {
  const { moment } = useWords()
  const { number, request, state, ports } = open
  const { organization, name } = request.requester
  return (
    <Receipt
      title="Pick-up slip"
      number={number}
      lines={[
        {
          key: 'Code',
          value: (
            <strong class="hash">
              <bdi>{slip.pickupCode}</bdi>
            </strong>
          ),
        },
        {
          key: 'For',
          value: (
            <>
              <Untrusted>{name ?? ''}</Untrusted>
              {name === undefined ? '' : ', '}
              {organizationName(organization)}
            </>
          ),
        },
        { key: 'At the counter of', value: agencyName(request.agency) },
        { key: 'Until', value: moment(slip.expiresAt, ports.office.timeZone) },
        { key: 'Content hash', value: <span class="hash">{state.prepared?.contentRoot}</span> },
      ]}
    >
      <p>
        Whoever brings this code takes the sealed package away, once. It opens with the key that you gave us, and with
        no other. Taking it away means that you accept the terms that lie in it. Bring a medium to save it on.
      </p>
    </Receipt>
  )
}

function HandItOver({ open, form, problems }: Pick<PickUpProps, 'open' | 'form' | 'problems'>): Child {
  return (
    <>
      <h2>They are here</h2>
      <form method="post" action={href(open.visit, `${casePath(open.number)}/pick-up`)} novalidate>
        <Field
          name="code"
          label="The code on their slip"
          hint="It can be used once. The file comes to this computer, and the log says that it was handed over."
          required
          maxlength={60}
          spellcheck={false}
          value={form?.text('code')}
          problem={problems['code']}
        />
        <Button>Hand over the sealed package</Button>
      </form>
    </>
  )
}
