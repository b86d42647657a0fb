/** A paper beside a specimen of its kind, and what is asked about it. Nobody sees here what somebody else has read. */
import { agencyName, elements as allElements, vocabulary } from '#vocabulary/codes.ts'
import type { InstrumentFacts } from '#instrument/facts.ts'
import { Button } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, FileField } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { SignOf } from '../../layout/signs.tsx'
import { Alert, Details } from '../../layout/text.tsx'
import { fieldsOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import { IssuerState, Signer } from '../court-fields.tsx'
import { elementName, issuerKinds, paperKinds, paperName } from '../names.ts'
import { namedOptions } from '../notice/page.tsx'
import type { OpenCase } from '../open-case.ts'
import type { ShownPaper } from '../papers/file.ts'
import { BesidePaper } from '../papers/paper.tsx'
import { casePath } from '../paths.ts'
import { programName } from '../queue/words.ts'
import { StepPage } from '../step-page.tsx'
import { consentFields, questionsFor, type dayFields, type Questions } from './answers.ts'
import type { Conclusion } from './conclude.ts'
import { SpecimenOf } from './specimen.tsx'

export interface ReadShown {
  readonly open: OpenCase
  readonly id: string
  readonly kind: string
  /** Undefined for one that came later, whose file comes with this reading. */
  readonly paper: ShownPaper | undefined
  readonly scans: boolean
  readonly form: Form
  readonly problems: Problems
}

interface Props {
  readonly doors: From
  readonly shown: ReadShown
}

export function KindPage({
  doors,
  open,
  id,
  paper,
  scans,
  claimed,
}: {
  readonly doors: From
  readonly open: OpenCase
  readonly id: string
  readonly paper: ShownPaper | undefined
  readonly scans: boolean
  readonly claimed: string | undefined
}): Child {
  const isNew = paper === undefined
  const page = `${casePath(open.number)}/papers/${isNew ? 'new' : `${id}/read`}`
  const first = claimed === undefined ? [] : [claimed]
  const kinds = [...first, ...paperKinds.filter((kind) => !first.includes(kind))]
  return (
    <StepPage
      doors={doors}
      open={open}
      title={isNew ? 'Add a paper' : `Read ${id}`}
      lead="Look at the paper itself. Which of these does it look like?"
      problems={{}}
    >
      <BesidePaper open={open} id={id} paper={paper} scans={scans} heading="The paper">
        {claimed !== undefined && (
          <p>
            The requester says it is: {paperName(claimed).toLowerCase()}. That is what they say, and not what it is.
          </p>
        )}
        <ul class="kinds">
          {kinds.map((kind) => (
            <li>
              <a href={href(open.visit, `${page}?kind=${kind}`)}>{paperName(kind)}</a>
              <div class="soft">{whatItIs(kind)}</div>
            </li>
          ))}
        </ul>
      </BesidePaper>
    </StepPage>
  )
}

function whatItIs(kind: string): string {
  const kinds: Readonly<Record<string, string>> = vocabulary.instrumentKinds
  return kinds[kind] ?? ''
}

export function ReadPage({ doors, shown }: Props): Child {
  const { open, id, kind, paper, scans, form, problems } = shown
  const isNew = paper === undefined
  const page = `${casePath(open.number)}/papers/${isNew ? 'new' : `${id}/read`}`
  const specimen = (
    <>
      <h2>{paperName(kind)}: what one looks like</h2>
      <SpecimenOf kind={kind} name={paperName(kind)} />
      <p>
        <a href={href(open.visit, page)}>It looks like something else</a>
      </p>
    </>
  )
  return (
    <StepPage
      doors={doors}
      open={open}
      title={isNew ? 'Add a paper' : `Read ${id}`}
      lead="Answer from the paper itself, and from nothing else. A second person does the same without seeing your answers."
      problems={problems}
    >
      <BesidePaper open={open} id={id} paper={paper} scans={scans} heading="The paper" specimen={specimen}>
        <form
          method="post"
          action={href(open.visit, `${page}?kind=${kind}`)}
          enctype={isNew ? 'multipart/form-data' : undefined}
        >
          <h2>What stands on the paper</h2>
          {isNew && (
            <FileField
              name="file"
              label="The paper"
              required
              accept=".pdf,.png,.jpg,.jpeg,.tif,.tiff,.txt"
              kinds="PDF, PNG, JPEG, TIFF, text"
              megabytes={25}
              problem={problems['file']}
            />
          )}
          <Fields open={open} form={form} problems={problems} questions={questionsFor(kind)} />
          {isNew ? (
            <Button name="step" value="record">
              Record this reading
            </Button>
          ) : (
            <Button name="step" value="check">
              See what that means
            </Button>
          )}
        </form>
      </BesidePaper>
    </StepPage>
  )
}

interface FieldsProps {
  readonly open: OpenCase
  readonly form: Form
  readonly problems: Problems
  readonly questions: Questions
}

const yesNo = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

function Fields(props: FieldsProps): Child {
  const { questions, form, problems } = props
  const field = fieldsOf(form, problems)
  return (
    <>
      {questions.statute && (
        <Field
          {...field('statute')}
          label="Which law does it cite?"
          hint="As it stands there, such as 8 USC 1373."
          required
        />
      )}
      {questions.process && <Process {...props} />}
      {questions.days.map((name) => (
        <DateField name={name} legend={dayLegends[name]} value={typedDate(form, name)} problem={problems[name]} />
      ))}
      {questions.enforced && (
        <RadioGroup
          {...field('enforcedByCourt')}
          legend="Did a court’s order to enforce it come with it?"
          required
          options={yesNo}
        />
      )}
      {questions.withOrder && (
        <RadioGroup
          {...field('accompaniedByOrder')}
          legend="Did an order of a court come with it?"
          required
          options={yesNo}
        />
      )}
      {questions.consent && <ConsentFields {...props} />}
      {questions.scope && <Scope {...props} />}
    </>
  )
}

const dayLegends: Readonly<Record<(typeof dayFields)[number], string>> = {
  issuedOn: 'On which day was it issued or signed?',
  executeBy: 'Until which day is it to be executed?',
  returnOn: 'For which day does it ask an answer?',
  expiresOn: 'On which day does it end?',
  delaysNoticeUntil: 'Until which day may nobody be told?',
}

function Process({ open, form, problems }: FieldsProps): Child {
  const field = fieldsOf(form, problems)
  const { agency } = open.request
  return (
    <>
      <RadioGroup
        {...field('issuerKind')}
        legend="1. Whose paper is it?"
        hint="Look at the top."
        required
        options={Object.entries(issuerKinds).map(([value, text]) => ({ value, text }))}
      />
      <IssuerState field={field} empty="no state, or federal" />
      <Field {...field('issuer')} label="The name at the top" maxlength={200} />
      <Field
        {...field('docket')}
        label="2. Its docket or file number"
        hint="Exactly as it stands there."
        width="medium"
        maxlength={200}
      />
      <RadioGroup
        {...field('directed')}
        legend={`3. Is it directed to ${agencyName(agency)}?`}
        required
        options={yesNo}
      />
      <Signer
        field={field}
        legend="4. Who signed it?"
        hint="Look at the line at the end. An officer or director of an agency is no judge, and an immigration judge is no judge of a court."
      />
    </>
  )
}

function elementOption(value: string) {
  return { value, text: elementName(value) }
}

function Scope({ open, form, problems }: FieldsProps): Child {
  const { request } = open
  const asked = request.elements === 'all' ? [] : request.elements
  const others = allElements.filter((element) => !asked.includes(element))
  const agencies: Readonly<Record<string, { readonly programs: readonly string[] }>> = vocabulary.agencies
  const programs = agencies[request.agency]?.programs ?? request.programs
  return (
    <>
      <CheckboxGroup
        name="subjects"
        legend="Whom does it name?"
        options={[...namedOptions(open), { value: 'unnamed', text: 'Nobody: it asks about a group' }]}
        values={form.all('subjects')}
        problem={problems['subjects']}
      />
      <CheckboxGroup
        name="programs"
        legend="Which programs’ records does it describe?"
        options={programs.map((value) => ({ value, text: programName(value) }))}
        values={form.all('programs')}
        problem={problems['programs']}
      />
      <RadioGroup
        name="asks"
        legend="What of them does it describe?"
        options={[
          { value: 'these', text: 'What I mark below' },
          { value: 'all', text: 'Everything: it says “all records” or the like' },
        ]}
        value={form.text('asks') === '' ? 'these' : form.text('asks')}
      />
      {asked.length > 0 && (
        <CheckboxGroup
          name="elements"
          legend="Of what the requester wants, the paper describes"
          options={asked.map(elementOption)}
          values={form.all('elements')}
          problem={problems['elements']}
        />
      )}
      <Details
        summary="The paper describes something else"
        open={asked.length === 0 || others.some((one) => form.all('elements').includes(one))}
      >
        <CheckboxGroup
          name="elements"
          {...(asked.length === 0 ? {} : { part: 'others' })}
          legend="The paper also describes"
          options={others.map(elementOption)}
          values={form.all('elements')}
        />
      </Details>
    </>
  )
}

const consentLegends: Readonly<Record<(typeof consentFields)[number], string>> = {
  recipientNamed: 'Does it name who receives the information?',
  specific: 'Does it say which information?',
  informed: 'Does it show that the person knew what they signed?',
  freelyGiven: 'Does it show that it was freely given?',
  revoked: 'Was it taken back?',
}

function ConsentFields({ open, form, problems }: FieldsProps): Child {
  const field = fieldsOf(form, problems)
  return (
    <>
      <RadioGroup {...field('signer')} legend="Who signed it?" required options={namedOptions(open)} />
      <CheckboxGroup
        name="covers"
        legend="Whose information does it cover?"
        options={namedOptions(open)}
        values={form.all('covers')}
        problem={problems['covers']}
      />
      {consentFields.map((name) => (
        <RadioGroup
          name={name}
          legend={consentLegends[name]}
          required
          options={yesNo}
          value={form.text(name)}
          problem={problems[name]}
        />
      ))}
    </>
  )
}

interface CheckProps {
  readonly doors: From
  readonly open: OpenCase
  readonly id: string
  readonly kind: string
  readonly form: Form
  readonly facts: InstrumentFacts
  readonly found: readonly Conclusion[]
}

/** What was answered, in words, before it is recorded. */
export function CheckPage({ doors, open, id, kind, form, found }: CheckProps): Child {
  const [first, ...others] = found
  return (
    <StepPage doors={doors} open={open} title={`What ${id} is`} problems={{}}>
      {first !== undefined && (
        <Alert kind={first.ok ? 'info' : 'error'} heading={first.words}>
          <p>{paperName(kind)}. What that means for the request, the law decides, element by element.</p>
        </Alert>
      )}
      <ul class="checks">
        {others.map(({ ok, words }) => (
          <li>
            <SignOf sign={ok ? 'ok' : 'stop'} />
            <span>
              <span class="usa-sr-only">{ok ? 'Yes: ' : 'No: '}</span>
              {words}
            </span>
          </li>
        ))}
      </ul>
      <p>Is that what stands on the paper? If something is wrong, look at the paper again.</p>
      <form method="post" action={href(open.visit, `${casePath(open.number)}/papers/${id}/read?kind=${kind}`)}>
        {Object.entries(form.fields)
          .filter(([name]) => name !== 'step')
          .flatMap(([name, value]) =>
            (typeof value === 'string' ? [value] : value).map((one) => <input type="hidden" name={name} value={one} />),
          )}
        <p class="buttons">
          <Button name="step" value="record">
            Record this reading
          </Button>{' '}
          <Button name="step" value="edit" kind="secondary">
            Change an answer
          </Button>
        </p>
      </form>
    </StepPage>
  )
}
