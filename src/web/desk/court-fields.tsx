/** Whose paper it is and who signed it: asked of every paper and of every order in the same words. */
import { vocabulary } from '#vocabulary/codes.ts'
import type { fieldsOf } from '../form.ts'
import { RadioGroup } from '../layout/choices.tsx'
import { Select } from '../layout/form.tsx'
import type { Child } from '../layout/said.tsx'
import { jurisdictionNames, signatoryName } from './names.ts'

type FieldOf = ReturnType<typeof fieldsOf>

/** @param empty what it is where no state is chosen */
export function IssuerState({ field, empty }: { readonly field: FieldOf; readonly empty: string }): Child {
  return (
    <Select
      {...field('issuerState')}
      label="If it is a state’s: which state?"
      options={Object.entries(jurisdictionNames).map(([value, text]) => ({ value, text }))}
      empty={empty}
    />
  )
}

interface SignerProps {
  readonly field: FieldOf
  readonly legend: string
  readonly hint?: string
}

export function Signer({ field, legend, hint }: SignerProps): Child {
  return (
    <RadioGroup
      {...field('signedBy')}
      legend={legend}
      {...(hint === undefined ? {} : { hint })}
      required
      options={vocabulary.signatories.map((value) => ({ value, text: signatoryName(value) }))}
    />
  )
}
