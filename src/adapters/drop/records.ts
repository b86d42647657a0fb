/**
 * How many records a CSV file has, by RFC 4180 to the letter, while its bytes pass by.
 *
 * DuckDB reads what it loads and is forgiving: a last record whose quote never ends is dropped without a word, and
 * spaces around a quoted value too. What is counted here has to be what it has read.
 */
import type { Evidence } from '#errors.ts'
import { refused } from './errors.ts'

const [quote, comma, cr, lf] = [0x22, 0x2c, 0x0d, 0x0a]
const mark = [0xef, 0xbb, 0xbf]

type State = 'begin' | 'plain' | 'quoted' | 'closed' | 'cr'

export class Records {
  readonly #fields: number
  readonly #where: Evidence
  #state: State = 'begin'
  #field = 1
  #line = 1
  #at = 0
  /** Whether lines end with CR and LF; the first says. */
  #crlf: boolean | undefined
  /** Records that have ended, the first line with the names among them. */
  count = 0

  /** @param fields how many each record must have */
  constructor(fields: number, where: Evidence) {
    this.#fields = fields
    this.#where = where
  }

  /** @throws PosternError ERR_DROP with the line, counted from 1 */
  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at]
      if (this.#state === 'quoted') {
        if (byte === quote) this.#state = 'closed'
        else if (byte === lf) this.#line += 1
        continue
      }
      // A mark of the byte order, where one writes it.
      if (this.#at < mark.length && byte === mark[this.#at]) {
        this.#at += 1
        continue
      }
      this.#at = mark.length
      this.#outside(byte)
    }
  }

  /** @throws as {@link update}, for a file that ends in the middle of a value */
  end(): void {
    if (this.#state === 'quoted') throw this.#bad('a quoted value has no end')
    if (this.#state === 'cr') throw this.#bad('a line ends otherwise than with a line feed')
    // The last line may end without one.
    if (this.#state !== 'begin' || this.#field > 1) this.#record()
  }

  #outside(byte: number | undefined): void {
    if (this.#state === 'cr' && byte !== lf) throw this.#bad('a line ends otherwise than with a line feed')
    if (byte === comma) this.#next('begin')
    else if (byte === lf) this.#lineFeed()
    else if (byte === cr) this.#state = 'cr'
    else if (byte === quote) this.#quote()
    else if (this.#state === 'closed') throw this.#bad('a quoted value goes on after its end')
    else this.#state = 'plain'
  }

  #quote(): void {
    if (this.#state === 'plain') throw this.#bad('a quote stands in a value that is not quoted')
    this.#state = 'quoted'
  }

  #lineFeed(): void {
    this.#crlf ??= this.#state === 'cr'
    if (this.#crlf !== (this.#state === 'cr')) throw this.#bad('a line ends otherwise than the first')
    this.#record()
  }

  #next(state: State): void {
    this.#field += 1
    this.#state = state
  }

  #record(): void {
    if (this.#field !== this.#fields) {
      throw this.#bad(`a record has ${this.#field} values in place of ${this.#fields}`)
    }
    this.count += 1
    this.#line += 1
    this.#field = 1
    this.#state = 'begin'
  }

  #bad(what: string) {
    return refused(`the file is not CSV: ${what}`, { ...this.#where, line: this.#line })
  }
}
