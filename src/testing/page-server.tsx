/** Pages without an installation behind them, for a browser in a test: real sheets and scripts, the product's headers. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { html } from 'hono/html'
import type { Page } from 'playwright-core'
import { bundleAssets, type Assets } from '#web/assets.ts'
import type { Child } from '#web/layout/said.tsx'
import type { Visit } from '#web/visit.ts'
import { splitLocale } from '#web/words/locales.ts'

export interface PageServer {
  readonly url: string
  readonly assets: Assets
  close(): Promise<void>
}

/** A visit of nobody in particular. */
export function aVisit(path: string, visit: Partial<Visit> = {}): Visit {
  return { who: undefined, now: '2026-11-20T15:00:00.000Z', kept: {}, ...splitLocale(path), ...visit }
}

/** @param render the page at an address, without the language's prefix in `visit.path` */
export async function servePages(render: (visit: Visit, assets: Assets) => Child): Promise<PageServer> {
  const assets = await bundleAssets()
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const asset = assets.find(path)
    if (asset !== undefined) {
      response.writeHead(200, { 'content-type': asset.type, 'content-encoding': 'gzip' }).end(asset.gzip)
      return
    }
    const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'"
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
    void Promise.resolve(html`${render(aVisit(path), assets)}`).then((page) => response.end(page.toString()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on TCP has a port
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    assets,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Where POSTERN_PICTURES names a directory, a picture of the page is left there to be looked at. */
export async function leavePicture(page: Page, name: string): Promise<void> {
  const directory = process.env['POSTERN_PICTURES']
  if (directory === undefined) return
  await mkdir(directory, { recursive: true })
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true })
}
