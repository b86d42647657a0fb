/** A household as rows of caseload/schema.sql. */
import { createHash } from 'node:crypto'
import { copyRow, type CopyValue } from './copy.ts'
import type { Household, Person } from './household.ts'
import { ISSUED_MONTHS, type Profile } from './profile.ts'
import type { Chance } from './random.ts'

/** Columns of each table that is filled, in the order in which the values below come. */
const COLUMNS = {
  person:
    'person_id, household_id, last_name, first_name, middle_name, suffix, birth_date, birth_place, sex, race_ethnicity, language_code, relationship, ssn, phone, email, citizenship_code, deceased_on, in_foster_care',
  alias: 'person_id, last_name, first_name',
  person_image: 'person_id, kind, content',
  address: 'household_id, kind, street, unit, town, state, zip',
  address_confidentiality: 'person_id, participant_no, street, town, state, zip',
  protected_status: 'person_id, kind',
  eligibility_case: 'case_id, household_id, program_code, opened_on, closed_on',
  enrollment: 'person_id, program_code, case_id, member_id, status_code, started_on, ended_on',
  issuance: 'case_id, month, amount',
  application: 'case_id, filed_on, channel',
  determination: 'case_id, decided_on, outcome, reason',
  case_note: 'case_id, written_at, author, body',
  notice: 'case_id, sent_on, kind',
  ebt_card: 'case_id, card_number',
  ebt_transaction: 'case_id, occurred_at, kind, amount, merchant, town',
  income: 'person_id, kind, employer, monthly, since',
  asset: 'person_id, kind, value',
  bank_account: 'person_id, bank, account_number',
  immigration: 'person_id, status_code, a_number, entered_on, sponsor',
  immigration_document: 'person_id, kind, number, expires_on',
  condition: 'person_id, description, noted_on',
  claim: 'person_id, claim_number, service_on, service, provider, provider_town, paid',
  disability: 'person_id, determination, since',
  tax_record: 'person_id, tax_year, adjusted_gross_income',
  ssa_record: 'person_id, benefit, monthly',
  treatment_record: 'person_id, program_name, admitted_on',
  school_record: 'person_id, school, grade',
} as const

type Table = keyof typeof COLUMNS

/** Rows waiting to be copied. */
export class RowBuffer {
  #tables = new Map<Table, string[]>()
  /** Roughly the bytes that wait. */
  size = 0

  add(table: Table, ...values: readonly CopyValue[]): void {
    const row = copyRow(values)
    this.size += row.length
    const waiting = this.#tables.get(table)
    if (waiting === undefined) this.#tables.set(table, [row])
    else waiting.push(row)
  }

  /** All rows that wait, by table; the buffer is empty afterwards. */
  take(): { target: string; rows: string }[] {
    const waiting = [...this.#tables].map(([table, rows]) => ({
      target: `${table} (${COLUMNS[table]})`,
      rows: rows.join(''),
    }))
    this.#tables = new Map()
    this.size = 0
    return waiting
  }
}

/** Shares for which no source was looked for; they only have to be neither none nor all. */
const ASSUMED = {
  note: 0.3,
  asset: 0.15,
  bank: 0.4,
  condition: 0.15,
  claim: 0.2,
  disability: 0.06,
  ssa: 0.05,
  tax: 0.04,
  school: 0.3,
}

export function addHousehold(to: RowBuffer, home: Household, profile: Profile, by: Chance): void {
  to.add('address', home.id, 'H', home.street, home.unit, home.town, home.state, home.zip)
  if (home.mailing !== undefined) to.add('address', home.id, 'M', home.mailing, null, home.town, home.state, home.zip)
  const cases = new Map<string, string>()
  for (const person of home.people) {
    addPerson(to, person, home, profile, by)
    for (const { program, status, from, to: until } of person.enrollments) {
      const caseId = cases.get(program) ?? caseNumber(home, program)
      cases.set(program, caseId)
      to.add('enrollment', person.id, program, caseId, `${person.id}-${program}`, status, from, until)
    }
  }
  for (const [program, caseId] of cases) addCase(to, home, profile, program, caseId, by)
}

function caseNumber(home: Household, program: string): string {
  return `${home.id.replace('-H', '-C')}-${program}`
}

function addCase(to: RowBuffer, home: Household, profile: Profile, program: string, caseId: string, by: Chance): void {
  const members = home.people.flatMap(({ enrollments }) => enrollments.filter((one) => one.program === program))
  const from = members.map((one) => one.from ?? '2025-03-03').toSorted()[0] ?? '2025-03-03'
  const open = members.some(({ status }) => status === 'A')
  const pending = members.every(({ status }) => status === 'P' || status === 'N')
  to.add('eligibility_case', caseId, home.id, program, from, open || pending ? null : '2025-01-31')
  to.add('application', caseId, from, by.pick(['ONLINE', 'OFFICE', 'MAIL', 'TELEPHONE']))
  if (pending) return
  to.add('determination', caseId, from, open ? 'APPROVED' : 'CLOSED', open ? 'WITHIN LIMITS' : 'DID NOT RECERTIFY')
  to.add('notice', caseId, from, open ? 'APPROVAL' : 'CLOSING')
  if (home.note !== undefined || by.happens(ASSUMED.note)) {
    to.add(
      'case_note',
      caseId,
      `${from} 14:05:00+00`,
      'SYN-WORKER',
      home.note ?? 'Recertification interview held by telephone.',
    )
  }
  if (!open || !(program === profile.codes['snap'] || program === profile.codes['tanf'])) return
  to.add('ebt_card', caseId, `SYN-EBT-${caseId}`)
  for (const month of ISSUED_MONTHS) {
    const amount = Math.round(members.length * profile.snapPerPerson * (0.6 + 0.8 * by.next()))
    to.add('issuance', caseId, month, `${amount}.00`)
  }
  for (const day of [by.between(1, 9), by.between(10, 28)]) {
    const at = `2025-03-${String(day).padStart(2, '0')} ${by.between(12, 23)}:${by.between(10, 59)}:00+00`
    to.add(
      'ebt_transaction',
      caseId,
      at,
      'PURCHASE',
      `${by.between(3, 120)}.${by.between(10, 99)}`,
      'Sample Market',
      home.town,
    )
  }
}

function addPerson(to: RowBuffer, one: Person, home: Household, profile: Profile, by: Chance): void {
  const { id } = one
  to.add(
    'person',
    id,
    home.id,
    one.family,
    one.given,
    one.middle,
    one.suffix,
    one.birthDate,
    one.birthPlace,
    one.sex,
    one.race,
    one.language,
    one.relationship,
    one.ssn,
    one.phone,
    one.email,
    one.citizenship,
    one.deceasedOn,
    one.fosterCare ?? false,
  )
  if (one.alias !== undefined) to.add('alias', id, one.alias.family, one.alias.given)
  if (one.protectedStatus !== undefined) to.add('protected_status', id, one.protectedStatus)
  if (one.addressConfidentiality === true) {
    to.add(
      'address_confidentiality',
      id,
      `SYN-ACP-${id}`,
      'P.O. Box 9999',
      profile.places[0].town,
      home.state,
      profile.places[0].zip,
    )
  }
  if (one.immigration !== undefined) {
    const { status, aNumber, enteredOn, sponsor, document } = one.immigration
    to.add('immigration', id, status, aNumber, enteredOn, sponsor)
    if (document !== undefined)
      to.add('immigration_document', id, document.kind, `SYN-DOC-${aNumber}`, document.expiresOn)
  }
  if (one.income !== undefined)
    to.add('income', id, one.income.kind, one.income.employer, `${one.income.monthly}.00`, '2023-09-01')
  if (by.happens(ASSUMED.asset)) to.add('asset', id, 'SAVINGS', `${by.between(10, 1900)}.00`)
  if (by.happens(ASSUMED.bank)) to.add('bank_account', id, 'A bank that does not exist', `SYN-ACCT-${id}`)
  addRecords(to, one, profile, by)
}

/** Records that a planted person has for certain, and others now and then. */
function addRecords(
  to: RowBuffer,
  { id, records = [], birthDate, enrollments }: Person,
  { codes }: Profile,
  by: Chance,
): void {
  const insured = enrollments.some(({ program }) => program === codes['medicaid'] || program === codes['chip'])
  const has = (kind: string, share: number) => by.happens(share) || records.includes(kind)
  const child = birthDate > '2007-03-31' && birthDate < '2019-09-01'
  if (records.includes('photo')) to.add('person_image', id, 'PHOTO', image(id, 'photo'))
  if (records.includes('signature')) to.add('person_image', id, 'SIGNATURE', image(id, 'signature'))
  if (has('disability', ASSUMED.disability)) to.add('disability', id, 'DISABLED', '2021-05-01')
  if (has('tax', ASSUMED.tax)) to.add('tax_record', id, 2023, `${by.between(4000, 31000)}.00`)
  if (has('ssa', ASSUMED.ssa)) to.add('ssa_record', id, 'TITLE II', `${by.between(600, 1800)}.00`)
  if (child && has('school', ASSUMED.school))
    to.add('school_record', id, 'A school that does not exist', 2024 - Number(birthDate.slice(0, 4)) - 5)
  if (records.includes('treatment')) to.add('treatment_record', id, 'A clinic that does not exist', '2024-02-12')
  if (!insured) return
  if (has('claims', ASSUMED.condition)) to.add('condition', id, 'Synthetic condition', '2024-06-06')
  if (has('claims', ASSUMED.claim)) {
    to.add(
      'claim',
      id,
      `SYN-CLAIM-${id}`,
      '2024-06-06',
      'OFFICE VISIT',
      'A clinic that does not exist',
      'Portland',
      `${by.between(40, 300)}.00`,
    )
  }
}

/** Bytes that stand for an image; PostgreSQL's hex form of bytea. */
function image(id: string, kind: string): string {
  return `\\x${createHash('sha256').update(`${kind} of ${id}, who does not exist`).digest('hex')}`
}
