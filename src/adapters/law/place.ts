/** A value in a YAML file that knows where it stands, so that a mistake can be named by file and line. */
import { isNode, LineCounter, parseDocument } from 'yaml'
import { PosternError } from '#errors.ts'

type Fail = (path: readonly (string | number)[], message: string, mend: string) => never

export class Place {
  readonly value: unknown
  readonly #path: readonly (string | number)[]
  readonly #fail: Fail

  constructor(value: unknown, path: readonly (string | number)[], fail: Fail) {
    this.value = value
    this.#path = path
    this.#fail = fail
  }

  get isThere(): boolean {
    return this.value !== undefined && this.value !== null
  }

  fail(message: string, mend: string): never {
    return this.#fail(this.#path, message, mend)
  }

  at(key: string | number): Place {
    const inside: unknown = isRecord(this.value) ? this.value[key] : undefined
    return new Place(inside, [...this.#path, key], this.#fail)
  }

  text(what: string): string {
    const { value } = this
    if (typeof value === 'string' && value.trim() !== '') return value
    return this.fail(`${what} is empty or not text`, `Write ${what} as text.`)
  }

  items(): Place[] {
    const { value } = this
    if (!Array.isArray(value)) return this.fail('this is not a list', 'Write a list, each item after "- ".')
    return value.map((item, i) => new Place(item, [...this.#path, i], this.#fail))
  }

  keys(): string[] {
    const { value } = this
    if (!isRecord(value)) return this.fail('this is not a set of fields', 'Write "name: value" lines.')
    return Object.keys(value)
  }

  /** One of the words allowed, with the words in the message where they are few. */
  word<Word extends string>(allowed: readonly Word[], what: string): Word {
    const { value } = this
    const word = allowed.find((each) => each === value)
    if (word !== undefined) return word
    const choice = allowed.length > 20 ? '' : `: ${allowed.join(', ')}`
    return this.fail(`"${String(value)}" is not ${what}`, `Use one of the words for ${what}${choice}.`)
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
  const refuse = (offset: number, message: string, mend: string): never => {
    const { line } = lines.linePos(offset)
    throw new PosternError('ERR_INPUT_INVALID', `${file}:${line}: ${message}`, { file, line }, { mend })
  }
  const [error] = document.errors
  if (error !== undefined) return refuse(error.pos[0], 'this is not YAML', error.message)
  return new Place(document.toJS(), [], (path, message, mend) => {
    // Inside an alias there is no node of its own; the nearest one around it has the line.
    for (let depth = path.length; depth >= 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return refuse(node.range[0], message, mend)
    }
    return refuse(0, message, mend)
  })
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
