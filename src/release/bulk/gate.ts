/**
 * The gate of a large release: every row on its way out is held against the decision once more, as it passes, and
 * written in the one form of our tables.
 *
 * It shares nothing with the plan. It reads the decision, the classes, the members and what the mapping says an
 * element consists of. A row comes as PostgreSQL's COPY writes it (fields between tabs, a line feed at the end, `\N`
 * for NULL): the member's place in the range, their key, the facts as the source has them at that moment, the fields.
 * Whoever is not the member at that place, has facts that nobody decided on, or brings a field that their class is not
 * permitted stops everything.
 */
import { PosternError, type Evidence } from '#errors.ts'
import type { SourceFieldType } from '#formats/sql.ts'
import type { SourceMapping } from '#match/mapping.ts'
import type { MemberRange } from '#match/members.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import type { DecidedClass } from './plan.ts'

export interface GateOf {
  readonly decision: Decision
  readonly classes: readonly DecidedClass[]
  readonly mapping: SourceMapping
  /** In how many of a mask's lowest bits the source's own facts stand; what people have said stands above them. */
  readonly bits: number
  /** What a person has said, as a mask has it: 1 and up; 0 where they are not in it. */
  readonly said: ReadonlyMap<string, number>
}

/** The table as the gate is told of it; what it may hold the gate works out for itself. */
export interface GateTable {
  readonly name: string
  readonly program: string
  readonly rows: 'one' | 'many'
  readonly columns: readonly { readonly name: string; readonly element: string; readonly type: SourceFieldType }[]
}

export interface PassedPiece {
  /** Records in the form of our tables, without a header. */
  readonly bytes: Uint8Array
  readonly rows: number
}

/** Where a table's pieces end, and what becomes of them. Where they end depends on the rows alone. */
export interface Into {
  /** How many members' rows make a piece. Members without rows have one too. */
  readonly perPiece: number
  /** A piece has no more bytes than this: it ends before the row that would take it past them. A larger row has its own. */
  readonly pieceBytes: number
  /** Given each piece as it ends, in order; its memory is the taker's. What follows may still be refused. */
  readonly take: (piece: PassedPiece) => void
  /** Told of every row, whose it is. */
  readonly onPerson?: ((key: string, mask: string) => void) | undefined
}

export interface Gate {
  /** For one table and one range. */
  range(table: GateTable, range: MemberRange, into: Into): RangeGate
}

export interface RangeGate {
  /**
   * Whole rows, one after another.
   *
   * @throws PosternError ERR_GATE for a cell that the decision does not release and for a row of somebody else;
   *   ERR_SOURCE for facts that nobody decided on and for a value that is not of its type
   */
  rows(bytes: Uint8Array): void
  /**
   * The last piece ends.
   *
   * @returns members who came, by mask; of a table with one row for each
   * @throws PosternError ERR_SOURCE where members are missing
   */
  finish(): ReadonlyMap<string, number>
}

/** @throws PosternError ERR_GATE where a table has a column that the mapping does not give its element */
export function bulkGate(of: GateOf): Gate {
  return {
    range: (table, range, into) => new Passing(of, { table, range, into }),
  }
}

interface GateClass {
  readonly mask: string
  /** For each column 1 where it is released for this class. */
  readonly open: Uint8Array
  readonly any: boolean
  seen: number
}

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const ZERO = 48
const EQUALS = 61
const BACKSLASH = 92
const CAPITAL_N = 78

/** Bytes for which a field stands in quotes, wherever they are: controls, the quote, the comma, DEL. */
const quotedAnywhere = new Uint8Array(256)
for (let byte = 0; byte < 32; byte += 1) quotedAnywhere[byte] = 1
for (const byte of [QUOTE, COMMA, 127]) quotedAnywhere[byte] = 1
/** And those only at the beginning: a space, and = + - @. */
const quotedFirst = new Uint8Array(256)
for (const byte of [SPACE, EQUALS, 43, 45, 64]) quotedFirst[byte] = 1

/** Bytes for which a field is not written as it stands. */
const otherAnywhere = Uint8Array.from(quotedAnywhere)
otherAnywhere[BACKSLASH] = 1

/** What COPY writes after a backslash, and the byte that it means. */
const escapes = new Uint8Array(256)
for (const [letter, byte] of [
  ['b', 8],
  ['f', 12],
  ['n', LF],
  ['r', CR],
  ['t', TAB],
  ['v', 11],
  ['\\', BACKSLASH],
] as const) {
  escapes[letter.charCodeAt(0)] = byte
}

interface Opened {
  readonly table: GateTable
  readonly range: MemberRange
  readonly into: Into
}

class Passing implements RangeGate {
  readonly #table: GateTable
  readonly #first: number
  readonly #keys: Uint8Array
  readonly #count: number
  readonly #classes: ReadonlyMap<number, GateClass>
  readonly #forms: readonly (Form | undefined)[]
  readonly #said: Uint32Array | undefined
  readonly #unit: number
  readonly #into: Into
  readonly #names: readonly string[]
  /** Place of the last member whose rows go into the piece at hand. */
  #border: number
  /** Bytes that most pieces come to. */
  readonly #usual: number
  #out = new Uint8Array(0)
  #at = 0
  #rows = 0
  /** Place of the last member who came, counted from 1; and how many rows of theirs. */
  #last = 0
  #ofLast = 0
  /** Where the key of that member begins, and its line feed. */
  #keyAt = 0
  #keyEnd = -1

  constructor(of: GateOf, { table, range, into }: Opened) {
    requireOwnColumns(table, of.mapping)
    const names = into.onPerson === undefined && of.said.size === 0 ? [] : range.keys()
    this.#table = table
    this.#first = range.first
    this.#names = names
    this.#into = into
    this.#border = into.perPiece
    this.#keys = range.bytes
    this.#count = range.count
    this.#classes = classesOf(of, table)
    this.#forms = table.columns.map(({ type }) => forms[type])
    this.#unit = 2 ** of.bits
    this.#said = of.said.size === 0 ? undefined : Uint32Array.from(names, (key) => of.said.get(key) ?? 0)
    this.#usual = Math.min(into.perPiece, range.count) * 128
  }

  rows(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) at = this.#row(bytes, at)
  }

  finish(): ReadonlyMap<string, number> {
    if (this.#table.rows === 'one' && this.#last !== this.#count) {
      throw changed('the source gave fewer members than were listed', { file: this.#table.name, came: this.#last })
    }
    while (this.#border - this.#into.perPiece < this.#count) this.#end()
    return new Map([...this.#classes.values()].map(({ mask, seen }) => [mask, seen] as const))
  }

  /** End the piece at hand with its members, and begin that of the next. */
  #end(): void {
    const piece = { bytes: this.#out.subarray(0, this.#at), rows: this.#rows }
    this.#border += this.#into.perPiece
    this.#at = 0
    this.#rows = 0
    this.#out = new Uint8Array(0)
    this.#into.take(piece)
  }

  /** End the piece at hand before its last row, and begin the next with it. */
  #split(begin: number): void {
    const piece = { bytes: this.#out.subarray(0, begin), rows: this.#rows - 1 }
    const row = this.#out.subarray(begin, this.#at)
    this.#out = new Uint8Array(Math.max(row.length, this.#usual))
    this.#out.set(row)
    this.#at = row.length
    this.#rows = 1
    this.#into.take(piece)
  }

  /** @returns where the next row begins */
  #row(bytes: Uint8Array, start: number): number {
    let at = start
    let place = 0
    for (let byte = bytes[at] ?? TAB; byte !== TAB; byte = bytes[at] ?? TAB) {
      place = place * 10 + byte - ZERO
      at += 1
    }
    this.#expect(place)
    at = this.#key(bytes, at + 1, place)
    let mask = 0
    for (let byte = bytes[at] ?? LF; byte !== TAB && byte !== LF; byte = bytes[at] ?? LF) {
      mask = mask * 10 + byte - ZERO
      at += 1
    }
    const found = this.#classes.get(mask)
    if (found === undefined) {
      throw changed('the source has facts about a member that nobody has decided on', this.#evidence(place))
    }
    const said = this.#said?.[place - 1] ?? 0
    if (Math.floor(mask / this.#unit) !== said) {
      throw stopped('a row leaves out what its person has said', this.#evidence(place))
    }
    found.seen += 1
    this.#into.onPerson?.(this.#names[place - 1] ?? '', found.mask)
    return this.#fields(bytes, at, place, found)
  }

  /** One row for each member, in order; of many rows, the rows of one member after those of another. */
  #expect(place: number): void {
    const one = this.#table.rows === 'one'
    if (place === this.#last && place > 0 && !one) return
    if (!(one ? place === this.#last + 1 : place > this.#last) || place > this.#count) {
      throw stopped(
        one && place === this.#last
          ? 'the source gave two rows where the element has one'
          : 'the source gave a row out of its order',
        this.#evidence(place),
      )
    }
    let at = this.#keyEnd + 1
    for (let next = this.#last + 1; next < place; next += 1) at = this.#keys.indexOf(LF, at) + 1
    this.#keyAt = at
    this.#last = place
    this.#ofLast = 0
    while (place > this.#border) this.#end()
  }

  #key(bytes: Uint8Array, from: number, place: number): number {
    const keys = this.#keys
    let at = from
    let own = this.#keyAt
    while (keys[own] !== LF && bytes[at] === keys[own]) {
      at += 1
      own += 1
    }
    if (keys[own] !== LF || bytes[at] !== TAB) {
      throw stopped("the source gave a row that is not this person's", this.#evidence(place))
    }
    this.#keyEnd = own
    return at + 1
  }

  #fields(bytes: Uint8Array, from: number, place: number, { open, any }: GateClass): number {
    const columns = this.#forms.length
    const begin = this.#at
    let at = from
    if (any) this.#begin(place)
    for (let column = 0; column < columns; column += 1) {
      if (bytes[at] !== TAB) throw stopped('the source gave too few fields', this.#evidence(place))
      at += 1
      if (any) this.#byte(COMMA)
      // Nobody's field begins like this: a backslash that is a person's own is written as two.
      if (bytes[at] === BACKSLASH && bytes[at + 1] === CAPITAL_N) {
        at += 2
        continue
      }
      if (open[column] !== 1) {
        throw stopped('the source gave a cell that the decision does not release', this.#evidence(place, column))
      }
      at = this.#field(bytes, at, place, column)
    }
    if (bytes[at] !== LF) throw stopped('the source gave too many fields', this.#evidence(place))
    if (any) {
      this.#byte(CR)
      this.#byte(LF)
      this.#rows += 1
      if (this.#at > this.#into.pieceBytes && begin > 0) this.#split(begin)
    } else if (this.#table.rows === 'many') {
      throw stopped('the source gave a row of somebody for whom nothing in it is released', this.#evidence(place))
    }
    return at + 1
  }

  #begin(place: number): void {
    this.#digits(this.#first + place - 1)
    if (this.#table.rows === 'one') return
    this.#ofLast += 1
    this.#byte(COMMA)
    this.#digits(this.#ofLast)
  }

  /** @returns where the field ends */
  #field(bytes: Uint8Array, start: number, place: number, column: number): number {
    const out = this.#out
    const begin = this.#at
    let to = begin
    let end = start
    let other = 0
    // As most fields stand, in one pass. Past the end of `out` a byte goes nowhere, and the field is written once more.
    for (let byte = bytes[end] ?? LF; byte !== TAB && byte !== LF; byte = bytes[end] ?? LF) {
      other |= otherAnywhere[byte] ?? 0
      out[to] = byte
      to += 1
      end += 1
    }
    const form = this.#forms[column]
    if (form !== undefined && !form(bytes, start, end)) {
      throw new PosternError(
        'ERR_SOURCE',
        'the source gave a value that is not of its type',
        { ...this.#evidence(place, column), type: this.#table.columns[column]?.type ?? null },
        { mend: "Correct the field's type in the source mapping. Nothing was prepared." },
      )
    }
    const plain = other === 0 && start < end && quotedFirst[bytes[start] ?? 0] !== 1 && bytes[end - 1] !== SPACE
    if (plain && to <= out.length) this.#at = to
    else this.#written(bytes, start, end, place, column)
    return end
  }

  /** A field with its escapes undone, in quotes where it needs them. */
  #written(bytes: Uint8Array, start: number, end: number, place: number, column: number): void {
    // At the worst every byte is a quote, which is doubled, between two more.
    this.#room(2 * (end - start) + 2)
    const out = this.#out
    const begin = this.#at
    let to = begin + 1
    let quotes = start === end ? 1 : 0
    for (let at = start; at < end; at += 1) {
      let byte = bytes[at] ?? 0
      if (byte === BACKSLASH) {
        at += 1
        byte = escapes[bytes[at] ?? 0] ?? 0
        if (byte === 0) throw stopped('the source gave a text that cannot be read', this.#evidence(place, column))
      }
      quotes |= quotedAnywhere[byte] ?? 0
      if (byte === QUOTE) out[to++] = QUOTE
      out[to++] = byte
    }
    if (quotes === 0) quotes = (quotedFirst[out[begin + 1] ?? 0] ?? 0) | (out[to - 1] === SPACE ? 1 : 0)
    if (quotes === 0) {
      out.copyWithin(begin, begin + 1, to)
      this.#at = to - 1
      return
    }
    out[begin] = QUOTE
    out[to] = QUOTE
    this.#at = to + 1
  }

  #byte(byte: number): void {
    this.#room(1)
    this.#out[this.#at] = byte
    this.#at += 1
  }

  #digits(number: number): void {
    const text = String(number)
    this.#room(text.length)
    for (let index = 0; index < text.length; index += 1) this.#out[this.#at++] = text.charCodeAt(index)
  }

  #room(more: number): void {
    if (this.#at + more <= this.#out.length) return
    // At first what most rows take.
    const larger = new Uint8Array(Math.max(this.#out.length * 2, this.#at + more, this.#usual))
    larger.set(this.#out.subarray(0, this.#at))
    this.#out = larger
  }

  #evidence(place: number, column?: number): Evidence {
    return {
      file: this.#table.name,
      member: this.#first + place - 1,
      ...(column === undefined ? {} : { column: this.#table.columns[column]?.name ?? null }),
    }
  }
}

/** Worked out from the decision alone. */
function classesOf({ decision, classes }: GateOf, { program, columns }: GateTable): ReadonlyMap<number, GateClass> {
  const released = new Map<string, Set<string>>()
  for (const cell of decision.cells) {
    // What still needs something is not released, whatever its outcome says.
    if (cell.program !== program || cell.outcome !== 'release' || cell.needs.length > 0) continue
    released.set(cell.subject, (released.get(cell.subject) ?? new Set()).add(cell.element))
  }
  return new Map(
    classes.map(({ ref, mask }) => {
      const open = Uint8Array.from(columns, ({ element }) => (released.get(ref)?.has(element) === true ? 1 : 0))
      return [Number(mask), { mask, open, any: open.includes(1), seen: 0 }]
    }),
  )
}

/** The columns are those of the mapping's elements, in its order, and each element whole. */
function requireOwnColumns({ name, columns, rows }: GateTable, { elements }: SourceMapping): void {
  const distinct = [...new Set(columns.map(({ element }) => element))]
  const own = distinct.flatMap((element) => {
    const held = Object.hasOwn(elements, element) ? elements[element] : undefined
    if (held === undefined || held.rows !== rows) return []
    return held.fields.map((field) => `${field.name === 'value' ? element : `${element}.${field.name}`} ${field.type}`)
  })
  const given = columns.map((column) => `${column.name} ${column.type}`)
  if (own.length === given.length && own.every((one, at) => one === given[at])) return
  throw stopped('a table has other columns than its elements have', { file: name })
}

type Form = (bytes: Uint8Array, start: number, end: number) => boolean

/** True where these are digits, at least one. */
function digits(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end) return false
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte < ZERO || byte > 57) return false
  }
  return true
}

/** YYYY-MM-DD, the year with four digits or more; and where it ends. */
function isDate(bytes: Uint8Array, start: number, end: number): boolean {
  const dash = end - 6
  return (
    dash - start >= 4 &&
    bytes[dash] === 45 &&
    bytes[end - 3] === 45 &&
    digits(bytes, start, dash) &&
    digits(bytes, dash + 1, dash + 3) &&
    digits(bytes, end - 2, end)
  )
}

function isInteger(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === 45 ? start + 1 : start
  if (bytes[from] === ZERO) return from === start && end === start + 1
  return digits(bytes, from, end)
}

function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  return digits(bytes, start, end) && (bytes[start] !== ZERO || end === start + 1)
}

function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === 45 ? start + 1 : start
  let point = from
  while (point < end && bytes[point] !== 46) point += 1
  if (point === end) return isWhole(bytes, from, end)
  return isWhole(bytes, from, point) && digits(bytes, point + 1, end)
}

function isTimestamp(bytes: Uint8Array, start: number, end: number): boolean {
  const time = end - 10
  return (
    time > start &&
    bytes[time] === 84 &&
    bytes[time + 3] === 58 &&
    bytes[time + 6] === 58 &&
    bytes[end - 1] === 90 &&
    digits(bytes, time + 1, time + 3) &&
    digits(bytes, time + 4, time + 6) &&
    digits(bytes, time + 7, time + 9) &&
    isDate(bytes, start, time)
  )
}

const ascii = new TextDecoder()

function isBoolean(bytes: Uint8Array, start: number, end: number): boolean {
  const text = end - start > 5 ? '' : ascii.decode(bytes.subarray(start, end))
  return text === 'true' || text === 'false'
}

const inBase64 = new Uint8Array(256)
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
  inBase64[letter.charCodeAt(0)] = 1
}

/** Byte by byte: of an image the steps of a pattern would be too many. */
function isBase64(bytes: Uint8Array, start: number, end: number): boolean {
  if ((end - start) % 4 !== 0) return false
  let last = end
  while (last > start && end - last < 2 && bytes[last - 1] === EQUALS) last -= 1
  for (let at = start; at < last; at += 1) if (inBase64[bytes[at] ?? 0] !== 1) return false
  return true
}

/** The one text of each type; formats/sql.ts has the list. Any text is one. */
const forms: Readonly<Record<SourceFieldType, Form | undefined>> = {
  text: undefined,
  date: isDate,
  timestamp: isTimestamp,
  integer: isInteger,
  decimal: isDecimal,
  boolean: isBoolean,
  binary: isBase64,
}

function stopped(why: string, evidence: Evidence): PosternError {
  return new PosternError('ERR_GATE', why, evidence, {
    mend: 'Nothing was prepared. Open an incident: compare the source with its mapping before anything is prepared again.',
  })
}

function changed(why: string, evidence: Evidence): PosternError {
  return new PosternError('ERR_SOURCE', why, evidence, {
    mend: 'The source has changed since the members were looked up. Look them up again, decide again, and prepare again; nothing was prepared.',
  })
}
