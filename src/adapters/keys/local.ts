/** What the root keys that this process itself holds have in common. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { RootKey } from '#log/root-key.ts'
import type { Generations } from './generations.ts'
import { unwrapWith, wrapWith } from './wrap.ts'

export interface LocalKind {
  /** Content of the file of a new generation. */
  readonly make: () => Promise<string>
  /** The 32 bytes that this content leads to. @throws PosternError ERR_KEY_WRONG */
  readonly keyFrom: (content: string, generation: number) => Promise<Uint8Array>
}

export function localRootKey(generations: Generations, { make, keyFrom }: LocalKind): RootKey {
  const held = new Map<number, Promise<KeyObject>>()

  function rootOf(generation: number): Promise<KeyObject> {
    const known = held.get(generation)
    if (known !== undefined) return known
    const reading = generations
      .read(generation)
      .then(async (content) => createSecretKey(await keyFrom(content, generation)))
    held.set(generation, reading)
    // A key that could not be read may be readable the next time somebody asks.
    reading.catch(() => held.delete(generation))
    return reading
  }

  async function advanceFrom(newest: number): Promise<number> {
    let next = newest + 1
    while (!(await generations.add(next, await make()))) next += 1
    return next
  }

  return {
    current: async () => {
      const newest = (await generations.list()).at(-1)
      if (newest !== undefined) return newest
      // Whether this call or another process made it: the first generation is there.
      await generations.add(1, await make())
      return 1
    },
    wrap: async (generation, keys) => wrapWith(await rootOf(generation), keys),
    unwrap: async (generation, keys) => unwrapWith(await rootOf(generation), keys),
    advance: async () => advanceFrom((await generations.list()).at(-1) ?? 0),
    destroyBefore: async (generation) => {
      for (const old of await generations.list()) if (old < generation) await generations.destroy(old)
      for (const old of held.keys()) if (old < generation) held.delete(old)
    },
  }
}
