import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { html, joined, linked } from './html.ts'

it('lets no text end the place where it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { text: written } = html`<p title="${text}">${[text, text]}</p>`
      const inside = written.slice('<p title="'.length, -'</p>'.length).replace('">', '')
      expect(inside).not.toMatch(/[<>"']/)
      const read = inside.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
      expect(read).toBe(`${text}${text}${text}`)
    }),
  )
})

it('keeps what is HTML already, and writes nothing for what is not there', () => {
  const bold = html`<b>one</b>`
  expect(html`${joined([bold, 2], ', ')}${undefined}`.text).toBe('<b>one</b>, 2')
})

it('links an address of the web, and nothing that a browser would run', () => {
  expect(linked('https://example.org/?a=1&b=2', 'here').text).toBe(
    '<a href="https://example.org/?a=1&#38;b=2" rel="noreferrer">here</a>',
  )
  expect(linked('javascript:alert(1)', 'here').text).toBe('here')
})
