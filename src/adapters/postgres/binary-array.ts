/**
 * Arrays as PostgreSQL's binary protocol has them (array_send in src/backend/utils/adt/arrayfuncs.c): dimensions,
 * whether a null is among them, the element's type, length and lower bound, then each element behind its length.
 *
 * The driver writes arrays as text, bytes in hexadecimal: to write that and to read it again took a third of an
 * append's time.
 */

/** Rows of `pg_type`: the numbers are part of the protocol. */
const types = { bytea: 17, bigint: 20, integer: 23, text: 25, uuid: 2950 }

const headerBytes = 20
const lengthBytes = 4
const uuidBytes = 16

/** One array of elements that take at most so many bytes together. */
class ArrayWriter {
  readonly #bytes: Buffer
  #at = headerBytes

  constructor(type: keyof typeof types, count: number, mostBytes: number) {
    this.#bytes = Buffer.allocUnsafe(headerBytes + count * lengthBytes + mostBytes)
    this.#bytes.writeInt32BE(1, 0)
    this.#bytes.writeInt32BE(0, 4)
    this.#bytes.writeInt32BE(types[type], 8)
    this.#bytes.writeInt32BE(count, 12)
    this.#bytes.writeInt32BE(1, 16)
  }

  null(): void {
    this.#bytes.writeInt32BE(1, 4)
    this.#at = this.#bytes.writeInt32BE(-1, this.#at)
  }

  integer(value: number | null): void {
    if (value === null) return this.null()
    this.#at = this.#bytes.writeInt32BE(4, this.#at)
    this.#at = this.#bytes.writeInt32BE(value, this.#at)
  }

  bigint(value: number): void {
    this.#at = this.#bytes.writeInt32BE(8, this.#at)
    this.#at = this.#bytes.writeBigInt64BE(BigInt(value), this.#at)
  }

  text(value: string | null): void {
    if (value === null) return this.null()
    const written = this.#bytes.write(value, this.#at + lengthBytes)
    this.#at = this.#bytes.writeInt32BE(written, this.#at) + written
  }

  uuid(value: string): void {
    this.#at = this.#bytes.writeInt32BE(uuidBytes, this.#at)
    const written = this.#bytes.write(value.replaceAll('-', ''), this.#at, 'hex')
    // PostgreSQL would take it for a broken connection, and so would we.
    if (value.length !== 36 || written !== uuidBytes) throw new RangeError('a stream is named by a UUID')
    this.#at += written
  }

  bytes(value: Uint8Array): void {
    this.#at = this.#bytes.writeInt32BE(value.length, this.#at)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  done(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }
}

export function integers(values: readonly (number | null)[]): Buffer {
  const array = new ArrayWriter('integer', values.length, 4 * values.length)
  for (const value of values) array.integer(value)
  return array.done()
}

/** @param values safe integers */
export function bigints(values: readonly number[]): Buffer {
  const array = new ArrayWriter('bigint', values.length, 8 * values.length)
  for (const value of values) array.bigint(value)
  return array.done()
}

export function texts(values: readonly (string | null)[]): Buffer {
  let units = 0
  for (const value of values) units += value?.length ?? 0
  // No UTF-16 code unit takes more than three bytes of UTF-8.
  const array = new ArrayWriter('text', values.length, 3 * units)
  for (const value of values) array.text(value)
  return array.done()
}

/** @throws RangeError for what is not 32 hexadecimal digits and four hyphens */
export function uuids(values: readonly string[]): Buffer {
  const array = new ArrayWriter('uuid', values.length, uuidBytes * values.length)
  for (const value of values) array.uuid(value)
  return array.done()
}

export function byteas(values: readonly Uint8Array[]): Buffer {
  let bytes = 0
  for (const value of values) bytes += value.length
  const array = new ArrayWriter('bytea', values.length, bytes)
  for (const value of values) array.bytes(value)
  return array.done()
}
