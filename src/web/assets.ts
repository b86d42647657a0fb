/**
 * Sheets, scripts and the mark, made once when the program starts and kept in memory: bundled, minified, compressed,
 * and named by their content, so a browser may keep them for good and never has an old one.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { build } from 'esbuild'

export interface Asset {
  readonly path: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer>
  readonly brotli: Uint8Array<ArrayBuffer>
}

export interface Assets {
  /** The address of an asset by the name that pages know. @throws Error where there is none of that name */
  href(name: string): string
  /** By the address that a browser asks for. */
  find(path: string): Asset | undefined
}

/** By the names that pages know; the files stand beside this one. */
const sources: Readonly<Record<string, string>> = {
  'public.css': 'style/public.css',
  'desk.css': 'style/all-desk.css',
  'public.js': 'script/public.ts',
  'desk.js': 'script/desk.ts',
}

/** What browsers of the last four or five years understand. */
const target = ['chrome100', 'edge100', 'firefox100', 'safari15.4']

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const

/** @throws whatever the bundler says of a mistake in a sheet or a script */
export async function bundleAssets(): Promise<Assets> {
  const bundled = Object.entries(sources).map(async ([name, file]) => assetOf(name, await bundle(file)))
  const mark = readFile(join(import.meta.dirname, 'style', 'mark.svg')).then((bytes) => assetOf('mark.svg', bytes))
  const made = await Promise.all([...bundled, mark])
  const byName = new Map(made.map(({ name, asset }) => [name, asset.path]))
  const byPath = new Map(made.map(({ asset }) => [asset.path, asset]))
  return {
    href: (name) => {
      const path = byName.get(name)
      if (path === undefined) throw new Error(`no asset is called ${name}`)
      return path
    },
    find: (path) => byPath.get(path),
  }
}

async function bundle(file: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [file],
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    target,
    write: false,
  })
  const [made] = outputFiles
  if (made === undefined) throw new Error(`the bundler made nothing of ${file}`)
  return made.contents
}

async function assetOf(name: string, contents: Uint8Array): Promise<{ name: string; asset: Asset }> {
  const bytes = new Uint8Array(contents)
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 12)
  const at = name.lastIndexOf('.')
  const ending = name.slice(at + 1)
  const type = ending === 'css' || ending === 'js' || ending === 'svg' ? types[ending] : 'application/octet-stream'
  const [gzipped, brotlied] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes),
  ])
  return {
    name,
    asset: {
      path: `/assets/${name.slice(0, at)}-${hash}.${ending}`,
      type,
      bytes,
      gzip: new Uint8Array(gzipped),
      brotli: new Uint8Array(brotlied),
    },
  }
}
