/** The packs against the law table that they are made from, where it is there to be read. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import { theSource } from '#testing/law-documents.ts'
import { hasShared, sharedPath } from '#testing/tools.ts'

interface Row {
  readonly id: string
  readonly effect: string
  readonly confidence: string
  readonly text: string
}

/** The rows of sections 2 and 3: the effect is the fifth cell of eight, and no cell of a time limit's five. */
function rowsOf(text: string): Row[] {
  const upToSection4 = text.slice(0, text.indexOf('\n## 4.'))
  return upToSection4.split('\n').flatMap((line) => {
    const cells = line
      .slice(1)
      .split('|')
      .map((cell) => cell.trim())
      .slice(0, -1)
    const [id = ''] = cells
    if (!/^(US|MA|ME|GEN|T)-/.test(id)) return []
    return [{ id, effect: cells.length > 6 ? (cells[4] ?? '') : '', confidence: cells.at(-1) ?? '', text: line }]
  })
}

/** The codes that a confidence is made of, whatever else it says. */
function codes(confidence: string): string[] {
  return [...new Set(confidence.match(/TEXT-PART|TEXT|SECONDARY|RECALLED|PRODUCT|not found/g) ?? [])].toSorted()
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? []
}

/** Of an event: what was recalled or not found of a part of it, the table says within other cells. */
function withoutDetail(confidence: string): string {
  return codes(confidence.replaceAll(/RECALLED|not found/g, '')).join()
}

/** Contract, section 2. */
const inactiveByName = new Set([
  'US-SNAP-12',
  'MA-MH-03',
  'ME-MC-03',
  'ME-MC-05',
  'ME-TANF-01',
  'ME-MISC-01',
  'ME-PA-01',
  'MA-DTA-02',
  'MA-SHIELD-01',
])
const inactiveEffects = /^(note|history|practice|guidance|remedy)$/

describe.runIf(hasShared('reference'))('the packs', async () => {
  const table = hasShared('reference') ? readFileSync(sharedPath('reference', 'law.md'), 'utf8') : ''
  const { rules } = await theLaw()
  const rows = rowsOf(table)
  const rule = (id: string) => rules.find((each) => each.id === id)

  it('have a rule for each row of the law table, and none that it has not, save the duties of the product', () => {
    expect(rows.length).toBeGreaterThan(150)
    const products = ['GEN-11', 'GEN-12', 'GEN-13', 'GEN-14', 'GEN-15', 'GEN-16']
    expect(rules.map(({ id }) => id)).toEqual([...rows.map(({ id }) => id), ...products].toSorted())
  })

  it('say of each rule how its text was read, as the table does', () => {
    const differing = rows.filter(({ id, confidence }) => {
      const said = codes(rule(id)?.confidence ?? '')
      return said.length === 0 || said.join() !== codes(confidence).join()
    })
    expect(differing.map(({ id, confidence }) => `${id}: ${confidence}`)).toEqual([])
  })

  it('name where a rule was read wherever the table has an address', () => {
    const without = rows.filter(
      ({ id, text }) => !id.startsWith('GEN-') && /https?:/.test(text) && rule(id)?.source === '',
    )
    expect(without.map(({ id }) => id)).toEqual([])
    for (const { id, source } of rules.filter((each) => each.source !== '')) {
      expect(table.includes(source), id).toBe(true)
    }
  })

  it('restate each row for counsel, in words of their own', () => {
    expect(rules.filter(({ restated = '' }) => !restated.endsWith('.')).map(({ id }) => id)).toEqual([])
    const copied = rows.filter(({ id, text }) => {
      const words = wordsOf(rule(id)?.restated ?? '')
      const runs = words.map((_word, i) => ` ${words.slice(i, i + 16).join(' ')} `).slice(0, -15)
      return runs.some((run) => ` ${wordsOf(text).join(' ')} `.includes(run))
    })
    expect(copied.map(({ id }) => id)).toEqual([])
  })

  it('hold inactive what the contract names, each with its reason, and nothing else', () => {
    const expected = rows
      .filter(({ id, effect }) => inactiveByName.has(id) || id.startsWith('MA-BILL-') || inactiveEffects.test(effect))
      .map(({ id }) => id)
    const inactive = rules.filter((each) => each.inactive !== undefined)
    expect(inactive.map(({ id }) => id)).toEqual(expected.toSorted())
    expect(inactive.filter((each) => (each.inactive ?? '').length < 10)).toEqual([])
  })

  it('have been confirmed by nobody yet', () => {
    expect(rules.filter(({ confirmed }) => confirmed !== null)).toEqual([])
  })

  it('let the confirmation of a rule that rests on an injunction lapse after a week', () => {
    const weekly = rules.filter(({ lapses }) => lapses === 'weekly').map(({ id }) => id)
    expect(weekly).toEqual(['US-MCD-11', 'US-SNAP-15'])
  })
})

describe.runIf(hasShared('reference'))('what stands beside the packs', async () => {
  const table = hasShared('reference') ? readFileSync(sharedPath('reference', 'law.md'), 'utf8') : ''
  const { notes } = await theSource()
  const every = Object.values(notes)
  /** The rows of the table under a heading, without its head. */
  const cellsUnder = (heading: string): string[][] => {
    const from = table.indexOf(`\n${heading}`)
    const text = table.slice(from, table.indexOf('\n#', from + heading.length))
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    return rows.slice(2).map((line) => line.split('|').map((cell) => cell.trim()))
  }

  it('asks counsel every question of section 6', () => {
    const section = table.slice(table.indexOf('\n## 6.'))
    const numbers = [...section.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))
    expect(numbers.length).toBeGreaterThan(10)
    const asked = every.flatMap(({ questions }) => questions.map(({ number }) => number))
    expect([...new Set(asked)].toSorted((a, b) => a - b)).toEqual(numbers)
  })

  it.each([
    ['us-ma', '### 5.1'],
    ['us-me', '### 5.2'],
  ])('checks every popular claim about %s, with the verdict of the table', (jurisdiction, heading) => {
    const verdicts = cellsUnder(heading).map((cells) => cells[3] ?? '')
    const own = notes[jurisdiction]?.claims ?? []
    expect(verdicts.length).toBeGreaterThan(10)
    expect(own.map(({ verdict }) => verdict.replace(' in part', ''))).toEqual(
      verdicts.map((verdict) =>
        own.map((one) => one.verdict.replace(' in part', '')).find((one) => verdict.startsWith(one)),
      ),
    )
  })

  it('tells every event of section 4, as surely as the table does', () => {
    const rows = cellsUnder('## 4.')
    const told = notes['us']?.developments ?? []
    expect(told).toHaveLength(rows.length)
    expect(told.map(({ confidence }) => withoutDetail(confidence)).toSorted()).toEqual(
      rows.map((cells) => withoutDetail(cells.at(-2) ?? '')).toSorted(),
    )
    expect(told.filter(({ sources }) => sources.length === 0)).toEqual([])
  })

  it('names no source that the table has not', () => {
    const sources = every.flatMap(({ claims, developments }) =>
      [...claims, ...developments].flatMap((one) => one.sources),
    )
    expect(sources.length).toBeGreaterThan(25)
    expect(sources.filter((source) => !table.includes(source))).toEqual([])
  })
})
