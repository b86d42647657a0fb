/** The form of a mapping file, its shorthand, and what must hold between its parts. */
import { formatError } from '#formats/bytes.ts'
import { flag, list, object, text, word, type Shape } from '#formats/shape.ts'
import type { Condition, SourceField, SourceFieldType, SourceKeyType } from '#formats/sql.ts'
import type {
  ElementMapping,
  KeyMapping,
  RowsMapping,
  SourceAccess,
  SourceMapping,
  SubjectRole,
  WorksheetElement,
} from '#match/mapping.ts'
import { elements as allElements, vocabulary } from '#vocabulary/codes.ts'

/** A name as PostgreSQL holds it: up to 63 bytes, no control character. */
const name = text(/^[^\p{Cc}]{1,63}$/u, 'a name of 1 to 63 characters')
const anything = text(/^[^\0]{0,200}$/u, 'a text of at most 200 characters')

/** A record with any names, each value of one shape. */
function record<T>(value: Shape<T>, key: Shape<string> = anything): Shape<Record<string, T>> {
  return (all, at): all is Record<string, T> => {
    if (typeof all !== 'object' || all === null || Array.isArray(all)) throw departure(at, 'names with values')
    return Object.entries(all).every(([one, held]) => key(one, `${at}/${one}`) && value(held, `${at}/${one}`))
  }
}

function either<A, B>(first: Shape<A>, when: (value: unknown) => boolean, second: Shape<B>): Shape<A | B> {
  return (value, at): value is A | B => (when(value) ? first(value, at) : second(value, at))
}

function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return (value, at): value is T => {
    if (!words.some((one) => one === value)) throw departure(at, words.join(', or '))
    return true
  }
}

function departure(pointer: string, expected: string) {
  return formatError(`${pointer === '' ? 'the whole' : pointer} must be ${expected}`, { pointer, expected })
}

const isText = (value: unknown) => typeof value === 'string'

interface RowsFile {
  table: string
  key?: string
  by?: string
  where?: Record<string, readonly string[]>
  present?: readonly string[]
}

interface FieldFile {
  column: string
  type?: SourceFieldType
  stored?: Exclude<SourceField['stored'], undefined>
  before?: string
  after?: string
}

type FieldsFile = Record<string, string | FieldFile>

interface MappingFile {
  mapping: 'postern/source-mapping/v1'
  agency: string
  schema: string
  synthetic: boolean
  access: 'role' | 'drop' | { views: string; role: string }
  keys: Record<string, Omit<KeyMapping, 'type'> & { type?: SourceKeyType }>
  household?: string
  programs: RowsFile & {
    program: string
    codes: Record<string, string>
    role: { column: string; codes: Record<string, SubjectRole> }
  }
  markers: Record<string, RowsFile>
  elements: Record<string, ElementFile | WorksheetFile>
}

interface ElementFile extends RowsFile {
  rows?: 'one' | 'many'
  programs?: readonly string[]
  program?: string
  fields: FieldsFile
  substitute?: RowsFile & { fields: FieldsFile }
}

/** No table and no column: a worker fills it in. */
interface WorksheetFile {
  worksheet: true
  rows?: 'one' | 'many'
  programs?: readonly string[]
  fields: Record<string, SourceFieldType>
}

const rowsRequired = { table: name }
const rowsOptional = {
  key: name,
  by: name,
  where: record(list(anything, 1, 100), name),
  present: list(name, 1, 10),
}

const fieldName = text(/^[a-z][a-z0-9-]{0,39}$/, 'a name of small letters, digits and hyphens')
const fieldType = oneOf('text', 'date', 'timestamp', 'integer', 'decimal', 'boolean', 'binary')

const fields = record(
  either(
    name,
    isText,
    object<{ column: string }, Omit<FieldFile, 'column'>>(
      { column: name },
      {
        type: fieldType,
        stored: oneOf('YYYYMMDD', 'MM/DD/YYYY', 'cents'),
        before: text(/^[^\0]{1,10}$/u, 'a short text'),
        after: text(/^[^\0]{1,10}$/u, 'a short text'),
      },
    ),
  ),
  fieldName,
)

const rowsFile = object<{ table: string }, Omit<RowsFile, 'table'>>(rowsRequired, rowsOptional)
const elementFile = object<{ table: string; fields: FieldsFile }, Omit<ElementFile, 'table' | 'fields'>>(
  { ...rowsRequired, fields },
  {
    ...rowsOptional,
    rows: oneOf('one', 'many'),
    programs: list(anything, 1, 20),
    program: name,
    substitute: object<{ table: string; fields: FieldsFile }, Omit<RowsFile, 'table'>>(
      { ...rowsRequired, fields },
      rowsOptional,
    ),
  },
)

const isTrue: Shape<true> = (value, at): value is true => {
  if (value !== true) throw departure(at, 'true, or absent')
  return true
}
const worksheetFile = object<Pick<WorksheetFile, 'worksheet' | 'fields'>, Pick<ElementFile, 'rows' | 'programs'>>(
  { worksheet: isTrue, fields: record(fieldType, fieldName) },
  { rows: oneOf('one', 'many'), programs: list(anything, 1, 20) },
)
const saysWorksheet = (value: unknown) => typeof value === 'object' && value !== null && 'worksheet' in value

/** The form of the file, by itself. */
export const mappingFile: Shape<MappingFile> = object<Omit<MappingFile, 'household'>, { household: string }>(
  {
    mapping: word('postern/source-mapping/v1'),
    agency: anything,
    schema: name,
    synthetic: flag,
    access: either(oneOf('role', 'drop'), isText, object<{ views: string; role: string }>({ views: name, role: name })),
    keys: record(
      object<Omit<KeyMapping, 'type' | 'program'>, { type: SourceKeyType; program: string }>(
        { table: name, person: name, column: name },
        { type: oneOf('text', 'integer', 'uuid'), program: name },
      ),
      text(/^[a-z][a-z-]{0,39}$/, 'a name of small letters'),
    ),
    programs: object<Omit<MappingFile['programs'], 'key' | 'by' | 'where' | 'present'>, Omit<RowsFile, 'table'>>(
      {
        ...rowsRequired,
        program: name,
        codes: record(anything),
        role: object<MappingFile['programs']['role']>({
          column: name,
          codes: record(oneOf('applicant', 'recipient', 'former-recipient', 'non-applicant')),
        }),
      },
      rowsOptional,
    ),
    markers: record(rowsFile),
    elements: record(either(worksheetFile, saysWorksheet, elementFile)),
  },
  { household: name },
)

/**
 * The mapping, its shorthand written out: `key` is `person` and `by` that key's own column unless said
 * otherwise, an element has one row, a field that is only a column is text.
 *
 * @throws PosternError ERR_FORMAT with the pointer of what names something that is not there
 */
export function toMapping(file: MappingFile): SourceMapping {
  known(file.agency, vocabulary.agencies, '/agency', 'an agency of the vocabulary')
  const person = file.keys['person']
  if (person === undefined) throw departure('/keys/person', 'present')
  if (person.column !== person.person) throw departure('/keys/person/column', 'the same column as person')
  if (file.household !== undefined) known(file.household, file.keys, '/household', 'a name under keys')
  for (const [code, program] of Object.entries(file.programs.codes)) {
    known(program, vocabulary.programs, `/programs/codes/${code}`, 'a program of the vocabulary')
  }
  const { program, codes, role } = file.programs
  const byHand = Object.entries(file.elements).flatMap(([element, one]) =>
    'worksheet' in one ? [[element, toWorksheet(element, one)] as const] : [],
  )
  return {
    agency: file.agency,
    schema: file.schema,
    synthetic: file.synthetic,
    access: access(file.access),
    keys: Object.fromEntries(Object.entries(file.keys).map(([key, one]) => [key, { type: 'text', ...one }])),
    ...(file.household === undefined ? {} : { household: file.household }),
    programs: { ...rows(file.programs, file, '/programs'), program, codes, role },
    markers: Object.fromEntries(
      Object.entries(file.markers).map(([marker, one]) => [marker, markerRows(marker, one, file)]),
    ),
    elements: Object.fromEntries(
      Object.entries(file.elements).flatMap(([element, one]) =>
        'worksheet' in one ? [] : [[element, toElement(element, one, file)]],
      ),
    ),
    ...(byHand.length === 0 ? {} : { worksheet: Object.fromEntries(byHand) }),
  }
}

function access(given: MappingFile['access']): SourceAccess {
  return typeof given === 'string' ? { mode: given } : { mode: 'views', schema: given.views, role: given.role }
}

function known(code: string, among: object, pointer: string, expected: string): void {
  if (!Object.hasOwn(among, code)) throw departure(pointer, expected)
}

function rows(given: RowsFile, file: MappingFile, pointer: string): RowsMapping {
  const { table, key = 'person', by = file.keys[key]?.column, where = {}, present = [] } = given
  if (by === undefined) throw departure(`${pointer}/key`, 'a name under keys')
  const conditions: Condition[] = [
    ...Object.entries(where).map(([column, values]) => ({ column, in: values })),
    ...present.map((column) => ({ column })),
  ]
  return { table, key, by, ...(conditions.length === 0 ? {} : { where: conditions }) }
}

function markerRows(marker: string, given: RowsFile, file: MappingFile): RowsMapping {
  const pointer = `/markers/${marker}`
  known(marker, vocabulary.subjectMarkers, pointer, 'a marker of the vocabulary')
  if (marker === 'minor') throw departure(pointer, 'absent: it is computed from the date of birth')
  return rows(given, file, pointer)
}

/** Matching reads these by name. */
const neededFields: Readonly<Record<string, readonly string[]>> = {
  name: ['family', 'given'],
  alias: ['family', 'given'],
  'date-of-birth': ['value'],
  ssn: ['value'],
  'case-number': ['value'],
  'member-id': ['value'],
}

/** Everybody is matched by name, minors are known by birth, and a substitute address takes the place of what stands there. */
const neverByHand: ReadonlySet<string> = new Set(['name', 'date-of-birth', 'mailing-address'])

function toWorksheet(
  element: string,
  { rows: many = 'one', programs, fields: given }: WorksheetFile,
): WorksheetElement {
  const pointer = elementPointer(element, programs)
  if (neverByHand.has(element)) {
    throw departure(`${pointer}/worksheet`, `absent, since ${element} must be known before anybody fills anything in`)
  }
  const all = Object.entries(given).map(([field, type]) => ({ name: field, type }))
  if (all.length === 0) throw departure(`${pointer}/fields`, 'at least one field')
  return { rows: many, ...(programs === undefined ? {} : { programs }), fields: all }
}

function elementPointer(element: string, programs: readonly string[] = []): string {
  const pointer = `/elements/${element}`
  if (!allElements.includes(element)) throw departure(pointer, 'an element of the vocabulary')
  for (const [index, program] of programs.entries()) {
    known(program, vocabulary.programs, `${pointer}/programs/${index}`, 'a program of the vocabulary')
  }
  return pointer
}

function toElement(element: string, given: ElementFile, file: MappingFile): ElementMapping {
  const pointer = elementPointer(element, given.programs)
  for (const field of neededFields[element] ?? []) {
    if (given.fields[field] === undefined)
      throw departure(`${pointer}/fields/${field}`, 'present, since matching reads it')
  }
  const mapped: ElementMapping = {
    ...rows(given, file, pointer),
    rows: given.rows ?? 'one',
    ...(given.programs === undefined ? {} : { programs: given.programs }),
    ...(given.program === undefined ? {} : { program: given.program }),
    fields: toFields(given.fields, pointer),
  }
  if (given.substitute === undefined) return mapped
  const substitute = toFields(given.substitute.fields, `${pointer}/substitute`)
  if (outline(substitute) !== outline(mapped.fields)) {
    throw departure(`${pointer}/substitute/fields`, `the same fields as the element's own: ${outline(mapped.fields)}`)
  }
  return { ...mapped, substitute: { ...rows(given.substitute, file, `${pointer}/substitute`), fields: substitute } }
}

function outline(fieldsOf: readonly SourceField[]): string {
  return fieldsOf.map((field) => `${field.name} ${field.type}`).join(', ')
}

function toFields(given: FieldsFile, pointer: string): SourceField[] {
  const all = Object.entries(given).map(([field, held]): SourceField => {
    const { type = 'text', ...rest } = typeof held === 'string' ? { column: held } : held
    const fits = rest.stored === undefined || (rest.stored === 'cents' ? type === 'decimal' : type === 'date')
    if (!fits)
      throw departure(`${pointer}/fields/${field}/stored`, 'cents for a decimal, YYYYMMDD or MM/DD/YYYY for a date')
    if (rest.before !== undefined && rest.after !== undefined)
      throw departure(`${pointer}/fields/${field}/after`, 'absent beside before')
    return { name: field, type, ...rest }
  })
  if (all.length === 0) throw departure(`${pointer}/fields`, 'at least one field')
  return all
}
