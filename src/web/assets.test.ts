import { gunzipSync, brotliDecompressSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleAssets, type Asset, type Assets } from './assets.ts'

let assets: Assets
beforeAll(async () => {
  assets = await bundleAssets()
})

function named(name: string): Asset {
  const asset = assets.find(assets.href(name))
  if (asset === undefined) throw new Error(`${name} has an address and nothing there`)
  return asset
}

/** Bytes as they travel. A page has one of each beside its own text. */
const budgets = { 'public.css': 12_000, 'public.js': 3_000, 'desk.css': 16_000, 'desk.js': 20_000, 'mark.svg': 600 }

describe('assets', () => {
  it.each(Object.entries(budgets))('%s stays within its budget', (name, budget) => {
    expect(named(name).gzip.length).toBeLessThan(budget)
  })

  it('are the same bytes however they travel, and named by them', async () => {
    for (const name of Object.keys(budgets)) {
      const { bytes, gzip, brotli } = named(name)
      expect(
        Buffer.from(bytes).equals(gunzipSync(gzip)) && Buffer.from(bytes).equals(brotliDecompressSync(brotli)),
      ).toBe(true)
    }
    expect((await bundleAssets()).href('public.css')).toBe(assets.href('public.css'))
  })

  it('ask nobody else for anything', () => {
    for (const name of ['public.css', 'desk.css']) {
      expect(new TextDecoder().decode(named(name).bytes)).not.toMatch(/url\(|@import|https?:/)
    }
  })

  it('know no name and no address but their own', () => {
    expect(() => assets.href('admin.css')).toThrow()
    expect(assets.find('/assets/../package.json')).toBeUndefined()
  })
})
