import { mkdtemp, open, readdir, readlink, rm, stat, writeFile, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Courier } from '#delivery/courier.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { gathered, inChunks, unread } from '#testing/chunks.ts'
import { outbox } from './outbox.ts'

const contentRoot = 'ab'.repeat(32)
const consignment = {
  contentRoot,
  caseNumber: 'MA-DTA-2026-7K3Q9F2M',
  expiresAt: '2026-12-01T00:00:00.000Z',
  package: inChunks(utf8('sealed')),
}
const now = '2026-11-22T00:00:00.000Z'
let directory: string
let courier: Courier

const mayLeave = async (): Promise<boolean> => true
const sourceIsDown = (): Promise<boolean> => Promise.reject(new Error('the source is down'))

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'postern-outbox-'))
  courier = outbox(directory, new Uint8Array(32).fill(7))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

it('hands a package to whoever brings the code, once', async () => {
  const { pickupCode } = await courier.place(consignment)
  const taken = await courier.collect(contentRoot, pickupCode.toLowerCase(), now, mayLeave)
  if (!taken.collected) expect.unreachable()
  expect(taken).toMatchObject({ bytes: 6, sha256: toHex(sha256(utf8('sealed'))) })
  expect(await gathered(taken.package)).toEqual(utf8('sealed'))
  expect(await courier.collect(contentRoot, pickupCode, now, mayLeave)).toEqual({ collected: false, reason: 'used' })
})

it('tells somebody without the code nothing, whether a package stands, was taken or never was', async () => {
  const nobody = { collected: false, reason: 'unknown' }
  expect(await unread(courier.collect(contentRoot, 'WRONG', now, mayLeave))).toEqual(nobody)
  const { pickupCode } = await courier.place(consignment)
  expect(await unread(courier.collect(contentRoot, 'WRONG', now, mayLeave))).toEqual(nobody)
  await unread(courier.collect(contentRoot, pickupCode, now, mayLeave))
  expect(await unread(courier.collect(contentRoot, 'WRONG', now, mayLeave))).toEqual(nobody)
})

it('places one package for one content root, whatever is placed again', async () => {
  const first = await courier.place(consignment)
  const again = await courier.place({ ...consignment, package: inChunks(utf8('a newer proof')) })
  expect(again).toEqual(first)
  await unread(courier.collect(contentRoot, first.pickupCode, now, mayLeave))
  expect(await courier.place(consignment)).toEqual(first)
  expect(await unread(courier.collect(contentRoot, first.pickupCode, now, mayLeave))).toEqual({
    collected: false,
    reason: 'used',
  })
})

it('places one package when two couriers race', async () => {
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      outbox(directory, new Uint8Array(32).fill(7)).place({ ...consignment, package: inChunks(new Uint8Array([i])) }),
    ),
  )
  expect(new Set(all.map((placed) => placed.sha256)).size).toBe(1)
  const { pickupCode } = all[0] ?? expect.unreachable()
  const taken = await Promise.all(
    Array.from({ length: 8 }, () => unread(courier.collect(contentRoot, pickupCode, now, mayLeave))),
  )
  expect(taken.filter(({ collected }) => collected)).toHaveLength(1)
})

it('keeps a package up to its expiry and destroys it at that moment', async () => {
  const { pickupCode } = await courier.place(consignment)
  expect(await courier.sweep('2026-11-30T23:59:59.999Z')).toEqual([])
  expect(await unread(courier.collect(contentRoot, pickupCode, consignment.expiresAt, mayLeave))).toMatchObject({
    reason: 'expired',
  })
  expect(await courier.sweep(consignment.expiresAt)).toEqual([contentRoot])
  expect(await unread(courier.collect(contentRoot, pickupCode, now, mayLeave))).toMatchObject({ collected: false })
  expect(await readdir(join(directory, contentRoot))).not.toContain('package')
})

it('destroys at its expiry what somebody took who died before it was gone', async () => {
  const { pickupCode } = await courier.place(consignment)
  await unread(courier.collect(contentRoot, pickupCode, now, mayLeave))
  await writeFile(join(directory, contentRoot, 'package'), 'sealed')
  expect(await courier.sweep(consignment.expiresAt)).toEqual([])
  expect(await readdir(join(directory, contentRoot))).not.toContain('package')
})

it('says of each package that is gone what became of it, until that is settled', async () => {
  const [taken, expired, withdrawn, waiting] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64))
  for (const root of [taken, expired, withdrawn, waiting]) {
    if (root === undefined) expect.unreachable()
    const expiresAt = root === expired ? consignment.expiresAt : '2027-12-01T00:00:00.000Z'
    await courier.place({ ...consignment, contentRoot: root, expiresAt })
  }
  expect(await courier.unsettled()).toEqual([])
  const { pickupCode = '' } = (await courier.placed(taken ?? '')) ?? {}
  await unread(courier.collect(taken ?? '', pickupCode, now, mayLeave))
  await courier.withdraw(withdrawn ?? '')
  await courier.sweep(consignment.expiresAt)
  const { caseNumber } = consignment
  const gone = [
    { contentRoot: taken, caseNumber, outcome: 'collected' },
    { contentRoot: expired, caseNumber, outcome: 'expired' },
    { contentRoot: withdrawn, caseNumber, outcome: 'withdrawn' },
  ]
  expect((await courier.unsettled()).toSorted((a, b) => (a.contentRoot < b.contentRoot ? -1 : 1))).toEqual(gone)
  await courier.settle(taken ?? '')
  expect(await courier.unsettled()).toEqual(gone.slice(1))
})

it('leaves nothing behind of what is cleared', async () => {
  await courier.place(consignment)
  await courier.clear(contentRoot)
  await courier.clear(contentRoot)
  expect(await readdir(directory)).toEqual([])
  await expect(courier.clear('..')).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
})

it('takes a package back that nobody took, and never places it again', async () => {
  const { pickupCode } = await courier.place(consignment)
  await courier.withdraw(contentRoot)
  await courier.withdraw(contentRoot)
  expect(await unread(courier.collect(contentRoot, pickupCode, now, mayLeave))).toEqual({
    collected: false,
    reason: 'withdrawn',
  })
  await courier.place(consignment)
  expect(await readdir(join(directory, contentRoot))).not.toContain('package')
  await courier.withdraw('cd'.repeat(32))
  expect(await courier.placed('cd'.repeat(32))).toBeUndefined()
})

it('hands over nothing that may not leave at that moment, to the right code alone', async () => {
  const { pickupCode } = await courier.place(consignment)
  const asked: string[] = []
  const no = async (caseNumber: string): Promise<boolean> => {
    asked.push(caseNumber)
    return false
  }
  expect(await unread(courier.collect(contentRoot, 'WRONG', now, no))).toEqual({ collected: false, reason: 'unknown' })
  expect(asked).toEqual([])
  expect(await unread(courier.collect(contentRoot, pickupCode, now, no))).toEqual({
    collected: false,
    reason: 'withdrawn',
  })
  expect(asked).toEqual([consignment.caseNumber])
  expect(await readdir(join(directory, contentRoot))).not.toContain('package')
  expect(await unread(courier.collect(contentRoot, pickupCode, now, mayLeave))).toMatchObject({ reason: 'withdrawn' })
})

it('keeps the package where nobody could say whether it may leave', async () => {
  const { pickupCode } = await courier.place(consignment)
  await expect(unread(courier.collect(contentRoot, pickupCode, now, sourceIsDown))).rejects.toThrow(
    'the source is down',
  )
  expect(await unread(courier.collect(contentRoot, pickupCode, now, mayLeave))).toMatchObject({ collected: true })
})

it('lets exactly one of a collection and a taking back come to pass', async () => {
  for (let round = 0; round < 20; round++) {
    const root = round.toString(16).padStart(64, '0')
    const { pickupCode } = await courier.place({ ...consignment, contentRoot: root })
    const [taken] = await Promise.all([
      unread(courier.collect(root, pickupCode, now, mayLeave)),
      courier.withdraw(root),
    ])
    const gone = await courier.unsettled()
    expect(gone).toMatchObject([{ contentRoot: root, outcome: taken.collected ? 'collected' : 'withdrawn' }])
    expect(await readdir(join(directory, root))).not.toContain('package')
    await courier.settle(root)
  }
})

it('removes with its settling what somebody took back who died before it was gone', async () => {
  await courier.place(consignment)
  await courier.withdraw(contentRoot)
  await writeFile(join(directory, contentRoot, 'package'), 'sealed')
  await courier.settle(contentRoot)
  expect(await readdir(join(directory, contentRoot))).not.toContain('package')
})

it('refuses a content root that would be a path', async () => {
  await expect(courier.place({ ...consignment, contentRoot: '../../etc/passwd' })).rejects.toMatchObject({
    code: 'ERR_INPUT_INVALID',
  })
})

it('says what to do when the place cannot be written', async () => {
  const file = join(directory, 'a-file')
  await writeFile(file, '')
  await expect(outbox(join(file, 'outbox'), new Uint8Array(32)).place(consignment)).rejects.toMatchObject({
    code: 'ERR_DATA_DIRECTORY',
    mend: expect.stringContaining('POSTERN_DATA') as unknown,
  })
})

it('has flushed the folder that shows it before it says that a package stands there or was taken', async () => {
  const probe = await open(directory, 'r')
  const handles: FileHandle = Object.getPrototypeOf(probe)
  await probe.close()
  const flushed: number[] = []
  const spy = vi.spyOn(handles, 'sync').mockImplementation(async function (this: FileHandle) {
    flushed.push((await this.stat()).ino)
    await this.datasync()
  })
  onTestFinished(() => spy.mockRestore())
  const counter = (await stat(directory)).ino
  const { pickupCode } = await courier.place(consignment)
  expect(flushed.at(-1)).toBe(counter)

  // Who placed it may have died before it was flushed.
  flushed.length = 0
  await courier.place(consignment)
  expect(flushed).toEqual([counter])

  await unread(courier.collect(contentRoot, pickupCode, now, mayLeave))
  expect(flushed.at(-1)).toBe((await stat(join(directory, contentRoot))).ino)
})

const taking = async (): Promise<AsyncIterator<Uint8Array>> => {
  const { pickupCode = '' } = (await courier.placed(contentRoot)) ?? {}
  const taken = await courier.collect(contentRoot, pickupCode, now, mayLeave)
  if (!taken.collected) expect.unreachable()
  return taken.package[Symbol.asyncIterator]()
}
const openFiles = async (): Promise<string[]> => {
  const links = await readdir('/proc/self/fd')
  const targets = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return targets.filter((target) => target.startsWith(directory))
}

it('hands a package of many chunks over whole, after it is gone from the counter', async () => {
  const whole = new Uint8Array(1_000_000).map((_, at) => at % 251)
  const placed = await courier.place({ ...consignment, package: inChunks(whole, 70_000) })
  expect(placed).toMatchObject({ bytes: whole.length, sha256: toHex(sha256(whole)) })
  const chunks = await taking()
  expect(await readdir(join(directory, contentRoot))).not.toContain('package')
  const read = await gathered({ [Symbol.asyncIterator]: () => chunks })
  expect(Buffer.compare(read, whole)).toBe(0)
  expect(await chunks.next()).toEqual({ done: true, value: undefined })
})

it.runIf(process.platform === 'linux')(
  'keeps no file open of what was read, broken off, never begun or kept',
  async () => {
    for (const read of [2, 1, 0]) {
      await courier.place({ ...consignment, package: inChunks(new Uint8Array(300_000), 100_000) })
      const chunks = await taking()
      expect(await openFiles()).toHaveLength(1)
      for (let count = 0; count < read; count++) await chunks.next()
      await chunks.return?.()
      await chunks.return?.()
      expect(await openFiles()).toEqual([])
      await courier.clear(contentRoot)
    }
    const { pickupCode } = await courier.place(consignment)
    await expect(courier.collect(contentRoot, pickupCode, now, sourceIsDown)).rejects.toThrow('the source is down')
    await courier.collect(contentRoot, pickupCode, now, async () => false)
    expect(await openFiles()).toEqual([])
  },
)

it('reads nothing of a package where one stands already', async () => {
  const first = await courier.place(consignment)
  const never: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => expect.unreachable() }
  expect(await courier.place({ ...consignment, package: never })).toEqual(first)
})

it('leaves nothing behind of a package that breaks off while it is placed, and places it the next time', async () => {
  const broken: AsyncIterable<Uint8Array> = {
    async *[Symbol.asyncIterator]() {
      yield utf8('sea')
      throw new Error('the shelf is gone')
    },
  }
  await expect(courier.place({ ...consignment, package: broken })).rejects.toThrow('the shelf is gone')
  expect(await readdir(directory)).toEqual([])
  expect(await courier.placed(contentRoot)).toBeUndefined()
  expect(await courier.place(consignment)).toMatchObject({ bytes: 6 })
})
