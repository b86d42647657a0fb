import { describe, expect, it } from 'vitest'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { shelving } from './bulk-shelving.ts'

const recipient = parseRecipient('age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p')

/** A shelf on which each thing is put when it is told to. */
function slowShelf() {
  const waiting: PromiseWithResolvers<undefined>[] = []
  const shelf = new Set<string>()
  const papers = new Map<string, string>()
  return {
    waiting,
    shelf,
    papers,
    ports: {
      shelf: {
        put: async (key: string) => {
          const turn = Promise.withResolvers<undefined>()
          waiting.push(turn)
          await turn.promise
          shelf.add(key)
        },
        get: () => expect.unreachable(),
        remove: () => expect.unreachable(),
        sweep: () => expect.unreachable(),
      },
      papers: {
        keep: async (bytes: Uint8Array) => {
          const key = `paper-${papers.size}`
          papers.set(key, toHex(sha256(bytes)))
          return key
        },
        open: () => expect.unreachable(),
        destroy: async (key: string) => void papers.delete(key),
      },
    },
  }
}

const piece = (text: string) => ({ bytes: utf8(text), rows: 1 })
const settled = (work: Promise<unknown>) =>
  Promise.race([work.then(() => true), new Promise<false>((resolve) => setTimeout(() => resolve(false), 50))])

async function turns({ waiting }: ReturnType<typeof slowShelf>, count: number) {
  await expect.poll(() => waiting.length).toBe(count)
  return waiting
}

describe('pieces on their way to the shelf', () => {
  it('are side by side as long as they are no more than so many bytes, and then the source waits', async () => {
    const slow = slowShelf()
    const pieces = shelving(slow.ports, recipient, 10)
    expect(pieces.room()).toBeUndefined()
    pieces.take('data/snap.csv', piece('12345'))
    pieces.take('data/snap.csv', piece('67890'))
    expect(pieces.room()).toBeUndefined()
    pieces.take('data/snap.csv', piece('!'))
    const room = pieces.room() ?? expect.unreachable()
    const [first, second, third] = await turns(slow, 3)
    expect(await settled(room)).toBe(false)
    second?.resolve(undefined)
    await room
    expect(pieces.room()).toBeUndefined()
    first?.resolve(undefined)
    third?.resolve(undefined)
    await pieces.done()
  })

  it('wait for one alone that is larger than all that may be on its way', async () => {
    const slow = slowShelf()
    const pieces = shelving(slow.ports, recipient, 3)
    pieces.take('data/snap.csv', piece('12345'))
    pieces.take('data/snap.csv', piece('67890'))
    const room = pieces.room() ?? expect.unreachable()
    const [first, second] = await turns(slow, 2)
    expect(await settled(room)).toBe(false)
    second?.resolve(undefined)
    expect(await settled(room)).toBe(false)
    first?.resolve(undefined)
    await room
  })

  it('are told in the order in which they ended, with what they were and where their copy is', async () => {
    const slow = slowShelf()
    const pieces = shelving(slow.ports, recipient)
    const texts = ['one', 'two', 'three']
    for (const text of texts) pieces.take('data/snap.csv', piece(text))
    const all = await turns(slow, 3)
    const done = pieces.done()
    for (const one of all.toReversed()) one.resolve(undefined)
    const there = await done
    expect(there.map(({ sha256: hash }) => hash)).toEqual(texts.map((text) => toHex(sha256(utf8(text)))))
    expect(there.map(({ bytes, rows, table }) => [bytes, rows, table])).toEqual(
      texts.map(({ length }) => [length, 1, 'data/snap.csv']),
    )
    for (const { copy, sha256: hash, sealed } of there) {
      expect(slow.papers.get(copy)).toBe(hash)
      expect(slow.shelf.has(sealed.sha256)).toBe(true)
    }
  })

  it('stop the source where one fails, and the others are still told of: nobody is left behind', async () => {
    const slow = slowShelf()
    const pieces = shelving(slow.ports, recipient, 5)
    pieces.take('data/snap.csv', piece('12345'))
    pieces.take('data/snap.csv', piece('67890'))
    const room = pieces.room() ?? expect.unreachable()
    const [first, second] = await turns(slow, 2)
    second?.reject(new Error('the disk is full'))
    await expect(room).rejects.toThrow('the disk is full')
    await expect(pieces.room()).rejects.toThrow('the disk is full')
    const there = pieces.settled()
    expect(await settled(there)).toBe(false)
    first?.resolve(undefined)
    // Whichever of them it was that came to the shelf; of the other not even its copy is left.
    const [one, ...others] = await there
    expect(others).toEqual([])
    expect([...slow.papers]).toEqual([[one?.copy, one?.sha256]])
    expect([...slow.shelf]).toEqual([one?.sealed.sha256])
    await expect(pieces.done()).rejects.toThrow('the disk is full')
  })

  it('give their memory back once they are there', async () => {
    const slow = slowShelf()
    const pieces = shelving(slow.ports, recipient)
    const bytes = new Uint8Array(100_000)
    pieces.take('data/snap.csv', { bytes, rows: 1 })
    const [only] = await turns(slow, 1)
    expect(bytes).toHaveLength(100_000)
    only?.resolve(undefined)
    expect(await pieces.done()).toMatchObject([{ bytes: 100_000 }])
    expect(bytes).toHaveLength(0)
  })
})
