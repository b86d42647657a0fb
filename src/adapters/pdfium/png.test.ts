import { crc32, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { faultInPng, isPng } from '#instrument/picture.ts'
import { pngOf } from './png.ts'

/** What another program would read in it, by the standard: size, channels and pixels. */
function read(png: Uint8Array): { width: number; height: number; channels: number; pixels: number[] } {
  const view = new DataView(png.buffer, png.byteOffset, png.length)
  const parts: Record<string, Uint8Array> = {}
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at)
    const type = String.fromCodePoint(...png.subarray(at + 4, at + 8))
    expect(view.getUint32(at + 8 + length), type).toBe(crc32(png.subarray(at + 4, at + 8 + length)))
    parts[type] = png.subarray(at + 8, at + 8 + length)
    at += 12 + length
  }
  const head = Buffer.from(parts['IHDR'] ?? [])
  const [width, height, channels] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 0 ? 1 : 3]
  expect([...head.subarray(8)]).toEqual([8, channels === 1 ? 0 : 2, 0, 0, 0])
  const rows = inflateSync(parts['IDAT'] ?? new Uint8Array())
  const pixels: number[] = []
  const row = width * channels
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (row + 1)]
    expect([0, 2]).toContain(filter)
    for (let x = 0; x < row; x++) {
      const above = filter === 2 && y > 0 ? (pixels[(y - 1) * row + x] ?? 0) : 0
      pixels.push(((rows[y * (row + 1) + 1 + x] ?? 0) + above) & 0xff)
    }
  }
  return { width, height, channels, pixels }
}

const picture = (width: number, height: number, pixel: (x: number, y: number) => readonly number[]): Uint8Array =>
  Uint8Array.from(
    Array.from({ length: width * height }, (_, i) => [...pixel(i % width, Math.floor(i / width)), 255]).flat(),
  )

const colors = (x: number, y: number): readonly number[] => [x * 30, y * 20, (x * y) % 256]

describe('a picture', () => {
  it('is read again pixel by pixel, in color', () => {
    const png = pngOf(7, 5, picture(7, 5, colors))
    expect(isPng(png)).toBe(true)
    expect(faultInPng(png)).toBeUndefined()
    const expected = Array.from({ length: 35 }, (_, i) => colors(i % 7, Math.floor(i / 7))).flat()
    expect(read(png)).toEqual({ width: 7, height: 5, channels: 3, pixels: expected })
  })

  it('is gray where it has no color, and is as small as what differs from the row above', () => {
    // Each row the one above, a little darker: as it is there is nothing in it to be squeezed.
    const noise = Array.from({ length: 400 }, (_, i) => (i * i * 37 + i * 101 + (i % 7) * 53) % 256)
    const of = (x: number, y: number) => Array.from({ length: 3 }, () => ((noise[x] ?? 0) + 256 - y) % 256)
    const png = pngOf(400, 200, picture(400, 200, of))
    const { channels, pixels } = read(png)
    expect(channels).toBe(1)
    expect(pixels).toEqual(Array.from({ length: 80_000 }, (_, i) => of(i % 400, Math.floor(i / 400))[0]))
    expect(png.length).toBeLessThan(4000)
  })

  it('has as many pixels as it says', () => {
    expect(() => pngOf(2, 2, new Uint8Array(15))).toThrow(RangeError)
    expect(() => pngOf(0, 2, new Uint8Array(0))).toThrow(RangeError)
  })
})
