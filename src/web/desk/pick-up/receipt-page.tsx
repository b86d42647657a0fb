/** What a receiver without an account says by letter or telephone: that they opened it, and that they destroyed it. */
import { CertificateFields } from '../../certificate-fields.tsx'
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { Field } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface ReceiptPageProps {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
}

export function ReceiptPage({ doors, open, form: typed, problems }: ReceiptPageProps): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { number } = open
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Receipt and destruction"
      lead="A requester with an account says this there. What comes by letter or telephone is written down here."
      problems={problems}
    >
      <h2>They have opened it</h2>
      <StepForm open={open} command="acknowledge-receipt" to={`${casePath(number)}/receipt`}>
        <Field
          {...field('code')}
          label="Receipt code"
          hint="It stands in the package, in manifest.json as receiptCode. Whoever knows it has opened the package."
          required
          width="medium"
          maxlength={200}
          spellcheck={false}
        />
        <Button>Record the receipt</Button>
      </StepForm>
      <h2 id="destruction">They have destroyed it</h2>
      <StepForm open={open} command="certify-destruction" to={`${casePath(number)}/destruction`}>
        <p>From their signed certificate, that no copy is left with them or with anybody to whom they gave one.</p>
        <CertificateFields form={form} problems={problems} />
        <Button kind="secondary">Record the certificate</Button>
      </StepForm>
    </StepPage>
  )
}
