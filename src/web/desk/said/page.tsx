/** What the people of a case have said for themselves. A consent is read like any paper before it opens anything. */
import type { Said } from '#pipeline/person-said.ts'
import type { From } from '../../layout/document.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { objectionsPath } from '../objections/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepPage } from '../step-page.tsx'

interface Props {
  readonly doors: From
  readonly open: OpenCase
  readonly said: readonly Said[]
}

export function SaidPage({ doors, open, said }: Props): Child {
  const { visit, number } = open
  const { day } = words(visit.locale)
  return (
    <StepPage
      doors={doors}
      open={open}
      title="What the people said"
      lead="What somebody said to us for themselves, as it stands today. An objection counts by itself; a consent opens nothing until it is entered as a paper of this case and read by two."
      problems={{}}
    >
      {said.length === 0 && (
        <p>
          {open.state.members === undefined
            ? 'Nobody of this case is matched to one record yet.'
            : 'This case is about listed members. What each of them said is not shown one by one: who objected, or took a consent back, is in a class of its own, and is decided as such.'}
        </p>
      )}
      {said.map(({ person, consents, objections }) => (
        <section>
          <h2>{person}</h2>
          <p>
            {objections.length === 0
              ? 'No objection stands.'
              : `Objected on ${objections.map(({ madeAt }) => day(madeAt.slice(0, 10))).join(', ')}.`}
          </p>
          <Table
            id={`consents-${person}`}
            caption="Consents that stand"
            columns={[
              { head: 'Number' },
              { head: 'Who may have it' },
              { head: 'What' },
              { head: 'What for' },
              { head: 'Until' },
            ]}
            rows={consents.map(({ number: of, consent }) => [
              <a href={href(visit, `${objectionsPath}/${of}`)}>
                <bdi>{of}</bdi>
              </a>,
              <Untrusted>{consent?.recipient ?? ''}</Untrusted>,
              <Untrusted>{consent?.what ?? ''}</Untrusted>,
              <Untrusted>{consent?.purpose ?? ''}</Untrusted>,
              consent === undefined ? '' : day(consent.until),
            ])}
            empty="None. A consent stands here when the person gave it with a mailed code and has not taken it back."
            stack
          />
        </section>
      ))}
      <p>
        <a href={href(visit, `${casePath(number)}/papers/new`)}>Enter another paper of this case</a>
      </p>
    </StepPage>
  )
}
