import { createIntl } from '@formatjs/intl'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogues, isKey, source, type Key } from './catalogues.ts'
import { digestOf, isReviewed } from './reviewed.ts'
import { inLocale, locales, splitLocale } from './locales.ts'
import { words } from './words.ts'

const keys = Object.keys(source).filter((key): key is Key => isKey(key))

type Ast = ReturnType<ReturnType<ReturnType<typeof createIntl>['formatters']['getMessageFormat']>['getAst']>
const { formatters } = createIntl({ locale: 'en' })

/** The arguments that a message takes, and their kinds, however deep they stand. @throws where it is no message */
function argumentsOf(message: string): string[] {
  const found = new Set<string>()
  const walk = (nodes: Ast): void => {
    for (const node of nodes) {
      if ('options' in node) for (const option of Object.values(node.options)) walk(option.value)
      if ('children' in node) walk(node.children)
      if (String(node.type) !== '0' && 'value' in node) found.add(`${node.value} ${node.type}`)
    }
  }
  walk(formatters.getMessageFormat(message, 'en').getAst())
  return [...found].toSorted()
}

describe.each(locales)('the catalogue %s', (locale) => {
  it('has messages that parse and take the same arguments as the English ones', () => {
    const own = catalogues.get(locale) ?? {}
    const different = keys.filter((key) => {
      const message = own[key]
      return message !== undefined && argumentsOf(message).join() !== argumentsOf(source[key]).join()
    })
    expect(different).toEqual([])
  })
})

it('has every message in Spanish that a person or the public reads', () => {
  const missing = keys.filter((key) => !words('es').has(key))
  expect(missing).toEqual([])
})

it('has each message in one area alone', () => {
  const areas = readdirSync(join(import.meta.dirname, 'en')).map((file) => join(import.meta.dirname, 'en', file))
  const all = areas.flatMap((file) => Object.keys(Object(JSON.parse(readFileSync(file, 'utf8')))))
  expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([])
  expect(all.toSorted()).toEqual(keys.toSorted())
})

it('takes a translation for checked only while it is what somebody signed for', () => {
  const digest = digestOf(catalogues.get('fr') ?? {})
  expect(isReviewed('en')).toBe(true)
  expect(isReviewed('fr', {})).toBe(false)
  expect(isReviewed('fr', { fr: { by: 'A. Translator', on: '2026-11-22', digest } })).toBe(true)
  expect(isReviewed('fr', { fr: { by: 'A. Translator', on: '2026-11-22', digest: digest.replace(/^./, '-') } })).toBe(
    false,
  )
})

it('finds the arguments inside a plural', () => {
  expect(argumentsOf('{count, plural, one {{name} waits} other {# wait}}')).toEqual(['count 6', 'name 1'])
  expect(() => argumentsOf('{count, plural, one {x}')).toThrow()
})

it('says a message in the language of the page, and in English what it does not have', () => {
  expect(words('es').t('errors.title', { count: 2 })).toBe('Hay 2 problemas')
  expect(words('en').t('errors.title', { count: 1 })).toBe('There is a problem')
  const missing = keys.find((key) => !words('km').has(key))
  if (missing !== undefined && argumentsOf(source[missing]).length === 0) {
    expect(words('km').t(missing)).toBe(words('en').t(missing))
  }
})

it('refuses to make a message with a hole in it', () => {
  expect(() => words('en').t('help')).toThrow()
})

it('writes days as each language does, Haitian Creole too', () => {
  expect(words('en').day('2026-11-02')).toBe('November 2, 2026')
  expect(words('es').day('2026-11-02')).toBe('2 de noviembre de 2026')
  expect(words('ht').day('2026-11-02')).toBe('2 novanm 2026')
  expect(words('ht').month('2026-11')).toBe('novanm 2026')
  expect(words('en').moment('2026-11-02T03:04:00Z', 'America/New_York')).toMatch(/^November 1, 2026 at 10:04/)
})

it('keeps the language in the address, and takes nothing for a language that is none', () => {
  for (const locale of locales) expect(splitLocale(inLocale(locale, '/rules'))).toEqual({ locale, path: '/rules' })
  expect(splitLocale('/xx/rules')).toEqual({ locale: 'en', path: '/xx/rules' })
  expect(splitLocale('/es')).toEqual({ locale: 'es', path: '/' })
})
