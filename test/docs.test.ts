import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { moves, states } from '#case/moves.ts'
import { exitCodeOf } from '#cli/failure.ts'
import { PosternError, type ErrorCode } from '#errors.ts'
import { documents } from '../scripts/docs.ts'
import { eventWords } from '../scripts/event-words.ts'

const printed = await documents()

describe('the documents that are printed from code', () => {
  it.each(Object.keys(printed))('are what is committed: %s', (path) => {
    const file = new URL(`../${path}`, import.meta.url)
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(printed[path])
  })

  it('name every state, every move and every event', () => {
    const caseStates = printed['docs/case-states.md'] ?? ''
    for (const state of states) expect(caseStates).toContain(`\n| \`${state}\` `)
    for (const { command, event } of moves) {
      expect(caseStates).toContain(`\n| \`${command}\` `)
      expect(eventWords).toHaveProperty([event])
    }
    for (const type of Object.keys(eventWords)) expect(printed['docs/events.md']).toContain(`## ${type}\n`)
  })

  it('draw each state that a case can come into, and how', () => {
    const diagram = /```mermaid\n([^`]*)```/.exec(printed['docs/case-states.md'] ?? '')?.[1] ?? ''
    for (const { from, to } of moves) {
      for (const state of from) {
        if (to === 'same' || to === state) continue
        const arrow = `${state === 'new' ? '[*]' : state.replaceAll('-', '_')} --> ${to.replaceAll('-', '_')}: `
        expect(diagram).toContain(arrow)
      }
    }
    expect(diagram).toContain('approved_once --> approved: approve\n')
    expect(diagram).toContain('released --> matched: new fact\n')
  })
})

const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = globSync(['*.md', 'docs/**/*.md', 'caseload/*.md', 'law/*.md'], { cwd: root }).toSorted()
const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))

describe('docs/errors.md', () => {
  const codes = [...read('src/errors.ts').matchAll(/\| '(ERR_[A-Z_]+)'/g)].map(([, code = '']) => code)
  const rows = new Map(
    [...read('docs/errors.md').matchAll(/^\| `(ERR_[A-Z_]+)` +\| (\d+) /gm)].map(([, a = '', b]) => [a, b]),
  )
  // INVARIANT: what was read from the declaration of ErrorCode is one.
  const isCode = (code: string): code is ErrorCode => codes.includes(code)

  it('lists every code and no other, with the exit code that a script gets', () => {
    expect(codes.length).toBeGreaterThan(10)
    expect([...rows.keys()].toSorted()).toEqual(codes.toSorted())
    for (const [code, exit] of rows) {
      if (isCode(code))
        expect({ code, exit: Number(exit) }).toEqual({ code, exit: exitCodeOf(new PosternError(code, '')) })
    }
  })

  it('lists no code that nothing throws', () => {
    const declared = new Set(['src/errors.ts', 'src/cli/failure.ts'].map((file) => join(file)))
    const others = sources.filter((file) => !declared.has(file))
    const text = others.map(read).join('\n')
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([])
  })
})

describe('what a page names', () => {
  it.each(pages)('is there: the links of %s', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = '']) => link)
    const gone = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(page), link)))
    expect(gone).toEqual([])
  })

  it('is there: the scripts of npm', () => {
    const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'))
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name),
    )
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
    const started = Object.values(scripts).flatMap((script) =>
      [...script.matchAll(/node (\S+\.ts)/g)].map(([, file = '']) => file),
    )
    expect(started.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it('is there: the commands of postern, in pages and in what the program says', { timeout: 60_000 }, async () => {
    const inPages = pages.flatMap((page) => commandsIn(quoted(read(page))))
    const inMessages = sources.flatMap((file) => commandsIn(quoted(read(file))))
    const named = [...new Set([...inPages, ...inMessages])].map((command) => command.split(' '))
    expect(named.length).toBeGreaterThan(5)
    const top = await subcommands([])
    const heads = [...new Set(named.map(([head = '']) => head))].filter((head) => top.has(head))
    const below = new Map(await Promise.all(heads.map(async (head) => [head, await subcommands([head])] as const)))
    const unknown = named.filter(([head = '', next]) => {
      const subs = below.get(head)
      return subs === undefined || (subs.size > 0 && next !== undefined && !subs.has(next))
    })
    expect(unknown).toEqual([])
  })
})

describe('README.md', () => {
  it('shows every stage that the demo prints', () => {
    const stages = [...read('src/demo/run.ts').matchAll(/tell\.stage\('([^']+)'/g)].map(([, name = '']) => name)
    expect(stages.length).toBeGreaterThan(10)
    const shown = [...read('README.md').matchAll(/^ *\d+ {2}([a-z]+(?: [a-z]+)?(?:, [a-z]+)?) {2,}/gm)].map(
      ([, name]) => name,
    )
    expect(shown).toEqual(stages)
  })
})

/** What stands between backticks: spans and blocks of a page, and the commands that a message quotes. */
function quoted(text: string): string {
  const spans = text.match(/```[\s\S]*?```|`[^`\n]+`/g) ?? []
  return spans.join('\n')
}

/** "x" or "x y" of each "postern x y"; y may be a sub-command, an argument or the next word of a sentence. */
function commandsIn(text: string): string[] {
  const found = text.matchAll(/(?:^|[\s`$])postern ([a-z]+)(?: ([a-z][a-z-]*))?(?![\w.:/=])/gm)
  return [...found].map(([, head = '', next]) => (next === undefined ? head : `${head} ${next}`))
}

/** Names of the commands below a command, as its own help has them. */
async function subcommands(command: readonly string[]): Promise<ReadonlySet<string>> {
  const args = [join(root, 'src/main.ts'), ...command, '--help']
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, COLUMNS: '200' } })
  // A heading with its lines right below; examples stand apart from theirs by an empty line.
  const lists = [...stdout.matchAll(/^(?!Options|Arguments)[A-Z].*:\n((?: {2,}\S.*\n)+)/gm)].map(
    ([, list = '']) => list,
  )
  return new Set([...lists.join('').matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name))
}
