import { beforeAll, describe, expect, it } from 'vitest'
import type { Standing } from '#decision/confirmed.ts'
import type { Rule } from '#decision/rules.ts'
import { outline } from '#testing/outline.ts'
import { theSource } from '#testing/law-documents.ts'
import { lawDocuments, type LawDocument } from './documents.ts'
import type { Source } from './sheet.ts'

let source: Source
let pages: readonly LawDocument[]
beforeAll(async () => {
  source = await theSource()
  pages = lawDocuments(source)
})

/** The article of a rule, wherever it stands. */
function article({ id }: Pick<Rule, 'id'>, from = pages): string {
  const [found = '', ...others] = from.flatMap(({ text }) => [
    ...text.matchAll(new RegExp(`<article class="rule" id="${id}"[^]*?</article>`, 'g')),
  ])
  expect(others, id).toEqual([])
  return String(found)
}

const words = (text: string) =>
  text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ')

/** The same law with one rule changed. */
const changed = (id: string, change: Partial<Rule>): Source => ({
  ...source,
  law: { ...source.law, rules: source.law.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)) },
})

describe('the documents', () => {
  it('are one for each jurisdiction and a first page, well formed and without anything from outside', () => {
    expect(pages.map(({ file }) => file)).toEqual(['index.html', 'us.html', 'us-ma.html', 'us-me.html'])
    for (const { text } of pages) {
      const tags = outline(text).map(({ tag }) => tag)
      for (const tag of ['script', 'img', 'link', 'iframe', 'object']) expect(tags).not.toContain(tag)
      expect(text).toContain('<html lang="en-US">')
      expect(text).not.toMatch(/url\(|@import/)
    }
  })

  it('hold each rule once, its plain sentence beside the law as restated', () => {
    for (const rule of source.law.rules) {
      const said = words(article(rule)).toLowerCase()
      expect(said, rule.id).toContain(rule.plain.toLowerCase())
      expect(said).toContain((rule.restated ?? '?').toLowerCase().replaceAll(/\s+/g, ' '))
      expect(said).toContain(`${rule.confidence.toLowerCase()} :`)
    }
    expect(pages.flatMap(({ text }) => text.match(/<article class="rule"/g) ?? [])).toHaveLength(
      source.law.rules.length,
    )
  })

  it('link every citation whose text was found, and say so where none was', () => {
    for (const rule of source.law.rules) {
      const text = article(rule)
      const linked = text.includes(`<a href="${rule.source.replaceAll('&', '&#38;')}" rel="noreferrer">`)
      expect(linked, rule.id).toBe(rule.source !== '')
      expect(text.includes('No address with the text was found'), rule.id).toBe(rule.source === '')
    }
  })

  it('say of each inactive rule why it decides nothing', () => {
    const inactive = source.law.rules.filter((rule) => rule.inactive !== undefined)
    expect(inactive.length).toBeGreaterThan(10)
    for (const rule of inactive)
      expect(words(article(rule)).toLowerCase()).toContain(`it decides nothing: ${rule.inactive?.toLowerCase()}`)
  })

  it('open nothing by a link that leads nowhere, and give nothing an id twice', () => {
    const ids = new Map(
      pages.map(({ file, text }) => [file, [...text.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)]),
    )
    for (const [file, own] of ids) expect(new Set(own).size, file).toBe(own.length)
    for (const { file, text } of pages) {
      for (const [, page = '', id] of text.matchAll(/ href="(?!https?:)([^"#]*)(?:#([^"]*))?"/g)) {
        const there = ids.get(page === '' ? file : page)
        expect(there, page).toBeDefined()
        if (id !== undefined) expect(there, `${file} to ${page}#${id}`).toContain(id)
      }
    }
  })

  it('can be gone through by their headings, and their tables by heads', () => {
    for (const { file, text } of pages) {
      const tags = outline(text)
      const levels = tags.flatMap(({ tag }) => (/^h[1-6]$/.test(tag) ? [Number(tag[1])] : []))
      expect(
        levels.filter((level) => level === 1),
        file,
      ).toHaveLength(1)
      levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0), file).toBeLessThanOrEqual(1))
      for (const { attributes } of tags.filter(({ tag }) => tag === 'th'))
        expect(attributes).toMatch(/ scope="(col|row)"/)
      const landmarks = tags.map(({ tag }) => tag)
      for (const tag of ['header', 'main', 'footer']) expect(landmarks).toContain(tag)
    }
  })

  it('are the same bytes from the same law, and name no day unless they are told one', async () => {
    expect(lawDocuments(await theSource())).toEqual(pages)
    for (const { text } of pages) expect(text).toContain(source.law.digest)
    const [first] = lawDocuments({ ...source, day: '2026-03-01' })
    expect(first?.text).toContain('The law of March 1, 2026.')
  })

  it('put first what nobody has confirmed, then the questions, and hold invariants and claims', () => {
    for (const { text } of pages.slice(1)) {
      const at = ['unconfirmed', 'questions', 'invariants'].map((id) => text.indexOf(`<h2 id="${id}"`))
      expect(at).not.toContain(-1)
      expect(at).toEqual(at.toSorted((a, b) => a - b))
    }
    const [, , massachusetts] = pages
    expect(massachusetts?.text).toContain('Massachusetts Trust Act')
    expect(words(massachusetts?.text ?? '')).toContain('postern rules prove')
  })
})

describe('a rule in a document', () => {
  it('cannot bring markup or a program with it', () => {
    const planted = lawDocuments(
      changed('US-SNAP-06', {
        title: '<script>alert("x")</script>',
        plain: '</section><img src=x>',
        source: 'javascript:alert(1)',
      }),
    )
    const text = article({ id: 'US-SNAP-06' }, planted)
    expect(text).not.toMatch(/<script|<img|href="javascript/)
    for (const page of planted) outline(page.text)
  })

  it('says which days it is in force, and that it is not in force on another', () => {
    const later = changed('US-SNAP-06', { effective: { from: '2026-06-01', to: null } })
    expect(words(article({ id: 'US-SNAP-06' }, lawDocuments(later)))).toContain('In force from June 1, 2026')
    const marks = (day: string) => words(article({ id: 'US-SNAP-06' }, lawDocuments({ ...later, day })))
    expect(marks('2026-05-31')).toContain('Not in force on May 31, 2026')
    expect(marks('2026-06-01')).not.toContain('Not in force')
  })

  const reading = {
    rule: 'US-SNAP-06',
    content: '',
    by: 'counsel-1',
    readOn: '2026-01-10',
    version: 'eCFR',
    demo: false,
  }
  it.each<[string, Standing, string, boolean]>([
    ['nobody read', { stands: 'never', confirmation: undefined, until: undefined }, 'nobody yet', true],
    [
      'counsel read',
      { stands: 'confirmed', confirmation: reading, until: '2027-01-10' },
      'counts until January 10, 2027',
      false,
    ],
    [
      'soon lapses',
      { stands: 'lapsing', confirmation: reading, until: '2026-02-01' },
      'counsel-1, who read eCFR',
      false,
    ],
    ['has lapsed', { stands: 'lapsed', confirmation: reading, until: '2026-01-17' }, 'nobody any longer', true],
    [
      'has changed since',
      { stands: 'changed', confirmation: reading, until: undefined },
      'nobody as it stands now',
      true,
    ],
    [
      'the demo confirmed',
      { stands: 'confirmed', confirmation: { ...reading, demo: true }, until: '2027-01-10' },
      '(DEMO, no lawyer)',
      false,
    ],
  ])('says of one that %s who stands behind it', (_what, standing, said, waits) => {
    const told = lawDocuments({ ...source, standings: new Map([['US-SNAP-06', standing]]) })
    expect(words(article({ id: 'US-SNAP-06' }, told))).toContain(said)
    const first = /<h2 id="unconfirmed"[^]*?<\/section>/.exec(told[1]?.text ?? '')?.[0] ?? ''
    expect(first.includes('#US-SNAP-06"')).toBe(waits)
    expect(first.includes('No lawyer read those texts')).toBe(standing.confirmation?.demo ?? false)
  })

  it("stands with its state where it is an agency's own", () => {
    const own = changed('US-SNAP-06', { agency: 'me-dhhs-ofi', jurisdiction: 'overlay' })
    const [, us, , maine] = lawDocuments(own)
    expect(us?.text).not.toContain('id="US-SNAP-06"')
    expect(words(maine?.text ?? '')).toContain('Binds Maine DHHS, Office for Family Independence alone')
  })
})
