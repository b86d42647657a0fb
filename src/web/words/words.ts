/** Messages, days and numbers in one language. */
import { createIntl, createIntlCache, type IntlShape } from '@formatjs/intl'
import { catalogues, source, type Key } from './catalogues.ts'
import { directionOf, locales, type Locale } from './locales.ts'

export type Args = Readonly<Record<string, string | number>>

export interface Words {
  readonly locale: Locale
  readonly direction: 'ltr' | 'rtl'
  /** The message in this language, else in English. @throws Error where an argument is missing */
  readonly t: (key: Key, args?: Args) => string
  /** Whether this language has the message itself; if not, what `t` gives is English. */
  readonly has: (key: Key) => boolean
  /** A day such as 2026-11-22, written out. */
  readonly day: (day: string) => string
  /** A moment, with its time and zone. */
  readonly moment: (instant: string, timeZone?: string) => string
  /** A month such as 2026-11, written out. */
  readonly month: (month: string) => string
  readonly monthNames: readonly string[]
  /** From Sunday on. */
  readonly weekdays: readonly { readonly long: string; readonly short: string }[]
  readonly number: (value: number) => string
  readonly list: (items: readonly string[]) => string
}

/** Where a language has no rules of its own in Node's ICU, or a state's residents write numbers as here. */
const rulesOf: Partial<Record<Locale, string>> = { en: 'en-US', es: 'es-US', ht: 'fr' }

/** Node's ICU has no Haitian Creole, so its calendar stands here. */
const haitianMonths = 'janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm'.split(' ')
const haitianWeekdays = 'dimanch lendi madi mèkredi jedi vandredi samdi'.split(' ')

const twelve = Array.from({ length: 12 }, (_, n) => n)
const seven = Array.from({ length: 7 }, (_, n) => n)

const made = new Map<Locale, Words>(locales.map((locale) => [locale, make(locale)]))

export function words(locale: Locale): Words {
  return made.get(locale) ?? english
}

export const english = make('en')

function make(locale: Locale): Words {
  const rules = rulesOf[locale] ?? locale
  const own = catalogues.get(locale) ?? {}
  const intl = intlOf(rules, own)
  const fallback = intlOf('en-US', source)
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(rules, { timeZone: 'UTC', ...options })
  const wholeDay = dates({ dateStyle: 'long' })
  const month = dates({ month: 'long', year: 'numeric' })
  const has = (key: Key): boolean => Object.hasOwn(own, key)
  const monthNames =
    locale === 'ht' ? haitianMonths : twelve.map((n) => dates({ month: 'long' }).format(Date.UTC(2026, n, 1)))
  const weekday = (n: number, width: 'long' | 'short'): string =>
    dates({ weekday: width }).format(Date.UTC(2026, 1, 1 + n))
  const weekdays =
    locale === 'ht'
      ? haitianWeekdays.map((long) => ({ long, short: long.slice(0, 3) }))
      : seven.map((n) => ({ long: weekday(n, 'long'), short: weekday(n, 'short') }))
  const clocks = new Map<string, Intl.DateTimeFormat>()
  const haitian = (day: string): string => {
    const [year = '', number = '', last = ''] = day.split('-')
    return `${last === '' ? '' : `${Number(last)} `}${haitianMonths[Number(number) - 1] ?? ''} ${year}`
  }
  const day = (text: string): string =>
    locale === 'ht' ? haitian(text) : wholeDay.format(new Date(`${text}T00:00:00Z`))
  return {
    locale,
    direction: directionOf(locale),
    has,
    t: (key, args) => (has(key) ? intl : fallback).formatMessage({ id: key }, args),
    day,
    moment: (instant, timeZone = 'UTC') => {
      const options: Intl.DateTimeFormatOptions =
        locale === 'ht' ? { hour: '2-digit', minute: '2-digit' } : { dateStyle: 'long', timeStyle: 'short' }
      const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat(rules, { ...options, timeZone })
      clocks.set(timeZone, clock)
      const at = new Date(instant)
      const zone = timeZone === 'UTC' ? ' UTC' : ''
      if (locale !== 'ht') return clock.format(at) + zone
      return `${haitian(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at))}, ${clock.format(at)}${zone}`
    },
    month: (text) => (locale === 'ht' ? haitian(text) : month.format(new Date(`${text}-01T00:00:00Z`))),
    monthNames,
    weekdays,
    number: (value) => intl.formatNumber(value),
    list: (items) => intl.formatList(items),
  }
}

function intlOf(locale: string, messages: Readonly<Partial<Record<string, string>>>): IntlShape {
  const present = Object.entries(messages).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return createIntl(
    {
      locale,
      messages: Object.fromEntries(present),
      // A message that cannot be made is a mistake of ours, and a page with a hole in it would hide that.
      onError: (error) => {
        throw error
      },
    },
    createIntlCache(),
  )
}
