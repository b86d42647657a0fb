/**
 * The counter where receivers take sealed packages away: a directory.
 *
 *     outbox/<content root>/package        the sealed package, until somebody takes it or it expires
 *     outbox/<content root>/slip.json      what was placed and until when; stays until the case is forgotten
 *     outbox/<content root>/taken          there once it was taken away, swept or withdrawn; says which
 *     outbox/<content root>/settled        there once the case knows that too
 *
 * Trust: low. Packages here are sealed to their receivers. Who can write here can destroy a package or
 * put it back for a second pick-up; the log still shows one delivery, and the receipt's code is inside
 * the sealed payload.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Collected, Consignment, Courier, Gone, Placed } from '#delivery/courier.ts'
import { PosternError } from '#errors.ts'
import { equalBytes, fromUtf8, utf8 } from '#formats/bytes.ts'
import type { Instant } from '#vocabulary/time.ts'
import {
  chunksOf,
  fileError,
  makeDirectory,
  openIfThere,
  readIfThere,
  syncDirectory,
  writeDurably,
  writeOnce,
} from './durable.ts'

interface Slip {
  readonly caseNumber: string
  readonly sha256: string
  readonly bytes: number
  readonly expiresAt: Instant
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 26 symbols, 130 bits of the HMAC, in groups that can be read over a telephone. */
function spell(mac: Uint8Array): string {
  let symbols = ''
  for (let bit = 0; bit < 130; bit += 5) {
    let value = 0
    for (let i = bit; i < bit + 5; i++) value = value * 2 + (((mac[i >> 3] ?? 0) >> (7 - (i & 7))) & 1)
    symbols += crockford.charAt(value)
  }
  return symbols.replaceAll(/(.{5})(?=.)/g, '$1-')
}

function outcomeIn(taken: Uint8Array): Gone['outcome'] | undefined {
  const [outcome] = fromUtf8(taken, 'taken').split(' ')
  return outcome === 'collected' || outcome === 'expired' || outcome === 'withdrawn' ? outcome : undefined
}

/** The same chunks, and once they have all passed their sum. */
function measuring(chunks: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let bytes = 0
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.byteLength
      yield chunk
    }
  }
  return { chunks: passing(), sum: () => ({ sha256: hash.digest('hex'), bytes }) }
}

/** @param secret 32 bytes or more that only this courier holds; pick-up codes are derived from it. */
export function outbox(directory: string, secret: Uint8Array): Courier {
  const folder = (contentRoot: string): string => {
    // The content root becomes a path, and it may come from a command line.
    if (!/^[0-9a-f]{64}$/.test(contentRoot)) {
      throw new PosternError('ERR_INPUT_INVALID', 'A content root is 64 lower-case hexadecimal digits.')
    }
    return join(directory, contentRoot)
  }
  const codeOf = (contentRoot: string): string =>
    spell(createHmac('sha256', secret).update('postern.pickup.v1\0').update(contentRoot).digest())

  async function slipOf(contentRoot: string): Promise<Slip | undefined> {
    const bytes = await readIfThere(join(folder(contentRoot), 'slip.json'))
    if (bytes === undefined) return undefined
    const slip: Slip = JSON.parse(new TextDecoder().decode(bytes))
    return slip
  }
  const answer = (contentRoot: string, slip: Slip): Placed => ({
    sha256: slip.sha256,
    bytes: slip.bytes,
    expiresAt: slip.expiresAt,
    pickupCode: codeOf(contentRoot),
  })

  /**
   * Exactly one caller ever gets true for a content root: what is written once is one caller's. Durable before
   * the package leaves: after a power cut it must not be there to be taken again.
   */
  async function take(contentRoot: string, outcome: Gone['outcome']): Promise<boolean> {
    const mine = utf8(`${outcome} ${randomBytes(8).toString('hex')}\n`)
    return equalBytes(await writeOnce(join(folder(contentRoot), 'taken'), mine), mine)
  }

  const roots = async (): Promise<string[]> =>
    (await readdir(directory).catch(() => [])).filter((name) => /^[0-9a-f]{64}$/.test(name))

  async function goneOf(contentRoot: string): Promise<Gone | undefined> {
    const home = folder(contentRoot)
    const taken = await readIfThere(join(home, 'taken'))
    if (taken === undefined || (await readIfThere(join(home, 'settled'))) !== undefined) return undefined
    const slip = await slipOf(contentRoot)
    const outcome = outcomeIn(taken)
    if (slip === undefined || outcome === undefined) return undefined
    return { contentRoot, caseNumber: slip.caseNumber, outcome }
  }

  async function notHere(contentRoot: string, late: boolean): Promise<Collected> {
    const taken = await readIfThere(join(folder(contentRoot), 'taken'))
    const outcome = taken && outcomeIn(taken)
    if (outcome === 'withdrawn') return { collected: false, reason: 'withdrawn' }
    return { collected: false, reason: late ? 'expired' : 'used' }
  }

  async function withdraw(contentRoot: string): Promise<void> {
    if ((await slipOf(contentRoot)) === undefined) return
    if (await take(contentRoot, 'withdrawn')) await rm(join(folder(contentRoot), 'package'), { force: true })
  }

  async function handOver(
    contentRoot: string,
    { caseNumber }: Slip,
    mayLeave: (caseNumber: string) => Promise<boolean>,
  ): Promise<boolean> {
    if (!(await mayLeave(caseNumber))) await withdraw(contentRoot)
    if (!(await take(contentRoot, 'collected'))) return false
    await rm(join(folder(contentRoot), 'package'), { force: true })
    return true
  }

  return {
    async place(consignment: Consignment): Promise<Placed> {
      const { contentRoot } = consignment
      const home = folder(contentRoot)
      const standing = await slipOf(contentRoot)
      if (standing) {
        // Whoever placed it may have died before this line.
        await syncDirectory(directory)
        return answer(contentRoot, standing)
      }

      // The whole folder appears at once: two couriers racing cannot mix a package and another's slip.
      const staging = join(directory, `.${randomBytes(8).toString('hex')}.partial`)
      let slip: Slip
      try {
        await makeDirectory(staging)
        const measured = measuring(consignment.package)
        await writeDurably(join(staging, 'package'), measured.chunks)
        const { caseNumber, expiresAt } = consignment
        slip = { caseNumber, ...measured.sum(), expiresAt }
        await writeDurably(join(staging, 'slip.json'), JSON.stringify(slip))
        await rename(staging, home)
      } catch (error) {
        await rm(staging, { recursive: true, force: true })
        const raced = await slipOf(contentRoot)
        if (raced) {
          await syncDirectory(directory)
          return answer(contentRoot, raced)
        }
        throw fileError(error, home)
      }
      // A delivery that the log knows of must not be gone after a power cut.
      await syncDirectory(directory)
      return answer(contentRoot, slip)
    },

    async placed(contentRoot) {
      const slip = await slipOf(contentRoot)
      return slip && answer(contentRoot, slip)
    },

    async collect(contentRoot, pickupCode, now, mayLeave): Promise<Collected> {
      const right = new TextEncoder().encode(codeOf(contentRoot))
      const brought = new TextEncoder().encode(pickupCode.trim().toUpperCase())
      const slip = await slipOf(contentRoot)
      if (!slip || right.length !== brought.length || !timingSafeEqual(right, brought)) {
        return { collected: false, reason: 'unknown' }
      }
      const late = slip.expiresAt <= now
      // Opened before it goes: from then on it is this one's to read, and nobody else finds it.
      const file = late ? undefined : await openIfThere(join(folder(contentRoot), 'package'))
      if (file === undefined) return notHere(contentRoot, late)
      const handed = await handOver(contentRoot, slip, mayLeave).catch(async (error: unknown) => {
        await file.close()
        throw error
      })
      if (!handed) {
        await file.close()
        return notHere(contentRoot, false)
      }
      const { caseNumber, sha256, bytes } = slip
      return { collected: true, caseNumber, sha256, bytes, package: chunksOf(file) }
    },

    withdraw,

    async unsettled() {
      const gone = await Promise.all((await roots()).map(goneOf))
      return gone.filter((one) => one !== undefined)
    },

    async settle(contentRoot) {
      // Whoever took it, or took it back, may have died before it was gone.
      await rm(join(folder(contentRoot), 'package'), { force: true })
      await writeDurably(join(folder(contentRoot), 'settled'), '')
    },

    clear: async (contentRoot) => rm(folder(contentRoot), { recursive: true, force: true }),

    async sweep(now) {
      const swept: string[] = []
      for (const contentRoot of await roots()) {
        const slip = await slipOf(contentRoot)
        if (!slip || slip.expiresAt > now) continue
        if (await take(contentRoot, 'expired')) swept.push(contentRoot)
        // Also where whoever took it died before it was gone.
        await rm(join(folder(contentRoot), 'package'), { force: true })
      }
      return swept
    },
  }
}
