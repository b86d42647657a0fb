import type { Visit } from '../visit.ts'
import { directionOf, inLocale, languageNames, locales } from '../words/locales.ts'
import { T, type Child } from './said.tsx'

/** The same page in every language: links, so it works without script. */
export function LanguageMenu({ visit }: { readonly visit: Visit }): Child {
  return (
    <details class="usa-language">
      <summary>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
          <path
            class="sign-line"
            d="M10 1.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM1.5 10h17M10 1.5c-5 5-5 12 0 17M10 1.5c5 5 5 12 0 17"
          />
        </svg>
        <span>
          <span class="language-word">
            <T k="language" />
          </span>
          <span class="now" lang={visit.locale}>
            {' '}
            {languageNames[visit.locale]}
          </span>
        </span>
      </summary>
      <ul>
        {locales.map((locale) => (
          <li>
            <a
              href={inLocale(locale, visit.path)}
              lang={locale}
              dir={directionOf(locale)}
              hreflang={locale}
              aria-current={locale === visit.locale ? 'true' : undefined}
            >
              {languageNames[locale]}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
