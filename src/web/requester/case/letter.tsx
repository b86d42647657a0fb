/** A letter as a page: the same value that was printed, block by block, every text as text. */
import type { Block, LetterDocument, Run } from '#letter/model.ts'
import type { Child } from '../../layout/said.tsx'
import { SummaryList, Table } from '../../layout/table.tsx'

export function Letter({ letter }: { readonly letter: LetterDocument }): Child {
  return (
    <article class="letter" lang={letter.language}>
      {letter.synthetic !== undefined && <p class="soft">{letter.synthetic}</p>}
      <p>
        {letter.sender.name}
        <br />
        {letter.dateText}
        {letter.reference !== undefined && (
          <>
            <br />
            {letter.referenceText}
          </>
        )}
      </p>
      <h2>{letter.title}</h2>
      {letter.blocks.map((block, i) => (
        <Part block={block} id={`letter-${i}`} />
      ))}
      <p>{letter.closing}</p>
    </article>
  )
}

function Part({ block, id }: { readonly block: Block; readonly id: string }): Child {
  if (block.block === 'heading') return <h3>{block.text}</h3>
  if (block.block === 'addition') return <blockquote>{block.text}</blockquote>
  if (block.block === 'paragraph') {
    return (
      <p>
        <Runs runs={block.runs} />
      </p>
    )
  }
  if (block.block === 'facts') {
    return <SummaryList rows={block.facts.map(({ name, value }) => ({ key: name, value: <Runs runs={value} /> }))} />
  }
  if (block.block === 'table') {
    return (
      <Table
        id={id}
        caption={block.caption}
        columns={block.head.map((head) => ({ head }))}
        rows={block.rows.map((row) => row.map((runs) => <Runs runs={runs} />))}
      />
    )
  }
  const items = block.items.map((runs) => (
    <li>
      <Runs runs={runs} />
    </li>
  ))
  return block.numbered ? <ol>{items}</ol> : <ul>{items}</ul>
}

function Runs({ runs }: { readonly runs: readonly Run[] }): Child {
  return (
    <>
      {runs.map((run) => {
        if (typeof run === 'string') return run
        return 'strong' in run ? <strong>{run.strong}</strong> : <bdi dir="ltr">{run.literal}</bdi>
      })}
    </>
  )
}
