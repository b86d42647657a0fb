/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one test that it serves */
import { describe, expect, it } from 'vitest'
import { isPosternError, type PosternError } from '#errors.ts'
import { concat, utf8 } from '#formats/bytes.ts'
import { checkArtifact, largestArtifact } from './artifact.ts'

/** A PDF of one empty page, with its table where its end says. */
function pdf({
  before = '',
  trailer = '',
  offset,
}: { before?: string; trailer?: string; offset?: number } = {}): Uint8Array {
  const body = `${before}%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n`
  const table = `xref\n0 3\n0000000000 65535 f \ntrailer\n<</Size 3/Root 1 0 R${trailer}>>\n`
  return utf8(`${body}${table}startxref\n${offset ?? body.length}\n%%EOF\n`)
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, data.length)
  return concat(length, utf8(type), data, new Uint8Array(4))
}

const pngHead = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const ihdr = chunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0))
const png = concat(
  pngHead,
  ihdr,
  chunk('tEXt', utf8('a\0b')),
  chunk('IDAT', new Uint8Array(10)),
  chunk('IEND', new Uint8Array(0)),
)

const segment = (marker: number, length: number) =>
  concat(Uint8Array.of(0xff, marker, 0, length), new Uint8Array(length - 2))
const scan = concat(segment(0xda, 8), Uint8Array.of(1, 2, 0xff, 0, 3))
const jpeg = concat(Uint8Array.of(0xff, 0xd8), segment(0xe0, 16), segment(0xc0, 11), scan, Uint8Array.of(0xff, 0xd9))

/** A TIFF of one page: header, directory of two fields, one strip. */
function tiff(
  little: boolean,
  change: { offset?: number; next?: number; strips?: number; tag?: number; type?: number } = {},
): Uint8Array {
  const bytes = new Uint8Array(60)
  const view = new DataView(bytes.buffer)
  bytes.set(utf8(little ? 'II' : 'MM'))
  view.setUint16(2, 42, little)
  view.setUint32(4, 8, little)
  view.setUint16(8, 2, little)
  const field = (at: number, tag: number, type: number, count: number, value: number) => {
    view.setUint16(at, tag, little)
    view.setUint16(at + 2, type, little)
    view.setUint32(at + 4, count, little)
    if (type === 3) view.setUint16(at + 8, value, little)
    else view.setUint32(at + 8, value, little)
  }
  field(10, change.tag ?? 273, change.type ?? 4, change.strips ?? 1, change.offset ?? 40)
  field(22, 279, 3, 1, 20)
  view.setUint32(34, change.next ?? 0, little)
  return bytes
}

function refusal(file: string, bytes: Uint8Array): PosternError {
  try {
    checkArtifact(file, bytes)
  } catch (error) {
    if (isPosternError(error)) return error
    throw error
  }
  throw new Error(`${file} was accepted`)
}

const samples: readonly [string, string, Uint8Array][] = [
  ['warrant.pdf', 'application/pdf', pdf()],
  ['warrant.png', 'image/png', png],
  ['warrant.jpg', 'image/jpeg', jpeg],
  ['warrant.tif', 'image/tiff', tiff(true)],
  ['request.json', 'application/json', utf8('{"request": "postern/request/v1"}')],
  ['letter.txt', 'text/plain', utf8('To whom it may concern,\r\n\tgive us everything.\f\n')],
]

describe('a file that is handed in', () => {
  it.each(samples)('is known by its content: %s', (file, type, bytes) => {
    const found = checkArtifact(file, bytes)
    expect(found).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: bytes.length, type })
    expect(checkArtifact('no ending', bytes)).toEqual(found)
    expect(checkArtifact(file.toUpperCase(), bytes)).toEqual(found)
  })

  it('is hashed as it arrived', () => {
    expect(checkArtifact('a.txt', utf8('abc')).sha256).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('is refused where its name says another kind, naming both', () => {
    for (const [file, type, bytes] of samples) {
      for (const [other, otherType] of samples) {
        const written = [type, otherType].every((one) => one.startsWith('text/') || one.endsWith('/json'))
        if (file === other || written) continue
        const error = refusal(other, bytes)
        expect(error.evidence).toEqual({ file: other, reason: 'mislabelled', bytes: bytes.length })
        expect(error.message).toContain(`${other} is called `)
        expect(error.message).toContain('and is not one: it is ')
      }
    }
    expect(refusal('warrant.pdf', png).message).toBe('warrant.pdf is called a PDF and is not one: it is a PNG picture')
    expect(refusal('warrant.PDF', Uint8Array.of(0, 1)).message).toContain('it is nothing that is known here')
    expect(refusal('warrant.jpeg', png).message).toContain('is called a JPEG picture')
    expect(refusal('fax.tiff', png).message).toContain('is called a TIFF picture')
    expect(checkArtifact('mail.eml', utf8('{}')).type).toBe('application/json')
    expect(checkArtifact('notes.json', utf8('{ not JSON')).type).toBe('text/plain')
  })

  it('is refused where it is empty, unknown or too large', () => {
    expect(refusal('a.pdf', new Uint8Array(0)).evidence).toMatchObject({ reason: 'empty' })
    for (const bytes of [
      Uint8Array.of(0x50, 0x4b, 3, 4, 0),
      utf8(' \n '),
      utf8('bell\u0007'),
      Uint8Array.of(0x61, 0xff),
      utf8('a\u0085b'),
    ]) {
      const error = refusal('a.docx', bytes)
      expect(error.code).toBe('ERR_INPUT_INVALID')
      expect(error.evidence).toMatchObject({ reason: 'unknown-kind' })
      expect(error.mend).toContain('PDF')
    }
    const large = new Uint8Array(largestArtifact + 1).fill(0x61)
    expect(refusal('a.txt', large)).toMatchObject({ code: 'ERR_INPUT_TOO_LARGE', evidence: { most: largestArtifact } })
    expect(checkArtifact('a.txt', large.subarray(1)).bytes).toBe(largestArtifact)
  })

  it.each(samples.slice(0, 4))('is refused wherever it is cut off: %s', (file, _, bytes) => {
    for (let length = 1; length < bytes.length - 1; length++) {
      const error = refusal(file, bytes.subarray(0, length))
      expect(['unreadable', 'mislabelled']).toContain(error.evidence['reason'])
    }
  })
})

const fault = (file: string, bytes: Uint8Array) => /cannot be read: (.*)$/.exec(refusal(file, bytes).message)?.[1]

describe('a PDF', () => {
  it('may have a little before its header and white space or zeros after its end', () => {
    const before = 'fax header\n'
    expect(checkArtifact('a.pdf', pdf({ before })).type).toBe('application/pdf')
    expect(checkArtifact('a.pdf', concat(pdf(), utf8('\r\n \n'))).type).toBe('application/pdf')
    expect(checkArtifact('a.pdf', concat(pdf(), new Uint8Array(100))).type).toBe('application/pdf')
    expect(checkArtifact('a.pdf', utf8(new TextDecoder().decode(pdf()).replace('PDF-1.7', 'PDF-2.0'))).type).toBe(
      'application/pdf',
    )
  })

  it('may keep its table in an object', () => {
    const body = '%PDF-1.5\n'
    const bytes = utf8(`${body}7 0 obj\n<</Type/XRef>>\nstream\nendstream\nendobj\nstartxref\n${body.length}\n%%EOF`)
    expect(checkArtifact('a.pdf', bytes).type).toBe('application/pdf')
  })

  it('has an end, a table where its end says, and no password', () => {
    expect(fault('a.pdf', pdf().subarray(0, -3))).toBe('its end is missing')
    expect(fault('a.pdf', utf8('%PDF-1.7\n%%EOF\n'))).toBe('its end is missing')
    expect(fault('a.pdf', concat(pdf(), utf8('x')))).toBe('its end is missing')
    expect(fault('a.pdf', pdf({ offset: 3 }))).toBe('its table of contents is not where its end says')
    expect(fault('a.pdf', pdf({ offset: 99_999 }))).toBe('its table of contents is not where its end says')
    expect(fault('a.pdf', pdf({ trailer: '/Encrypt 9 0 R' }))).toBe('it is locked with a password')
    expect(checkArtifact('a.pdf', pdf({ trailer: '/EncryptMetadata false' })).type).toBe('application/pdf')
    const far = pdf({ trailer: `/Encrypt 9 0 R/ID(${'x'.repeat(1100)})` })
    expect(fault('a.pdf', far)).toBe('it is locked with a password')
  })

  it('is none where its header comes too late or has no version', () => {
    expect(refusal('a.pdf', pdf({ before: ' '.repeat(1024) })).evidence['reason']).toBe('mislabelled')
    expect(refusal('a.pdf', utf8('%PDF-x\n%%EOF')).evidence['reason']).toBe('mislabelled')
  })
})

describe('a PNG', () => {
  const idat = chunk('IDAT', new Uint8Array(10))
  const iend = chunk('IEND', new Uint8Array(0))
  it('begins with a header that has a size, holds a picture and ends', () => {
    const blank = (width: number, height: number) =>
      chunk('IHDR', Uint8Array.of(0, 0, 0, width, 0, 0, 0, height, 8, 0, 0, 0, 0))
    expect(fault('a.png', concat(pngHead, idat, iend))).toBe('it does not begin as a picture does')
    expect(fault('a.png', concat(pngHead, chunk('IHDR', new Uint8Array(12)), idat, iend))).toBe(
      'it does not begin as a picture does',
    )
    expect(fault('a.png', concat(pngHead, blank(0, 1), idat, iend))).toBe('it has no size')
    expect(fault('a.png', concat(pngHead, blank(1, 0), idat, iend))).toBe('it has no size')
    expect(fault('a.png', concat(pngHead, ihdr, iend))).toBe('there is no picture in it')
    expect(fault('a.png', concat(pngHead, ihdr, idat))).toBe('its end is missing')
    expect(
      fault('a.png', concat(pngHead, ihdr, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x49, 0x44, 0x41, 0x54, 0, 0, 0, 0))),
    ).toBe('its end is missing')
    expect(checkArtifact('a.png', concat(pngHead, ihdr, idat, iend)).type).toBe('image/png')
  })
})

describe('a JPEG', () => {
  const start = Uint8Array.of(0xff, 0xd8)
  const end = Uint8Array.of(0xff, 0xd9)
  it('has a frame, a scan and an end after it', () => {
    expect(fault('a.jpg', concat(start, segment(0xe0, 16), scan, end))).toBe('its end is missing')
    for (const marker of [0xc4, 0xc8, 0xcc]) {
      expect(fault('a.jpg', concat(start, segment(marker, 11), scan, end)), String(marker)).toBe('its end is missing')
    }
    for (const marker of [0xc0, 0xc1, 0xc2, 0xcf]) {
      expect(checkArtifact('a.jpg', concat(start, segment(marker, 11), scan, end)).type).toBe('image/jpeg')
    }
    expect(fault('a.jpg', concat(start, segment(0xc0, 11), scan))).toBe('its end is missing')
    expect(fault('a.jpg', concat(start, segment(0xc0, 11), end, Uint8Array.of(0, 2)))).toBe('its end is missing')
    expect(fault('a.jpg', concat(start, segment(0xc0, 11), Uint8Array.of(0x61, 0xda, 0, 8), end))).toBe(
      'it is damaged before the picture',
    )
  })

  it('may have fill bytes between segments and bytes after its end, and a preview has an end of its own', () => {
    expect(checkArtifact('a.jpg', concat(start, segment(0xc0, 11), Uint8Array.of(0xff, 0xff), scan, end)).type).toBe(
      'image/jpeg',
    )
    expect(checkArtifact('a.jpg', concat(jpeg, utf8('trailing'))).type).toBe('image/jpeg')
    const preview = concat(Uint8Array.of(0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9), segment(0xc0, 11))
    expect(fault('a.jpg', concat(start, preview, scan))).toBe('its end is missing')
  })
})

describe('a TIFF', () => {
  it('is read in either order of bytes', () => {
    expect(checkArtifact('a.tif', tiff(false)).type).toBe('image/tiff')
    expect(checkArtifact('a.tif', tiff(true)).type).toBe('image/tiff')
  })

  it('has a directory, strips that lie within it, and an end to its pages', () => {
    expect(fault('a.tif', tiff(true).subarray(0, 8))).toBe('its directory of pages is missing')
    expect(fault('a.tif', tiff(true).subarray(0, 30))).toBe('its end is missing')
    expect(fault('a.tif', tiff(true).subarray(0, 59))).toBe('its end is missing')
    expect(fault('a.tif', tiff(true, { offset: 41 }))).toBe('its end is missing')
    expect(fault('a.tif', tiff(true, { tag: 256 }))).toBe('there is no picture in it')
    expect(fault('a.tif', tiff(true, { type: 12 }))).toBe('there is no picture in it')
    expect(fault('a.tif', tiff(true, { strips: 0 }))).toBe('there is no picture in it')
    expect(fault('a.tif', tiff(true, { strips: 1_000_001 }))).toBe('there is no picture in it')
    expect(fault('a.tif', tiff(true, { strips: 2, offset: 1000 }))).toBe('there is no picture in it')
    expect(fault('a.tif', tiff(true, { next: 8 }))).toBe('it has too many pages')
    expect(fault('a.tif', tiff(true, { next: 4 }))).toBe('its directory of pages is missing')
    expect(fault('a.tif', tiff(true, { next: 58 }))).toBe('its directory of pages is missing')
    expect(checkArtifact('a.tif', tiff(true, { tag: 324 })).type).toBe('image/tiff')
  })

  it('may list its strips outside its directory', () => {
    // Two strips, the offsets of which stand at 40: 48 and 50, and the first has 20 bytes of which 12 are there.
    const bytes = tiff(true, { strips: 2, offset: 40 })
    const view = new DataView(bytes.buffer)
    view.setUint32(40, 0, true)
    view.setUint32(44, 50, true)
    expect(checkArtifact('a.tif', bytes).type).toBe('image/tiff')
    view.setUint32(40, 48, true)
    expect(fault('a.tif', bytes)).toBe('its end is missing')
  })
})
