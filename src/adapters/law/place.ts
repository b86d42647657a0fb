/** A value in a YAML file that knows where it stands, so that a mistake can be named by file and line. */
import { isNode, LineCounter, parseDocument, visit, type Alias, type Document } from 'yaml'
import { PosternError } from '#errors.ts'
import { didYouMean } from './near.ts'

type Path = readonly (string | number)[]

/** The file that a value stands in: where each place of it is, and how to refuse it there. */
interface Source {
  readonly locate: (path: Path) => string
  readonly fail: (path: Path, message: string, mend: string) => never
}

export class Place {
  readonly value: unknown
  readonly #path: Path
  readonly #source: Source

  constructor(value: unknown, path: Path, source: Source) {
    this.value = value
    this.#path = path
    this.#source = source
  }

  get isThere(): boolean {
    return this.value !== undefined && this.value !== null
  }

  /** file:line */
  get where(): string {
    return this.#source.locate(this.#path)
  }

  fail(message: string, mend: string): never {
    return this.#source.fail(this.#path, message, mend)
  }

  at(key: string | number): Place {
    const inside: unknown = isRecord(this.value) ? this.value[key] : undefined
    return new Place(inside, [...this.#path, key], this.#source)
  }

  text(what: string): string {
    const { value } = this
    if (typeof value === 'string' && value.trim() !== '') return value
    return this.fail(`${what} is empty or not text`, `Write ${what} as text.`)
  }

  items(): Place[] {
    const { value } = this
    if (!Array.isArray(value)) return this.fail('this is not a list', 'Write a list, each item after "- ".')
    return value.map((item, i) => new Place(item, [...this.#path, i], this.#source))
  }

  keys(): string[] {
    const { value } = this
    if (!isRecord(value)) return this.fail('this is not a set of fields', 'Write "name: value" lines.')
    return Object.keys(value)
  }

  onlyFields(known: readonly string[]): void {
    const unknown = this.keys().find((field) => !known.includes(field))
    if (unknown === undefined) return
    const near = didYouMean(unknown, known)
    this.at(unknown).fail(`"${unknown}" is not a field${near}`, `Fields are ${known.join(', ')}.`)
  }

  /** One of the words allowed, with the words in the message where they are few. */
  word<Word extends string | boolean>(allowed: readonly Word[], what: string): Word {
    const { value } = this
    const word = allowed.find((each) => each === value)
    if (word !== undefined) return word
    const choice = allowed.length > 20 ? '' : `: ${allowed.join(', ')}`
    const mend = `Use one of the words for ${what}${choice}.`
    if (!this.isThere) return this.fail(`${what} is missing`, mend)
    const near = didYouMean(String(value), allowed.map(String))
    return this.fail(`"${String(value)}" is not ${what}${near}`, mend)
  }

  /** A single word, or a list of words. */
  words<Word extends string>(allowed: readonly Word[], what: string): Word[] {
    if (Array.isArray(this.value)) return this.items().map((item) => item.word(allowed, what))
    return [this.word(allowed, what)]
  }
}

/** @throws PosternError ERR_INPUT_INVALID where it is not YAML, or says one thing twice */
export function parseYaml(source: string, file: string): Place {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true })
  const lineOf = (path: Path): number => {
    // Inside an alias there is no node of its own; the nearest one around it has the line.
    for (let depth = path.length; depth >= 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const refuse = (line: number, message: string, mend: string): never => {
    throw new PosternError('ERR_INPUT_INVALID', `${file}:${line}: ${message}`, { file, line }, { mend })
  }
  const [error] = document.errors
  if (error !== undefined) {
    const [what = ''] = error.message.split(/ at line |\n/)
    const mend =
      'Look at the indentation, the quotes and the brackets here, and whether a field is said twice; a text with a colon needs quotes.'
    return refuse(lines.linePos(error.pos[0]).line, `this is not YAML: ${what.toLowerCase()}`, mend)
  }
  const hidden = source.search(unseen)
  if (hidden >= 0) {
    const mend = 'Take it out, or write the line again: what is read must be what is seen.'
    return refuse(lines.linePos(hidden).line, 'here is a character that nobody sees', mend)
  }
  const value = valueOf(document)
  if (value === undefined) {
    const alias = unknownAlias(document)
    if (alias?.range) {
      const mend = `Write "&${alias.source}" before what is meant, above this line.`
      return refuse(lines.linePos(alias.range[0]).line, `nothing above is called "${alias.source}"`, mend)
    }
    return refuse(1, 'what is called by name here multiplies without end', 'Write out what is meant.')
  }
  return new Place(value.value, [], {
    locate: (path) => `${file}:${lineOf(path)}`,
    fail: (path, message, mend) => refuse(lineOf(path), message, mend),
  })
}

/** Controls, and marks that turn the direction of writing. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const unseen = /[\0-\x08\v\f\x0E-\x1F\x7F-\x9F\u200E\u200F\u202A-\u202E\u2066-\u2069]/

/** What the file says; undefined where a name in it has no meaning, or one that grows beyond all bounds. */
function valueOf(document: Document.Parsed): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS() }
  } catch (error) {
    if (error instanceof ReferenceError) return undefined
    throw error
  }
}

function unknownAlias(document: Document.Parsed): Alias | undefined {
  const found: Alias[] = []
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) found.push(alias)
    },
  })
  return found[0]
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The keys of a set, as its type has them. */
export function keysOf<Of extends object>(set: Of): Extract<keyof Of, string>[] {
  return Object.keys(set).filter((key): key is Extract<keyof Of, string> => Object.hasOwn(set, key))
}

type Defined<Of> = { [Key in keyof Of]?: Exclude<Of[Key], undefined> }

/** The fields that have a value; the others are left out, and not undefined. */
export function defined<Of extends object>(fields: Of): Defined<Of> {
  const there: Defined<Of> = {}
  for (const key of keysOf(fields)) {
    const value = fields[key]
    if (isDefined(value)) there[key] = value
  }
  return there
}

function isDefined<Value>(value: Value): value is Exclude<Value, undefined> {
  return value !== undefined
}
