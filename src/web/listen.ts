/** The web at an address of this machine; TLS is ended by a proxy in front of it. */
import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import type { App } from './app.ts'

export interface Listening {
  readonly port: number
  /** Takes no more visitors, and returns when those who are here are served. */
  close(): Promise<void>
}

/**
 * @param host loopback unless the operator says otherwise
 * @param port 0 for any that is free
 * @throws the server's own error where the port is taken
 */
export async function listen({ fetch }: App, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({ fetch })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: portOf(server.address()),
    close: async () => {
      server.close()
      if ('closeIdleConnections' in server) server.closeIdleConnections()
      await once(server, 'close')
    },
  }
}

function portOf(address: ReturnType<ReturnType<typeof createAdaptorServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
