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

/** One office of one agency, person by person. */
const offices = {
  'ma-dta': '',
  'me-dhhs-ofi': 'me-',
} as const

interface Part {
  readonly name: string
  readonly roles: readonly Role[]
  readonly organization?: string
}

const parts: Readonly<Record<string, Part>> = {
  administrator: { name: 'Ada Administrator', roles: ['administrator'] },
  intake: { name: 'Ines Intake', roles: ['intake-officer'] },
  officer: { name: 'Odile Officer', roles: ['disclosure-officer'] },
  counsel: { name: 'Constance Counsel', roles: ['counsel'] },
  'approver-1': { name: 'Abel First', roles: ['approver'] },
  'approver-2': { name: 'Bea Second', roles: ['approver', 'privacy-officer'] },
  oversight: { name: 'Owen Oversight', roles: ['oversight'] },
  agent: { name: 'Synthetic Agent', roles: ['requester'], organization: 'fbi' },
  attorney: { name: 'Synthetic Attorney', roles: ['requester'], organization: 'other' },
}

interface Member extends Part {
  readonly id: string
  readonly agency: string
}

const members: readonly Member[] = Object.entries(offices).flatMap(([agency, mark]) =>
  Object.entries(parts).map(([part, who]) => ({ ...who, id: `demo-${mark}${part}`, agency })),
)

/** How long the demonstration's oversight may look, from the day it is enrolled. */
const oversightDays = 90

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
  for (const { id, roles } of members) {
    if (roles.some(signs)) keys[id] = await signingKeyFile(join(directory, `${id}.DEMO-key.json`), id)
  }
  return {
    staff: members.map(({ id, name, agency, roles, organization }) => ({
      id,
      agency,
      roles,
      demo: true,
      name: `${name} (DEMO)`,
      ...(organization === undefined ? {} : { organization }),
      ...(roles.includes('oversight') ? { until: dayAfter(oversightDays) } : {}),
      ...vkeyOf(keys[id]),
    })),
    keys,
    receiver: await partyIn(join(directory, 'receiver.DEMO-identity.txt'), 'the receiver'),
    oversight: await partyIn(join(directory, 'oversight.DEMO-identity.txt'), 'the oversight body'),
  }
}

/** Whoever approves signs, and so does everybody of staff who may approve a change of the law. */
function signs(role: Role): boolean {
  return role !== 'requester' && role !== 'oversight'
}

function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
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
