/**
 * What pages say, by language: a folder for each, a file for each area, in ICU message format. English is the
 * source. A message that a language does not have yet shows in English, marked as English.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import layout from './en/layout.json' with { type: 'json' }
import person from './en/person.json' with { type: 'json' }
import publicWords from './en/public.json' with { type: 'json' }
import { locales, type Locale } from './locales.ts'

const english = { ...layout, ...person, ...publicWords }

/** Every message there is, by its name in the English catalogue. */
export type Key = keyof typeof english

export type Catalogue = Readonly<Partial<Record<Key, string>>>

/** @throws Error where a catalogue has a message that English has not, or no JSON */
function read(locale: Locale): Catalogue {
  const folder = join(import.meta.dirname, locale)
  const messages: Partial<Record<Key, string>> = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const found: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    if (typeof found !== 'object' || found === null) throw new Error(`${locale}/${file} is no catalogue`)
    for (const [key, message] of Object.entries(found)) {
      if (!isKey(key) || typeof message !== 'string')
        throw new Error(`${locale}/${file}: "${key}" is no message of ours`)
      messages[key] = message
    }
  }
  return messages
}

export function isKey(text: string): text is Key {
  return Object.hasOwn(english, text)
}

export const catalogues: ReadonlyMap<Locale, Catalogue> = new Map(locales.map((locale) => [locale, read(locale)]))

export const source: Readonly<Record<Key, string>> = english
