/** Every part of a page, once, for tests and for whoever changes one: never a page of an installation. */
import type { From } from '../layout/document.tsx'
import { Button, LinkButton, WhyNot } from '../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../layout/choices.tsx'
import { DateField } from '../layout/date-field.tsx'
import { ErrorSummary, Field, FileField, Select, TextArea } from '../layout/form.tsx'
import { Matrix, type MatrixOutcome } from '../layout/matrix.tsx'
import { MonthCalendar } from '../layout/month-calendar.tsx'
import { DeskPage, PersonPage, PublicPage, RequesterPage } from '../layout/pages.tsx'
import { PrintRecord, Receipt } from '../layout/paper.tsx'
import { Redline } from '../layout/redline.tsx'
import { Untrusted, type Child } from '../layout/said.tsx'
import { LifeLine, Steps, Timeline } from '../layout/steps.tsx'
import { Pagination, SummaryList, Table } from '../layout/table.tsx'
import { Alert, Breadcrumbs, Details, PageTitle, SummaryBox, Tag } from '../layout/text.tsx'
import type { Visit } from '../visit.ts'

const shells = { desk: DeskPage, public: PublicPage, person: PersonPage, requester: RequesterPage }

interface GalleryProps {
  readonly shell: keyof typeof shells
  readonly visit: Visit
  readonly doors: From
}

export function Gallery({ shell, visit, doors }: GalleryProps): Child {
  const Shell = shells[shell]
  return (
    <Shell visit={visit} doors={doors} title="Every part of a page" help="555-0100" failed>
      <Breadcrumbs trail={[{ href: '/desk', text: 'Queue' }]} here="Gallery" />
      <ErrorSummary
        problems={{
          docket: 'Type the docket number as it stands on the paper.',
          kind: 'Choose what kind of paper it is.',
        }}
      />
      <PageTitle eyebrow="For whoever builds pages" lead="Each part of a page once, with synthetic words.">
        Every part of a page
      </PageTitle>
      <Words />
      <h2>The life of a case</h2>
      <Life />
      <h2>Forms</h2>
      <Forms />
      <h2>Facts</h2>
      <Facts />
      {shell === 'desk' && <OfTheDesk />}
      <PrintRecord what="MA-4821" hash="9f2c7a61d04be5" when="November 22, 2026" />
    </Shell>
  )
}

/** Parts whose style is in the sheet of the desk alone. */
function OfTheDesk(): Child {
  return (
    <>
      <h2>A decision</h2>
      <Decision />
      <h2>Deadlines</h2>
      <MonthCalendar
        id="calendar"
        month="2026-11"
        today="2026-11-20"
        closed={{ '2026-11-11': 'Veterans Day', '2026-11-26': 'Thanksgiving' }}
        entries={[
          { day: '2026-11-24', text: 'MA-4821 day to object', href: '#calendar' },
          { day: '2026-11-30', text: 'MA-9917 returnable' },
        ]}
      />
      <h2>A letter against its template</h2>
      <Redline
        before={'Dear officer,\n\nWe cannot give you what you asked for. The law does not allow it.'}
        after={'Dear officer,\n\nWe cannot give you the records that you asked for. The law does not allow it.'}
      />
    </>
  )
}

function Words(): Child {
  return (
    <>
      <Alert kind="info" heading="ICE asked for your information">
        <p>We have not given it. You do not have to do anything.</p>
      </Alert>
      <Alert kind="success">
        <p>Your objection stands from this minute on.</p>
      </Alert>
      <Alert kind="warning">
        <p>Counsel has not confirmed this rule yet.</p>
      </Alert>
      <Alert kind="error" heading="The two readings differ">
        <p>
          One says signed by <Untrusted>Judge A. Example</Untrusted>, the other by nobody.
        </p>
      </Alert>
      <p>
        <Tag sign="ok">verified</Tag> <Tag sign="wait">waits for counsel</Tag>{' '}
        <Tag sign="stop">not signed by a judge</Tag> <Tag sign="info">confirmed</Tag> <Tag>plain</Tag>
      </p>
      <Details summary="Why we ask this">
        <p>The law names what a request has to contain.</p>
      </Details>
      <SummaryBox heading="Before you begin">
        <p>Have the paper at hand. It takes about ten minutes.</p>
      </SummaryBox>
      <Steps steps={['Who asks', 'About whom', 'By what right', 'Check']} at={2} />
    </>
  )
}

function Life(): Child {
  return (
    <>
      <LifeLine
        steps={[
          { name: 'Received', state: 'done', when: 'Nov 3' },
          { name: 'Matched', state: 'done', when: 'Nov 4' },
          { name: 'Decided', state: 'done', when: 'Nov 5' },
          { name: 'Notice', state: 'skipped' },
          { name: 'Prepared', state: 'now', when: 'today' },
          { name: 'Approved', state: 'ahead' },
          { name: 'Released', state: 'ahead' },
          { name: 'Delivered', state: 'ahead' },
        ]}
      />
      <Timeline
        items={[
          {
            when: 'Nov 5, 10:14',
            instant: '2026-11-05T15:14:00Z',
            title: 'Decided',
            sign: 'ok',
            children: <p>2 of 9 may go.</p>,
          },
          { when: 'Nov 3, 9:02', instant: '2026-11-03T14:02:00Z', title: 'Received by mail', sign: 'info' },
        ]}
      />
    </>
  )
}

function cells(a: MatrixOutcome, b: MatrixOutcome) {
  return {
    'p1/snap': { outcome: a, href: '#matrix' },
    'p1/masshealth': { outcome: b },
    'p2/snap': { outcome: 'deny' as const },
  }
}

function Decision(): Child {
  return (
    <Matrix
      id="matrix"
      caption="What may leave, element by element"
      columns={[
        { id: 'p1/snap', person: 'Person 1', program: 'SNAP' },
        { id: 'p1/masshealth', person: 'Person 1', program: 'MassHealth' },
        { id: 'p2/snap', person: 'Person 2', program: 'SNAP' },
      ]}
      rows={[
        { element: 'Home address', cells: cells('release', 'hold') },
        { element: 'Date of birth', cells: cells('deny', 'deny') },
        { element: 'Photo', cells: { 'p1/snap': { outcome: 'deny' } } },
      ]}
    />
  )
}

function Forms(): Child {
  return (
    <form method="post" action="#" enctype="multipart/form-data">
      <Field
        name="docket"
        label="Docket number"
        hint="It stands at the top of the paper."
        required
        width="medium"
        value={'<script>alert("x")</script>'}
        problem="Type the docket number as it stands on the paper."
      />
      <TextArea name="why" label="What is asked for" required={false} value={'\nfirst line empty'} maxlength={4000} />
      <Select name="court" label="Court" required options={[{ value: 'd-mass', text: 'D. Mass.' }]} value="d-mass" />
      <RadioGroup
        name="kind"
        legend="What kind of paper is it?"
        required
        problem="Choose what kind of paper it is."
        options={[
          { value: 'warrant', text: 'A search warrant', hint: 'Signed by a judge of a court.' },
          { value: 'subpoena', text: 'An administrative subpoena' },
        ]}
      />
      <CheckboxGroup
        name="elements"
        legend="Which elements?"
        values={['address']}
        options={[
          { value: 'address', text: 'Home address' },
          { value: 'dob', text: 'Date of birth' },
        ]}
      />
      <DateField name="issued" legend="Day of issue" required value="2026-11-03" />
      <FileField name="scan" label="The paper, scanned" accept=".pdf,.tif" kinds="PDF, TIFF" megabytes={10} required />
      <p class="actions">
        <Button>Save and go on</Button> <Button kind="secondary">Save for later</Button>{' '}
        <Button kind="danger">Withdraw</Button>{' '}
        <LinkButton href="#" kind="plain">
          Cancel
        </LinkButton>
      </p>
      <WhyNot
        id="why-not-approve"
        because={[
          'You prepared this release, and nobody approves what they prepared.',
          'Your training lapsed on November 1.',
        ]}
        mend={{ href: '#', text: 'See who may approve' }}
      >
        Approve
      </WhyNot>
    </form>
  )
}

function Facts(): Child {
  return (
    <>
      <SummaryList
        rows={[
          { key: 'Asked by', value: <Untrusted>ICE Enforcement and Removal Operations, Boston</Untrusted> },
          {
            key: 'Received',
            value: 'November 3, 2026',
            change: { href: '#', text: 'Change', what: 'the day of receipt' },
          },
        ]}
      />
      <Table
        id="stacked"
        caption="Cases that wait"
        stack
        columns={[{ head: 'Case' }, { head: 'Asked by' }, { head: 'Days left', numeric: true }]}
        rows={[
          [<a href="#stacked">MA-4821</a>, 'ICE ERO', 3],
          [<a href="#stacked">MA-9917</a>, 'District Court', 8],
        ]}
      />
      <Table
        id="figures"
        caption="Requests by month"
        columns={[{ head: 'Month' }, { head: 'Requests', numeric: true }, { head: 'Refused', numeric: true }]}
        rows={[['October 2026', 41, 38]]}
      />
      <Table id="none" caption="Agreements" columns={[{ head: 'Agreement' }]} rows={[]} empty="No agreement yet." />
      <Pagination page={3} pages={9} href={(page) => `?page=${page}`} />
      <Receipt title="Your receipt" number="OBJ 7KQ4 M2XW" lines={[{ key: 'Day', value: 'November 22, 2026' }]}>
        <p>Keep this slip, or take a picture of it.</p>
      </Receipt>
    </>
  )
}
