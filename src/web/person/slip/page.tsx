/** What somebody keeps of what they did. The same for everybody: nothing on it comes from a record. */
import type { Doors } from '../../doors.ts'
import { LinkButton } from '../../layout/button.tsx'
import { Receipt } from '../../layout/paper.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { PageTitle } from '../../layout/text.tsx'
import { waitingDays } from '#person/waiting.ts'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { agencyKey } from '../agencies.ts'
import type { Slip, SlipKind } from '../slip.ts'
import { OwnPage } from '../screen.tsx'

interface Props {
  readonly visit: Visit
  readonly doors: Doors
  readonly slip: Slip | undefined
}

const waits: ReadonlySet<SlipKind> = new Set(['address', 'withdrawal'])
/** A letter follows, if one record is found; of the others the page has said so already. */
const confirmed: ReadonlySet<SlipKind> = new Set(['objection', 'consent-withdrawal'])

export function SlipPage({ visit, doors, slip }: Props): Child {
  if (slip === undefined) {
    return (
      <OwnPage visit={visit} doors={doors}>
        <PageTitle>
          <T k="person.slip.gone" />
        </PageTitle>
        <p>
          <T k="person.slip.gone.text" />
        </p>
      </OwnPage>
    )
  }
  const { kind } = slip
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle lead={<T k={`person.slip.${kind}`} />}>
        <T k="person.slip.title" />
      </PageTitle>
      <Receipt title={<T k="person.slip.number" />} number={slip.number} lines={linesOf(slip, visit)}>
        <p>
          <T k={kind === 'complaint' ? 'person.slip.keep-both' : 'person.slip.keep'} />
        </p>
      </Receipt>
      {waits.has(kind) && (
        <p>
          <T k="person.slip.waiting" args={{ days: waitingDays }} />
        </p>
      )}
      {confirmed.has(kind) && (
        <p>
          <T k="person.slip.letter" />
        </p>
      )}
      {kind === 'code' && (
        <p>
          <LinkButton href={href(visit, '/person/code/enter')}>
            <T k="person.slip.enter" />
          </LinkButton>
        </p>
      )}
      {(confirmed.has(kind) || kind === 'code') && (
        <p class="soft">
          <T k="person.slip.same" />
        </p>
      )}
    </OwnPage>
  )
}

function linesOf(slip: Slip, visit: Visit): { readonly key: Child; readonly value: Child }[] {
  const { day, t, list } = words(visit.locale)
  const { on, agencies, code, hearBy, answerBy } = slip
  const names = agencies.map((agency) => t(agencyKey(agency)))
  const [agency = ''] = names
  return [
    ...(code === undefined ? [] : [{ key: <T k="person.slip.code-word" />, value: <bdi>{code}</bdi> }]),
    { key: <T k="person.slip.on" />, value: day(on) },
    { key: <T k="person.slip.office" />, value: list(names) },
    ...(answerBy === undefined || hearBy === undefined
      ? []
      : [
          { key: <T k="person.slip.who-answers" />, value: t('person.office.privacy-office', { agency }) },
          { key: <T k="person.slip.hear-by" />, value: day(hearBy) },
          { key: <T k="person.slip.answer-by" />, value: day(answerBy) },
        ]),
  ]
}
