/** The papers that the request rests on: what each says, and its scan. */
import { mostPapers } from '#pipeline/requester.ts'
import type { DraftPaper } from '#pipeline/request-draft.ts'
import type { Artifact } from '#instrument/artifact.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { formOf, type Form } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { FileField } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Ask } from './ask.tsx'
import { paperQuestions } from './papers-and-people.ts'
import { StepShell, type StepView } from './shell.tsx'

interface PapersPageProps extends StepView {
  readonly papers: readonly DraftPaper[]
  /** The paper that is being typed. */
  readonly form: Form
  /** Its scan, where that was good already. */
  readonly file?: Artifact | undefined
}

export function PapersPage({ papers, form, file, ...shell }: PapersPageProps): Child {
  const { problems } = shell
  return (
    <StepShell
      {...shell}
      step="papers"
      upload
      lead="A warrant, an order, a subpoena, an agreement, a consent, or the law that you rely on. Without any, the law opens very little."
    >
      {papers.length > 0 && (
        <>
          <h2>
            {papers.length} {papers.length === 1 ? 'paper' : 'papers'} so far
          </h2>
          <ol class="typed-list">
            {papers.map((paper, i) => (
              <li>
                <Untrusted>{paperLine(paper)}</Untrusted>{' '}
                <Button kind="plain" name="go" value={`remove-${i}`}>
                  Remove<span class="usa-sr-only"> paper {i + 1}</span>
                </Button>
              </li>
            ))}
          </ol>
        </>
      )}
      {papers.length < mostPapers && (
        <>
          <h2>{papers.length === 0 ? 'A paper' : 'One more paper'}</h2>
          {paperQuestions.map((question) => (
            <Ask question={question} form={form} problem={problems[question.name]} />
          ))}
          {file !== undefined && (
            <p>Your scan is here already: {fileLine(file)}. Choose another to put in its place.</p>
          )}
          <FileField
            name="scan"
            label="The paper itself"
            hint="All pages in one file. We look at what is in it, never at its name, and forget the name."
            accept=".pdf,.png,.jpg,.jpeg,.tif,.tiff,.txt"
            kinds="PDF, PNG, JPEG, TIFF or plain text"
            megabytes={25}
            problem={problems['scan']}
          />
          <p>
            <Button kind="secondary" name="go" value="add">
              Add this paper
            </Button>
          </p>
        </>
      )}
    </StepShell>
  )
}

export function paperLine({ answers, file }: DraftPaper): string {
  const form = formOf(answers)
  const text = (name: string): string => form.text(name)
  const kind = Object.entries(vocabulary.instrumentKinds).find(([code]) => code === text('kind'))?.[1] ?? 'No kind'
  return [
    kind,
    text('issuer') && `issued by ${text('issuer')}`,
    text('signer') && `signed by ${text('signer')}`,
    text('docket') && `number ${text('docket')}`,
    text('issued-on') && `of ${text('issued-on')}`,
    text('return-on') && `to be answered by ${text('return-on')}`,
    file === undefined ? 'no scan' : fileLine(file),
  ]
    .filter(Boolean)
    .join('; ')
}

const kindsOfFile: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/tiff': 'TIFF',
  'text/plain': 'plain text',
  'application/json': 'JSON',
}

function fileLine({ type, bytes, sha256 }: Artifact): string {
  return `${kindsOfFile[type] ?? type}, ${Math.max(1, Math.round(bytes / 1000))} kB, SHA-256 ${sha256.slice(0, 12)}…`
}
