import { T, useWords, type Child } from './said.tsx'

/** Where the button leads: a page that everybody has a reason to look at. */
const neutral = 'https://www.weather.gov/'

/**
 * A way out for whoever is being watched. Without script it is a link; with it, it also takes this page out of
 * the tab's history (`script/exit.ts`), and Shift pressed three times does the same.
 */
export function ExitThisPage(): Child {
  const { t } = useWords()
  return (
    <section class="exit" aria-label={t('exit')}>
      <a class="usa-button usa-button--danger" href={neutral} rel="noreferrer noopener" data-exit="">
        <T k="exit" />
      </a>
      <span class="exit-how" data-needs-script="" hidden>
        <T k="exit.how" />
      </span>
    </section>
  )
}
