/** A letter before it is made: as it will read, and where staff may say something more. */
import type { LetterDocument } from '#letter/model.ts'
import { plainText } from '#letter/model.ts'
import type { LetterChoice } from '#pipeline/case-letters.ts'
import type { Problems } from '../../form.ts'
import { LetterView } from '../../letter/letter-view.tsx'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import { DateField, type TypedDate } from '../../layout/date-field.tsx'
import { ErrorSummary, TextArea } from '../../layout/form.tsx'
import { Redline } from '../../layout/redline.tsx'
import { Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { PageProps } from '../../layout/document.tsx'
import type { Child } from '../../layout/said.tsx'
import { href } from '../../words/href.ts'
import { casePath } from '../paths.ts'
import { kindWords, languageWords } from './words.ts'

export const longestAddition = 1_500

export interface TypedLetter {
  readonly language: string
  readonly addition: string
  readonly objectBy: TypedDate | string
}

interface NewProps extends Pick<PageProps, 'visit' | 'doors'> {
  readonly number: string
  readonly choice: LetterChoice
  readonly typed: TypedLetter
  /** Languages in which a letter of this kind is written. */
  readonly languages: readonly string[]
  readonly mayAdd: boolean
  readonly asksDay: boolean
  readonly letter: LetterDocument
  readonly template: LetterDocument
  readonly problems?: Problems
}

export function NewLetterPage(props: NewProps): Child {
  const { visit, doors, number, choice, typed, languages, mayAdd, asksDay, letter, template, problems = {} } = props
  const path = casePath(number)
  const title = kindWords[choice.kind]
  return (
    <DeskPage visit={visit} doors={doors} title={title} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs
        trail={[
          { href: href(visit, path), text: <bdi>{number}</bdi> },
          { href: href(visit, `${path}/letters`), text: 'Letters' },
        ]}
        here={title}
      />
      <PageTitle
        eyebrow={<bdi>{number}</bdi>}
        lead="Look at the letter as it will read. Nothing is sent from here: it waits to be printed."
      >
        {title}
      </PageTitle>
      <ErrorSummary problems={problems} />
      <form method="post" action={href(visit, `${path}/letters/new`)}>
        <input type="hidden" name="letter" value={choice.id} />
        <RadioGroup
          name="language"
          legend="Language"
          required
          hint="The sheet with help in sixteen languages goes with every letter."
          value={typed.language}
          problem={problems['language']}
          options={languages.map((language) => ({ value: language, text: languageWords[language] ?? language }))}
        />
        {asksDay && (
          <DateField
            name="objectBy"
            legend="Last day to object to us"
            required={false}
            value={typed.objectBy}
            problem={problems['objectBy']}
          />
        )}
        {mayAdd ? (
          <TextArea
            name="addition"
            label="A paragraph of your own"
            required={false}
            hint="It stands at the end of the letter. Write nothing about anybody but the reader."
            value={typed.addition}
            maxlength={longestAddition}
            problem={problems['addition']}
          />
        ) : (
          <p>Nothing can be added to this letter: each of its readers reads the same.</p>
        )}
        <div class="actions">
          <Button name="do" value="look" kind="secondary">
            Look at it again
          </Button>
          <Button name="do" value="make">
            Make the letter
          </Button>
        </div>
      </form>
      {typed.addition !== '' && (
        <section>
          <h2>What you change</h2>
          <Redline before={plainText(template)} after={plainText(letter)} />
        </section>
      )}
      <LetterView letter={letter} />
    </DeskPage>
  )
}
