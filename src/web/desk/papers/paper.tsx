/** A paper where somebody reads it: its pages one below another, drawn by us, and the way to the paper itself. */
import type { NotDrawn, PageSize } from '#instrument/pages.ts'
import { LinkButton } from '../../layout/button.tsx'
import type { Child } from '../../layout/said.tsx'
import { Alert } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import type { OpenCase } from '../open-case.ts'
import { paperPath } from '../paths.ts'
import type { ShownPaper } from './file.ts'

interface BesideProps extends Omit<PaperProps, 'paper'> {
  /** Undefined for one that is added now. */
  readonly paper: ShownPaper | undefined
  /** What it is called above it. */
  readonly heading: string
  /** What one of its kind looks like. */
  readonly specimen?: Child
  readonly children?: Child
}

/** A paper, which stays in sight beside its specimen and what is asked about it. */
export function BesidePaper({ paper, heading, specimen, children, ...of }: BesideProps): Child {
  if (paper === undefined && specimen === undefined) return children
  return (
    <div class="side-by-side">
      <div class="stays">
        {paper === undefined ? (
          specimen
        ) : (
          <>
            <h2>{heading}</h2>
            <ThePaper paper={paper} {...of} />
          </>
        )}
      </div>
      <div>
        {paper !== undefined && specimen}
        {children}
      </div>
    </div>
  )
}

interface PaperProps {
  readonly open: OpenCase
  readonly id: string
  readonly paper: ShownPaper
  /** Whether this office has a scanner. */
  readonly scans: boolean
}

const notDrawn: Readonly<Record<NotDrawn, string>> = {
  locked: 'It is locked with a password, so its pages cannot be shown here.',
  broken: 'It is damaged, so its pages cannot be shown here.',
  'too-much': 'Showing its pages here would take too long or too much memory.',
  busy: 'Too many papers are being opened at this moment. Load this page again in a minute.',
}

const shut = {
  'harmful-file':
    'The scanner knows this file as harmful, so nobody opens it here. Ask the sender for the paper in another way, and tell your security office.',
  'scanner-away':
    'The scanner does not answer, and no file is opened that it has not looked at. Try again in a moment.',
} as const

export function ThePaper({ open, id, paper, scans }: PaperProps): Child {
  const file = href(open.visit, `${paperPath(open.number, id)}/file`)
  if (paper.as === 'nothing') {
    return (
      <Alert kind="warning">
        <p>No file of this paper was handed in. Read it where it lies.</p>
      </Alert>
    )
  }
  if (paper.as === 'shut') {
    return (
      <Alert kind="warning" heading="This file stays shut">
        <p>{shut[paper.because]}</p>
      </Alert>
    )
  }
  return (
    <>
      {paper.as === 'pages' && <PagesOf open={open} id={id} {...paper.pages} />}
      {paper.as === 'picture' && (
        <a href={file}>
          <img class="scan" src={file} alt={`The scan of ${id}. Open it to see it larger.`} />
        </a>
      )}
      {paper.as === 'file' && (
        <>
          {paper.because !== undefined && <p>{notDrawn[paper.because]}</p>}
          <p>
            <LinkButton href={file} kind="secondary">
              Open the paper
            </LinkButton>{' '}
            <span class="soft">It opens beside this page and never inside it.</span>
          </p>
        </>
      )}
      {paper.as === 'pages' && (
        <p class="soft">
          These are pictures of the pages. If something seems to be missing, <a href={file}>open the paper itself</a>.
        </p>
      )}
      {!scans && <p class="soft">Not scanned for harm: this office has no scanner.</p>}
    </>
  )
}

interface PagesProps {
  readonly open: OpenCase
  readonly id: string
  readonly count: number
  readonly sizes: readonly PageSize[]
}

function PagesOf({ open, id, count, sizes }: PagesProps): Child {
  return (
    <>
      {count > sizes.length && (
        <p>
          The first {sizes.length} of {count} pages are shown. Open the paper itself for the others.
        </p>
      )}
      <ol class="paper-pages" aria-label={`The pages of ${id}`}>
        {sizes.map(({ width, height }, at) => {
          const page = href(open.visit, `${paperPath(open.number, id)}/pages/${at + 1}`)
          return (
            <li>
              <a href={page}>
                Page {at + 1} of {count}, larger
                <img
                  class="scan"
                  src={page}
                  width={width}
                  height={height}
                  alt={`The scan of ${id}, page ${at + 1} of ${count}`}
                  loading={at === 0 ? undefined : 'lazy'}
                />
              </a>
            </li>
          )
        })}
      </ol>
    </>
  )
}
