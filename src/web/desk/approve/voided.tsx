/** Approvals that count no longer: whose, why, and what is different since. */
import type { CaseState } from '#case/state.ts'
import type { Difference, NamedCell, Voided } from '#pipeline/approving.ts'
import { Alert } from '../../layout/text.tsx'
import { useWords, type Child } from '../../layout/said.tsx'
import { nameOf } from './content.tsx'
import { elementName } from '../names.ts'
import { programName } from '../queue/words.ts'
import { causeOf } from './words.ts'

interface Props {
  readonly voided: Voided
  readonly state: CaseState
  readonly timeZone: string
}

export function ChangedSince({ voided, state, timeZone }: Props): Child {
  const said = useWords()
  const { approvers, because, reason, at, by, since } = voided
  const whose = approvers.length === 1 ? 'The approval of' : 'The approvals of'
  const heading = `${whose} ${said.list(approvers)} ${approvers.length === 1 ? 'counts' : 'count'} no longer`
  return (
    <Alert kind="warning" heading={heading}>
      <p>
        {`On ${said.moment(at, timeZone)} ${causeOf(because)} (${by}).`}
        {reason !== undefined && (
          <>
            {' Reason given: “'}
            <bdi>{reason}</bdi>”.
          </>
        )}
      </p>
      {since !== undefined && <Changes since={since} state={state} />}
    </Alert>
  )
}

function Changes({ since, state }: { readonly since: Difference; readonly state: CaseState }): Child {
  const { content, terms, receiver, added, removed } = since
  if (!content) return <p>What stands prepared is the same, byte for byte, as what was approved then.</p>
  const lines = [
    ...added.map((cell) => `Leaves now, and did not before: ${cellName(state, cell)}`),
    ...removed.map((cell) => `Stays now, and would have left before: ${cellName(state, cell)}`),
    ...(terms ? ['The terms for the receiver have changed.'] : []),
    ...(receiver ? ['It is sealed to another key of the receiver.'] : []),
  ]
  return (
    <>
      <p>What changed since then:</p>
      <ul>
        {lines.length === 0 ? (
          <li>
            The same data of the same people, read from the record and sealed anew. Values in it may have changed.
          </li>
        ) : (
          lines.map((line) => <li>{line}</li>)
        )}
      </ul>
    </>
  )
}

function cellName(state: CaseState, { subject, program, element }: NamedCell): string {
  return `${elementName(element)} of ${nameOf(state, subject)}, from ${programName(program)}.`
}
