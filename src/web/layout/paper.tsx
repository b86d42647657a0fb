/** What somebody keeps: a slip with a number, and the line at the foot of each printed page. */
import { useWords, type Child } from './said.tsx'

interface ReceiptProps {
  readonly title: Child
  /** To be read over the telephone: in groups, without 0 and O. */
  readonly number: string
  readonly lines?: readonly { readonly key: Child; readonly value: Child }[]
  readonly children?: Child
}

/** Made to be printed, photographed or copied by hand. */
export function Receipt({ title, number, lines = [], children }: ReceiptProps): Child {
  const { t } = useWords()
  return (
    <section class="receipt">
      <h2>{title}</h2>
      <p class="receipt-number">
        <span>{t('receipt.number')}</span> <bdi>{number}</bdi>
      </p>
      {lines.length > 0 && (
        <dl>
          {lines.map(({ key, value }) => (
            <div>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {children}
    </section>
  )
}

interface PrintRecordProps {
  /** Case number, or what else this page is a record of. */
  readonly what: string
  /** Of the content that the page shows. */
  readonly hash?: string
  /** As a reader says it. */
  readonly when: string
}

/**
 * Stands at the foot of every printed page, beside "page x of y"; on a screen it is not there. It has to be a child of
 * the page itself, and the last one.
 */
export function PrintRecord({ what, hash, when }: PrintRecordProps): Child {
  const { t } = useWords()
  return (
    <p class="print-record" aria-hidden="true">
      <span>{t('print.record', { what })}</span>
      {hash !== undefined && (
        <span>
          {t('print.hash')} <bdi class="hash">{hash}</bdi>
        </span>
      )}
      <span>{t('print.printed', { when })}</span>
    </p>
  )
}
