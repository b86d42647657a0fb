/** What a certificate of destruction says, whoever enters it: its receiver, or staff from a letter. */
import { fieldsOf, type Form, type Problems } from './form.ts'
import { DateField, typedDate } from './layout/date-field.tsx'
import { Field } from './layout/form.tsx'
import type { Child } from './layout/said.tsx'

export function CertificateFields({ form, problems }: { readonly form: Form; readonly problems: Problems }): Child {
  const field = fieldsOf(form, problems)
  return (
    <>
      <DateField
        {...field('on')}
        legend="Day on which the last copy was destroyed"
        required
        value={typedDate(form, 'on')}
      />
      <Field {...field('by')} label="Who destroyed it: full name and title" required maxlength={200} />
      <Field
        {...field('method')}
        label="How it was destroyed"
        hint="Such as: overwritten, disk shredded, key destroyed."
        required
        maxlength={200}
      />
    </>
  )
}
