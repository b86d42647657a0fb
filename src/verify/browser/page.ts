/** The page: takes files in, shows the report. Everything happens here; the page can reach no network. */
import { isPosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import type { Report } from '../report.ts'
import { openTitle, plain, summaryOf } from '../words.ts'
import type { PageDocument, PageElement, PageFile } from './dom.ts'
import { give, roleWords, verifyTray, type Given } from './tray.ts'

declare const document: PageDocument

let tray: Given[] = []
/** Checks run one after another, so that an earlier one never overwrites a later one. */
let turn: Promise<void> = Promise.resolve()

const part = (id: string): PageElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no part "${id}"`)
  return found
}

function make(tag: string, className: string, ...children: readonly (PageElement | string)[]): PageElement {
  const element = document.createElement(tag)
  element.className = className
  element.append(...children.map((child) => (typeof child === 'string' ? plain(child) : child)))
  return element
}

function start(): void {
  const [drop, files, typed] = [part('drop'), part('files'), part('typed')]
  part('app').hidden = false
  files.addEventListener('change', () => {
    void take([...(files.files ?? [])])
    files.value = ''
  })
  document.addEventListener('dragover', (event) => {
    event.preventDefault()
    drop.classList.toggle('over', true)
  })
  document.addEventListener('dragleave', () => drop.classList.toggle('over', false))
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    drop.classList.toggle('over', false)
    void take([...(event.dataTransfer?.files ?? [])])
  })
  typed.addEventListener('change', () => {
    const text = (typed.value ?? '').trim()
    tray = tray.filter(({ name }) => name !== TYPED)
    if (text !== '') tray.push(give(TYPED, utf8(text)))
    check()
  })
  part('again').addEventListener('click', () => {
    tray = []
    typed.value = ''
    check()
    files.focus()
  })
}

const TYPED = 'typed text'

async function take(files: readonly PageFile[]): Promise<void> {
  for (const file of files) tray.push(give(file.name, new Uint8Array(await file.arrayBuffer())))
  check()
}

function check(): void {
  turn = after(turn)
}

async function after(earlier: Promise<void>): Promise<void> {
  await earlier
  showTray()
  const box = part('report')
  if (tray.length > 0) box.replaceChildren(make('p', 'quiet', 'Checking …'))
  try {
    const report = await verifyTray(tray)
    box.replaceChildren(...(report === undefined ? waiting() : reportParts(report)))
    if (report !== undefined) focusOnVerdict(report)
  } catch (error) {
    box.replaceChildren(
      isPosternError(error)
        ? trouble('Something that you gave cannot be used.', `${error.message}.`)
        : trouble('This page failed, which is a fault of the page and says nothing about the file.', String(error)),
    )
  }
}

function showTray(): void {
  part('given').replaceChildren(
    ...tray.map(({ name, role }) =>
      make('li', role === 'unknown' ? 'unknown' : '', make('b', '', name), make('span', '', ` ${roleWords[role]}`)),
    ),
  )
  part('table').hidden = tray.length === 0
}

function waiting(): PageElement[] {
  return tray.length === 0 ? [] : [make('p', 'quiet', 'There is nothing to check yet: add a release or a proof.')]
}

function trouble(title: string, words: string): PageElement {
  const box = make('div', 'trouble', make('h2', '', title), make('p', '', words))
  box.setAttribute('role', 'alert')
  return box
}

function focusOnVerdict({ verdict, subject }: Report): void {
  document.title = `${verdict === 'proved' ? 'Proved' : 'Not proved'}: ${subject}`
  part('verdict').focus()
}

function reportParts(report: Report): PageElement[] {
  const { verdict, subject, findings, proved, notProved, warnings } = report
  const proven = verdict === 'proved'
  const heading = make(
    'h2',
    '',
    make('span', 'word', proven ? 'Proved' : 'Not proved'),
    make('span', 'subject', subject),
  )
  heading.setAttribute('id', 'verdict')
  heading.setAttribute('tabindex', '-1')
  return [
    make('header', proven ? 'verdict yes' : 'verdict no', heading, make('p', '', summaryOf(report))),
    ...checks(
      'What did not hold',
      findings.filter(({ ok }) => !ok),
    ),
    ...section('Mind', 'mind', warnings),
    ...section('What this proves', 'proved', proved),
    ...section(openTitle(report), 'open', notProved),
    ...checks(
      'What held',
      findings.filter(({ ok }) => ok),
    ),
  ]
}

function section(title: string, className: string, lines: readonly string[]): PageElement[] {
  if (lines.length === 0) return []
  const items = lines.map((line) => make('li', '', line))
  return [make('section', className, make('h3', '', title), make('ul', '', ...items))]
}

function checks(title: string, findings: Report['findings']): PageElement[] {
  if (findings.length === 0) return []
  return [make('section', 'checks', make('h3', '', title), make('ol', '', ...findings.map(findingItem)))]
}

function findingItem({ ok, words, evidence }: Report['findings'][number]): PageElement {
  const facts = Object.entries(evidence).flatMap(([name, value]) => [
    make('dt', '', spaced(name)),
    make('dd', '', Array.isArray(value) ? value.join(', ') : String(value)),
  ])
  const className = ok ? 'yes' : 'no'
  if (facts.length === 0) return make('li', className, make('p', '', words))
  const details = make('details', '', make('summary', '', words), make('dl', '', ...facts))
  // What failed lies open: whoever reads has come for it.
  if (!ok) details.setAttribute('open', '')
  return make('li', className, details)
}

/** contentRoot → content root */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

start()
