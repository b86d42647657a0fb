/**
 * Pages are written as .tsx, whose types Node strips and whose elements it does not know: this has esbuild compile
 * each such file as it is imported.
 *
 * Trust: the files of this program, which run anyway.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

/** To be called once, before the first page is imported. */
export function compilePages(): void {
  registerHooks({
    load: (url, context, next) => {
      if (!url.startsWith('file:') || !url.endsWith('.tsx')) return next(url, context)
      const path = fileURLToPath(url)
      const { code } = transformSync(readFileSync(path, 'utf8'), {
        loader: 'tsx',
        format: 'esm',
        target: 'node24',
        jsx: 'automatic',
        jsxImportSource: 'hono/jsx',
        sourcefile: path,
        sourcemap: 'inline',
      })
      return { format: 'module', source: code, shortCircuit: true }
    },
  })
}
