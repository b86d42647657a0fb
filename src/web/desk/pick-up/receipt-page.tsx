/** What a receiver without an account says by letter or telephone: that they opened it, and that they destroyed it. */
import { Button } from '../../layout/button.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { Field } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { formOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { notNow, NotNow, StepPage } from '../step-page.tsx'

interface ReceiptPageProps {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
}

export function ReceiptPage({ doors, open, form: typed, problems }: ReceiptPageProps): Child {
  const form = typed ?? formOf(open.visit.kept)
  const { visit, number } = open
  const [receipt, destruction] = [notNow(open, 'acknowledge-receipt'), notNow(open, 'certify-destruction')]
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Receipt and destruction"
      lead="A requester with an account says this there. What comes by letter or telephone is written down here."
      problems={problems}
    >
      <h2>They have opened it</h2>
      {receipt.length > 0 ? (
        <NotNow reasons={receipt} command="acknowledge-receipt" />
      ) : (
        <form method="post" action={href(visit, `${casePath(number)}/receipt`)} novalidate>
          <Field
            name="code"
            label="Receipt code"
            hint="It stands in the package, in manifest.json as receiptCode. Whoever knows it has opened the package."
            required
            width="medium"
            maxlength={200}
            spellcheck={false}
            value={form.text('code')}
            problem={problems['code']}
          />
          <Button>Record the receipt</Button>
        </form>
      )}
      <h2 id="destruction">They have destroyed it</h2>
      {destruction.length > 0 ? (
        <NotNow reasons={destruction} command="certify-destruction" />
      ) : (
        <form method="post" action={href(visit, `${casePath(number)}/destruction`)} novalidate>
          <p>From their signed certificate, that no copy is left with them or with anybody to whom they gave one.</p>
          <DateField
            name="on"
            legend="Day on which the last copy was destroyed"
            required
            value={typedDate(form, 'on')}
            problem={problems['on']}
          />
          <Field
            name="by"
            label="Who destroyed it: full name and title"
            required
            maxlength={200}
            value={form.text('by')}
            problem={problems['by']}
          />
          <Field
            name="method"
            label="How it was destroyed"
            hint="Such as: overwritten, disk shredded, key destroyed."
            required
            maxlength={200}
            value={form.text('method')}
            problem={problems['method']}
          />
          <Button kind="secondary">Record the certificate</Button>
        </form>
      )}
    </StepPage>
  )
}
