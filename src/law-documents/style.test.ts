import { expect, it } from 'vitest'
import { style } from './style.ts'

const css = style('the head of a page')

/** The colors by name: of the day, then of the night, where they differ. */
function themes(): Record<string, string>[] {
  const blocks = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block = '']) =>
    Object.fromEntries(
      [...block.matchAll(/--(\w+): (#[0-9a-f]{3,6})/g)].map(([, name = '', color = '']) => [name, color]),
    ),
  )
  const [day = {}, night = {}, print = {}] = blocks
  return [day, { ...day, ...night }, { ...day, ...print }]
}

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const digits = color.length === 4 ? color.slice(1).replaceAll(/./g, '$&$&') : color.slice(1)
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one = '', other = ''): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

it.each(['ink', 'soft', 'link', 'accent'])('shows %s on every ground with a contrast that can be read', (ink) => {
  for (const theme of themes()) {
    for (const ground of ['page', 'panel', 'mark']) {
      expect(contrast(theme[ink], theme[ground]), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
  }
})

it('lets no running head end the style that it stands in', () => {
  expect(style("</style><script>'\\")).not.toContain('</')
  expect(style("it's")).toContain(String.raw`'it\27 s'`)
})
