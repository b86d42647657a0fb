/**
 * Builds the verifier for strangers: dist/postern-verify.mjs for plain Node, and dist/postern-verify.html, one
 * page that works from a disk with the network off. The same sources give the same bytes.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'

const root = join(import.meta.dirname, '..')
const page = join(root, 'src/verify/browser')

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  charset: 'utf8',
  legalComments: 'none',
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions

const BANNER = `#!/usr/bin/env node
// Postern verifier. Needs Node 20.19 or later and nothing else. node postern-verify.mjs --help
`

/** The verifier as one ES module; names are kept, so that whoever doubts it can read it. */
export async function buildModule(): Promise<string> {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: ['src/verify/cli.ts'],
    platform: 'node',
    target: 'node20.19',
    banner: { js: BANNER },
  })
  return onlyText(outputFiles)
}

/** The page, with its style and script inside, and a policy that lets nothing else in and nothing out. */
export async function buildPage(): Promise<string> {
  const [template, style, script] = await Promise.all([
    readFile(join(page, 'page.html'), 'utf8'),
    buildStyle(),
    buildScript(),
  ])
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  // A function as the replacement, since "$&" in a text would otherwise mean something.
  return template
    .replace('{{policy}}', () => policy)
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${script}</script>`)
}

async function buildScript(): Promise<string> {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: ['src/verify/browser/page.ts'],
    platform: 'browser',
    target: 'es2023',
    minify: true,
    plugins: [primitivesOfTheBrowser],
  })
  return onlyText(outputFiles)
}

async function buildStyle(): Promise<string> {
  const { outputFiles } = await build({ ...shared, entryPoints: ['src/verify/browser/page.css'], minify: true })
  return onlyText(outputFiles)
}

/** The three files that use `node:crypto`, and what stands in their place. Any other use of Node fails the build. */
const REPLACED = new Map([
  ['src/formats/sha256.ts', 'sha256.ts'],
  ['src/formats/ed25519.ts', 'ed25519.ts'],
  ['src/verify/age-primitives.ts', 'age-primitives.ts'],
])

const primitivesOfTheBrowser: Plugin = {
  name: 'primitives-of-the-browser',
  setup(bundler) {
    bundler.onResolve(
      { filter: /(?:sha256|ed25519|age-primitives)\.ts$/ },
      async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === 'resolved') return undefined
        const found = await bundler.resolve(path, { kind, importer, resolveDir, pluginData: 'resolved' })
        const replacement = REPLACED.get(found.path.slice(root.length + 1).replaceAll('\\', '/'))
        return replacement === undefined ? found : { path: join(page, replacement) }
      },
    )
  },
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function onlyText(files: readonly { readonly text: string }[]): string {
  const [file, ...more] = files
  if (file === undefined || more.length > 0) throw new Error('the bundler did not make exactly one file')
  return file.text.trimEnd()
}

/** @returns the paths of the two files */
export async function buildVerifier(directory = join(root, 'dist')): Promise<{ module: string; page: string }> {
  const paths = { module: join(directory, 'postern-verify.mjs'), page: join(directory, 'postern-verify.html') }
  const [module, html] = await Promise.all([buildModule(), buildPage()])
  await mkdir(dirname(paths.module), { recursive: true })
  await Promise.all([writeFile(paths.module, `${module}\n`), writeFile(paths.page, html)])
  return paths
}

if (import.meta.main) {
  const { module, page: html } = await buildVerifier()
  console.log(`${module}\n${html}`)
}
