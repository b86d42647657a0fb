import { orderEffects, type OrderFacts } from '#case/orders.ts'
import { isPosternError } from '#errors.ts'
import { largestArtifact } from '#instrument/artifact.ts'
import { readOrder } from '#pipeline/intake.ts'
import type { Doors } from '../../doors.ts'
import type { Form, Problems } from '../../form.ts'
import { readDate } from '../../layout/date-field.tsx'
import { messagePage } from '../../message-page.tsx'
import { mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { given } from '../given.ts'
import { namedRefs } from '../members/words.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { shownPaper } from '../papers/file.ts'
import { statusOf, taking, type ShowForm, type Taken } from '../step-page.tsx'
import { OrderPage } from './page.tsx'

const base = '/desk/cases/:number/orders'

export function orderRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = async (c, open, form, problems) => {
    const asked = c.req.param('id')
    if (asked !== undefined && !Object.hasOwn(open.state.orders, asked)) return messagePage(c, doors, 'not-found')
    const paper = asked === undefined ? undefined : await shownPaper(doors, open, asked)
    const { here: scans } = doors.scanner
    const shown = { open, id: asked ?? nextId(open), paper, scans, form, problems }
    return show(c, <OrderPage doors={doors} {...shown} />, statusOf(problems))
  }
  const see = withCase(doors, (c, open) => page(c, open, undefined, {}))
  const common = { who: mayGive('read-order') } as const
  return [
    { method: 'GET', path: `${base}/new`, name: 'See the questions about an order of a court', ...common, handle: see },
    {
      method: 'POST',
      path: `${base}/new`,
      name: 'Add an order of a court',
      ...common,
      command: 'read-order',
      upload: largestArtifact + 256 * 1024,
      handle: taking(doors, page, (open, form) => read(doors, open, form, nextId(open), true)),
    },
    {
      method: 'GET',
      path: `${base}/:id`,
      name: 'See the questions about an order that is here',
      ...common,
      handle: see,
    },
    {
      method: 'POST',
      path: `${base}/:id`,
      name: 'Read an order of a court',
      ...common,
      command: 'read-order',
      handle: (c) => taking(doors, page, (open, form) => read(doors, open, form, c.req.param('id') ?? '', false))(c),
    },
  ]
}

function nextId({ state }: OpenCase): string {
  return `o${Math.max(0, ...Object.keys(state.orders).map((id) => Number(id.slice(1)))) + 1}`
}

async function read(doors: Doors, open: OpenCase, form: Form, id: string, isNew: boolean): Promise<Taken> {
  const answered = answersIn(open, form, id)
  const file = form.files['file']?.[0]
  const missing: Problems = isNew && file === undefined ? { file: 'Choose the file of the order.' } : {}
  if ('problems' in answered) return { problems: { ...missing, ...answered.problems } }
  if (Object.keys(missing).length > 0) return { problems: missing }
  if (file !== undefined && (await doors.scanner.scan(file.bytes)).found === 'harm') {
    return { problems: { file: 'The scanner knows this file as harmful. Ask for the order in another way.' } }
  }
  try {
    return await readOrder(open.ports, open.actor, open.stream, answered.facts, isNew ? file : undefined)
  } catch (error) {
    if (!isPosternError(error, 'ERR_INPUT_INVALID') && !isPosternError(error, 'ERR_INPUT_TOO_LARGE')) throw error
    return { problems: { file: `${error.message}. ${error.mend ?? ''}` } }
  }
}

function answersIn(
  { state }: OpenCase,
  form: Form,
  id: string,
): { readonly facts: OrderFacts } | { readonly problems: Problems } {
  const effect = orderEffects.find((one) => one === form.text('effect'))
  const issuerKind = (['federal-court', 'state-court'] as const).find((one) => one === form.text('issuerKind'))
  const issuedOn = readDate(form, 'issuedOn')
  const leavesFrom = readDate(form, 'leavesFrom')
  const shortens = effect === 'shorten-notice'
  const [about, signedBy, issuer, docket, issuerState] = ['about', 'signedBy', 'issuer', 'docket', 'issuerState'].map(
    (name) => form.text(name),
  )
  const people = form.all('people').filter((ref) => namedRefs(state).includes(ref))
  const problems: Record<string, string> = {}
  if (about === undefined || !Object.hasOwn(state.instruments, about))
    problems['about'] = 'Choose the paper that it is about.'
  if (effect === undefined) problems['effect'] = 'Choose what it orders.'
  if (issuerKind === undefined) problems['issuerKind'] = 'Choose whose order it is.'
  if (signedBy === '') problems['signedBy'] = 'Choose who signed it.'
  if (issuedOn === undefined || issuedOn === '') problems['issuedOn'] = 'Type the day as month, day and year.'
  if (shortens && issuer === '') problems['issuer'] = 'Type the name of the court: the public page names it.'
  if (shortens && docket === '') problems['docket'] = 'Type the docket number: the public page names it.'
  if (shortens && (leavesFrom === undefined || leavesFrom === ''))
    problems['leavesFrom'] = 'Type the day as month, day and year.'
  if (Object.keys(problems).length > 0) return { problems }
  if (effect === undefined || issuedOn === undefined || about === undefined) return { problems }
  return {
    facts: {
      id,
      about,
      effect,
      issuedOn,
      ...(issuerKind === undefined ? {} : { issuerKind }),
      ...given('signedBy', signedBy),
      ...given('issuer', issuer),
      ...given('docket', docket),
      ...given('issuerState', issuerState),
      ...(shortens ? given('leavesFrom', leavesFrom) : {}),
      ...(people.length === 0 || effect !== 'dispense-notice' ? {} : { people }),
    },
  }
}
