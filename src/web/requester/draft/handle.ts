/** The steps of the form: what is typed is kept at once, right or wrong, and only then looked at. */
import { isPosternError } from '#errors.ts'
import type { Artifact } from '#instrument/artifact.ts'
import { officeDay } from '#pipeline/law.ts'
import {
  fileDraft,
  keepPaper,
  openDraft,
  saveDraft,
  type Draft,
  type DraftContent,
  type DraftPaper,
} from '#pipeline/request-draft.ts'
import { mostPapers, mostPeople } from '#pipeline/requester.ts'
import { receivingKeys } from '#pipeline/requester-keys.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import { messagePage } from '../../message-page.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { behind, type Behind } from '../who.ts'
import { answersIn, problemsIn } from './answers.ts'
import { CheckPage } from './check-page.tsx'
import { lackIn, lacksOf, type Lack } from './lacks.ts'
import { PapersPage } from './papers-page.tsx'
import { PeoplePage } from './people-page.tsx'
import { isTyping, peopleIn, personIn, personProblems } from './people.ts'
import { paperQuestions } from './papers-and-people.ts'
import type { Question } from './question.ts'
import { questionsOf } from './questions.ts'
import { isStep, steps, type Step } from './steps.ts'
import { elementGroups } from './what-and-then.ts'
import { stepPath } from './shell.tsx'
import { StepPage } from './step-page.tsx'

interface At extends Behind {
  readonly c: Ctx
  readonly doors: Doors
  readonly draft: Draft
  readonly step: Step
  readonly questions: readonly Question[]
}

/** The step and the draft of this address, or the page for what there is not. */
async function at(c: Ctx, doors: Doors): Promise<At | Response> {
  const here = await behind(c, doors)
  const { by, ports } = here
  const step = c.req.param('step') ?? ''
  const draft = await openDraft(ports, doors.requesters.drafts, by.id, c.req.param('draft') ?? '')
  if (draft === undefined || !isStep(step)) return messagePage(c, doors, 'not-found')
  return { ...here, c, doors, draft, step, questions: await asked(here, step) }
}

async function asked({ by, ports }: Behind, step: Step): Promise<readonly Question[]> {
  const keys = step === 'answer' ? (await receivingKeys(ports, by.id)).map(({ recipient }) => recipient) : []
  return questionsOf(step, { ...by, keys })
}

export async function showStep(c: Ctx, doors: Doors): Promise<Response> {
  const here = await at(c, doors)
  if (here instanceof Response) return here
  const { draft, visit } = here
  // What was typed when the session had ended comes before what was saved then.
  const kept = Object.keys(visit.kept).length > 0 ? visit.kept : undefined
  const typed = here.step === 'people' ? draft.typing?.person : draft.typing?.paper?.answers
  const own = here.step === 'people' || here.step === 'papers' ? (typed ?? {}) : draft.answers
  const form = formOf(kept ?? own)
  return page(here, form, c.req.query('look') === undefined ? {} : wrongIn(here, form))
}

function wrongIn({ step, questions }: At, form: Form): Problems {
  const problems = problemsIn(form, questions)
  const none = step === 'records' && elementGroups.every(({ name }) => form.all(name).length === 0)
  return none ? { ...problems, 'elements-identity': 'Check at least one fact that you need.' } : problems
}

async function page(here: At, form: Form, problems: Problems, draft: Draft = here.draft): Promise<Response> {
  const { c, step, questions, visit, doors } = here
  const view = { visit, doors, draft: draft.id, problems }
  const status = Object.keys(problems).length > 0 && c.req.method === 'POST' ? 422 : 200
  if (step === 'people') return show(c, PeoplePage({ ...view, people: draft.people, form }), status)
  if (step === 'papers') {
    return show(c, PapersPage({ ...view, papers: draft.papers, form, file: draft.typing?.paper?.file }), status)
  }
  if (step === 'check') return checkPage(here, form, problems, [])
  return show(c, StepPage({ ...view, step, questions, form }), status)
}

export async function takeStep(c: Ctx, doors: Doors): Promise<Response> {
  const here = await at(c, doors)
  if (here instanceof Response) return here
  const form = await readForm(c)
  if (here.step === 'people') return takePeople(here, form)
  if (here.step === 'papers') return takePapers(here, form)
  if (here.step === 'check') return takeSignature(here, form)
  await save(here, { ...here.draft, answers: { ...here.draft.answers, ...answersIn(form, here.questions) } })
  const problems = wrongIn(here, form)
  if (form.text('go') !== 'save' && Object.keys(problems).length > 0) return page(here, form, problems)
  return goOn(here, form)
}

function goOn({ c, step, draft }: At, form: Form): Response {
  if (form.text('go') === 'save') return seeOther(c, '/requester?saved')
  return seeOther(c, stepPath(draft.id, steps[steps.indexOf(step) + 1] ?? 'check'))
}

/** @returns the draft as it stands now */
async function save({ ports, doors, by, draft }: At, content: DraftContent): Promise<Draft> {
  const { answers, people, papers, typing } = content
  const whole = { answers, people, papers, ...(typing === undefined ? {} : { typing }) }
  await saveDraft(ports, doors.requesters.drafts, by.id, draft.id, whole)
  return { ...draft, ...whole }
}

async function takePeople(here: At, form: Form): Promise<Response> {
  const { draft } = here
  const go = form.text('go')
  const removed = /^remove-(\d{1,2})$/.exec(go)?.[1]
  const people = removed === undefined ? draft.people : draft.people.filter((_, i) => i !== Number(removed))
  const typing = isTyping(form) || form.text('lines') !== '' ? { ...draft.typing, person: form.fields } : without(draft)
  const saved = await save(here, { ...draft, people, typing })
  if (removed !== undefined) return seeOther(here.c, stepPath(draft.id, 'people'))

  const lines = go === 'lines' || form.text('lines') !== '' ? peopleIn(form.text('lines')) : { people: [] }
  if (go !== 'save' && 'problem' in lines) return page(here, form, { lines: lines.problem }, saved)
  const one = isTyping(form) || go === 'add'
  const problems = one ? personProblems(form) : {}
  if (go !== 'save' && Object.keys(problems).length > 0) return page(here, form, problems, saved)
  const added = [...('people' in lines ? lines.people : []), ...(one ? [personIn(form)] : [])]
  if (people.length + added.length > mostPeople) {
    const sentence = `A request asks about ${mostPeople} people at the most. A longer list goes to the office in writing.`
    return page(here, form, { [one ? 'family' : 'lines']: sentence }, saved)
  }
  if (Object.keys(problems).length === 0 && !('problem' in lines) && added.length > 0) {
    await save(here, { ...saved, people: [...people, ...added], typing: without(draft) })
  }
  return go === 'add' || go === 'lines' ? seeOther(here.c, stepPath(draft.id, 'people')) : goOn(here, form)
}

/** What is being typed, without the person. */
function without({ typing }: Draft): NonNullable<DraftContent['typing']> {
  return typing?.paper === undefined ? {} : { paper: typing.paper }
}

async function takePapers(here: At, form: Form): Promise<Response> {
  const { draft, ports } = here
  const go = form.text('go')
  const removed = /^remove-(\d{1,2})$/.exec(go)?.[1]
  if (removed !== undefined) {
    const gone = draft.papers[Number(removed)]
    await save(here, { ...draft, papers: draft.papers.filter((paper) => paper !== gone) })
    if (gone?.file?.copy !== undefined) await ports.papers.destroy(gone.file.copy)
    return seeOther(here.c, stepPath(draft.id, 'papers'))
  }
  const scan = await scanIn(here, form)
  const file = scan.file ?? draft.typing?.paper?.file
  const typed = file !== undefined || paperQuestions.some(({ name }) => form.text(name) !== '')
  if (!typed && scan.problem === undefined && go !== 'add') return goOn(here, form)
  const paper: DraftPaper = { answers: answersIn(form, paperQuestions), ...(file === undefined ? {} : { file }) }
  const saved = await save(here, { ...draft, typing: { ...draft.typing, paper } })
  const problems = { ...problemsIn(form, paperQuestions), ...scanProblem(form, file, scan.problem) }
  if (Object.keys(problems).length > 0) return go === 'save' ? goOn(here, form) : page(here, form, problems, saved)
  if (draft.papers.length >= mostPapers) {
    return page(here, form, { kind: `${mostPapers} papers go with a request at the most.` }, saved)
  }
  const { person } = draft.typing ?? {}
  await save(here, { ...draft, papers: [...draft.papers, paper], typing: person === undefined ? {} : { person } })
  return go === 'add' ? seeOther(here.c, stepPath(draft.id, 'papers')) : goOn(here, form)
}

/** A law that is cited has no paper; of everything else the agency needs the paper itself. */
function scanProblem(form: Form, file: Artifact | undefined, problem: string | undefined): Problems {
  if (problem !== undefined) return { scan: problem }
  const none = file === undefined && form.text('kind') !== '' && form.text('kind') !== 'cited-statute'
  return none ? { scan: 'Choose the file with the scan of the paper.' } : {}
}

async function scanIn({ ports, draft }: At, form: Form): Promise<{ file?: Artifact; problem?: string }> {
  const [scan] = form.files['scan'] ?? []
  if (scan === undefined) return {}
  try {
    const file = await keepPaper(ports, scan)
    const before = draft.typing?.paper?.file?.copy
    if (before !== undefined) await ports.papers.destroy(before)
    return { file }
  } catch (error) {
    if (!isPosternError(error, 'ERR_INPUT_INVALID') && !isPosternError(error, 'ERR_INPUT_TOO_LARGE')) throw error
    return { problem: `The file cannot be taken: ${reasonOf(error.evidence['reason'])} ${error.mend ?? ''}`.trim() }
  }
}

/** Not the name that it came under. */
function reasonOf(reason: unknown): string {
  const reasons: Readonly<Record<string, string>> = {
    empty: 'it is empty.',
    mislabelled: 'it is not what its name says.',
    'unknown-kind': 'it is of a kind that is not taken here.',
    unreadable: 'it is damaged or locked.',
  }
  return reasons[String(reason)] ?? 'it is larger than 25 MB.'
}

async function everyStep(here: At): Promise<{ step: Step; questions: readonly Question[] }[]> {
  return Promise.all(
    steps.filter((step) => step !== 'check').map(async (step) => ({ step, questions: await asked(here, step) })),
  )
}

async function checkPage(here: At, form: Form, problems: Problems, more: readonly Lack[]): Promise<Response> {
  const { c, visit, doors, draft } = here
  const every = await everyStep(here)
  const lacks = [...lacksOf(draft, every), ...more]
  const failed = c.req.method === 'POST' && (lacks.length > 0 || Object.keys(problems).length > 0)
  const view = { visit, doors, draft: draft.id, problems }
  return show(c, CheckPage({ ...view, content: draft, asked: every, form, lacks }), failed ? 422 : 200)
}

/** Requests of one account in an hour, by page or by system; each keeps people busy. */
const mostInAnHour = 60

async function takeSignature(here: At, form: Form): Promise<Response> {
  const { c, doors, by, ports, draft } = here
  const signed = form.text('signed').slice(0, 200)
  // The day of the first try: the same request sent twice, be it over midnight, is one request.
  const before = draft.answers['signed'] === signed ? draft.answers['signed-on'] : undefined
  const on = before ?? officeDay(ports)
  const answers = { ...draft.answers, signed, true: form.text('true'), 'signed-on': signed === '' ? '' : on }
  const saved = await save(here, { ...draft, answers })
  if (form.text('go') === 'save') return seeOther(c, '/requester?saved')
  const problems = {
    ...(form.text('true') === 'yes' ? {} : { true: 'Check the box: you sign what it says.' }),
    ...(signed === '' ? { signed: 'Write your full name as your signature.' } : {}),
  }
  const now = { ...here, draft: saved }
  if (Object.keys(problems).length > 0 || lacksOf(saved, await everyStep(here)).length > 0) {
    return checkPage(now, form, problems, [])
  }
  const wait = await doors.requesters.pace.take(`file ${by.id}`, mostInAnHour, 3600, ports.clock.now())
  if (wait > 0) return messagePage(c, doors, 'too-often')
  try {
    const filed = await fileDraft(ports, doors.requesters.drafts, by, saved)
    if (filed.filed) return seeOther(c, `/requester/cases/${filed.number}/filed`)
    const [reason] = filed.refusal.reasons
    return await checkPage(now, form, {}, [{ step: 'papers', sentence: reason?.words ?? 'This cannot be taken now.' }])
  } catch (error) {
    return checkPage(now, form, {}, [lackIn(error)])
  }
}
