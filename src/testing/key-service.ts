/**
 * A key service as `src/adapters/keys/service.ts` speaks to one, as a process of its own. Its keys are files.
 *
 *     key-service.ts <directory> <token>      prints its address, then serves until it is killed
 */
import { createServer, type IncomingMessage } from 'node:http'
import { isPosternError } from '#errors.ts'
import { fileRootKey } from '#adapters/keys/file.ts'

const [directory = '', token = ''] = process.argv.slice(2)
const root = fileRootKey(directory)

interface Asked {
  readonly keys: readonly { readonly id: string; readonly key: string; readonly wrapped: string }[]
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text)
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const [, , generation = '', verb = ''] = (request.url ?? '').split('/')
  if (generation === '') return { current: await (request.method === 'POST' ? root.advance() : root.current()) }
  if (verb === 'destroy-older') {
    await root.destroyBefore(Number(generation))
    return {}
  }
  const { keys } = await bodyOf(request)
  const done =
    verb === 'wrap'
      ? await root.wrap(
          Number(generation),
          keys.map(({ id, key }) => ({ id, key: bytes(key) })),
        )
      : await root.unwrap(
          Number(generation),
          keys.map(({ id, wrapped }) => ({ id, wrapped: bytes(wrapped) })),
        )
  return { keys: done.map((key) => Buffer.from(key).toString('base64')) }
}

const server = createServer((request, response) => {
  if (request.headers.authorization !== `Bearer ${token}`) {
    response.writeHead(401).end()
    return
  }
  answer(request).then(
    (body) => response.end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(isPosternError(error, 'ERR_KEY_MISSING') ? 410 : 422).end(),
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) console.log(`http://127.0.0.1:${address.port}`)
})
