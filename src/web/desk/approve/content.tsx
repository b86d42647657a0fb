/** What will leave: the cells by person, and each file as the receiver will have it. */
import type { CaseState } from '#case/state.ts'
import { toHex } from '#formats/bytes.ts'
import { parseCsv, type CsvTable } from '#formats/csv.ts'
import { sha256 } from '#formats/sha256.ts'
import type { TarMember } from '#formats/tar.ts'
import type { Content } from '#pipeline/content.ts'
import { Table } from '../../layout/table.tsx'
import { Details } from '../../layout/text.tsx'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { subjectName } from '../members/words.ts'
import { elementName } from '../names.ts'
import { programName } from '../queue/words.ts'

/** Beyond this a page would be too long to be read; the whole file is one click away. */
const mostRows = 200
/** Of a table of many persons nobody reads all; these show what its lines are like. */
const firstRows = 25
/** On a telephone a line of a short table is a card of its own; a long one is moved sideways. */
const mostCards = 12

export function Cells({ state }: { readonly state: CaseState }): Child {
  const rows = Object.entries(state.prepared?.cells ?? {}).flatMap(([ref, cells]) =>
    [...Map.groupBy(cells, ({ program }) => program)].map(([program, of]) => [
      <Untrusted>{nameOf(state, ref)}</Untrusted>,
      programName(program),
      of.map(({ element }) => elementName(element)).join(', '),
    ]),
  )
  return (
    <Table
      id="cells"
      caption="Whose data, from which program, and what of it"
      columns={[{ head: 'Person' }, { head: 'Program' }, { head: 'What leaves' }]}
      rows={rows}
      stack
      quietCaption
    />
  )
}

/** As the request names them; the ref alone where it names nobody. */
export function nameOf(state: CaseState, ref: string): string {
  const { people } = state
  if (people[ref]?.match?.match === 'class') return subjectName(state, ref)
  const { name } = people[ref]?.identity ?? {}
  const words = [name?.given, name?.middle, name?.family, name?.suffix].filter((part) => part !== undefined)
  return words.length === 0 ? ref : `${words.join(' ')} (${ref})`
}

interface FilesProps {
  readonly content: Content
  /** The address of a file as it is. */
  readonly href: (at: number) => string
}

export function Files({ content, href }: FilesProps): Child {
  return (
    <>
      {content.files.map((file, at) => (
        <File file={file} at={at} href={href(at)} whole={content.tables?.find(({ name }) => name === file.name)} />
      ))}
    </>
  )
}

interface FileProps {
  readonly file: TarMember
  readonly at: number
  readonly href: string
  /** The table that this is the first piece of; undefined where it is a whole file. */
  readonly whole: NonNullable<Content['tables']>[number] | undefined
}

function File({ file, at, href, whole }: FileProps): Child {
  const said = useWords()
  const { name, bytes } = file
  const table = name.endsWith('.csv') ? parseCsv(bytes) : undefined
  const head = (
    <>
      <code>{name}</code> <span class="soft">{`${said.number(bytes.length)} bytes`}</span>
    </>
  )
  return (
    <Details summary={head} open={!name.endsWith('.json')} id={`file-${at}`}>
      {whole !== undefined && <FirstPiece of={whole} />}
      {table === undefined ? (
        <pre class="file" tabindex={0} dir="auto">
          {new TextDecoder().decode(bytes)}
        </pre>
      ) : (
        <Rows
          id={`rows-${at}`}
          name={name}
          table={table}
          most={whole === undefined ? mostRows : firstRows}
          href={href}
        />
      )}
      <p>
        <a href={href}>
          {whole === undefined ? 'Open the file as it is' : 'Open this piece as it is'}
          <span class="usa-sr-only">: {name}</span>
        </a>
      </p>
      <p class="soft">
        SHA-256 <bdi class="hash">{toHex(sha256(bytes))}</bdi>
      </p>
    </Details>
  )
}

function FirstPiece({ of: { rows, pieces } }: { readonly of: NonNullable<Content['tables']>[number] }): Child {
  const said = useWords()
  return (
    <p>
      {`The table has ${rows === 1 ? 'one line' : `${said.number(rows)} lines`} in ${pieces === 1 ? 'one piece' : `${said.number(pieces)} pieces`}, each sealed by itself. `}
      {pieces > 1 && 'This is the first piece; the others have the same columns.'}
    </p>
  )
}

interface RowsProps {
  readonly id: string
  readonly name: string
  readonly table: CsvTable
  /** Lines that are shown. */
  readonly most: number
  readonly href: string
}

function Rows({ id, name, table, most, href }: RowsProps): Child {
  const said = useWords()
  const { header, rows } = table
  return (
    <>
      {rows.length > most && (
        <p>
          {`The first ${said.number(most)} of ${said.number(rows.length)} lines are shown here. `}
          <a href={href}>Open all of them</a> before you sign.
        </p>
      )}
      <Table
        id={id}
        caption={`The lines of ${name}`}
        quietCaption
        stack={rows.length <= mostCards}
        columns={header.map((head) => ({ head: <code>{head}</code> }))}
        rows={rows.slice(0, most).map((row) => row.map((value) => (value === null ? <Nothing /> : <bdi>{value}</bdi>)))}
        empty="This table has no lines: the record has nothing of this kind."
      />
    </>
  )
}

/** The record has no value here, which is not the same as an empty one. */
function Nothing(): Child {
  return <span class="soft">(none)</span>
}
