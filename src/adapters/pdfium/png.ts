/**
 * Pictures as PNG (W3C, third edition): eight bits a channel, gray where nothing in it has a color.
 *
 * Only what a page needs that was drawn on white: no alpha, no palette, no interlacing.
 */
import { crc32, deflateSync } from 'node:zlib'
import { concat, utf8 } from '#formats/bytes.ts'

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** Section 9.2: what stands at the head of each row. */
const filters = { none: 0, up: 2 } as const

/**
 * @param rgba four bytes a pixel, row by row from the top; the fourth is not looked at
 * @throws RangeError where these are not the pixels of a picture of that size
 */
export function pngOf(width: number, height: number, rgba: Uint8Array): Uint8Array {
  if (width < 1 || height < 1 || rgba.length !== width * height * 4) {
    throw new RangeError(`${rgba.length} bytes are no picture of ${width} by ${height}`)
  }
  const channels = isGray(rgba) ? 1 : 3
  const data = squeezed(channelsOf(rgba, channels), width * channels)
  return concat(
    signature,
    chunk('IHDR', header(width, height, channels)),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  )
}

/** Text is smaller as it is, and a scan by what differs from the row above: a quick try tells which. */
function squeezed(pixels: Uint8Array, width: number): Uint8Array {
  const tried = (['none', 'up'] as const).map((filter) => {
    const rows = rowsOf(pixels, width, filter)
    return { rows, bytes: deflateSync(rows, { level: 1 }).length }
  })
  const [best] = tried.toSorted((a, b) => a.bytes - b.bytes)
  if (best === undefined) return new Uint8Array()
  // In the grain of a scan more effort finds little, and takes seconds.
  return deflateSync(best.rows, { level: best.bytes < pixels.length / 8 ? 6 : 3 })
}

function isGray(rgba: Uint8Array): boolean {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at] !== rgba[at + 1] || rgba[at] !== rgba[at + 2]) return false
  }
  return true
}

function channelsOf(rgba: Uint8Array, channels: 1 | 3): Uint8Array {
  const pixels = new Uint8Array((rgba.length / 4) * channels)
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    for (let channel = 0; channel < channels; channel++) pixels[to++] = rgba[from + channel] ?? 0
  }
  return pixels
}

function rowsOf(pixels: Uint8Array, width: number, filter: keyof typeof filters): Uint8Array {
  const height = pixels.length / width
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * width, y * (width + 1)]
    rows[to] = filters[filter]
    rows.set(pixels.subarray(from, from + width), to + 1)
    if (filter === 'none' || y === 0) continue
    for (let x = 0; x < width; x++) rows[to + 1 + x] = (pixels[from + x] ?? 0) - (pixels[from + x - width] ?? 0)
  }
  return rows
}

/** Section 11.2.1: gray is color type 0, and color is 2. */
function header(width: number, height: number, channels: 1 | 3): Uint8Array {
  const view = new DataView(new ArrayBuffer(13))
  view.setUint32(0, width)
  view.setUint32(4, height)
  view.setUint8(8, 8)
  view.setUint8(9, channels === 1 ? 0 : 2)
  return new Uint8Array(view.buffer)
}

/** Section 5.3: length, type, data, and the CRC of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  bytes.set(utf8(type), 4)
  bytes.set(data, 8)
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)))
  return bytes
}
