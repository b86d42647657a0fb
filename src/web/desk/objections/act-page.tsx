/** One act of somebody: what they said, which record was meant, what was sent, and what staff can do. */
import type { MayBe } from '#pipeline/person-find.ts'
import type { Act } from '#person/act.ts'
import { complaintState } from '#person/complaint.ts'
import { outcomes } from '#person/events.ts'
import { endsAt, movesAt, objectionStands, waitingDays } from '#person/waiting.ts'
import type { Doors } from '../../doors.ts'
import type { Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import { ErrorSummary, TextArea } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { Receipt } from '../../layout/paper.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { SummaryList, Table } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { languageNames, isLocale } from '../../words/locales.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { actWords, channelWords, objectionsPath, outcomeWords, traitWords } from './words.ts'

interface Props {
  readonly visit: Visit
  readonly doors: Doors
  readonly act: Act
  /** Looked up only where staff have to say who was meant. */
  readonly mayBe: readonly MayBe[]
  /** What a record is called in the form. */
  readonly nameOf: (key: string) => string
  readonly mayAnswer: boolean
  readonly problems: Problems
  readonly typed?: { readonly outcome: string; readonly words: string }
}

export function ActPage(props: Props): Child {
  const { visit, doors, act, problems } = props
  const { kind, number } = act
  const title = `${actWords[kind]} ${number}`
  return (
    <DeskPage visit={visit} doors={doors} title={title} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: href(visit, objectionsPath), text: 'From people' }]} here={number} />
      <ErrorSummary problems={problems} />
      <PageTitle eyebrow={actWords[kind]}>
        <bdi>{number}</bdi>
      </PageTitle>
      <Said {...props} />
      {(kind === 'objection' || kind === 'consent-withdrawal') && <WhoWasMeant {...props} />}
      <Stop {...props} />
      {kind === 'complaint' && <Complaint {...props} />}
      <Letters {...props} />
    </DeskPage>
  )
}

function Said({ visit, doors, act }: Props): Child {
  const { day, moment } = words(visit.locale)
  const { identity, languages, channel, by, madeAt, consent } = act
  return (
    <SummaryList
      rows={[
        { key: 'Came', value: `${moment(madeAt, doors.system.office.timeZone)}, ${channelWords[channel]}` },
        { key: 'Entered by', value: by === 'person' ? 'the person' : by },
        ...(identity === undefined
          ? [{ key: 'Name', value: 'not given' }]
          : [
              { key: 'Name', value: <Untrusted>{`${identity.given} ${identity.family}`}</Untrusted> },
              { key: 'Born', value: day(identity.dateOfBirth) },
              ...(identity.caseNumber === undefined
                ? []
                : [{ key: 'Case number', value: <Untrusted>{identity.caseNumber}</Untrusted> }]),
              ...(identity.lastDigits === undefined
                ? []
                : [{ key: 'Last digits', value: <bdi>{identity.lastDigits}</bdi> }]),
            ]),
        ...(consent === undefined
          ? []
          : [
              { key: 'Who may have it', value: <Untrusted>{consent.recipient}</Untrusted> },
              { key: 'What', value: <Untrusted>{consent.what}</Untrusted> },
              { key: 'What for', value: <Untrusted>{consent.purpose}</Untrusted> },
              { key: 'Until', value: day(consent.until) },
            ]),
        {
          key: 'Languages',
          value: `letters ${languageSaid(languages.written)}, spoken ${languageSaid(languages.spoken)}`,
        },
      ]}
    />
  )
}

function languageSaid(code: string): string {
  return isLocale(code) ? languageNames[code] : code
}

function WhoWasMeant({ visit, act, mayBe, nameOf, problems }: Props): Child {
  const { day } = words(visit.locale)
  if (act.found === undefined) return <p>It protects already. Which record is meant is being looked up.</p>
  if (act.found.found === 'one') return <p>One record is meant, and it is protected. There is nothing to do.</p>
  return (
    <section>
      <h2>Who was meant?</h2>
      <p>
        {act.found.keys.length === 0
          ? 'No record agrees. Everybody with this name and birth date is protected, also who comes later.'
          : 'More than one record may be meant. All of them are protected until you have looked.'}{' '}
        Choose only if you are sure; leave it as it is otherwise.
      </p>
      <form method="post" action={href(visit, `${objectionsPath}/${act.number}/meant`)}>
        <Table
          id="may-be"
          caption="Records that may be meant"
          columns={[{ head: 'Name' }, { head: 'Born' }, { head: 'Agrees' }, { head: 'Nearly' }, { head: 'Differs' }]}
          rows={mayBe.map(({ record, agrees, close, differs }) => [
            <Untrusted>{record.names.map(({ given, family }) => `${given} ${family}`).join(', ')}</Untrusted>,
            record.birthDate === undefined ? '' : day(record.birthDate),
            agrees.map((trait) => traitWords[trait]).join(', '),
            close.map((trait) => traitWords[trait]).join(', '),
            differs.map((trait) => traitWords[trait]).join(', '),
          ])}
          empty="The agency’s records have nobody who comes near."
          stack
        />
        <RadioGroup
          name="record"
          legend="Which one?"
          options={[
            ...mayBe.map(({ record }) => ({
              value: nameOf(record.sourceKey),
              text: <Untrusted>{recordSaid(record)}</Untrusted>,
            })),
            { value: 'none', text: 'None of them. Nobody on file is meant, as far as we can tell.' },
          ]}
          problem={problems['record']}
          required
        />
        <Button>Record who was meant</Button>
      </form>
    </section>
  )
}

/** Enough to tell two people of one name apart, and no more. */
function recordSaid({ names: [name], birthDate = '', addresses, caseNumbers, ssns }: MayBe['record']): string {
  const town = addresses[0]?.town
  return [
    `${name?.given ?? ''} ${name?.family ?? ''}, ${birthDate}`,
    ...(town === undefined ? [] : [town]),
    ...(caseNumbers[0] === undefined ? [] : [`case ${caseNumbers[0]}`]),
    ...(ssns[0] === undefined ? [] : [`number ending in ${ssns[0].slice(-4)}`]),
  ].join(', ')
}

/** Stopping protects, so the word of whoever calls is enough. */
function Stop({ visit, act }: Props): Child {
  const { day } = words(visit.locale)
  const ends = endsAt(act)
  const waits =
    (act.withdrawal !== undefined && objectionStands(act, visit.now)) ||
    (act.kind === 'address' && !act.stopped && (movesAt(act) ?? '9999') > visit.now)
  if (!waits) return null
  const what = act.kind === 'address' ? 'the change of address' : 'the end of this objection'
  return (
    <Alert kind="warning" heading={act.kind === 'address' ? 'Another address waits' : 'Asked to end'}>
      <p>
        {ends === undefined
          ? `It counts ${waitingDays} days after the letter to the address on file has left.`
          : `It ends on ${day(ends.slice(0, 10))}.`}{' '}
        If the person says that this was not them, stop it. Ask for no proof: it can only protect.
      </p>
      <form method="post" action={href(visit, `${objectionsPath}/${act.number}/stop`)}>
        <Button>Stop {what}</Button>
      </form>
    </Alert>
  )
}

function Complaint({ visit, act, mayAnswer, problems, typed }: Props): Child {
  const { day } = words(visit.locale)
  const { complaint, number } = act
  if (complaint === undefined) return null
  if (!mayAnswer) return <p>Complaints are read and answered by the privacy officer.</p>
  const { answer } = complaint
  return (
    <section>
      <h2>What they wrote</h2>
      <p class="said-words" dir="auto">
        {complaint.words}
      </p>
      <p>
        Confirm by {day(complaint.acknowledgeBy)}, answer by {day(complaint.answerBy)}. These days are our own promise.
      </p>
      {complaintState(act) === 'received' && (
        <form method="post" action={href(visit, `${objectionsPath}/${number}/confirm`)}>
          <Button kind="secondary">Confirm that we have it</Button>
        </form>
      )}
      {answer === undefined ? (
        <form method="post" action={href(visit, `${objectionsPath}/${number}/answer`)} novalidate>
          <RadioGroup
            name="outcome"
            legend="What did you find?"
            options={outcomes.map((value) => ({ value, text: outcomeWords[value] }))}
            value={typed?.outcome}
            problem={problems['outcome']}
            required
          />
          <TextArea
            name="words"
            label="Answer"
            hint="Say what you found, what you do about it, and what they can do. Plain words, in their language if you can."
            value={typed?.words}
            problem={problems['words']}
            rows={8}
            maxlength={5000}
            required
          />
          <Button>Send the answer</Button>
        </form>
      ) : (
        <>
          <h2>Our answer</h2>
          <p>
            {day(answer.at.slice(0, 10))}: {outcomeWords[answer.outcome]}.
          </p>
          <p class="said-words" dir="auto">
            {answer.words}
          </p>
        </>
      )}
    </section>
  )
}

function Letters({ visit, doors, act }: Props): Child {
  const { moment } = words(visit.locale)
  return (
    <Table
      id="letters"
      caption="Letters"
      columns={[{ head: 'Letter' }, { head: 'Sent' }]}
      rows={act.letters.map(({ letter, sentAt }) => [
        letter.replaceAll('-', ' '),
        sentAt === undefined
          ? 'not sent: no one record with an address was found'
          : moment(sentAt, doors.system.office.timeZone),
      ])}
      empty="No letter yet. One goes out when one record with an address was found."
      stack
    />
  )
}

/** What staff read out or hand over. The same whether a record was found or not. */
export function RecordedPage({ visit, doors, act }: Pick<Props, 'visit' | 'doors' | 'act'>): Child {
  const { day } = words(visit.locale)
  return (
    <DeskPage visit={visit} doors={doors} title="Recorded">
      <Breadcrumbs trail={[{ href: href(visit, objectionsPath), text: 'From people' }]} here="Recorded" />
      <PageTitle lead="It counts from now on. Tell the person this number, or write it on their slip.">
        Recorded
      </PageTitle>
      <Receipt title="Slip" number={act.number} lines={[{ key: 'Date', value: day(act.madeAt.slice(0, 10)) }]}>
        <p>The number says nothing about anybody. Do not say whether a record was found.</p>
      </Receipt>
      <p>
        <a href={href(visit, `${objectionsPath}/new`)}>Enter another</a>
      </p>
    </DeskPage>
  )
}
