/** Taking in what came by letter, fax, e-mail or in person: what it says, with its scan and its papers. */
import { vocabulary } from '#vocabulary/codes.ts'
import { Button } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary, Field, FileField, Select, TextArea } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Alert, Breadcrumbs, Details, PageTitle } from '../../layout/text.tsx'
import { fieldsOf, type Form, type Problems } from '../../form.ts'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { elementName, paperKinds, paperName } from '../names.ts'
import { queuePath } from '../paths.ts'
import { kindName, organizationName, programName, purposeName, readable } from '../queue/words.ts'
import { countOf, mostPapers, mostPeople } from './form.ts'

export interface ReceiveProps {
  readonly visit: Visit
  readonly doors: From
  readonly agency: string
  readonly form: Form
  readonly problems: Problems
  /** Files were sent with the form that could not be taken; a browser does not keep them. */
  readonly filesLost: boolean
}

const files = { accept: '.pdf,.png,.jpg,.jpeg,.tif,.tiff,.txt', kinds: 'PDF, PNG, JPEG, TIFF, text', megabytes: 25 }

export function ReceivePage(props: ReceiveProps): Child {
  const { visit, doors, form, problems, filesLost } = props
  return (
    <DeskPage visit={visit} doors={doors} title="Take in a request" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: href(visit, queuePath), text: 'Queue' }]} here="Take in a request" />
      <ErrorSummary problems={problems} />
      <PageTitle lead="Enter what the letter, fax, e-mail or visitor said, and nothing more. You do not answer anything here: you take it in.">
        Take in a request
      </PageTitle>
      {filesLost && (
        <Alert kind="warning">
          <p>Choose the files again: a browser does not keep them. Everything that you typed is still here.</p>
        </Alert>
      )}
      <form method="post" action={href(visit, '/desk/receive')} enctype="multipart/form-data">
        {/* What the Enter key presses; without it that would be the first button that adds fields. */}
        <button class="usa-sr-only" name="step" value="receive" tabindex={-1} aria-hidden="true">
          Take it in
        </button>
        <How form={form} problems={problems} />
        <Who form={form} problems={problems} />
        <WhatFor {...props} />
        <People form={form} problems={problems} />
        <Papers form={form} problems={problems} />
        <p class="buttons">
          <Button name="step" value="receive">
            Take it in
          </Button>
        </p>
      </form>
    </DeskPage>
  )
}

interface PartProps {
  readonly form: Form
  readonly problems: Problems
}

function How({ form, problems }: PartProps): Child {
  const field = fieldsOf(form, problems)
  return (
    <>
      <h2>How it came in</h2>
      <RadioGroup
        {...field('channel')}
        legend="By which way?"
        required
        options={[
          { value: 'letter', text: 'Letter' },
          { value: 'fax', text: 'Fax' },
          { value: 'e-mail', text: 'E-mail' },
          { value: 'visit', text: 'Somebody came in person, and asked by word of mouth' },
          {
            value: 'telephone',
            text: 'Telephone',
            hint: 'Nothing is answered by telephone. Take down what they want.',
          },
        ]}
      />
      <FileField
        name="letter"
        label="The letter itself, as it arrived"
        hint="It is kept as it came, encrypted and hashed. The same scan handed in twice is the same case."
        required={false}
        {...files}
        problem={problems['letter']}
      />
      <Field {...field('reference')} label="Their number for the matter" width="medium" maxlength={200} />
    </>
  )
}

function Who({ form, problems }: PartProps): Child {
  const field = fieldsOf(form, problems)
  const text = (name: string, label: string, more: { readonly hint?: string; readonly width?: 'medium' } = {}) => (
    <Field name={name} label={label} value={form.text(name)} problem={problems[name]} maxlength={200} {...more} />
  )
  return (
    <>
      <h2>Who asks</h2>
      <Select
        {...field('kind')}
        label="What kind of requester is it?"
        required
        options={Object.keys(vocabulary.requesterKinds).map((value) => ({ value, text: kindName(value) }))}
      />
      <Select
        {...field('organization')}
        label="Which organization?"
        required
        options={Object.keys(vocabulary.organizations).map((value) => ({ value, text: organizationName(value) }))}
      />
      {text('unit', 'Unit or office')}
      {text('name', 'Name of the officer')}
      {text('title', 'Title')}
      {text('badge', 'Badge number', { width: 'medium' })}
      {text('supervisor', 'Supervisor')}
      {text('callback', 'Telephone on their request', {
        width: 'medium',
        hint: 'It is written down and not called: find their number yourself.',
      })}
      {text('email', 'E-mail on their request', { hint: 'Written down as well, and not what you check them by.' })}
      <RadioGroup
        {...field('authority')}
        legend="Do they state by what authority they ask?"
        options={[
          { value: 'yes', text: 'Yes' },
          { value: 'no', text: 'No' },
        ]}
      />
      <TextArea
        {...field('recipient')}
        label="Their key for receiving"
        hint="It begins with age1. Leave it empty where they gave none."
        rows={2}
      />
    </>
  )
}

function WhatFor({ agency, form, problems }: ReceiveProps): Child {
  const field = fieldsOf(form, problems)
  const purposes: Readonly<Record<string, string>> = vocabulary.purposes
  const agencies: Readonly<Record<string, { readonly programs: readonly string[] }>> = vocabulary.agencies
  return (
    <>
      <h2>What for, and what</h2>
      <CheckboxGroup
        name="purpose"
        legend="Every purpose that is stated or shown"
        required
        options={Object.entries(purposes).map(([value, hint]) => ({ value, text: purposeName(value), hint }))}
        values={form.all('purpose')}
        problem={problems['purpose']}
      />
      <TextArea {...field('violation')} label="What violation or matter, in their words" rows={2} maxlength={1000} />
      <Details summary="What they state" open={form.all('statements').length > 0}>
        <CheckboxGroup
          name="statements"
          legend="Mark only what stands in the request"
          options={Object.entries(vocabulary.statements).map(([value, words]) => ({ value, text: words }))}
          values={form.all('statements')}
        />
      </Details>
      <CheckboxGroup
        name="programs"
        legend="Whose records: which programs?"
        required
        options={(agencies[agency]?.programs ?? []).map((value) => ({ value, text: programName(value) }))}
        values={form.all('programs')}
        problem={problems['programs']}
      />
      <RadioGroup
        name="asks"
        legend="What do they want?"
        required
        options={[
          { value: 'these', text: 'What I mark below' },
          { value: 'all', text: 'Everything: “all records”, “the file”' },
        ]}
        value={form.text('asks') === '' ? 'these' : form.text('asks')}
        problem={problems['asks']}
      />
      {Object.entries(vocabulary.elements).map(([group, elements], n) => (
        <Details
          summary={groupName(group)}
          open={['identity', 'contact'].includes(group) || elements.some((one) => form.all('elements').includes(one))}
        >
          <CheckboxGroup
            name="elements"
            {...(n === 0 ? {} : { part: group })}
            legend={`They want: ${groupName(group)}`}
            options={elements.map((value) => ({ value, text: elementName(value) }))}
            values={form.all('elements')}
          />
        </Details>
      ))}
    </>
  )
}

function groupName(group: string): string {
  return group === 'ebt' ? 'EBT' : readable(group)
}

function People({ form, problems }: PartProps): Child {
  const field = fieldsOf(form, problems)
  const count = countOf(form, 'people')
  return (
    <>
      <h2>About whom</h2>
      <p>As the request writes it. A name that is not there is not looked for.</p>
      <input type="hidden" name="people-count" value={String(count)} />
      {Array.from({ length: count }, (_, n) => (
        <Person n={n} form={form} problems={problems} />
      ))}
      {count < mostPeople && (
        <Button kind="plain" name="step" value="more-people">
          Add fields for another person
        </Button>
      )}
      <TextArea
        {...field('group')}
        label="Or a group, without naming anybody"
        hint="In their words. Nothing is ever released about a group."
        rows={2}
        maxlength={1000}
      />
    </>
  )
}

function Person({ n, form, problems }: PartProps & { readonly n: number }): Child {
  const field = (name: string, label: string, width: 'short' | 'medium' | 'long' = 'medium') => (
    <Field
      name={`p${n}-${name}`}
      label={label}
      width={width}
      value={form.text(`p${n}-${name}`)}
      problem={problems[`p${n}-${name}`]}
      maxlength={100}
      spellcheck={false}
    />
  )
  const filled = ['given', 'family', 'ssn', 'case-number'].some((name) => form.text(`p${n}-${name}`) !== '')
  const wrong = Object.keys(problems).some((name) => name.startsWith(`p${n}-`))
  return (
    <Details summary={`Person ${n + 1}`} open={n === 0 || filled || wrong}>
      {field('given', 'First name')}
      {field('middle', 'Middle name')}
      {field('family', 'Last name')}
      {field('suffix', 'Suffix', 'short')}
      <DateField
        name={`p${n}-born`}
        legend="Date of birth"
        value={typedDate(form, `p${n}-born`)}
        problem={problems[`p${n}-born`]}
      />
      {field('ssn', 'Social Security number, if they gave it')}
      {field('case-number', 'Case number with the program, if they gave it')}
      {field('street', 'Street, as they wrote it', 'long')}
      {field('town', 'Town')}
      {field('zip', 'ZIP code', 'short')}
    </Details>
  )
}

function Papers({ form, problems }: PartProps): Child {
  const count = countOf(form, 'papers')
  return (
    <>
      <h2>Papers that came with it</h2>
      <p>What the requester says each is. What it really is, two people read from the paper afterwards.</p>
      <input type="hidden" name="papers-count" value={String(count)} />
      {Array.from({ length: count }, (_, n) => (
        <div class="paper-card">
          <Select
            name={`i${n}-kind`}
            label={`Paper ${n + 1}: what do they say it is?`}
            options={paperKinds.map((value) => ({ value, text: paperName(value) }))}
            value={form.text(`i${n}-kind`)}
            empty="no paper"
            problem={problems[`i${n}-kind`]}
          />
          <FileField name={`i${n}-file`} label="Its scan" {...files} problem={problems[`i${n}-file`]} />
        </div>
      ))}
      {count < mostPapers && (
        <Button kind="plain" name="step" value="more-papers">
          Add fields for another paper
        </Button>
      )}
    </>
  )
}
