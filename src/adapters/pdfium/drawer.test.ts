import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { paper } from '#demo/paper.ts'
import { utf8 } from '#formats/bytes.ts'
import { pdfOf, squares, streamOf } from '#testing/pdf.ts'
import { pdfium } from './drawer.ts'
import { mostPages } from './job.ts'

const drawer = pdfium()
/** As patient as somebody who waits for a page, on a machine that does other things as well. */
const soon = 4000

/** Size, and how many of the pixels are dark; every page of these tests is gray and small enough to be unfiltered. */
function seen(png: Uint8Array): { width: number; height: number; dark: number } {
  const bytes = Buffer.from(png)
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  expect(bytes[25], 'it is gray').toBe(0)
  const rows = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)))
  let dark = 0
  const above = new Uint8Array(width)
  for (let y = 0; y < height; y++) {
    const up = rows[y * (width + 1)] === 2
    for (let x = 0; x < width; x++) {
      above[x] = (rows[y * (width + 1) + 1 + x] ?? 0) + (up ? (above[x] ?? 0) : 0)
      if ((above[x] ?? 0) < 128) dark += 1
    }
  }
  return { width, height, dark }
}

async function drawn(pdf: Uint8Array, page = 1): Promise<ReturnType<typeof seen>> {
  const answer = await drawer.draw(pdf, page)
  if ('not' in answer) throw new Error(`it was not drawn: ${answer.not}`)
  return seen(answer.png)
}

/** Each form draws the next ten times: a page of 10^9 squares. */
function endless(): Uint8Array {
  const forms = Array.from({ length: 9 }, (_, i) =>
    streamOf(
      '/F Do '.repeat(10),
      `/Type/XObject/Subtype/Form/BBox[0 0 600 700]/Resources<</XObject<</F ${i + 5} 0 R>>>>`,
    ),
  )
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 14 0 R/Resources<</XObject<</F 4 0 R>>>>>>',
    ...forms,
    streamOf('0 g 1 1 2 2 re f', '/Type/XObject/Subtype/Form/BBox[0 0 600 700]'),
    streamOf('/F Do'),
  ])
}

/** A form with one field that is filled in, and scripts wherever a form may have them. */
function filledIn(script?: string): Uint8Array {
  const runs = script === undefined ? '' : `<</S/JavaScript/JS(${script})>>`
  const at = (key: string): string => (runs === '' ? '' : `/${key} ${runs}`)
  const every = (...keys: string[]): string => (runs === '' ? '' : `/AA<<${keys.map(at).join('')}>>`)
  return pdfOf([
    `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DA(/F 12 Tf 0 g)/DR<</Font<</F 6 0 R>>>>>>${at('OpenAction')}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Annots[4 0 R]${every('O', 'C')}>>`,
    `<</Type/Annot/Subtype/Widget/FT/Tx/T(judge)/V(A judge)/Rect[72 600 400 640]/P 3 0 R/F 4/AP<</N 5 0 R>>${every('F', 'K', 'C', 'PO', 'PV')}>>`,
    streamOf('0 g 0 0 100 20 re f', '/Type/XObject/Subtype/Form/BBox[0 0 328 40]'),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ])
}

describe('a paper', () => {
  it('is drawn page by page, as wide as a page is read', async () => {
    const pdf = paper({ head: 'SYNTHETIC COURT', lines: ['A synthetic order.'], signed: 'Synthetic Judge' })
    expect(await drawer.measure(pdf)).toEqual({ pages: { count: 1, sizes: [{ width: 1200, height: 1552 }] } })
    const { width, height, dark } = await drawn(pdf)
    expect([width, height]).toEqual([1200, 1552])
    expect(dark).toBeGreaterThan(2000)
  })

  it.each([0, 2, -1, 0.5, Number.NaN])('has no page %s', async (page) => {
    expect(await drawer.draw(squares(1), page)).toEqual({ not: 'no-page' })
  })

  it('of many pages is drawn up to a number, and says how many there are', async () => {
    const many = squares(mostPages + 5)
    const measured = await drawer.measure(many)
    expect(measured).toMatchObject({ pages: { count: mostPages + 5 } })
    expect('pages' in measured && measured.pages.sizes.length).toBe(mostPages)
    expect((await drawn(many, mostPages)).dark).toBeGreaterThan(100_000)
    expect(await drawer.draw(many, mostPages + 1)).toEqual({ not: 'no-page' })
  })

  it('has no more pixels than a page may, whatever size it says', async () => {
    expect(await drawn(squares(1, '0 0 14400 14400'))).toMatchObject({ width: 1200, height: 1200 })
    expect(await drawn(squares(1, '0 0 400 40000'))).toMatchObject({ width: 24, height: 2400 })
  })

  it('shows what was filled in, and runs nothing of what it brings along', async () => {
    const plain = await drawn(filledIn())
    expect(plain.dark).toBeGreaterThan(5000)
    const script = String.raw`this.getField\("judge"\).display = display.hidden; while \(true\) {}`
    expect(await drawn(filledIn(script))).toEqual(plain)
  })
})

describe('a paper that cannot be drawn', () => {
  const key = `<${'00'.repeat(32)}>`
  const pages = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/MediaBox[0 0 9 9]>>',
  ]
  const lock = `/ID[<01><01>]/Encrypt<</Filter/Standard/V 1/R 2/P -44/O ${key}/U ${key}>>`

  it.each<[string, Uint8Array, string]>([
    ['asks for a password', pdfOf(pages, lock), 'locked'],
    ['is empty', new Uint8Array(), 'broken'],
    ['holds nothing', utf8('%PDF-1.7 and nothing else'), 'broken'],
    ['has no page', pdfOf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>']), 'broken'],
    ['was cut off', squares(1).subarray(0, 60), 'broken'],
  ])('because it %s is refused with the reason', async (_, pdf, not) => {
    expect(await drawer.measure(pdf)).toEqual({ not })
  })

  it('says so when a page of it is asked for, and the next paper is drawn', async () => {
    expect(await drawer.draw(pdfOf(pages, lock), 1)).toEqual({ not: 'locked' })
    expect(await drawer.draw(utf8('%PDF-1.7 and nothing else'), 1)).toEqual({ not: 'broken' })
    expect((await drawn(squares(1))).dark).toBeGreaterThan(100_000)
  })

  it('because it never ends is given up after a time, and holds nobody else up', async () => {
    const impatient = pdfium({ timeout: 700 })
    await impatient.measure(squares(1))
    const began = performance.now()
    const [never, other] = await Promise.all([impatient.draw(endless(), 1), drawer.draw(squares(1), 1)])
    expect(never).toEqual({ not: 'too-much' })
    expect(other).toHaveProperty('png')
    expect(performance.now() - began).toBeLessThan(soon)
  })

  it('because it wants too much memory is given up', async () => {
    const large = Buffer.concat([squares(1), Buffer.alloc(20 * 1_048_576)])
    const tight = pdfium({ memory: 1 })
    expect(await tight.draw(large, 1)).toEqual({ not: 'too-much' })
    // A small one finds room in what there is from the start.
    expect(await tight.draw(squares(1), 1)).toHaveProperty('png')
  })

  it('because too many wait already is told so, and a place is free again when one is done', async () => {
    const narrow = pdfium({ atOnce: 1, waiting: 1 })
    const one = squares(1)
    const all = await Promise.all([narrow.measure(one), narrow.measure(one), narrow.measure(one)])
    expect(all.map((answer) => ('not' in answer ? answer.not : 'measured'))).toEqual(['measured', 'measured', 'busy'])
    expect(await narrow.measure(one)).toHaveProperty('pages')
  })
})
