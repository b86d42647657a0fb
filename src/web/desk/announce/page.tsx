/** A release of many persons before the public: what the notice says, from when it may leave, and taking it back. */
import type { Leaving } from '#case/announced.ts'
import { shortening } from '#case/orders.ts'
import type { Rule } from '#decision/rules.ts'
import type { ToAnnounce } from '#pipeline/announcing.ts'
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import { Basis } from '../../layout/basis.tsx'
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { Field, Select } from '../../layout/form.tsx'
import { useWords, type Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { elementName } from '../names.ts'
import { refusalSentences } from '../case/next.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { programName } from '../queue/words.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface Props {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
  readonly asked: ToAnnounce
  /** In force today. */
  readonly rules: readonly Rule[]
}

export function AnnouncePage({ doors, open, form: typed, problems, asked, rules }: Props): Child {
  const form = typed ?? formOf(open.visit.kept)
  const field = fieldsOf(form, problems)
  const { state, number, visit, ports } = open
  const { announced } = state
  const to = `${casePath(number)}/announce`
  const { leaving, needed, threshold, above, standsUntil } = asked
  const orders = Object.keys(state.orders).filter((id) => shortening(state, id) !== undefined)
  const anew = announced !== undefined && (asked.beyond.length > 0 || orders.length > 0)
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Announce it to the public"
      lead="Above a number of people, how many they are, which data and by which law stand on the public page for ten business days before anything leaves. The page names no case and nobody."
      problems={problems}
    >
      {announced !== undefined && <Stands open={open} asked={asked} rules={rules} />}
      {leaving === undefined ? (
        announced === undefined && <p>Nothing is decided yet. Once it is, what leaves can be announced here.</p>
      ) : !needed ? (
        <p>{`This decision releases data about ${peopleInWords(leaving.persons)}. It has to be announced only ${above}.`}</p>
      ) : announced === undefined || anew ? (
        <section aria-labelledby="to-announce">
          <h2 id="to-announce">{announced === undefined ? 'What the notice says' : 'What a new notice says'}</h2>
          <Says visit={visit} rules={rules} leaving={leaving} until={standsUntil ?? ''} />
          {threshold.less !== undefined && <p>{`It is needed ${above}.`}</p>}
          <p>
            {`What is prepared expires after ${ports.office.deliveryDays} days, and leaves only while the records say the same. So once the notice is over, do the rest in one day: look the people up, decide, prepare, have all three sign, release.`}
          </p>
          {asked.tooMany.length > 0 && (
            <Alert kind="warning" heading="More than may leave in a day">
              <p>{refusalSentences(asked.tooMany, 'release')}</p>
            </Alert>
          )}
          <StepForm open={open} command="announce" to={to}>
            {orders.length > 0 && (
              <Select
                {...field('order')}
                label="A court’s order that shortens the ten days"
                hint="Two people have read it, and the court has confirmed it. Counsel alone announces with it, and the page names the court."
                empty="No order"
                options={orders.map((id) => ({ value: id, text: id }))}
                required={false}
              />
            )}
            <Button>Put it on the public page</Button>
          </StepForm>
        </section>
      ) : null}
      {announced !== undefined && (
        <section aria-labelledby="withdraw-notice">
          <h2 id="withdraw-notice">Withdraw the notice</h2>
          <p>
            It stays on the public page as withdrawn. Your reason stays here. A new notice begins its ten days anew.
          </p>
          <StepForm open={open} command="withdraw-notice" to={`${to}/withdraw`}>
            <Field
              {...field('reason')}
              label="Why?"
              hint="Names of the people of this case are left out."
              required
              maxlength={500}
            />
            <Button kind="danger">
              Withdraw the notice<span class="usa-sr-only">{` of ${number}`}</span>
            </Button>
          </StepForm>
        </section>
      )}
      <p class="actions">
        <a href={href(visit, '/notices')}>See the public page</a>
      </p>
    </StepPage>
  )
}

function Stands({ open: { state, visit }, asked, rules }: Pick<Props, 'open' | 'asked' | 'rules'>): Child {
  const said = useWords()
  const { announced } = state
  if (announced === undefined) return null
  const { announcedOn, standsUntil, courtOrder } = announced
  return (
    <>
      <Alert kind="success" heading={`On the public page since ${said.day(announcedOn)}`}>
        <p>
          {asked.leavesFrom === undefined ? '' : `What it says may leave from ${said.day(asked.leavesFrom)}. `}A new
          decision keeps it, unless the decision goes beyond it.
        </p>
      </Alert>
      {asked.beyond.length > 0 && (
        <Alert kind="warning" heading="The decision goes beyond it">
          <p>
            {`${asked.beyond.join('; ')}. Announce it anew${state.members === undefined ? '' : ', or list the members without those who came to it since'}.`}
          </p>
        </Alert>
      )}
      <Says visit={visit} rules={rules} leaving={announced} until={standsUntil} />
      {courtOrder !== undefined && (
        <p>
          {`By order ${courtOrder.order} of `}
          <bdi>{courtOrder.court}</bdi> (<bdi>{courtOrder.docket}</bdi>)
          {` of ${said.day(courtOrder.issuedOn)} it may leave from ${said.day(courtOrder.from)}, for as long as the order stands confirmed.`}
        </p>
      )}
    </>
  )
}

interface SaysProps extends Pick<Props, 'rules'> {
  readonly visit: Visit
  readonly leaving: Leaving
  readonly until: string
}

function Says({ visit, rules, leaving, until }: SaysProps): Child {
  const said = useWords()
  const { persons, elements, basis } = leaving
  const programs = [...new Set(elements.map(({ program }) => program))]
  return (
    <SummaryList
      rows={[
        { key: 'People', value: said.number(persons) },
        {
          key: 'Data',
          value: programs.map((program) => (
            <div>
              {`${programName(program)}: ${elements
                .filter((cell) => cell.program === program)
                .map(({ element }) => elementName(element))
                .join(', ')}`}
            </div>
          )),
        },
        { key: 'By which law', value: <Basis visit={visit} basis={basis} rules={rules} /> },
        { key: 'Ten business days end on', value: said.day(until) },
      ]}
    />
  )
}

function peopleInWords(count: number): string {
  return count === 1 ? 'one person' : `${count} people`
}
