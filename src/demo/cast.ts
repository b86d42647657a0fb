/**
 * The people and parties of the demonstration. Their keys are made on this machine and lie open beside the
 * data, so every one of them is called DEMO wherever it appears.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { signingKeyFile, type SigningKey } from '#adapters/keys/signing-key.ts'
import { writeDurably } from '#adapters/files/durable.ts'
import type { Role } from '#case/roles.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import type { StaffMember } from '#approval/staff.ts'

const agency = 'ma-dta'

const roles: Readonly<Record<string, readonly Role[]>> = {
  'demo-administrator': ['administrator'],
  'demo-intake': ['intake-officer'],
  'demo-officer': ['disclosure-officer'],
  'demo-counsel': ['counsel'],
  'demo-approver-1': ['approver'],
  'demo-approver-2': ['approver', 'privacy-officer'],
}

export interface Party {
  /** File of the secret identity. */
  readonly file: string
  readonly recipient: string
}

export interface Cast {
  readonly staff: readonly StaffMember[]
  readonly keys: Readonly<Record<string, SigningKey>>
  readonly receiver: Party
  readonly oversight: Party
}

/** @param directory made where it does not exist; whoever is there already stays who they are */
export async function castIn(directory: string): Promise<Cast> {
  const keys: Record<string, SigningKey> = {}
  for (const id of Object.keys(roles)) keys[id] = await signingKeyFile(join(directory, `${id}.DEMO-key.json`), id)
  return {
    staff: Object.entries(roles).map(([id, held]) => ({ id, agency, roles: held, demo: true, ...vkeyOf(keys[id]) })),
    keys,
    receiver: await partyIn(join(directory, 'receiver.DEMO-identity.txt'), 'the receiver'),
    oversight: await partyIn(join(directory, 'oversight.DEMO-identity.txt'), 'the oversight body'),
  }
}

function vkeyOf(key: SigningKey | undefined): { key?: string } {
  return key === undefined ? {} : { key: formatVkey(ed25519Signer(key.name, key.secret).key) }
}

async function partyIn(file: string, who: string): Promise<Party> {
  const found = await readFile(file, 'utf8').catch(() => undefined)
  if (found !== undefined) return { file, recipient: await identityToRecipient(identityIn(found)) }
  const identity = await generateIdentity()
  const recipient = await identityToRecipient(identity)
  await writeDurably(file, `# DEMO identity of ${who}; it protects nothing\n# public key: ${recipient}\n${identity}\n`)
  return { file, recipient }
}

function identityIn(file: string): string {
  return file.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? ''
}
