/** The doors of taking a request in. */
import { isPosternError } from '#errors.ts'
import { checkArtifact, largestArtifact } from '#instrument/artifact.ts'
import { receive } from '#pipeline/intake.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import { mayGive, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { casePath } from '../paths.ts'
import { countOf, enteredIn, fieldAt, mostPapers, type Entered } from './form.ts'
import { ReceivePage } from './page.tsx'

const path = '/desk/receive'
/** A letter and some papers; nobody sends ten of the largest. */
const upload = 4 * largestArtifact

export function receiveRoutes(doors: Doors): readonly Route[] {
  // Requesters file on pages of their own.
  const who = mayGive('receive').filter((role) => role !== 'requester')
  return [
    {
      method: 'GET',
      path,
      name: 'See the form for a request that came on paper or in person',
      who,
      handle: (c) => showForm(c, doors, formOf(c.var.visit.kept), {}),
    },
    { method: 'POST', path, name: 'Take a request in', who, command: 'receive', upload, handle: (c) => take(c, doors) },
  ]
}

function showForm(c: Ctx, doors: Doors, form: Form, problems: Problems): Response | Promise<Response> {
  const { visit } = c.var
  const page = (
    <ReceivePage
      visit={visit}
      doors={doors}
      agency={signedIn(visit).agency}
      form={form}
      problems={problems}
      filesLost={Object.keys(form.files).length > 0}
    />
  )
  return show(c, page, Object.keys(problems).length > 0 ? 422 : 200)
}

async function take(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { agency } = signedIn(visit)
  const form = await readForm(c)
  const step = form.text('step')
  if (step === 'more-people') return showForm(c, doors, withCount(form, 'people', 1), {})
  if (step === 'more-papers') return showForm(c, doors, withCount(form, 'papers', 1), {})
  const read = enteredIn(form, agency)
  if ('problems' in read) return showForm(c, doors, form, read.problems)
  const { entered } = read
  const problem = await whatIsWrongWith(doors, form, entered)
  if (problem !== undefined) return showForm(c, doors, form, problem)
  try {
    const received = await receive(await doors.at(agency), actorOf(visit), entered.file, entered.papers, entered.letter)
    if (received.received) return seeOther(c, casePath(received.number))
    return showForm(c, doors, form, { '': received.refusal.reasons.map(({ words }) => sentence(words)).join(' ') })
  } catch (error) {
    if (isPosternError(error, 'ERR_RECEIVER_KEY')) {
      return showForm(c, doors, form, {
        recipient: 'Nothing can be sealed to this key. It begins with age1; ask them for it again.',
      })
    }
    if (!isPosternError(error, 'ERR_INPUT_INVALID')) throw error
    const words = `${sentence(error.message)} ${error.mend ?? ''}`.trim()
    return showForm(c, doors, form, { [fieldAt(error.evidence['pointer'])]: words })
  }
}

/** Each file is looked at before anything is kept: of a kind that can be opened, whole, and not known as harmful. */
async function whatIsWrongWith(doors: Doors, form: Form, { letter }: Entered): Promise<Problems | undefined> {
  const handed = [
    ...(letter === undefined ? [] : [['letter', letter] as const]),
    ...Array.from({ length: mostPapers }, (_, n) => [`i${n}-file`, form.files[`i${n}-file`]?.[0]] as const),
  ]
  for (const [name, file] of handed) {
    if (file === undefined) continue
    try {
      checkArtifact(file.name, file.bytes)
    } catch (error) {
      if (!isPosternError(error)) throw error
      return { [name]: `${sentence(error.message)} ${error.mend ?? ''}`.trim() }
    }
    const scanned = await doors.scanner.scan(file.bytes)
    if (scanned.found === 'harm')
      return { [name]: 'The scanner knows this file as harmful. Ask for the paper in another way.' }
  }
  return undefined
}

function withCount(form: Form, name: 'people' | 'papers', more: number): Form {
  const count = String(countOf(form, name) + more)
  const again = formOf({ ...form.fields, [`${name}-count`]: count })
  return { ...again, files: form.files }
}

function sentence(words: string): string {
  const text = words.slice(0, 1).toUpperCase() + words.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
