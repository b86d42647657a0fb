/** A letter as a page: the same words in the same order as on paper. */
import type { Block, LetterDocument, Run } from '#letter/model.ts'
import type { Child } from '../layout/said.tsx'

interface LetterViewProps {
  readonly letter: LetterDocument
  /** The level of the letter's title on the page around it. */
  readonly level?: 1 | 2
  /** Where several letters stand on one page, each needs a name. */
  readonly id?: string
}

export function LetterView({ letter, level = 2, id }: LetterViewProps): Child {
  const { sender, to, dateText, reference, referenceText, title, blocks, closing, taglines, tagTitle } = letter
  return (
    <article class="letter" lang={letter.language} id={id}>
      <p class="letter-sender">
        <strong>{sender.name}</strong>
        {sender.lines.map((line) => (
          <span>{line}</span>
        ))}
      </p>
      {letter.synthetic !== undefined && <p class="letter-synthetic">{letter.synthetic}</p>}
      <p class="letter-to">
        {to.map((line) => (
          <bdi>{line}</bdi>
        ))}
      </p>
      <p class="letter-date">
        <span>{dateText}</span>
        {reference !== undefined && (
          <span>
            {referenceText} <bdi class="code">{reference}</bdi>
          </span>
        )}
      </p>
      {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
      {blocks.map((block) => (
        <BlockView block={block} level={level} />
      ))}
      <p>
        <strong>{closing}</strong>
      </p>
      {taglines.length > 0 && (
        <section class="letter-taglines">
          {level === 1 ? <h2 lang="en">{tagTitle}</h2> : <h3 lang="en">{tagTitle}</h3>}
          {sender.phone !== undefined && <p class="letter-phone">{sender.phone}</p>}
          {taglines.map(({ language, direction, name, text }) => (
            <p lang={language} dir={direction}>
              <strong>{name}:</strong> {text}
            </p>
          ))}
        </section>
      )}
    </article>
  )
}

function BlockView({ block, level }: { readonly block: Block; readonly level: 1 | 2 }): Child {
  switch (block.block) {
    case 'heading':
      return level === 1 ? <h2>{block.text}</h2> : <h3>{block.text}</h3>
    case 'paragraph':
      return (
        <p>
          <Runs runs={block.runs} />
        </p>
      )
    case 'list': {
      const items = block.items.map((runs) => (
        <li>
          <Runs runs={runs} />
        </li>
      ))
      return block.numbered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'facts':
      return (
        <dl class="letter-facts">
          {block.facts.map(({ name, value }) => (
            <div>
              <dt>{name}</dt>
              <dd>
                <Runs runs={value} />
              </dd>
            </div>
          ))}
        </dl>
      )
    case 'table':
      return (
        <div class="scroll" role="region" aria-label={block.caption} tabindex={0}>
          <table class="usa-table">
            <caption>{block.caption}</caption>
            <thead>
              <tr>
                {block.head.map((cell) => (
                  <th scope="col">{cell}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row) => (
                <tr>
                  {row.map((runs) => (
                    <td>
                      <Runs runs={runs} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    case 'addition':
      break
  }
  return (
    <p class="letter-addition" dir="auto">
      {block.text}
    </p>
  )
}

function Runs({ runs }: { readonly runs: readonly Run[] }): Child {
  return (
    <>
      {runs.map((run) =>
        typeof run === 'string' ? (
          run
        ) : 'literal' in run ? (
          <bdi class="code">{run.literal}</bdi>
        ) : (
          <strong>{run.strong}</strong>
        ),
      )}
    </>
  )
}
