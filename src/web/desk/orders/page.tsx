/** An order of a court about a paper: a stay and its end, enforcement, quashing, dispensing with notice, shortening the public one. */
import { orderEffects, type OrderEffect } from '#case/orders.ts'
import { Button } from '../../layout/button.tsx'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, FileField } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { SummaryBox } from '../../layout/text.tsx'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import { IssuerState, Signer } from '../court-fields.tsx'
import { paperOptions, namedOptions } from '../notice/page.tsx'
import type { OpenCase } from '../open-case.ts'
import type { ShownPaper } from '../papers/file.ts'
import { BesidePaper } from '../papers/paper.tsx'
import { casePath } from '../paths.ts'
import { SpecimenOf } from '../read/specimen.tsx'
import { notNow, NotNow, StepPage } from '../step-page.tsx'

interface OrderProps {
  readonly doors: From
  readonly open: OpenCase
  readonly id: string
  /** Undefined for one that is added now, whose file comes with this reading. */
  readonly paper: ShownPaper | undefined
  readonly scans: boolean
  readonly form: Form | undefined
  readonly problems: Problems
}

const effectNames: Readonly<Record<OrderEffect, readonly [text: string, hint: string]>> = {
  stay: ['It stays the paper', 'Counts at once, from the first reading.'],
  'lift-stay': ['It lifts a stay', 'Counts when two people have read it and the court has confirmed it.'],
  quash: ['It quashes the paper', 'Counts at once, from the first reading.'],
  enforce: ['It enforces the paper', 'Counts when two people have read it and the court has confirmed it.'],
  'dispense-notice': [
    'It dispenses with telling the person',
    'Counts when two people have read it and the court has confirmed it.',
  ],
  'shorten-notice': [
    'It lets a release of many people leave before its ten business days on the public page are over',
    'Counts when two people have read it and the court has confirmed it. The public page names the court.',
  ],
}

export function OrderPage({ doors, open, id, paper, scans, form: typed, problems }: OrderProps): Child {
  const isNew = paper === undefined
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const reasons = notNow(open, 'read-order')
  const { visit, number } = open
  const specimen = (
    <>
      <h2>What one looks like</h2>
      <SpecimenOf kind="court-order" name="Court order" />
      <SummaryBox heading="An order not to tell the person">
        <p>
          An order that delays notice until a day is a paper of its own:{' '}
          <a href={href(visit, `${casePath(number)}/papers/new?kind=nondisclosure-order`)}>add it as a paper</a>.
        </p>
      </SummaryBox>
    </>
  )
  return (
    <StepPage
      doors={doors}
      open={open}
      title={isNew ? 'Add an order of a court' : `Read order ${id}`}
      lead="Answer from the order itself. A second person does the same without seeing your answers."
      problems={problems}
    >
      <BesidePaper open={open} id={id} paper={paper} scans={scans} heading="The order" specimen={specimen}>
        {reasons.length > 0 ? (
          <NotNow reasons={reasons} command="read-order" />
        ) : (
          <form
            method="post"
            action={href(visit, `${casePath(number)}/orders/${isNew ? 'new' : id}`)}
            enctype={isNew ? 'multipart/form-data' : undefined}
          >
            {isNew && (
              <FileField
                name="file"
                label="The order"
                required
                accept=".pdf,.png,.jpg,.jpeg,.tif,.tiff,.txt"
                kinds="PDF, PNG, JPEG, TIFF, text"
                megabytes={25}
                problem={problems['file']}
              />
            )}
            <RadioGroup {...field('about')} legend="Which paper is it about?" required options={paperOptions(open)} />
            <RadioGroup
              {...field('effect')}
              legend="What does it order?"
              required
              options={orderEffects.map((value) => ({
                value,
                text: effectNames[value][0],
                hint: effectNames[value][1],
              }))}
            />
            <RadioGroup
              {...field('issuerKind')}
              legend="Whose order is it?"
              required
              options={[
                { value: 'federal-court', text: 'A federal court’s' },
                { value: 'state-court', text: 'A court’s of a state' },
              ]}
            />
            <IssuerState field={field} empty="federal" />
            <Signer field={field} legend="Who signed it?" />
            <Field {...field('issuer')} label="The court’s name" maxlength={200} />
            <Field {...field('docket')} label="Its docket number" width="medium" maxlength={200} />
            <DateField
              name="issuedOn"
              legend="On which day was it made?"
              required
              value={typedDate(form, 'issuedOn')}
              problem={problems['issuedOn']}
            />
            <CheckboxGroup
              name="people"
              legend="If it dispenses with notice: for whom? (none marked: everybody)"
              options={namedOptions(open)}
              values={form.all('people')}
            />
            <DateField
              name="leavesFrom"
              legend="If it shortens the public notice: from which day may the release leave?"
              value={typedDate(form, 'leavesFrom')}
              problem={problems['leavesFrom']}
            />
            <Button>Record this reading</Button>
          </form>
        )}
      </BesidePaper>
    </StepPage>
  )
}
