/** The doors of reading a paper: twice, by two people, each blind to the other. */
import { isPosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { largestArtifact } from '#instrument/artifact.ts'
import type { InstrumentFacts } from '#instrument/facts.ts'
import { read, type HandedIn } from '#pipeline/intake.ts'
import { officeDay } from '#pipeline/law.ts'
import type { Moved } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import { messagePage } from '../../message-page.tsx'
import { mayGive, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { refusalSentences } from '../case/next.ts'
import { namedRefs } from '../members/words.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { shownPaper } from '../papers/file.ts'
import { casePath } from '../paths.ts'
import { paperKinds } from '../names.ts'
import { answersIn } from './answers.ts'
import { conclusions } from './conclude.ts'
import { CheckPage, KindPage, ReadPage } from './page.tsx'

const papers = '/desk/cases/:number/papers'
/** The largest paper, and the fields around it. */
const upload = largestArtifact + 256 * 1024

export function readRoutes(doors: Doors): readonly Route[] {
  const who = mayGive('read-instrument')
  return [
    {
      method: 'GET',
      path: `${papers}/:id/read`,
      name: 'See the questions about a paper',
      who,
      handle: withCase(doors, (c, open) => ask(c, doors, open, c.req.param('id') ?? '')),
    },
    {
      method: 'POST',
      path: `${papers}/:id/read`,
      name: 'Read a paper',
      who,
      command: 'read-instrument',
      handle: withCase(doors, (c, open) => answer(c, doors, open, c.req.param('id') ?? '')),
    },
    {
      method: 'GET',
      path: `${papers}/new`,
      name: 'See the questions about a paper that came later',
      who,
      handle: withCase(doors, (c, open) => ask(c, doors, open, nextId(open))),
    },
    {
      method: 'POST',
      path: `${papers}/new`,
      name: 'Add a paper that came later',
      who,
      command: 'read-instrument',
      upload,
      handle: withCase(doors, (c, open) => add(c, doors, open)),
    },
  ]
}

function nextId({ state }: OpenCase): string {
  const numbers = Object.keys(state.instruments).map((id) => Number(id.slice(1)))
  return `i${Math.max(0, ...numbers) + 1}`
}

function kindIn(c: Ctx): string | undefined {
  return paperKinds.find((kind) => kind === c.req.query('kind'))
}

/** What the requester says it is; what somebody else has read is for nobody to see here. */
function claimedKind({ request }: OpenCase, id: string): string | undefined {
  return request.instruments.find((one) => one.id === id)?.kind
}

async function ask(c: Ctx, doors: Doors, open: OpenCase, id: string): Promise<Response> {
  const isNew = !Object.hasOwn(open.state.instruments, id)
  if (isNew && id !== nextId(open)) return messagePage(c, doors, 'not-found')
  const kind = kindIn(c)
  if (kind === undefined) {
    const paper = isNew ? undefined : await shownPaper(doors, open, id)
    const { here: scans } = doors.scanner
    return show(
      c,
      <KindPage doors={doors} open={open} id={id} paper={paper} scans={scans} claimed={claimedKind(open, id)} />,
    )
  }
  return showQuestions(c, doors, open, id, kind, formOf(open.visit.kept), {})
}

async function showQuestions(
  c: Ctx,
  doors: Doors,
  open: OpenCase,
  id: string,
  kind: string,
  form: Form,
  problems: Problems,
): Promise<Response> {
  const isNew = !Object.hasOwn(open.state.instruments, id)
  const shown = {
    open,
    id,
    kind,
    paper: isNew ? undefined : await shownPaper(doors, open, id),
    scans: doors.scanner.here,
    form,
    problems,
  }
  return show(c, <ReadPage doors={doors} shown={shown} />, Object.keys(problems).length > 0 ? 422 : 200)
}

async function answer(c: Ctx, doors: Doors, open: OpenCase, id: string): Promise<Response> {
  const kind = kindIn(c)
  if (kind === undefined || !Object.hasOwn(open.state.instruments, id)) return messagePage(c, doors, 'not-found')
  const form = await readForm(c)
  const again = (problems: Problems) => showQuestions(c, doors, open, id, kind, form, problems)
  if (form.text('step') === 'edit') return again({})
  const answered = answersIn(form, askedOf(open, id, kind))
  if ('problems' in answered) return again(answered.problems)
  if (form.text('step') === 'check') {
    const found = conclusions(answered.facts, { agency: open.request.agency, today: officeDay(open.ports) })
    const { facts } = answered
    return show(c, <CheckPage doors={doors} open={open} id={id} kind={kind} form={form} facts={facts} found={found} />)
  }
  return record(c, open, answered.facts, undefined, again)
}

async function add(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const kind = kindIn(c)
  if (kind === undefined) return messagePage(c, doors, 'not-found')
  const id = nextId(open)
  const form = await readForm(c)
  const [file] = form.files['file'] ?? []
  const answered = answersIn(form, askedOf(open, id, kind))
  const again = (problems: Problems) => showQuestions(c, doors, open, id, kind, form, problems)
  const missing = file === undefined ? { file: 'Choose the file of the paper.' } : {}
  if ('problems' in answered) return again({ ...missing, ...answered.problems })
  if (file === undefined) return again(missing)
  const scanned = await doors.scanner.scan(file.bytes)
  if (scanned.found === 'harm')
    return again({ file: 'The scanner knows this file as harmful. Ask for the paper in another way.' })
  return record(c, open, answered.facts, file, again)
}

function askedOf({ request, state }: OpenCase, id: string, kind: string) {
  return { id, kind, agency: request.agency, people: namedRefs(state) }
}

async function record(
  c: Ctx,
  { ports, actor, stream, number }: OpenCase,
  facts: InstrumentFacts,
  file: HandedIn | undefined,
  again: (problems: Problems) => Response | Promise<Response>,
): Promise<Response> {
  const reading = {
    name: 'the reading',
    bytes: utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument: facts })),
  }
  let moved: Moved
  try {
    moved = await read(ports, actor, stream, reading, file)
  } catch (error) {
    if (!isPosternError(error, 'ERR_INPUT_INVALID') && !isPosternError(error, 'ERR_INPUT_TOO_LARGE')) throw error
    return again({ [fieldOf(error.evidence['pointer'])]: `${error.message}. ${error.mend ?? ''}` })
  }
  if (moved.moved) return seeOther(c, `${casePath(number)}#papers`)
  return again({ '': refusalSentences(moved.refusal.reasons, 'read-instrument') })
}

/** `/instrument/executeBy` is the field executeBy; what has no pointer is the file. */
function fieldOf(pointer: unknown): string {
  return typeof pointer === 'string' && pointer !== '' ? (pointer.split('/')[2] ?? '') : 'file'
}
