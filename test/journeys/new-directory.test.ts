/** The first two commands of an office, where there is no data directory yet and no database is named. */
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { postern } from './postern.ts'

it.each(['log key, then init', 'init'])(
  '%s makes a data directory in which the embedded database runs, as root too',
  async (way) => {
    const folder = makeTestDirectory()
    // The engine's copy is the one that all tests share.
    const cache = process.env['XDG_CACHE_HOME']
    const env = { HOME: process.env['HOME'] ?? folder, ...(cache === undefined ? {} : { XDG_CACHE_HOME: cache }) }
    const run = postern({ ...env, POSTERN_DATA: join(folder, 'not', 'there', 'yet') })
    const origin = ['--origin', 'new.postern.example/log']
    if (way.startsWith('log key')) expect(await run('log', 'key', ...origin)).toMatchObject({ code: 0 })
    const oversight = await identityToRecipient(await generateIdentity())
    const people = ['--oversight', oversight, '--administrator', 'new-admin']
    const said = await run('init', '--agency', 'ma-dta', ...origin, ...people, '--quorum', 'none')
    expect(said, said.err).toMatchObject({ code: 0 })
  },
  60_000,
)
