import { html } from 'hono/html'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formOf } from '../form.ts'
import { words } from '../words/words.ts'
import { WhyNot } from './button.tsx'
import { RadioGroup } from './choices.tsx'
import { DateField, readDate } from './date-field.tsx'
import { ErrorSummary, Field, idOf, TextArea } from './form.tsx'
import { Matrix } from './matrix.tsx'
import { MonthCalendar } from './month-calendar.tsx'
import { compareTexts } from './redline.tsx'
import { Language, Untrusted, type Child } from './said.tsx'
import { Pagination, Table } from './table.tsx'

async function rendered(part: Child, locale: 'en' | 'es' | 'ar' = 'en'): Promise<string> {
  return (await html`${<Language value={words(locale)}>{part}</Language>}`).toString()
}

const hostile = `"><script>alert('x')</script>=cmd|'/C calc'!A0\u202Egnp`

describe('whatever somebody typed', () => {
  it('comes back as text, in every kind of field', async () => {
    const page = await rendered(
      <>
        <Field name="a" label={hostile} value={hostile} hint={hostile} problem={hostile} />
        <TextArea name="b" label="B" value={hostile} />
        <RadioGroup name="c" legend="C" options={[{ value: hostile, text: hostile }]} value={hostile} />
        <Table id="t" caption={hostile} columns={[{ head: hostile }]} rows={[[hostile]]} />
        <Untrusted>{hostile}</Untrusted>
      </>,
    )
    expect(page).not.toContain('<script>')
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toMatch(/value="">/)
    expect(page).toContain('<bdi>')
  })

  it('keeps an empty first line of a long text', async () => {
    expect(await rendered(<TextArea name="b" label="B" value={'\nsecond'} />)).toContain('>\n\nsecond</textarea>')
  })
})

describe('a field', () => {
  it('says in words whether it is required, and nothing where nobody said', async () => {
    expect(await rendered(<Field name="a" label="A" required />)).toMatch(/A<span class="need"> \(required\)/)
    expect(await rendered(<Field name="a" label="A" required={false} />)).toMatch(/\(optional\)/)
    expect(await rendered(<Field name="a" label="A" />)).not.toContain('need')
    expect(await rendered(<Field name="a" label="A" required />, 'es')).toContain('(obligatorio)')
  })

  it('is described by its hint and its problem, and the summary links to it', async () => {
    const field = await rendered(<Field name="people[0].name" label="A" hint="H" problem="Type a name." />)
    const id = idOf('people[0].name')
    expect(field).toContain(`id="${id}"`)
    expect(field).toContain(`aria-describedby="${id}-hint ${id}-problem"`)
    expect(field).toContain('aria-invalid="true"')
    const summary = await rendered(
      <ErrorSummary problems={{ 'people[0].name': 'Type a name.', '': 'Nothing was sent.' }} />,
    )
    expect(summary).toContain(`<a href="#${id}">Type a name.</a>`)
    expect(summary).toContain('There are 2 problems')
    expect(summary).toContain('<li>Nothing was sent.</li>')
    expect(await rendered(<ErrorSummary problems={{}} />)).toBe('')
  })

  it('of several choices is led to by its first', async () => {
    const options = [
      { value: 'a', text: 'A' },
      { value: 'b', text: 'B' },
    ]
    const group = await rendered(<RadioGroup name="kind" legend="Kind" options={options} value="b" />)
    expect(group).toContain('id="field-kind" name="kind" value="a"/>')
    expect(group).toMatch(/value="b" checked=""/)
  })
})

function typed(year: string, month: string, day: string): string | undefined {
  return readDate(formOf({ 'on-year': year, 'on-month': month, 'on-day': day }), 'on')
}

describe('a day in three fields', () => {
  it('is read as a day of the calendar', () => {
    expect(typed('1986', '4', '28')).toBe('1986-04-28')
    expect(typed('2024', '02', '29')).toBe('2024-02-29')
    expect(typed('', '', '')).toBe('')
  })
  it('is none where there is no such day', () => {
    for (const [year, month, day] of [
      ['2026', '2', '29'],
      ['86', '4', '28'],
      ['1986', '13', '1'],
      ['1986', '4', ''],
      ['1986', '4', 'x'],
    ] as const) {
      expect(typed(year, month, day), `${year}-${month}-${day}`).toBeUndefined()
    }
  })
  it('comes back as it was typed', async () => {
    const value = { year: '86', month: '4', day: '31' }
    const field = await rendered(<DateField name="on" legend="Born" value={value} problem="No such day." />)
    expect(field).toContain('value="86"')
    expect(field).toContain('value="31"')
    expect(field).toMatch(/<option value="4" selected="">April/)
  })
})

describe('a button that cannot be pressed', () => {
  it('gives every reason in sight, and where to mend it', async () => {
    const button = await rendered(
      <WhyNot id="why" because={['One reason.', 'Another.']} mend={{ href: '/desk', text: 'See' }}>
        Approve
      </WhyNot>,
    )
    expect(button).toMatch(/<button type="button"[^>]* disabled="" aria-describedby="why">Approve/)
    expect(button).toContain('<li>One reason.</li><li>Another.</li>')
    expect(button).toContain('href="/desk"')
  })
})

describe('the matrix', () => {
  it('says each outcome in a word, and of a cell that was not asked for that it was not', async () => {
    const matrix = await rendered(
      <Matrix
        id="m"
        caption="C"
        columns={[
          { id: 'p1/snap', person: 'P1', program: 'SNAP' },
          { id: 'p1/tanf', person: 'P1', program: 'TANF' },
          { id: 'p2/snap', person: 'P2', program: 'SNAP' },
        ]}
        rows={[{ element: 'Name', cells: { 'p1/snap': { outcome: 'release' }, 'p1/tanf': { outcome: 'hold' } } }]}
      />,
    )
    expect(matrix).toMatch(/colspan="2">P1/)
    expect(matrix).toMatch(/matrix-release.*?Release/)
    expect(matrix).toMatch(/matrix-hold.*?Hold/)
    expect(matrix).toMatch(/matrix-none.*?Not asked/)
  })
})

describe('a month', () => {
  it('begins on its weekday and marks what is due, today and closed days', async () => {
    const month = await rendered(
      <MonthCalendar
        id="c"
        month="2026-11"
        today="2026-11-20"
        closed={{ '2026-11-26': 'Thanksgiving' }}
        entries={[{ day: '2026-11-24', text: 'An answer', href: '/desk' }]}
      />,
    )
    expect(month.match(/<time/g)).toHaveLength(30)
    // November 1, 2026 is a Sunday, so no cell before it is empty.
    expect(month).toMatch(/<tbody><tr><td class="day day-closed day-free"><time datetime="2026-11-01">/)
    expect(month).toMatch(/class="day day-closed day-free"><time datetime="2026-11-26">.*?Thanksgiving/)
    expect(month).toMatch(/day-today[^>]*><time datetime="2026-11-20">/)
    expect(month).toContain('<a href="/desk">An answer</a>')
  })
})

describe('a text against another', () => {
  it('loses nothing: what is not added makes the old, what is not taken out the new', () => {
    const text = fc.array(fc.constantFrom('we', 'give', 'nothing', ' ', '\n', 'to', 'ICE.', '<b>'), { maxLength: 30 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [before, after] = [a.join(''), b.join('')]
        const parts = compareTexts(before, after)
        const of = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('')
        expect(of('added')).toBe(before)
        expect(of('removed')).toBe(after)
      }),
    )
  })
  it('is quick for long letters', () => {
    const long = Array.from({ length: 4_000 }, (_, n) => `word${n} `).join('')
    const start = performance.now()
    expect(compareTexts(long, `${long}more`).at(-1)).toEqual({ kind: 'added', text: 'more' })
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('pages of a list', () => {
  it('lead to the first, the last and those around, and there is nothing for a single one', async () => {
    const pages = await rendered(<Pagination page={5} pages={9} href={(page) => `?page=${page}`} />)
    expect([...pages.matchAll(/href="\?page=(\d)"/g)].map(([, n]) => n)).toEqual(['4', '1', '4', '5', '6', '9', '6'])
    expect(await rendered(<Pagination page={1} pages={1} href={() => ''} />)).toBe('')
  })
})
