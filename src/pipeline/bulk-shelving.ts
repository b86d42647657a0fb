/**
 * Pieces of one range on their way to the shelf: hashed, sealed and kept as they end, while the source goes on.
 *
 * Side by side: while one waits for its keys or for the disk, another is sealed. But no more at once than what the
 * memory of a worker is sized for; then the source waits.
 */
import type { Piece } from '#formats/bulk-manifest.ts'
import { giveBack, toHex } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { bytesInPiece } from '#match/members.ts'
import type { PassedPiece } from '#release/bulk/gate.ts'
import type { X25519Recipient } from '#seal/recipient.ts'
import { seal } from '#seal/seal.ts'
import type { Ports } from './ports.ts'

/** A piece that is on the shelf. */
export type ShelvedPiece = Piece & {
  readonly table: string
  readonly sealed: { readonly bytes: number; readonly sha256: string }
  /** Key under which the agency keeps what it sealed. */
  readonly copy: string
}

export interface Shelving {
  /** Begin with a piece. Its memory is given back once it is on the shelf. */
  take(table: string, piece: PassedPiece): void
  /**
   * When there is room for more; undefined where there is now.
   *
   * @throws PosternError what failed on the way: nothing more need be read
   */
  room(): Promise<void> | undefined
  /** All pieces in the order in which they were taken, once none is on its way. @throws what failed on the way */
  done(): Promise<readonly ShelvedPiece[]>
  /** What is on the shelf, once none is on its way. */
  settled(): Promise<readonly ShelvedPiece[]>
}

/** @param most bytes of pieces that may be on their way while the source goes on: a few usual pieces, and one large */
export function shelving(
  ports: Pick<Ports, 'papers' | 'shelf'>,
  recipient: X25519Recipient,
  most = bytesInPiece,
): Shelving {
  return new PiecesUnderWay(ports, recipient, most)
}

class PiecesUnderWay implements Shelving {
  readonly #ports: Pick<Ports, 'papers' | 'shelf'>
  readonly #recipient: X25519Recipient
  readonly #most: number
  readonly #there: (ShelvedPiece | undefined)[] = []
  readonly #underWay = new Set<Promise<void>>()
  #bytes = 0
  #failed: { readonly error: unknown } | undefined

  constructor(ports: Pick<Ports, 'papers' | 'shelf'>, recipient: X25519Recipient, most: number) {
    this.#ports = ports
    this.#recipient = recipient
    this.#most = most
  }

  take(table: string, piece: PassedPiece): void {
    const at = this.#there.push(undefined) - 1
    const work = this.#shelve(at, table, piece).then(() => void this.#underWay.delete(work))
    this.#underWay.add(work)
  }

  room(): Promise<void> | undefined {
    return this.#bytes <= this.#most && this.#failed === undefined ? undefined : this.#waited()
  }

  async done(): Promise<readonly ShelvedPiece[]> {
    const there = await this.settled()
    this.#requireNoneFailed()
    return there
  }

  async settled(): Promise<readonly ShelvedPiece[]> {
    await Promise.all(this.#underWay)
    return this.#there.filter((one) => one !== undefined)
  }

  async #waited(): Promise<void> {
    while (this.#bytes > this.#most && this.#failed === undefined) await Promise.race(this.#underWay)
    this.#requireNoneFailed()
  }

  #requireNoneFailed(): void {
    if (this.#failed !== undefined) throw this.#failed.error
  }

  async #shelve(at: number, table: string, { bytes, rows }: PassedPiece): Promise<void> {
    const { length } = bytes
    this.#bytes += length
    try {
      this.#there[at] = { table, rows, ...(await shelved(this.#ports, this.#recipient, bytes)) }
    } catch (error) {
      this.#failed ??= { error }
    }
    giveBack(bytes)
    this.#bytes -= length
  }
}

/** @throws PosternError ERR_DISK_FULL and what keeping a paper throws; then nothing of it is there */
async function shelved(
  ports: Pick<Ports, 'papers' | 'shelf'>,
  recipient: X25519Recipient,
  bytes: Uint8Array,
): Promise<Omit<ShelvedPiece, 'table' | 'rows'>> {
  const sealed = await seal(bytes, recipient)
  const hash = toHex(sha256(sealed))
  const copy = await ports.papers.keep(bytes)
  try {
    await ports.shelf.put(hash, sealed)
  } catch (error) {
    await ports.papers.destroy(copy)
    throw error
  }
  const whole = { bytes: sealed.length, sha256: hash }
  return { bytes: bytes.length, sha256: toHex(sha256(bytes)), sealed: whole, copy }
}
