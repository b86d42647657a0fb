/** The languages that pages and letters come in. English is the source; what is missing elsewhere shows in English. */

export const locales = ['en', 'es', 'pt-BR', 'ht', 'zh-Hans', 'vi', 'ar', 'so', 'fr', 'km'] as const
export type Locale = (typeof locales)[number]

/** Each language in its own words, for whoever can read no other. */
export const languageNames: Readonly<Record<Locale, string>> = {
  en: 'English',
  es: 'Español',
  'pt-BR': 'Português',
  ht: 'Kreyòl ayisyen',
  'zh-Hans': '简体中文',
  vi: 'Tiếng Việt',
  ar: 'العربية',
  so: 'Soomaali',
  fr: 'Français',
  km: 'ភាសាខ្មែរ',
}

export function isLocale(text: string): text is Locale {
  return locales.some((locale) => locale === text)
}

/** Which way a language is written. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}

/** "/es/rules" is the page "/rules" in Spanish. A first segment that is no language belongs to the path. */
export function splitLocale(path: string): { readonly locale: Locale; readonly path: string } {
  const [, first = '', ...rest] = path.split('/')
  return isLocale(first) && first !== 'en' ? { locale: first, path: `/${rest.join('/')}` } : { locale: 'en', path }
}

/** The same page's address in a language. */
export function inLocale(locale: Locale, path: string): string {
  return locale === 'en' ? path : `/${locale}${path === '/' ? '' : path}`
}
