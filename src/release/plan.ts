/**
 * From a decision to what shall be read: for each program and element the table, the columns, and the people
 * for whom it may be read. What no query reaches is planned beside it, for a worker to fill in.
 *
 * It is built up from nothing: a cell that the decision does not release adds no line, so forgetting one
 * withholds it.
 */
import { PosternError } from '#errors.ts'
import type { ReleasedCell } from '#formats/manifest.ts'
import { keyValues, parseSourceKey, type SourceKey } from '#formats/source-key.ts'
import type { Condition, SourceField, SourceKeyType } from '#formats/sql.ts'
import type { ElementMapping, RowsMapping, SourceAccess, SourceMapping, WorksheetField } from '#match/mapping.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'
import { keyFor } from './key-for.ts'

/** A person of the case, matched to one record of the source. */
export interface PlanPerson {
  readonly ref: string
  readonly sourceKey: string
  readonly markers: readonly string[]
}

export interface ReleasePlan {
  readonly agency: string
  readonly schema: string
  readonly access: SourceAccess
  readonly lines: readonly PlanLine[]
  /** What is asked of nobody's database: a worker fills it in. */
  readonly worksheet: readonly TableLine[]
  /** Cells that the decision releases and this source does not hold (such as the disclosure history, which is ours). */
  readonly unmapped: readonly ReleasedCell[]
}

/** One element of one program, and the people of whom it leaves. */
export interface TableLine {
  readonly program: string
  readonly element: string
  /** `one`: at most one row for each person. */
  readonly rows: 'one' | 'many'
  readonly fields: readonly WorksheetField[]
  /** In order of ref. */
  readonly people: readonly { readonly ref: string }[]
}

/** A line that the source can be asked for: where it stands, and the people for whom it may be read. */
export interface PlanLine extends TableLine {
  /** True where the rows are those kept for participants of an address confidentiality program. */
  readonly substitute: boolean
  readonly table: string
  /** The key column must be seen beside the fields, to say whose row it is. */
  readonly by: { readonly column: string; readonly type: SourceKeyType }
  readonly where: readonly Condition[]
  /** The codes of this program, where rows belong to one program. */
  readonly ofProgram?: Condition
  readonly fields: readonly SourceField[]
  /** Everybody for whom the element is released, in order of ref. A person may have several keys, or none. */
  readonly people: readonly PlannedPerson[]
}

export interface PlannedPerson {
  readonly ref: string
  readonly keys: readonly string[]
}

/**
 * The plan of a decision.
 *
 * Trusts that `people` are the decision's people as they were matched; the gate checks what comes back
 * against the decision again, without this plan.
 *
 * @throws PosternError ERR_SOURCE when a cell is released for somebody who was not matched to a record, or
 *   whose record is another agency's; ERR_INPUT_INVALID when one ref stands for two records
 */
export function plan(decision: Decision, people: readonly PlanPerson[], mapping: SourceMapping): ReleasePlan {
  const matched = byRef(people, mapping)
  const lines = new Map<string, PlanLine & { people: PlannedPerson[] }>()
  const worksheet = new Map<string, TableLine & { people: { ref: string }[] }>()
  const unmapped: ReleasedCell[] = []
  for (const { subject, program, element } of released(decision)) {
    const person = matched.get(subject)
    if (person === undefined) throw unmatched(subject)
    const byHand = keptFor(mapping.worksheet ?? {}, program, element)
    if (byHand !== undefined) {
      const id = `${program}\0${element}`
      const line = worksheet.get(id) ?? { program, element, rows: byHand.rows, fields: byHand.fields, people: [] }
      line.people.push({ ref: subject })
      worksheet.set(id, line)
      continue
    }
    const held = keptFor(mapping.elements, program, element)
    const rows = held === undefined ? undefined : rowsFor(held, element, person.markers)
    if (held === undefined || rows === undefined) {
      unmapped.push({ subject, program, element })
      continue
    }
    const substitute = rows === held.substitute
    const id = [program, element, String(substitute)].join('\0')
    const line = lines.get(id) ?? emptyLine({ program, element, substitute }, held, rows, mapping)
    line.people.push({ ref: subject, keys: keyValues(person.key, rows.key, program) })
    lines.set(id, line)
  }
  return {
    agency: mapping.agency,
    schema: mapping.schema,
    access: mapping.access,
    lines: [...lines.values()],
    worksheet: [...worksheet.values()],
    unmapped,
  }
}

/** Everything that leaves by this plan, in the one order of a release. */
export function linesOf({ lines, worksheet }: Pick<ReleasePlan, 'lines' | 'worksheet'>): readonly TableLine[] {
  return [...lines, ...worksheet].toSorted((a, b) => place(a) - place(b))
}

const programOrder = Object.keys(vocabulary.programs)

const place = ({ program, element }: Pick<ReleasedCell, 'program' | 'element'>) =>
  programOrder.indexOf(program) * 1000 + elements.indexOf(element)

/** Released cells in the one order of a release: program, element, person. */
function released({ cells }: Decision): ReleasedCell[] {
  const open = cells.filter(({ outcome, needs }) => outcome === 'release' && needs.length === 0)
  const distinct = new Map(open.map((cell) => [`${cell.subject}\0${cell.program}\0${cell.element}`, cell]))
  return [...distinct.values()].toSorted((a, b) => place(a) - place(b) || (a.subject < b.subject ? -1 : 1))
}

interface MatchedPerson {
  readonly key: SourceKey
  readonly markers: readonly string[]
}

function byRef(people: readonly PlanPerson[], mapping: SourceMapping): Map<string, MatchedPerson> {
  const all = new Map(
    people.map((person) => [person.ref, { key: sourceKey(person, mapping), markers: person.markers }]),
  )
  if (all.size !== people.length) {
    throw new PosternError('ERR_INPUT_INVALID', 'one ref stands for two records', { people: people.length })
  }
  return all
}

function keptFor<Held extends { readonly programs?: readonly string[] }>(
  elementsOf: { readonly [element: string]: Held },
  program: string,
  element: string,
): Held | undefined {
  const held = Object.hasOwn(elementsOf, element) ? elementsOf[element] : undefined
  return held?.programs === undefined || held.programs.includes(program) ? held : undefined
}

/**
 * For a participant of an address confidentiality program the mailing address is the substitute address and
 * never what else the source holds: where the mapping names no substitute, nothing is read.
 */
function rowsFor(
  held: ElementMapping,
  element: string,
  markers: readonly string[],
): (RowsMapping & { readonly fields: readonly SourceField[] }) | undefined {
  if (!markers.includes('address-confidentiality')) return held
  return held.substitute ?? (element === 'mailing-address' ? undefined : held)
}

function emptyLine(
  id: Pick<PlanLine, 'program' | 'element' | 'substitute'>,
  held: ElementMapping,
  rows: RowsMapping & { readonly fields: readonly SourceField[] },
  mapping: SourceMapping,
): PlanLine & { people: PlannedPerson[] } {
  const key = keyFor(mapping, id.element, rows.key)
  const line = {
    ...id,
    rows: held.rows,
    table: rows.table,
    by: { column: rows.by, type: key.type },
    where: rows.where ?? [],
    fields: rows.fields,
    people: [],
  }
  if (held.program === undefined || id.substitute) return line
  const codes = Object.entries(mapping.programs.codes).filter(([, program]) => program === id.program)
  return { ...line, ofProgram: { column: held.program, in: codes.map(([code]) => code).toSorted() } }
}

function sourceKey(person: PlanPerson, mapping: SourceMapping): SourceKey {
  const key = parseSourceKey(person.sourceKey)
  if (key.agency !== mapping.agency) {
    throw new PosternError('ERR_SOURCE', "a person's record is another agency's", {
      ref: person.ref,
      agency: mapping.agency,
    })
  }
  return key
}

function unmatched(ref: string): PosternError {
  return new PosternError(
    'ERR_SOURCE',
    'the decision releases a cell of somebody who is not matched to a record',
    { ref },
    { mend: 'Match the person again and decide again; nothing was read.' },
  )
}
