/** Every letter that waits, one after the other, each on a page of its own when printed. */
import type { LetterDocument } from '#letter/model.ts'
import { LetterView } from '../../letter/letter-view.tsx'
import { PageTitle } from '../../layout/text.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { PageProps } from '../../layout/document.tsx'
import type { Child } from '../../layout/said.tsx'

interface PrintProps extends Pick<PageProps, 'visit' | 'doors'> {
  readonly letters: readonly { readonly id: string; readonly document: LetterDocument }[]
}

export function PrintPage({ visit, doors, letters }: PrintProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="Letters to be printed">
      <div class="no-print">
        <PageTitle lead="Print this page: each letter begins on a sheet of its own. Then mark them as printed.">
          Letters to be printed
        </PageTitle>
      </div>
      {letters.length === 0 ? (
        <p>Nothing waits to be printed.</p>
      ) : (
        letters.map(({ id, document }) => <LetterView letter={document} id={`letter-${id}`} />)
      )}
    </DeskPage>
  )
}
