import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RegisteredPasskey } from '#approval/staff.ts'
import type { Role } from '#case/roles.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { ed25519KeyFromSeed, publicKeyOf } from '#formats/ed25519.ts'
import { passkeyVkey } from '#formats/passkey.ts'
import { newAuthenticator, site, type Authenticator } from '#testing/authenticator.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { noon, testLedger, testRootKey } from '#testing/ledger.ts'
import { registerPasskey, retirePasskey, withdrawKey } from './passkeys.ts'
import type { Ports } from './ports.ts'
import { disable, enroll, keysOver, leave, staff } from './register.ts'

let database: TestDatabase
let ports: Pick<Ports, 'ledger' | 'clock'> & { ledger: { close(): Promise<void> } }
const setup = { id: 'system:setup', roles: ['system'] } as const
const admin = { id: 'demo-admin', roles: ['administrator'] } as const
const self = (id: string) => ({ id, roles: [] })

async function enrolled(id: string, roles: readonly Role[], agency = 'ma-dta') {
  const by = (await staff(ports)).has(admin.id) ? admin : setup
  expect(await enroll(ports, by, { id, agency, roles, demo: true })).toBeUndefined()
}

beforeAll(async () => {
  database = await testDatabase()
  ports = { ledger: await testLedger(database.url, testRootKey()), clock: noon }
  for (const [id, roles] of [
    ['demo-approver-1', ['approver']],
    ['demo-approver-2', ['privacy-officer']],
    ['demo-intake', ['intake-officer']],
  ] as const) {
    await enroll(ports, setup, { id, agency: 'ma-dta', roles, demo: true })
  }
  await enroll(ports, setup, { id: 'demo-elsewhere', agency: 'me-dhhs-ofi', roles: ['administrator'], demo: true })
  await enroll(ports, setup, { ...admin, agency: 'ma-dta', demo: true })
})
afterAll(async () => {
  await ports.ledger.close()
  await database.drop()
})

function entryOf(id: string, { passkey }: Authenticator = newAuthenticator()): RegisteredPasskey {
  return {
    key: passkeyVkey(id, passkey),
    credential: 'c3ludGhldGljLWNyZWRlbnRpYWw',
    label: 'SYNTHETIC key',
    transports: ['usb'],
    registeredAt: noon.now(),
  }
}

const held = async (id: string) => (await staff(ports)).get(id)?.passkeys?.map(({ key }) => key) ?? []

describe('a passkey on the register', () => {
  it('is put there by its owner, and by nobody for them: it would sign in their name', async () => {
    const [one, two] = [entryOf('demo-approver-1'), entryOf('demo-approver-1')]
    expect(await registerPasskey(ports, self('demo-approver-1'), 'demo-approver-1', one)).toBeUndefined()
    expect(await registerPasskey(ports, self('demo-approver-1'), 'demo-approver-1', two)).toBeUndefined()
    expect((await staff(ports)).get('demo-approver-1')?.passkeys).toEqual([one, two])
    for (const by of ['demo-approver-2', 'demo-elsewhere', admin.id]) {
      expect(await registerPasskey(ports, self(by), 'demo-approver-1', entryOf('demo-approver-1'))).toMatchObject({
        code: 'not-your-key',
      })
    }
    expect(await registerPasskey(ports, self('demo-nobody'), 'demo-nobody', entryOf('demo-nobody'))).toMatchObject({
      code: 'not-on-register',
    })
    expect(await held('demo-approver-1')).toHaveLength(2)
  })

  it('is for whoever signs anything', async () => {
    expect(await registerPasskey(ports, self('demo-intake'), 'demo-intake', entryOf('demo-intake'))).toMatchObject({
      code: 'signs-nothing',
    })
    expect(await registerPasskey(ports, admin, 'demo-admin', entryOf('demo-admin'))).toBeUndefined()
  })

  it('has its form, and its owner’s name', async () => {
    const by = self('demo-approver-1')
    for (const wrong of [
      entryOf('demo-approver-2'),
      { ...entryOf('demo-approver-1'), label: '' },
      { ...entryOf('demo-approver-1'), key: 'demo-approver-1+00000000+AQ==' },
    ]) {
      await expect(registerPasskey(ports, by, 'demo-approver-1', wrong)).rejects.toMatchObject({
        code: 'ERR_INPUT_INVALID',
      })
    }
  })

  it('is one person’s for good: not another’s after it was retired, nor after its owner left, nor in a file', async () => {
    await enrolled('demo-passing', ['approver'])
    const secret = ed25519KeyFromSeed(new Uint8Array(32).fill(9))
    const device: Authenticator = {
      secret,
      passkey: { algorithm: 'Ed25519', publicKey: publicKeyOf(secret), ...site },
    }
    const passing = self('demo-passing')
    expect(await registerPasskey(ports, passing, 'demo-passing', entryOf('demo-passing', device))).toBeUndefined()
    expect(await registerPasskey(ports, passing, 'demo-passing', entryOf('demo-passing', device))).toMatchObject({
      code: 'key-known',
    })
    const taken = () =>
      registerPasskey(ports, self('demo-approver-2'), 'demo-approver-2', entryOf('demo-approver-2', device))
    expect(await taken()).toMatchObject({ code: 'key-of-another' })
    const key = entryOf('demo-passing', device).key
    expect(await retirePasskey(ports, passing, 'demo-passing', key)).toBeUndefined()
    expect(await retirePasskey(ports, passing, 'demo-passing', key)).toMatchObject({ code: 'key-unknown' })
    expect(await taken()).toMatchObject({ code: 'key-of-another' })
    await leave(ports, admin, 'demo-passing')
    expect(await taken()).toMatchObject({ code: 'key-of-another' })
    const inFile = formatVkey(ed25519Signer('demo-late', secret).key)
    const late = { id: 'demo-late', agency: 'ma-dta', roles: ['approver'], demo: true } as const
    await expect(enroll(ports, admin, { ...late, key: inFile })).rejects.toThrow('registered for somebody else already')
    await expect(enroll(ports, admin, { ...late, key: entryOf('demo-late').key })).rejects.toThrow('by its owner')
  })

  it('stays through a change of roles and a closed account, and goes when its owner leaves', async () => {
    await enrolled('demo-third', ['approver'])
    const entry = entryOf('demo-third')
    await registerPasskey(ports, self('demo-third'), 'demo-third', entry)
    const member = (await staff(ports)).get('demo-third')
    if (member === undefined) expect.unreachable()
    await enroll(ports, admin, { ...member, roles: ['privacy-officer'] })
    expect((await staff(ports)).get('demo-third')).toMatchObject({ roles: ['privacy-officer'], passkeys: [entry] })
    await disable(ports, admin, 'demo-third')
    expect(await registerPasskey(ports, self('demo-third'), 'demo-third', entryOf('demo-third'))).toMatchObject({
      code: 'not-on-register',
    })
    await enrolled('demo-third', ['approver'])
    expect(await held('demo-third')).toEqual([entry.key])
    await leave(ports, admin, 'demo-third')
    await enrolled('demo-third', ['approver'])
    expect(await held('demo-third')).toEqual([])
  })

  it('is retired by its owner and by nobody else', async () => {
    const [first = ''] = await held('demo-approver-1')
    for (const by of ['demo-approver-2', 'demo-elsewhere', admin.id]) {
      expect(await retirePasskey(ports, self(by), 'demo-approver-1', first)).toMatchObject({ code: 'not-your-key' })
    }
    expect(await retirePasskey(ports, self('demo-approver-1'), 'demo-approver-1', first)).toBeUndefined()
    expect(await held('demo-approver-1')).not.toContain(first)
  })

  it('is withdrawn by an administrator of the agency, with the reason, and by nobody else', async () => {
    const [key = ''] = await held('demo-approver-1')
    const lost = { key, reason: 'Lost on the way home (synthetic)' }
    for (const by of ['demo-approver-1', 'demo-approver-2', 'demo-elsewhere']) {
      expect(await withdrawKey(ports, self(by), 'demo-approver-1', lost)).toMatchObject({ code: 'not-your-key' })
    }
    expect(await withdrawKey(ports, admin, 'demo-approver-1', lost)).toBeUndefined()
    expect(await withdrawKey(ports, admin, 'demo-approver-1', lost)).toMatchObject({ code: 'key-unknown' })
    const again = { ...entryOf('demo-approver-1'), key }
    expect(await registerPasskey(ports, self('demo-approver-1'), 'demo-approver-1', again)).toMatchObject({
      code: 'key-withdrawn',
    })
    expect(await held('demo-approver-1')).not.toContain(key)
    const found = (await keysOver(ports, 'demo-approver-1')).find((one) => one.key === key)
    expect(found).toMatchObject({ by: 'demo-approver-1', ended: { by: admin.id, reason: lost.reason } })
  })

  it('is one of eight at most, however many are registered at once', async () => {
    await enrolled('demo-many', ['approver'])
    const by = self('demo-many')
    const tries = await Promise.all(
      Array.from({ length: 3 }, () => registerPasskey(ports, by, 'demo-many', entryOf('demo-many'))),
    )
    expect(tries).toEqual([undefined, undefined, undefined])
    for (let i = 3; i < 8; i++) await registerPasskey(ports, by, 'demo-many', entryOf('demo-many'))
    expect(await registerPasskey(ports, by, 'demo-many', entryOf('demo-many'))).toMatchObject({ code: 'too-many-keys' })
    expect(await held('demo-many')).toHaveLength(8)
  })
})

describe('a key in a file', () => {
  it('is withdrawn too, stays so when the entry is changed, and nobody can have it again', async () => {
    const secret = ed25519KeyFromSeed(new Uint8Array(32).fill(11))
    const key = formatVkey(ed25519Signer('demo-filed', secret).key)
    const filed = { id: 'demo-filed', agency: 'ma-dta', roles: ['approver'], demo: true } as const
    await enroll(ports, admin, { ...filed, key })
    await disable(ports, admin, 'demo-filed')
    expect(await withdrawKey(ports, admin, 'demo-filed', { key, reason: 'Stolen (synthetic)' })).toBeUndefined()
    await enroll(ports, admin, filed)
    const member = (await staff(ports)).get('demo-filed')
    expect(member).toMatchObject(filed)
    expect(member).not.toHaveProperty('key')
    expect(await keysOver(ports, 'demo-filed')).toMatchObject([{ key, ended: { reason: 'Stolen (synthetic)' } }])
    await expect(enroll(ports, admin, { ...filed, key })).rejects.toThrow('was withdrawn')
    const other = { ...filed, id: 'demo-other', key: formatVkey(ed25519Signer('demo-other', secret).key) }
    await expect(enroll(ports, admin, other)).rejects.toThrow('was withdrawn')
  })
})
