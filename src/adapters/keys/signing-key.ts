/**
 * An Ed25519 signing key in a file of its own, made on first use: the log's key, a witness's key.
 *
 * Trust: whoever can read the file signs as the log or as the witness. With the log's key alone they can
 * sign a second history, and the witnesses would not cosign it; with the keys of a quorum too, nothing
 * would give them away.
 */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PosternError } from '#errors.ts'
import { fromBase64, toBase64 } from '#formats/bytes.ts'
import { ed25519KeyFromPkcs8, generateEd25519Key, pkcs8Of, type Ed25519Key } from '#formats/ed25519.ts'
import { ed25519Signer } from '#formats/note.ts'
import type { LogSigner } from '#log/publish.ts'

const format = 'postern/signing-key/v1'

export interface SigningKey {
  /** Part of the key's id: the origin of a log, the name of a witness. */
  readonly name: string
  readonly secret: Ed25519Key
}

/**
 * The key in this file. Where there is no file and a name is given, a new key is made, durable before it
 * is used; of two processes that begin at once both get the same.
 *
 * @param name what the key must be called; undefined to take the name that stands in the file
 * @param newName what it is called where it is made now
 * @throws PosternError ERR_KEY_MISSING where there is no file and no name, ERR_KEY_WRONG where others can
 * read the file, it is no key, or its name is another one
 */
export async function signingKeyFile(path: string, name?: string, newName = name): Promise<SigningKey> {
  const key = (await readKey(path)) ?? (newName === undefined ? undefined : await makeKey(path, newName))
  if (key === undefined) {
    throw new PosternError('ERR_KEY_MISSING', 'there is no signing key in this place', { path })
  }
  if (name !== undefined && key.name !== name) {
    throw wrong(path, `this key is called ${key.name} and not ${name}`, 'Use another file for another name.')
  }
  return key
}

/** A key in memory as the log's signer. */
export function logSigner({ name, secret }: SigningKey): LogSigner {
  const signer = ed25519Signer(name, secret)
  return { key: signer.key, sign: async (text) => signer.sign(text) }
}

async function readKey(path: string): Promise<SigningKey | undefined> {
  const found = await stat(path).catch(missing)
  if (found === undefined) return undefined
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw wrong(path, 'this key can be read by other users of this machine', `Run \`chmod 600 ${path}\`.`)
  }
  return signingKeyIn(await readFile(path, 'utf8'), path)
}

/** The key in the content of such a file. @throws PosternError ERR_KEY_WRONG, which quotes nothing of it */
export function signingKeyIn(content: string, path: string): SigningKey {
  try {
    const file: unknown = JSON.parse(content)
    if (
      typeof file === 'object' &&
      file !== null &&
      'key' in file &&
      file.key === format &&
      'name' in file &&
      typeof file.name === 'string' &&
      'secret' in file &&
      typeof file.secret === 'string'
    ) {
      return { name: file.name, secret: ed25519KeyFromPkcs8(fromBase64(file.secret, 'the secret')) }
    }
  } catch {
    // What is wrong with it is not for a message: it is a key.
  }
  throw wrong(path, 'this file is not a signing key', 'Restore the file; it was made once and cannot be made again.')
}

async function makeKey(path: string, name: string): Promise<SigningKey | undefined> {
  const secret = generateEd25519Key()
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `.draft-${randomBytes(8).toString('hex')}`)
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify({ key: format, name, secret: toBase64(pkcs8Of(secret)) })}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    // Unlike a rename, a link never replaces.
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft)
  }
  if (process.platform !== 'win32') {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
  return readKey(path)
}

function wrong(path: string, message: string, mend: string): PosternError {
  return new PosternError('ERR_KEY_WRONG', message, { path }, { mend })
}

function missing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
