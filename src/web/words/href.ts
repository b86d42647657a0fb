import { inLocale, type Locale } from './locales.ts'

/** The address of a page of ours in the language of the visit. @param path with a slash in front, without a language */
export function href({ locale }: { readonly locale: Locale }, path: string): string {
  return inLocale(locale, path)
}
