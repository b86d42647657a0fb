/**
 * Builds what a court decides again with: dist/postern-decide.html, one page that works from a disk with the network
 * off, and dist/postern-decide.mjs, the same as a module without imports for Node and browsers alike. Nothing of it is
 * in the verifier, and nothing of the verifier in it. The same sources give the same bytes.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import * as formats from 'ajv-formats'
import type { Plugin } from 'esbuild'
import rulesSchema from '../src/court/rules.schema.json' with { type: 'json' }
import caseFileSchema from '../src/vocabulary/case-file.schema.json' with { type: 'json' }
import decisionSchema from '../src/vocabulary/decision.schema.json' with { type: 'json' }
import { bundle, fromRoot, inBrowser, pageOf, replacing, root, type Bundle } from './build-page.ts'

const BANNER = `// Postern: a decision made again. Imports nothing; for Node and for browsers.
// import { readContent, replay } from './postern-decide.mjs'
`

/** What each file that compiles schemas exports. The page's policy lets no code be made at run time. */
const schemas: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'src/adapters/contract/schemas.ts': { isCaseFile: caseFileSchema, isDecision: decisionSchema },
  'src/court/schemas.ts': { isRules: rulesSchema },
}

const compiledSchemas: Plugin = {
  name: 'compiled-schemas',
  setup(bundler) {
    bundler.onLoad({ filter: /schemas\.ts$/ }, ({ path }) => {
      const exported = schemas[fromRoot(path)]
      return exported === undefined ? undefined : { contents: compiled(exported), loader: 'js', resolveDir: root }
    })
  },
}

function compiled(exported: Readonly<Record<string, object>>): string {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false, code: { source: true, esm: true } })
  formats.default.default(ajv)
  for (const [name, schema] of Object.entries(exported)) ajv.addSchema(schema, name)
  return standalone.default(ajv, Object.fromEntries(Object.keys(exported).map((name) => [name, name])))
}

const plugins = [replacing(new Map([['src/formats/sha256.ts', 'src/formats/sha256-browser.ts']])), compiledSchemas]

/** Names are kept, so that whoever doubts it can read it. */
export function buildDecideModule(): Promise<Bundle> {
  return bundle({ ...inBrowser, entryPoints: ['src/court/module.ts'], banner: { js: BANNER }, plugins })
}

export function buildDecideScript(): Promise<Bundle> {
  return bundle({ ...inBrowser, entryPoints: ['src/court/page.ts'], minify: true, plugins })
}

/** The page, with its style and script inside. */
export async function buildDecidePage(): Promise<string> {
  return pageOf('src/court', await buildDecideScript())
}

/** @returns the paths of the two files */
export async function buildDecide(directory = join(root, 'dist')): Promise<{ module: string; page: string }> {
  const paths = { module: join(directory, 'postern-decide.mjs'), page: join(directory, 'postern-decide.html') }
  const [module, html] = await Promise.all([buildDecideModule(), buildDecidePage()])
  await mkdir(directory, { recursive: true })
  await Promise.all([writeFile(paths.module, `${module.text}\n`), writeFile(paths.page, html)])
  return paths
}

if (import.meta.main) {
  const { module, page } = await buildDecide()
  console.log(`${module}\n${page}`)
}
