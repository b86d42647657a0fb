import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

interface Report {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] }
}

function cruise(folder: string): Report['summary'] {
  const run = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['src', '--config', '.dependency-cruiser.mjs', '--output-type', 'json', '--progress', 'none'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  )
  const report: Report = JSON.parse(run.stdout)
  return report.summary
}

function copyOfProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-architecture-'))
  folders.push(folder)
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
    cpSync(join(root, file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const stages = [
  'request',
  'instrument',
  'match',
  'decision',
  'case',
  'approval',
  'release',
  'seal',
  'delivery',
  'log',
  'accounting',
  'letter',
  'person',
  'report',
]

/** One forbidden import per rule. A rule that stops catching its own example fails here. */
const forbidden: Record<string, [file: string, code: string]> = {
  ...Object.fromEntries(
    stages
      .slice(0, -1)
      .map((stage, i) => [
        `${stage}-looks-ahead`,
        [`${stage}/planted-ahead.ts`, `export type { Planted } from '#${stages[i + 1]}/planted-types.ts'`],
      ]),
  ),
  'stages-share-types-only': ['release/planted-value.ts', "export { decide } from '#decision/decide.ts'"],
  'stages-import-no-outer-layer': ['log/planted-outer.ts', "export type { Planted } from '#adapters/planted/types.ts'"],
  'stages-are-pure': ['decision/planted-impure.ts', "export { readFileSync } from 'node:fs'"],
  'vocabulary-imports': ['vocabulary/planted.ts', "export { sha256 } from '#formats/sha256.ts'"],
  'formats-imports': ['formats/planted.ts', "export type { Planted } from '#log/planted-types.ts'"],
  'verify-imports': ['verify/planted.ts', "export type { Planted } from '#log/planted-types.ts'"],
  'witness-imports': ['witness/planted.ts', "export type { Planted } from '#log/planted-types.ts'"],
  'court-imports': ['court/planted.ts', "export type { Planted } from '#log/planted-types.ts'"],
  'law-documents-imports': ['law-documents/planted.ts', "export type { Planted } from '#adapters/planted/types.ts'"],
  'pipeline-imports': ['pipeline/planted.ts', "export type { Planted } from '#adapters/planted/types.ts'"],
  'proof-imports': ['proof/planted.ts', "export type { Planted } from '#log/planted-types.ts'"],
  'second-method-shares-no-formula': ['adapters/z3/planted.ts', "export { domain } from '#proof/domain.ts'"],
  'cli-imports': ['cli/planted.ts', "export type { Planted } from '#adapters/planted/types.ts'"],
  'web-imports': ['web/planted.ts', "export type { Planted } from '#adapters/planted/types.ts'"],
  'outer-layers-take-stage-types-only': ['cli/planted-value.ts', "export { decide } from '#decision/decide.ts'"],
  'adapters-stand-alone': ['adapters/planted/other.ts', "export type { Planted } from '#adapters/beside/types.ts'"],
  'main-is-the-top': ['pipeline/planted-main.ts', "import '#main.ts'"],
  'parts-are-for-main': ['pipeline/planted-parts.ts', "export { places } from '#parts.ts'"],
  'demo-is-not-the-product': ['pipeline/planted-demo.ts', "export { demo } from '#demo/run.ts'"],
  'packages-at-the-edges': ['decision/planted-package.ts', "export { Command } from 'commander'"],
  'cross-folder-imports-use-hash': [
    'release/planted-relative.ts',
    "export type { Cell } from '../vocabulary/case-file.ts'",
  ],
  'no-circular': ['vocabulary/planted-circle-a.ts', "export { b } from './planted-circle-b.ts'\nexport const a = 1"],
  'not-to-test': ['release/planted-test.ts', "export { it } from '../testing/planted-fake.ts'"],
  'not-to-dev-dep': ['cli/planted-dev.ts', "export { assert } from 'fast-check'"],
  resolvable: ['log/planted-missing.ts', "export { nothing } from './no-such-file.ts'"],
}

it('keeps every import inside the architecture', () => {
  const { totalCruised, violations } = cruise(root)
  expect(totalCruised, 'too few modules were read; is the parser installed?').toBeGreaterThan(60)
  expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
})

it('catches a planted violation of every rule', async () => {
  const config: { default: { forbidden: { name: string }[] } } = await import(join(root, '.dependency-cruiser.mjs'))
  const rules = config.default.forbidden.map(({ name }) => name)
  expect(Object.keys(forbidden).toSorted()).toEqual(rules.toSorted())

  const folder = copyOfProject()
  const write = (file: string, code: string): void => {
    const path = join(folder, 'src', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${code}\n`)
  }
  for (const stage of stages) write(`${stage}/planted-types.ts`, 'export interface Planted { planted: true }')
  for (const adapter of ['planted', 'beside'])
    write(`adapters/${adapter}/types.ts`, 'export interface Planted { planted: true }')
  write('testing/planted-fake.ts', 'export const it = 1')
  write('vocabulary/planted-circle-b.ts', "import { a } from './planted-circle-a.ts'\nexport const b = a")
  for (const [file, code] of Object.values(forbidden)) write(file, code)

  const { violations } = cruise(folder)
  const caught = new Set(violations.map(({ rule, from }) => `${rule.name} in ${from}`))
  for (const [rule, [file]] of Object.entries(forbidden)) expect(caught).toContain(`${rule} in src/${file}`)
})
