/** What no query reaches: who and what the decision calls for, the empty sheet, and the place to hand it in. */
import type { Reason } from '#case/commands.ts'
import { recordOf, type CalledFor } from '#pipeline/worksheet.ts'
import { largestWorksheet } from '#release/worksheet.ts'
import type { Problems } from '../../form.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { FileField } from '../../layout/form.tsx'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Alert, Details, Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { sentence } from '../case/next.ts'
import { nameOf } from '../case/people.tsx'
import { elementName } from '../names.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { programName } from '../queue/words.ts'
import { notNow, NotNow, StepPage } from '../step-page.tsx'

interface WorksheetProps {
  readonly doors: From
  readonly open: OpenCase
  readonly sheets: readonly CalledFor[]
  readonly problems: Problems
  /** Everything that is wrong with the sheet that was just handed in. */
  readonly wrong: readonly Reason[]
}

/** More than these are said together; whoever mends them hands the sheet in again. */
const mostShown = 100

export function WorksheetPage({ doors, open, sheets, problems, wrong }: WorksheetProps): Child {
  const reasons = notNow(open, 'fill-worksheet')
  const forOthers = reasons.length > 0 && reasons.every(({ code }) => code === 'not-your-role')
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Worksheets"
      lead="Part of what may leave stands on paper, or where no query reaches. The decision fixes the columns and the people; somebody fills in the rest by hand."
      problems={problems}
    >
      {wrong.length > 0 && <Wrong wrong={wrong} />}
      {sheets.length === 0 && <NothingByHand open={open} />}
      {sheets.length > 0 && reasons.length > 0 && <NotNow reasons={reasons} command="fill-worksheet" />}
      {sheets.map((called) => (
        <Sheet open={open} called={called} shown={reasons.length === 0 || forOthers} mine={reasons.length === 0} />
      ))}
      {sheets.length > 0 && reasons.length === 0 && (
        <>
          <HandIn open={open} problems={problems} />
          <HowTo />
        </>
      )}
    </StepPage>
  )
}

function Wrong({ wrong }: { readonly wrong: readonly Reason[] }): Child {
  const said = useWords()
  return (
    <Alert kind="error" heading="This sheet was not taken">
      <p>Rows are counted as a spreadsheet counts them: the header is row 1.</p>
      <ul class="usa-list">
        {wrong.slice(0, mostShown).map(({ words }) => (
          <li>{sentence(words)}</li>
        ))}
      </ul>
      {wrong.length > mostShown && <p>{`And ${said.number(wrong.length - mostShown)} more.`}</p>}
    </Alert>
  )
}

function NothingByHand({ open: { visit, number, state } }: { readonly open: OpenCase }): Child {
  return (
    <>
      <p>
        {state.decision === undefined
          ? 'Nothing is decided yet. Once it is, whatever has to be filled in by hand stands here.'
          : 'Nothing has to be filled in by hand: all that this decision releases can be read from the agency’s own system.'}
      </p>
      <LinkButton href={href(visit, casePath(number))}>Back to the case</LinkButton>
    </>
  )
}

interface SheetProps {
  readonly open: OpenCase
  readonly called: CalledFor
  /** Whose rows there are, and which columns. */
  readonly shown: boolean
  /** For this person to take away. */
  readonly mine: boolean
}

function Sheet({ open, called: { sheet, filled }, shown, mine }: SheetProps): Child {
  const said = useWords()
  const { visit, number, state, ports } = open
  const { name, program, rows, columns, people } = sheet
  const many = rows === 'many' ? `: ${elementName(columns[0]?.element ?? '').toLowerCase()}` : ''
  return (
    <section aria-labelledby={`sheet-${name}`}>
      <h2 id={`sheet-${name}`}>
        {programName(program)}
        {many}
      </h2>
      <p class="tags">
        {filled === undefined ? <Tag sign="wait">not handed in yet</Tag> : <Tag sign="ok">handed in</Tag>}
      </p>
      {filled !== undefined && (
        <p>
          {`By ${filled.by.at(-1) ?? ''}, ${said.moment(filled.at, ports.office.timeZone)}; something stands in ${filled.rows === 1 ? '1 row' : `${said.number(filled.rows)} rows`}. Whoever fills in a sheet does not approve the release.`}
        </p>
      )}
      {shown && (
        <Table
          id={`people-${name}`}
          caption={`Whom to look up, and what to write down of them, for ${name}`}
          quietCaption
          stack
          columns={[{ head: 'Subject' }, { head: 'As asked' }, { head: 'Our record' }, { head: 'Columns to fill in' }]}
          rows={people.map(({ ref, elements }) => {
            const known = state.people[ref]
            return [
              ref,
              <Untrusted>{known === undefined ? '' : nameOf(known)}</Untrusted>,
              <bdi>{recordOf(state, ref).join(', ')}</bdi>,
              columns
                .filter(({ element }) => elements.includes(element))
                .map((column, n) => (
                  <>
                    {n > 0 && ', '}
                    <code>{column.name}</code>
                  </>
                )),
            ]
          })}
        />
      )}
      {mine && (
        <p>
          <LinkButton href={href(visit, `${casePath(number)}/worksheet/${name}`)} kind="secondary">
            Take the empty sheet {name}
          </LinkButton>
        </p>
      )}
    </section>
  )
}

function HandIn({
  open: { visit, number, state },
  problems,
}: {
  readonly open: OpenCase
  readonly problems: Problems
}): Child {
  return (
    <>
      <h2>Hand it in</h2>
      {state.prepared !== undefined && (
        <Alert kind="warning" heading="Something stands prepared">
          <p>Another sheet is other content. What was prepared, and every approval of it, becomes void.</p>
        </Alert>
      )}
      <form
        method="post"
        action={href(visit, `${casePath(number)}/worksheet`)}
        enctype="multipart/form-data"
        novalidate
      >
        <FileField
          name="file"
          label="The sheet that you have filled in"
          hint="One at a time; it says itself which one it is. All of it is taken, or nothing."
          accept=".csv,text/csv"
          kinds="CSV"
          megabytes={largestWorksheet / 1_048_576}
          required
          problem={problems['file']}
        />
        <Button>Hand the sheet in</Button>
      </form>
    </>
  )
}

function HowTo(): Child {
  return (
    <Details summary="How to fill it in">
      <ul class="usa-list">
        <li>
          Write only what stands in our own file about this person. Where nothing stands there, leave the cell empty.
        </li>
        <li>Leave the columns worksheet and subject as they are, and every person in their row. Add no column.</li>
        <li>
          Where a column row stands, a person may have several: copy the first two columns down, and count 2, 3, 4.
          There is one empty row of each person to begin with.
        </li>
        <li>Days are written 2026-11-22, amounts 1250.50, yes and no as true and false.</li>
        <li>
          A spreadsheet drops the zero of 02139 and turns days around. Import the columns as text, and save as CSV in
          UTF-8.
        </li>
        <li>It holds personal data once it is filled in. When it is taken, destroy your copy.</li>
      </ul>
    </Details>
  )
}
