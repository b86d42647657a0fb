/** A small source with people of no life, for the tests of plan, gate and files. */
import { assert } from 'vitest'
import { isPosternError, type ErrorCode, type PosternError } from '#errors.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import type { ElementMapping, SourceMapping } from '#match/mapping.ts'
import type { SourceRow } from '#release/compile.ts'
import type { PlanPerson } from '#release/plan.ts'

export const one = (column: string, over: Partial<ElementMapping> = {}): ElementMapping => ({
  table: 'person',
  key: 'person',
  by: 'id',
  rows: 'one',
  fields: [{ name: 'value', column, type: 'text' }],
  ...over,
})

export const mapping: SourceMapping = {
  agency: 'ma-dta',
  schema: 'src',
  synthetic: true,
  access: { mode: 'role' },
  keys: {
    person: { table: 'person', person: 'id', column: 'id', type: 'text' },
    case: { table: 'enrollment', person: 'id', column: 'case_id', type: 'text', program: 'code' },
  },
  programs: {
    table: 'enrollment',
    key: 'person',
    by: 'id',
    program: 'code',
    codes: { FS: 'snap', TA: 'tanf' },
    role: { column: 's', codes: {} },
  },
  markers: {},
  elements: {
    name: one('last', {
      fields: [
        { name: 'family', column: 'last', type: 'text' },
        { name: 'given', column: 'first', type: 'text' },
      ],
    }),
    ssn: one('ssn'),
    'date-of-birth': one('born', { fields: [{ name: 'value', column: 'born', type: 'date' }] }),
    'case-number': one('case_id', { table: 'enrollment', program: 'code' }),
    income: one('amount', {
      table: 'income',
      rows: 'many',
      fields: [{ name: 'amount', column: 'amount', type: 'decimal' }],
    }),
    'benefit-amount': one('amount', {
      table: 'issuance',
      key: 'case',
      by: 'case_id',
      rows: 'many',
      fields: [{ name: 'amount', column: 'amount', type: 'decimal' }],
    }),
    medical: one('note', { programs: ['medicaid'] }),
    'mailing-address': one('street', {
      substitute: {
        table: 'safe',
        key: 'person',
        by: 'id',
        fields: [{ name: 'value', column: 'street', type: 'text' }],
      },
    }),
  },
}

export const person = (ref: string, markers: string[] = []): PlanPerson => ({
  ref,
  sourceKey: formatSourceKey({
    agency: 'ma-dta',
    keys: {
      person: [{ value: `id-${ref}` }],
      case: [
        { value: `case-${ref}-fs`, program: 'snap' },
        { value: `case-${ref}-ta`, program: 'tanf' },
      ],
    },
  }),
  markers,
})
export const people = [person('p1'), person('p2')]

export const row = (
  subject: string,
  element: string,
  fields: (string | null)[],
  over: Partial<SourceRow> = {},
): SourceRow => ({
  subject,
  program: 'snap',
  element,
  key: `id-${subject}`,
  columns: mapping.elements[element]?.fields.map(({ name }) => name) ?? [],
  fields,
  ...over,
})

export function fails(code: ErrorCode, action: () => unknown): PosternError {
  try {
    action()
  } catch (error) {
    if (isPosternError(error, code)) return error
    throw error
  }
  return assert.fail('nothing was thrown')
}
