/** PNG and JPEG, as far as it takes to know that a file is one and is whole. */

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export function isPng(bytes: Uint8Array): boolean {
  return pngSignature.every((byte, i) => bytes[i] === byte)
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

/** PNG (W3C, third edition), section 5.3: length, type, data, CRC; IHDR comes first and IEND last. */
export function faultInPng(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let data = 0
  let at = pngSignature.length
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at)
    const type = String.fromCodePoint(...bytes.subarray(at + 4, at + 8))
    if (at + 12 + length > bytes.length) return 'its end is missing'
    if (at === 8 && (type !== 'IHDR' || length !== 13)) return 'it does not begin as a picture does'
    if (at === 8 && (view.getUint32(at + 8) === 0 || view.getUint32(at + 12) === 0)) return 'it has no size'
    if (type === 'IDAT') data += length
    if (type === 'IEND') return data > 0 ? undefined : 'there is no picture in it'
    at += 12 + length
  }
  return 'its end is missing'
}

/** JPEG (ITU T.81), section B.1: segments up to the start of scan, then the picture, then the end of image. */
export function faultInJpeg(bytes: Uint8Array): string | undefined {
  let framed = false
  let at = 2
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return 'it is damaged before the picture'
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    // C0 to CF are frames, but for the tables C4 and CC and the reserved C8.
    if ((marker & 0xf0) === 0xc0 && ![0xc4, 0xc8, 0xcc].includes(marker)) framed = true
    at += 2 + length
    if (marker === 0xda) return framed && endsAfter(bytes, at) ? undefined : 'its end is missing'
  }
  return 'its end is missing'
}

/** An end of image after the scan began; one inside a preview, before it, is another picture's. */
function endsAfter(bytes: Uint8Array, start: number): boolean {
  for (let at = bytes.length - 2; at > start; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}
