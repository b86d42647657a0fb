import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasTool } from '#testing/tools.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import type { Frame } from '#letter/facts.ts'
import { write } from '#letter/write.ts'
import { describeFonts, fonts, missingFonts } from './fonts.ts'
import { typeset } from './typesetter.ts'

const frame: Frame = {
  sender: { name: 'A synthetic agency', lines: ['1 Sample Street'], phone: '617-555-0100', legalHelp: [] },
  to: ['Testina Samplewright', '2 Placeholder Road'],
  date: '2026-11-23',
  reference: 'SYN-7K3Q9F2M',
}
const directory = makeTestDirectory()
const poppler = hasTool('pdfinfo', '-v')
const allFonts = missingFonts().length === 0

function asked(recipient: string) {
  return write({ kind: 'consent-confirmation', facts: { recipient, until: '2027-01-01' }, frame }, 'en')
}

function program(name: string, pdf: Uint8Array, ...options: string[]): string {
  const file = join(directory, 'letter.pdf')
  writeFileSync(file, pdf)
  const { stdout } = spawnSync(name, [...options, file, ...(name === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8' })
  return stdout
}

describe('a letter in print', () => {
  it('is the same to the byte for the same letter', () => {
    const [one, other] = [typeset(asked('a clinic')), typeset(asked('a clinic'))]
    expect(Buffer.from(one.pdf).equals(Buffer.from(other.pdf))).toBe(true)
    expect(Buffer.from(typeset(asked('another')).pdf).equals(Buffer.from(one.pdf))).toBe(false)
  })

  it('says itself that it is PDF/UA-1, in which language', () => {
    const text = Buffer.from(typeset(asked('a clinic')).pdf).toString('latin1')
    expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(text).toMatch(/\/Lang \(en/)
    expect(text).toMatch(/\/MarkInfo ?<<[^>]*\/Marked true/)
  })

  it.runIf(poppler)('is tagged and titled for other programs too, and is read in order', () => {
    const { pdf } = typeset(asked('a clinic'))
    const info = program('pdfinfo', pdf)
    expect(info).toMatch(/Tagged: +yes/)
    expect(info).toMatch(/Title: +Did you agree to this\?/)
    expect(info).toMatch(/CreationDate: +Mon Nov 23 00:00:00 2026/)
    const text = program('pdftotext', pdf)
    const places = [
      'A synthetic agency',
      'Testina Samplewright',
      'Did you agree',
      'a clinic',
      'If you agreed',
      'Questions?',
    ]
    const found = places.map((part) => text.indexOf(part))
    expect(found).toEqual(found.toSorted((a, b) => a - b))
    expect(found).not.toContain(-1)
    expect(program('pdfinfo', pdf, '-struct')).toMatch(/H1|H2/)
  })

  it.runIf(poppler)('reads nothing that somebody wrote as markup', () => {
    const evil = '#emph[x] *b* $y$ <label> @cite // no #read("/etc/passwd") \\u{41}'
    expect(program('pdftotext', typeset(asked(evil)).pdf, '-layout').replaceAll(/\s+/g, ' ')).toContain(evil)
  })

  it.runIf(poppler)('turns no direction of reading, whatever was typed', () => {
    const text = program('pdftotext', typeset(asked('cli\u202Enic\u0007')).pdf)
    expect(text).toContain('cli nic')
  })

  it('stands with a question mark where no font has the letter, and says so', () => {
    const { pdf, unwritable } = typeset(asked('\u{16A0}\u{16B1} and \u{1F600}'))
    expect(unwritable).not.toEqual([])
    if (poppler) expect(program('pdftotext', pdf)).toMatch(/\? and|\?\? and/)
  })

  it.runIf(allFonts && poppler)('has each line of the sheet, in its own script', () => {
    const text = program('pdftotext', typeset(asked('a clinic')).pdf)
    for (const part of ['Tiếng Việt', '本文件很重要', '한국어', 'Русский', 'العربية']) expect(text).toContain(part)
    expect(program('pdffonts', typeset(asked('a clinic')).pdf)).toMatch(/NotoSansKhmer/)
  })
})

it('each font says which package it comes in and what cannot be written without it', () => {
  for (const font of fonts)
    expect(font).toMatchObject({ package: expect.stringMatching(/^fonts-/), file: expect.stringMatching(/ttf$/) })
  const none = [{ package: 'fonts-none', file: '/nowhere/none.ttf', writes: 'Cuneiform' }]
  expect(missingFonts(none)).toHaveLength(1)
  expect(() => describeFonts(none)).toThrow('no font here writes Cuneiform')
  expect(describeFonts([])).toContain('Latin')
})
