/**
 * Builds the verifier for strangers: dist/postern-verify.mjs for plain Node, and dist/postern-verify.html, one
 * page that works from a disk with the network off. The same sources give the same bytes.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle, inBrowser, pageOf, replacing, root, type Bundle } from './build-page.ts'

const page = 'src/verify/browser'

const BANNER = `#!/usr/bin/env node
// Postern verifier. Needs Node 20.19 or later and nothing else. node postern-verify.mjs --help
`

/** The verifier as one ES module; names are kept, so that whoever doubts it can read it. */
export async function buildModule(): Promise<string> {
  const { text } = await bundle({
    entryPoints: ['src/verify/cli.ts'],
    platform: 'node',
    target: 'node20.19',
    banner: { js: BANNER },
  })
  return text
}

/** The page, with its style and script inside. */
export async function buildPage(): Promise<string> {
  return pageOf(page, await buildScript())
}

/** The files that use `node:crypto`, and what stands in their place. */
const ofTheBrowser = new Map([
  ['src/formats/sha256.ts', 'src/formats/sha256-browser.ts'],
  ['src/formats/ed25519.ts', `${page}/ed25519.ts`],
  ['src/formats/es256.ts', `${page}/es256.ts`],
  ['src/verify/age-primitives.ts', `${page}/age-primitives.ts`],
])

export function buildScript(): Promise<Bundle> {
  return bundle({ ...inBrowser, entryPoints: [`${page}/page.ts`], minify: true, plugins: [replacing(ofTheBrowser)] })
}

/** @returns the paths of the two files */
export async function buildVerifier(directory = join(root, 'dist')): Promise<{ module: string; page: string }> {
  const paths = { module: join(directory, 'postern-verify.mjs'), page: join(directory, 'postern-verify.html') }
  const [module, html] = await Promise.all([buildModule(), buildPage()])
  await mkdir(directory, { recursive: true })
  await Promise.all([writeFile(paths.module, `${module}\n`), writeFile(paths.page, html)])
  return paths
}

if (import.meta.main) {
  const { module, page: html } = await buildVerifier()
  console.log(`${module}\n${html}`)
}
