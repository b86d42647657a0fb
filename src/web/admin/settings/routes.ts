/** Settings of an agency: its administrator sees all of them and sets those that are its own, freshly signed in. */
import type { Actor, Reason } from '#case/commands.ts'
import { setDailyCaps } from '#pipeline/daily-caps.ts'
import { lowerAbove, officeSettings, setAnswerTimes, setLetterHead } from '#pipeline/office-settings.ts'
import { lawStands } from '#pipeline/put-in-force.ts'
import type { Ports } from '#pipeline/ports.ts'
import { agencyName } from '#vocabulary/codes.ts'
import type { Doors, Fields } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import type { Child } from '../../layout/said.tsx'
import type { Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { AboveForm, AnswersForm, CapsForm, LettersForm, type FormProps } from './forms.tsx'
import { SettingsPage } from './page.tsx'
import { aboveIn, answersIn, answersTyped, capsIn, capsTyped, headIn, headTyped } from './typed.ts'

const path = '/admin/settings'
const who = ['administrator'] as const

/** One setting with a form of its own. */
interface Setting {
  readonly name: string
  readonly page: (props: FormProps) => Child
  /** A field that the form always has: what was kept of another form is not taken for it. */
  readonly field: string
  readonly typed: (settings: FormProps['settings']) => Fields
  /** The setting that was typed, ready to be recorded, or a sentence for each field. */
  readonly read: (
    form: Form,
  ) => { readonly problems: Problems } | ((ports: Ports, by: Actor, agency: string) => Promise<Reason | undefined>)
  /** What came of it, where that is not always the same. */
  readonly done?: (settings: FormProps['settings']) => string
}

const answers: Setting = {
  name: 'answers',
  page: AnswersForm,
  field: 'at',
  typed: (settings) => answersTyped(settings.answers.value),
  read: (form) => {
    const times = answersIn(form)
    return 'problems' in times ? times : (ports, by, agency) => setAnswerTimes(ports, by, agency, times)
  },
}

const letters: Setting = {
  name: 'letters',
  page: LettersForm,
  field: 'phone',
  typed: (settings) => headTyped(settings.head.value),
  read: (form) => {
    const head = headIn(form)
    return 'problems' in head ? head : (ports, by, agency) => setLetterHead(ports, by, agency, head)
  },
}

const caps: Setting = {
  name: 'caps',
  page: CapsForm,
  field: 'receiver',
  typed: (settings) => capsTyped(settings.caps.value),
  read: (form) => {
    const most = capsIn(form)
    return 'problems' in most ? most : (ports, by, agency) => setDailyCaps(ports, by, agency, most)
  },
  done: ({ proposedCaps }) => (proposedCaps === undefined ? 'caps' : 'caps-proposed'),
}

const above: Setting = {
  name: 'above',
  page: AboveForm,
  field: 'above',
  typed: (settings) => ({ above: String(settings.above.value) }),
  read: (form) => {
    const persons = aboveIn(form)
    return typeof persons === 'object' ? persons : (ports, by, agency) => lowerAbove(ports, by, agency, persons)
  },
}

export function settingsRoutes(doors: Doors): readonly Route[] {
  return [
    { method: 'GET', path, name: 'See the settings', who, handle: (c) => see(c, doors) },
    {
      method: 'GET',
      path: `${path}/answers`,
      name: 'See the form for when answers go out',
      who,
      handle: (c) => formPage(c, doors, answers),
    },
    {
      method: 'POST',
      path: `${path}/answers`,
      name: 'Set when answers go out',
      who,
      stepUp: true,
      handle: (c) => set(c, doors, answers),
    },
    {
      method: 'GET',
      path: `${path}/letters`,
      name: 'See the form for the head of letters',
      who,
      handle: (c) => formPage(c, doors, letters),
    },
    {
      method: 'POST',
      path: `${path}/letters`,
      name: 'Set the head of letters',
      who,
      stepUp: true,
      handle: (c) => set(c, doors, letters),
    },
    {
      method: 'GET',
      path: `${path}/caps`,
      name: 'See the form for how many persons may leave in a day',
      who,
      handle: (c) => formPage(c, doors, caps),
    },
    {
      method: 'POST',
      path: `${path}/caps`,
      name: 'Set how many persons may leave in a day',
      who,
      stepUp: true,
      handle: (c) => set(c, doors, caps),
    },
    {
      method: 'GET',
      path: `${path}/above`,
      name: 'See the form for above how many persons a release is announced and signed outside',
      who,
      handle: (c) => formPage(c, doors, above),
    },
    {
      method: 'POST',
      path: `${path}/above`,
      name: 'Lower the number of persons above which a release is announced and signed outside',
      who,
      stepUp: true,
      handle: (c) => set(c, doors, above),
    },
  ]
}

const doneWords: Readonly<Record<string, string>> = {
  above: 'Saved. It counts at once, and nobody raises it again. The public page of limits says so.',
  answers: 'Saved. Requests that come in from now on are answered at this time.',
  caps: 'Saved. It counts at once, and the public page of limits says so.',
  'caps-proposed':
    'Proposed. It counts for nothing until another administrator, counsel or the privacy officer confirms it.',
  letters: 'Saved. The next letter has this head.',
}

async function see(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { agency } = signedIn(visit)
  const ports = await doors.at(agency)
  const { provider, limits, banners } = doors.signIn
  return show(
    c,
    SettingsPage({
      visit,
      doors,
      agency: agencyName(agency),
      settings: await officeSettings(ports, agency),
      machine: {
        office: ports.office,
        issuer: provider.issuer,
        limits,
        scanner: doors.scanner.here,
        mail: ports.sendMail !== undefined,
        banner: banners.has(agency),
      },
      law: await lawStands(ports),
      done: doneWords[c.req.query('done') ?? ''],
    }),
  )
}

async function formPage(
  c: Ctx,
  doors: Doors,
  setting: Setting,
  typed?: Form,
  problems: Problems = {},
): Promise<Response> {
  const { visit } = c.var
  const { agency } = signedIn(visit)
  const ports = await doors.at(agency)
  const standing = await officeSettings(ports, agency)
  const kept = setting.field in visit.kept ? formOf(visit.kept) : undefined
  const form = typed ?? kept ?? formOf(setting.typed(standing))
  const zone = ports.office.timeZone
  const page = setting.page({ visit, doors, agency: agencyName(agency), zone, settings: standing, form, problems })
  return show(c, page, Object.keys(problems).length > 0 ? 422 : 200)
}

async function set(c: Ctx, doors: Doors, setting: Setting): Promise<Response> {
  const { visit } = c.var
  const { agency } = signedIn(visit)
  const form = await readForm(c)
  const read = setting.read(form)
  if ('problems' in read) return formPage(c, doors, setting, form, read.problems)
  const ports = await doors.at(agency)
  const refusal = await read(ports, actorOf(visit), agency)
  if (refusal !== undefined) return formPage(c, doors, setting, form, { '': refusal.words })
  const done = setting.done?.(await officeSettings(ports, agency)) ?? setting.name
  return seeOther(c, `${path}?done=${done}`)
}
