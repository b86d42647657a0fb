/**
 * What every page that is one file is made of: a script, a style, and a policy that lets nothing else in and nothing
 * out. The same sources give the same bytes.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type BuildOptions, type Plugin } from 'esbuild'

export const root = join(import.meta.dirname, '..')

export interface Bundle {
  readonly text: string
  /** The files that it was made of, from the root of the project. */
  readonly inputs: readonly string[]
}

/** One file from one entry. @throws whatever the bundler says, and where it made several */
export async function bundle(options: BuildOptions & { readonly entryPoints: string[] }): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    ...options,
    write: false,
    metafile: true,
  })
  const [file, ...more] = outputFiles
  if (file === undefined || more.length > 0) throw new Error('the bundler did not make exactly one file')
  return { text: file.text.trimEnd(), inputs: Object.keys(metafile.inputs) }
}

/** For browsers of the last years; without Node, so any use of it that nothing replaces fails the build. */
export const inBrowser = { platform: 'browser', target: 'es2023' } as const satisfies BuildOptions

/** @param folder holds page.html, with places for the policy, the style and the script */
export async function pageOf(folder: string, script: Bundle): Promise<string> {
  const [template, style] = await Promise.all([
    readFile(join(root, folder, 'page.html'), 'utf8'),
    bundle({ entryPoints: [join(folder, 'page.css')], minify: true }),
  ])
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script.text)}'`,
    `style-src '${hashOf(style.text)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  // A function as the replacement, since "$&" in a text would otherwise mean something.
  return template
    .replace('{{policy}}', () => policy)
    .replace('<style></style>', () => `<style>${style.text}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${script.text}</script>`)
}

/** Puts other files in the place of some; paths from the root of the project. */
export function replacing(files: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'replacing',
    setup(bundler) {
      bundler.onResolve({ filter: /\.ts$/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === 'resolved') return undefined
        const found = await bundler.resolve(path, { kind, importer, resolveDir, pluginData: 'resolved' })
        const replacement = files.get(fromRoot(found.path))
        return replacement === undefined ? found : { path: join(root, replacement) }
      })
    },
  }
}

export function fromRoot(path: string): string {
  return path.slice(root.length + 1).replaceAll('\\', '/')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
