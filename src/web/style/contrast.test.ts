import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Text on its ground: WCAG 2.2, 1.4.3. */
const text: readonly (readonly [string, string])[] = [
  ...['paper', 'surface', 'sunk'].flatMap((ground) =>
    ['ink', 'soft', 'link', 'visited', 'primary', 'ok', 'wait', 'stop', 'info'].map((ink) => [ink, ground] as const),
  ),
  ...['ok-wash', 'wait-wash', 'stop-wash', 'info-wash'].flatMap((wash) =>
    ['ink', 'link', 'visited'].map((ink) => [ink, wash] as const),
  ),
  ['ok', 'ok-wash'],
  ['wait', 'wait-wash'],
  ['stop', 'stop-wash'],
  ['info', 'info-wash'],
  ['on-primary', 'primary'],
  ['on-primary', 'primary-strong'],
  ['surface', 'stop'],
  ['on-head', 'head'],
]

/** Borders of controls, signs and the mark of the focus: WCAG 2.2, 1.4.11. */
const shapes: readonly (readonly [string, string])[] = [
  ...['paper', 'surface', 'sunk'].flatMap((ground) => ['edge', 'focus'].map((ink) => [ink, ground] as const)),
  ['light', 'head'],
]

const sheet = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const [light = '', dark = ''] = sheet.split('@media')
const schemes = { light: colorsOf(light), dark: new Map([...colorsOf(light), ...colorsOf(dark)]) }

describe.each(Object.entries(schemes))('the %s palette', (_scheme, colors) => {
  const ratio = (ink: string, ground: string): number => contrast(valueOf(colors, ink), valueOf(colors, ground))

  it('lets every text be read on every ground it stands on', () => {
    expect(text.filter(([ink, ground]) => ratio(ink, ground) < 4.5)).toEqual([])
  })
  it('shows every control, sign and focus against what is around it', () => {
    expect(shapes.filter(([ink, ground]) => ratio(ink, ground) < 3)).toEqual([])
  })
})

it('tells a pale gray on the paper from ink', () => {
  expect(contrast('#aaaaaa', '#faf7f0')).toBeLessThan(4.5)
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
})

function colorsOf(css: string): Map<string, string> {
  return new Map([...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

function valueOf(colors: ReadonlyMap<string, string>, name: string): string {
  const value = colors.get(name)
  if (value === undefined) throw new Error(`the sheet has no color ${name}`)
  return value
}

/** WCAG 2.2: relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (bright + 0.05) / (dim + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
