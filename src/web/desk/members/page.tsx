/** Listing who is in a class that was asked for: by the keys of the agency's own records, and by nothing else. */
import type { DailyCaps, Threshold } from '#case/day-count.ts'
import { aboveInWords } from '#case/outside.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import type { From } from '../../layout/document.tsx'
import { FileField } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Alert, SummaryBox } from '../../layout/text.tsx'
import { formOf, type Form, type Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import { english } from '../../words/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepForm, StepPage } from '../step-page.tsx'
import { personsWords } from './words.ts'

export const megabytes = 64

interface Props {
  readonly doors: From
  readonly open: OpenCase
  readonly threshold: Threshold
  readonly caps: DailyCaps
  readonly form: Form | undefined
  readonly problems: Problems
}

export function MembersPage({ doors, open, threshold, caps, form: typed, problems }: Props): Child {
  const { state, visit, number, request } = open
  const named = Object.values(state.people).some(({ asked }) => asked)
  return (
    <StepPage
      doors={doors}
      open={open}
      title="List the members"
      lead="The request asks about a group and names nobody. Nothing about a group leaves by itself: first the agency says who is in it, one by one."
      problems={problems}
    >
      {named ? (
        <Alert kind="info" heading="Nobody is listed here">
          <p>
            This request names the people that it asks about, so there is no group to list.{' '}
            <a href={href(visit, casePath(number))}>Go to the case</a>
          </p>
        </Alert>
      ) : (
        <>
          {request.subjectClass !== undefined && (
            <p>
              They ask about: <Untrusted>{request.subjectClass}</Untrusted>
            </p>
          )}
          <Before threshold={threshold} caps={caps} />
          <Stands open={open} />
          <ListForm open={open} form={typed ?? formOf(visit.kept)} problems={problems} />
        </>
      )}
    </StepPage>
  )
}

function Before({ threshold, caps }: Pick<Props, 'threshold' | 'caps'>): Child {
  return (
    <SummaryBox heading="What a list is, and what it does">
      <ul>
        <li>It holds keys of your own records and nothing else: one on each line, no name, no date of birth.</li>
        <li>
          It is kept encrypted, like a paper. No page shows it again; the case knows how many persons are on it, and a
          hash of it. It goes when the case is forgotten.
        </li>
        <li>
          Everybody on it is looked up by their key and decided about as carefully as one alone. Whoever objected, or is
          protected, stays so.
        </li>
        <li>Listing releases nothing. Two people approve what leaves, neither of whom decided or prepared it.</li>
        <li>
          A release {aboveInWords(threshold)} also needs a third signature, by a key held outside the agency; and how
          many they are, which data and by which law stand on the public page for ten business days first. A court’s
          order may shorten that, and is named there. Lists that leave without it count together for three weeks.
        </li>
        <li>
          In one day at most {personsWords(caps.receiver)} leave to one receiver, and {personsWords(caps.agency)} from
          the agency, whoever has signed.
        </li>
      </ul>
    </SummaryBox>
  )
}

function Stands({ open: { state } }: { readonly open: OpenCase }): Child {
  if (state.members === undefined) return null
  return (
    <Alert
      kind="info"
      heading={`${personsWords(state.members.count)} ${state.members.count === 1 ? 'is' : 'are'} listed already`}
    >
      <p>
        A new list takes the place of this one. Whoever is on it is looked up anew, and a decision, and whatever was
        prepared and approved on it, becomes void.
      </p>
    </Alert>
  )
}

interface ListFormProps {
  readonly open: OpenCase
  readonly form: Form
  readonly problems: Problems
}

function ListForm({ open, form, problems }: ListFormProps): Child {
  return (
    <StepForm open={open} command="list-members" to={`${casePath(open.number)}/members`} upload>
      <RadioGroup
        name="who"
        legend="Who says that these are the ones?"
        required
        options={[
          {
            value: 'named',
            text: 'The requester named these very persons',
            hint: 'Such as an audit sample, or a list of case numbers that came with the request.',
          },
          {
            value: 'agency',
            text: 'The agency says who is in the class',
            hint: 'It is still decided as a request about a group, with all that the law asks of one.',
          },
        ]}
        value={form.text('who')}
        problem={problems['who']}
      />
      <FileField
        name="list"
        label="The list"
        hint={`One key of a record on each line, each person once; up to ${english.number(mostLikely)} persons fit.`}
        accept=".txt,.csv,text/plain"
        kinds="a text file"
        megabytes={megabytes}
        required
        problem={problems['list']}
      />
      <Button>List them</Button>
    </StepForm>
  )
}

/** Of the longest kind of key that is usual, a UUID, so many fit. */
const mostLikely = 1_500_000
