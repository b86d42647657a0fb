/** What somebody entered from a letter, as the request file that it becomes: `postern/request/v1`. */
import { utf8 } from '#formats/bytes.ts'
import type { HandedIn } from '#pipeline/intake.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Form, FormFile, Problems } from '../../form.ts'
import { readDate } from '../../layout/date-field.tsx'

export const mostPeople = 20
export const mostPapers = 10

export interface Entered {
  readonly file: HandedIn
  readonly letter: FormFile | undefined
  readonly papers: readonly HandedIn[]
}

/** How many of them the page has fields for. */
export function countOf(form: Form, name: 'people' | 'papers'): number {
  const most = name === 'people' ? mostPeople : mostPapers
  const count = Number(form.text(`${name}-count`))
  return Number.isInteger(count) && count >= 1 && count <= most ? count : name === 'people' ? 2 : 1
}

export function enteredIn(form: Form, agency: string): { readonly entered: Entered } | { readonly problems: Problems } {
  const problems: Record<string, string> = {}
  const need = (name: string, sentence: string): void => {
    if (form.all(name).every((one) => one === '')) problems[name] = sentence
  }
  need('channel', 'Say how it came in.')
  need('kind', 'Choose what kind of requester this is.')
  need('organization', 'Choose the organization; “named in the request’s own text” if it is none of these.')
  need('purpose', 'Mark every purpose that is stated or shown.')
  need('programs', 'Mark the programs whose records are asked for.')
  if (form.text('asks') !== 'all' && form.all('elements').length === 0) {
    problems['asks'] = 'Mark what is asked for, or say that everything is.'
  }
  const people = peopleIn(form, problems)
  const papers = papersIn(form, problems)
  if (Object.keys(problems).length > 0) return { problems }
  const channel = form.text('channel')
  const request = compact({
    request: 'postern/request/v1',
    agency,
    channel: channel === 'telephone' ? 'visit' : channel,
    form: channel === 'visit' || channel === 'telephone' ? 'oral' : 'written',
    requester: compact({
      kind: form.text('kind'),
      organization: form.text('organization'),
      unit: line(form, 'unit'),
      name: line(form, 'name'),
      title: line(form, 'title'),
      badge: line(form, 'badge'),
      callback: line(form, 'callback'),
      email: line(form, 'email'),
      supervisor: line(form, 'supervisor'),
      statesAuthority: form.text('authority') === 'yes' ? true : undefined,
    }),
    receiver: line(form, 'recipient') === undefined ? undefined : { recipient: form.text('recipient') },
    reference: line(form, 'reference'),
    purpose: form.all('purpose'),
    violation: line(form, 'violation'),
    statements: form.all('statements'),
    programs: form.all('programs'),
    elements: form.text('asks') === 'all' ? 'all' : form.all('elements'),
    subjectClass: people.length === 0 ? line(form, 'group') : undefined,
    people,
    instruments: papers.map(({ kind, file }, i) =>
      compact({ id: `i${i + 1}`, kind, file: file === undefined ? undefined : nameOf(i, file) }),
    ),
  })
  const entered = {
    file: { name: 'the request', bytes: utf8(JSON.stringify(request)) },
    letter: form.files['letter']?.[0],
    papers: papers.flatMap(({ file }, i) => (file === undefined ? [] : [{ name: nameOf(i, file), bytes: file.bytes }])),
  }
  return { entered }
}

function peopleIn(form: Form, problems: Record<string, string>): Json[] {
  const people: Json[] = []
  for (let n = 0; n < countOf(form, 'people'); n++) {
    const say = (name: string): string | undefined => line(form, `p${n}-${name}`)
    const born = readDate(form, `p${n}-born`)
    if (born === undefined) problems[`p${n}-born`] = 'Type the date of birth as month, day and year, or leave it empty.'
    const person = compact({
      name: some({ given: say('given'), middle: say('middle'), family: say('family'), suffix: say('suffix') }),
      dateOfBirth: born === '' ? undefined : born,
      ssn: say('ssn'),
      caseNumber: say('case-number'),
      address: some({ street: say('street'), town: say('town'), zip: say('zip') }),
    })
    if (Object.keys(person).length > 0) people.push({ ref: `p${people.length + 1}`, ...person })
  }
  return people
}

function papersIn(form: Form, problems: Record<string, string>): { kind: string; file: FormFile | undefined }[] {
  return Array.from({ length: countOf(form, 'papers') }, (_, n) => {
    const kind = form.text(`i${n}-kind`)
    const file = form.files[`i${n}-file`]?.[0]
    if (kind === '' && file !== undefined) problems[`i${n}-kind`] = 'Choose what the requester says this paper is.'
    return { kind, file }
  }).filter(({ kind }) => kind !== '')
}

/** A name of ours: what the sender called it may name a person, and is no path. */
function nameOf(at: number, { name }: FormFile): string {
  const ending = /\.(pdf|png|jpe?g|tiff?|txt|json|eml)$/i.exec(name)?.[1]?.toLowerCase()
  return `paper-${at + 1}${ending === undefined ? '' : `.${ending}`}`
}

function line(form: Form, name: string): string | undefined {
  const text = form.text(name).replaceAll(/\s+/g, ' ')
  return text === '' ? undefined : text
}

function compact(members: Readonly<Record<string, Json | undefined>>): { [name: string]: Json } {
  const said: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(members)) if (value !== undefined) said[name] = value
  return said
}

function some(members: Readonly<Record<string, Json | undefined>>): Json | undefined {
  const said = compact(members)
  return Object.keys(said).length > 0 ? said : undefined
}

const fields: Readonly<Record<string, string>> = {
  '/requester/kind': 'kind',
  '/requester/organization': 'organization',
  '/requester/unit': 'unit',
  '/requester/name': 'name',
  '/requester/title': 'title',
  '/requester/badge': 'badge',
  '/requester/callback': 'callback',
  '/requester/email': 'email',
  '/requester/supervisor': 'supervisor',
  '/reference': 'reference',
  '/violation': 'violation',
  '/subjectClass': 'group',
  '/elements': 'asks',
  '/receiver/recipient': 'recipient',
}

/** The field of the page that a pointer into the request is about; '' where it is about the whole. */
export function fieldAt(pointer: unknown): string {
  if (typeof pointer !== 'string') return ''
  const person =
    /^\/people\/(\d+)(?:\/(name\/(?:given|middle|family|suffix)|dateOfBirth|ssn|caseNumber|address\/(?:street|town|zip)))?/.exec(
      pointer,
    )
  if (person !== null) {
    const part = person[2]?.replace(/^(?:name|address)\//, '') ?? 'given'
    const names: Readonly<Record<string, string>> = { dateOfBirth: 'born', caseNumber: 'case-number' }
    return `p${person[1] ?? '0'}-${names[part] ?? part}`
  }
  const paper = /^\/instruments\/(\d+)(\/file)?/.exec(pointer)
  if (paper !== null) return `i${paper[1] ?? '0'}-${paper[2] === undefined ? 'kind' : 'file'}`
  return fields[pointer] ?? fields[pointer.replace(/\/\d+$/, '')] ?? ''
}
