/** A made-up household: who lives in it, and in which programs. Nobody here is real. */

export interface Household {
  readonly id: string
  readonly street: string
  readonly unit?: string
  readonly town: string
  readonly state: string
  readonly zip: string
  /** A mailing address of its own, such as a post office box. */
  readonly mailing?: string
  readonly people: readonly Person[]
  readonly note?: string
}

export interface Person {
  readonly id: string
  readonly family: string
  readonly given: string
  readonly middle?: string
  readonly suffix?: string
  readonly birthDate: string
  readonly birthPlace?: string
  readonly sex: 'F' | 'M'
  readonly race?: string
  readonly language: string
  readonly relationship: string
  readonly ssn?: string
  readonly phone?: string
  readonly email?: string
  readonly citizenship: 'CITIZEN' | 'NONCITIZEN'
  readonly deceasedOn?: string
  readonly fosterCare?: boolean
  readonly enrollments: readonly Enrollment[]
  readonly immigration?: Immigration
  readonly alias?: { readonly family: string; readonly given: string }
  readonly addressConfidentiality?: boolean
  readonly protectedStatus?: string
  readonly income?: { readonly kind: string; readonly employer?: string; readonly monthly: number }
  readonly records?: readonly string[]
}

export interface Immigration {
  readonly status: string
  readonly aNumber: string
  readonly enteredOn: string
  readonly sponsor?: string
  readonly document?: { readonly kind: string; readonly expiresOn: string }
}

export interface Enrollment {
  /** The source's code: FS, TAFDC, MC … */
  readonly program: string
  /** A active, P pending, C closed, N not applying. */
  readonly status: 'A' | 'P' | 'C' | 'N'
  readonly from?: string
  readonly to?: string
}
