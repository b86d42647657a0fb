/** The page: takes files in, decides, and shows it. Everything happens here; the page can reach no network. */
import { isPosternError } from '#errors.ts'
import type { PageDocument, PageElement, PageFile } from '#verify/browser/dom.ts'
import { list, make, part } from './elements.ts'
import { readContent, type Content, type Kind } from './read.ts'
import { replay } from './replay.ts'
import { reportOf } from './report.ts'

declare const document: PageDocument

interface Given {
  readonly name: string
  readonly content: Content
}

type Of<K extends Content['kind']> = Extract<Content, { kind: K }>

const kindWords: Readonly<Record<Kind, string>> = {
  'case-file': 'the case file',
  rules: 'the rules',
  confirmed: 'what counsel had confirmed',
  decision: 'the recorded decision',
}

/** The newest of each kind. */
let tray: Given[] = []

function start(): void {
  const [drop, files] = [part('drop'), part('files')]
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
  part('again').addEventListener('click', () => {
    tray = []
    show()
    files.focus()
  })
}

async function take(files: readonly PageFile[]): Promise<void> {
  const taken = await Promise.all(
    files.map(async (file) => ({ name: file.name, content: readContent(new Uint8Array(await file.arrayBuffer())) })),
  )
  for (const given of taken) {
    const kind = kindOf(given)
    // A case file of another case makes whatever was recorded of the last one beside the point; that is then said.
    tray = [...tray.filter((other) => kindOf(other) !== kind), given]
  }
  show()
}

function kindOf({ content }: Given): Kind | undefined {
  return content.kind === 'unusable' ? content.as : content.kind
}

function show(): void {
  part('given').replaceChildren(...tray.map(givenItem))
  part('table').hidden = tray.length === 0
  part('report').replaceChildren(...shown())
  document.title = 'Postern: decide again'
  document.getElementById('verdict')?.focus()
}

function givenItem(given: Given): PageElement {
  const kind = kindOf(given)
  const words = kind === undefined ? 'nothing that this page knows' : kindWords[kind]
  const isUsable = given.content.kind !== 'unusable'
  return make(
    'li',
    isUsable ? '' : 'unknown',
    make('b', '', given.name),
    make('span', '', ` ${words}${isUsable || kind === undefined ? '' : ', and it cannot be used'}`),
  )
}

function shown(): PageElement[] {
  if (tray.length === 0) return []
  const unusable = tray.flatMap(({ name, content }) => (content.kind === 'unusable' ? [mistakesIn(name, content)] : []))
  if (unusable.length > 0) return unusable
  const [caseFile, rules] = [only('case-file'), only('rules')]
  if (caseFile === undefined || rules === undefined) {
    const lacking = [caseFile === undefined ? 'case file' : '', rules === undefined ? 'rules' : ''].filter(
      (one) => one !== '',
    )
    return [make('p', 'quiet', `There is nothing to decide yet: add the ${lacking.join(' and the ')}.`)]
  }
  try {
    const { recorded } = only('decision') ?? {}
    const { ids: confirmed } = only('confirmed') ?? {}
    return reportOf(replay({ caseFile: caseFile.caseFile, rules: rules.rules, confirmed, recorded }))
  } catch (error) {
    return [
      isPosternError(error)
        ? trouble('This cannot be decided.', make('p', '', `${error.message}.`))
        : trouble('This page failed, which says nothing about the files.', make('p', '', String(error))),
    ]
  }
}

function only<K extends Kind>(kind: K): Of<K> | undefined {
  for (const { content } of tray) if (isOf(content, kind)) return content
  return undefined
}

function isOf<K extends Kind>(content: Content, kind: K): content is Of<K> {
  return content.kind === kind
}

function mistakesIn(name: string, { as, mistakes }: Of<'unusable'>): PageElement {
  const items = mistakes.map(({ pointer, reason, mend }) => [
    make('code', '', pointer === '' ? '(whole file)' : pointer),
    `: ${reason}. ${mend}`,
  ])
  const what = as === undefined ? '' : `, read as ${kindWords[as]}`
  return trouble(`${name} cannot be used${what}.`, list('mistakes', items))
}

function trouble(title: string, ...children: readonly PageElement[]): PageElement {
  const heading = make('h2', '', title)
  heading.setAttribute('id', 'verdict')
  heading.setAttribute('tabindex', '-1')
  const box = make('div', 'trouble', heading, ...children)
  box.setAttribute('role', 'alert')
  return box
}

start()
