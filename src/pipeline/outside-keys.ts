/**
 * Keys that are held outside the agency, by an inspector general or an attorney general: one of them signs a release
 * above the agency's threshold, beside the two approvals.
 *
 * Each is registered by two people of the agency, the second of whom has the key from its holder themselves. What
 * stands here are events of the office's own stream.
 */
import { rolesOn, type StaffMember } from '#approval/staff.ts'
import type { Actor, Reason } from '#case/commands.ts'
import { fromOutside } from '#case/outside.ts'
import type { CaseState } from '#case/state.ts'
import { isPosternError } from '#errors.ts'
import { parseApprovalKey } from '#formats/approval-key.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Instant } from '#vocabulary/time.ts'
import { officeDay } from './law.ts'
import { appendToOffice } from './office-append.ts'
import { isLine } from './office-settings.ts'
import { bareKey, holdersIn } from './passkey-events.ts'
import type { Ports } from './ports.ts'
import { entriesIn } from './register.ts'
import { thresholdFor } from './threshold.ts'

const proposed = 'outside-key.proposed'
const confirmed = 'outside-key.confirmed'
const withdrawn = 'outside-key.withdrawn'

/** Who holds a key outside, and for which agency it counts. */
export interface OutsideHolder {
  /** Also the name of the key; nobody on the register of staff is called that. */
  readonly id: string
  readonly agency: string
  readonly name: string
  /** Whose inspector, auditor or attorney they are. */
  readonly organization: string
  /** C2SP verifier key of type Ed25519. */
  readonly key: string
}

export interface OutsideKey extends OutsideHolder {
  readonly standing: 'proposed' | 'confirmed' | 'withdrawn'
  readonly proposedBy: string
  /** When it came to stand so, and who did it. */
  readonly since: Instant
  readonly by: string
}

type Registering = Pick<Ports, 'ledger' | 'clock' | 'office'>

/** Every key of this agency that is or was held outside, each as it stands. @throws what the ledger throws */
export async function outsideKeys({ ledger }: Pick<Ports, 'ledger'>, agency: string): Promise<readonly OutsideKey[]> {
  return keysIn(await ledger.load(officeStream)).filter((key) => key.agency === agency)
}

/** Why what stands prepared still needs a signature from outside; none where it does not. @throws what the ledger throws */
export async function outsideMissing(
  ports: Pick<Ports, 'ledger' | 'clock' | 'office'>,
  state: CaseState,
): Promise<readonly Reason[]> {
  const { prepared } = state
  return prepared === undefined ? [] : fromOutside(state, prepared, await thresholdFor(ports, state))
}

export interface OutsideRegister {
  /** Whoever may sign, in the form in which signatures are checked. They hold no role here. */
  readonly holders: readonly StaffMember[]
  /** Ids on the register of staff, and bare keys in hex that anybody of staff has or had. */
  readonly staff: ReadonlySet<string>
  readonly staffKeys: ReadonlySet<string>
}

/** What a signature from outside is checked against. @throws what the ledger throws */
export async function outsideRegister(
  { ledger, office }: Pick<Ports, 'ledger' | 'office'>,
  agency: string,
): Promise<OutsideRegister> {
  const events = await ledger.load(officeStream)
  return {
    holders: keysIn(events)
      .filter((one) => one.agency === agency && one.standing === 'confirmed')
      .map(({ id, name, organization, key }) => ({
        id,
        agency,
        name,
        organization,
        key,
        roles: [],
        demo: office.demo === true,
      })),
    staff: new Set(entriesIn(events).keys()),
    staffKeys: new Set(holdersIn(events).keys()),
  }
}

/**
 * Propose a key of somebody outside. It signs nothing until somebody else confirms it.
 *
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws PosternError as `appendToOffice`
 */
export function proposeOutsideKey(ports: Registering, by: Actor, holder: OutsideHolder): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    const refused = mayRegister(ports, events, by, holder.agency, ['administrator']) ?? unfit(events, holder)
    if (refused !== undefined) return refused
    const { id, agency, name, organization, key } = holder
    return { type: proposed, body: { id, agency, name, organization, key } }
  })
}

/** Confirm a proposed key, as the second of two. @param key as its holder gave it to whoever confirms @returns and throws as `proposeOutsideKey` */
export function confirmOutsideKey(
  ports: Registering,
  by: Actor,
  { id, agency, key }: Pick<OutsideHolder, 'id' | 'agency' | 'key'>,
): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    const refused = mayRegister(ports, events, by, agency, ['administrator', 'counsel', 'privacy-officer'])
    if (refused !== undefined) return refused
    const standing = keysIn(events).find((one) => one.id === id && one.agency === agency)
    if (standing?.standing !== 'proposed') return no('not-proposed', `no key of ${id} waits to be confirmed`)
    if (standing.proposedBy === by.id) {
      return no('own-proposal', `${by.id} has proposed this key: somebody else confirms it`)
    }
    if (standing.key !== key) return no('another-key', `this is not the key that was proposed for ${id}`)
    return unfit(events, standing) ?? { type: confirmed, body: { id, agency } }
  })
}

/** From now on this key signs nothing; what it signed and has left stands. @returns and throws as `proposeOutsideKey` */
export function withdrawOutsideKey(
  ports: Registering,
  by: Actor,
  { id, agency }: Pick<OutsideHolder, 'id' | 'agency'>,
): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    const refused = mayRegister(ports, events, by, agency, ['administrator', 'counsel', 'privacy-officer'])
    if (refused !== undefined) return refused
    const standing = keysIn(events).find((one) => one.id === id && one.agency === agency)
    if (standing === undefined || standing.standing === 'withdrawn') {
      return no('no-such-key', `no key of ${id} stands here`)
    }
    return { type: withdrawn, body: { id, agency } }
  })
}

function mayRegister(
  ports: Registering,
  events: readonly StoredEvent[],
  by: Actor,
  agency: string,
  who: readonly StaffMember['roles'][number][],
): Reason | undefined {
  const entry = entriesIn(events).get(by.id)
  const held = entry?.standing === 'open' ? rolesOn(entry.member, officeDay(ports)) : []
  if (!held.some((role) => who.includes(role))) return no('not-your-role', `this is for ${who.join(', ')}`)
  if (entry?.member.agency !== agency) return no('other-agency', 'the keys of another agency are that agency’s')
  return undefined
}

/** A key that is nobody's of staff, now or before, and nobody else's outside. */
function unfit(events: readonly StoredEvent[], { id, agency, name, organization, key }: OutsideHolder) {
  if (!/^[a-z][a-z0-9-]{1,63}$/.test(id)) return no('id-malformed', 'an id is small letters, digits and -')
  if (!isLine(name) || !isLine(organization)) return no('name-missing', 'say who holds it, and for which office')
  if (entriesIn(events).has(id)) return no('holder-is-staff', `${id} is or was on the register of staff`)
  const bare = bareOf(id, key)
  if (bare === undefined) return no('key-unfit', `this is no Ed25519 verifier key that is called ${id}`)
  if (holdersIn(events).has(bare)) return no('key-of-staff', 'this key is or was somebody’s of staff')
  const others = keysIn(events).filter((one) => one.id !== id || one.agency !== agency || one.standing === 'withdrawn')
  if (others.some((one) => bareKey(one.key) === bare)) {
    return no('key-known', 'this key is somebody else’s, or was withdrawn: another is made')
  }
  return undefined
}

function bareOf(id: string, vkey: string): string | undefined {
  try {
    const { key, passkey } = parseApprovalKey(vkey)
    return passkey === undefined && key.name === id ? bareKey(vkey) : undefined
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}

/** By agency, holder and key: one who gets another key keeps the line of the one before. */
function keysIn(events: readonly StoredEvent[]): readonly OutsideKey[] {
  const all: OutsideKey[] = []
  for (const { record } of events) {
    const { type, body, at, actor } = record
    const how = { since: at, by: actor }
    if (type === proposed && isHolder(body)) {
      const { id, agency, name, organization, key } = body
      const open = all.findIndex((one) => one.id === id && one.agency === agency && one.standing !== 'withdrawn')
      const line = { id, agency, name, organization, key, standing: 'proposed', proposedBy: actor, ...how } as const
      // A new proposal takes the place of what stood: two people stand behind each key that counts.
      if (open === -1) all.unshift(line)
      else all.splice(open, 1, line)
    } else if ((type === confirmed || type === withdrawn) && isNamed(body)) {
      const at0 = all.findIndex((one) => one.id === body.id && one.agency === body.agency)
      const one = all[at0]
      if (one !== undefined) all[at0] = { ...one, standing: type === confirmed ? 'confirmed' : 'withdrawn', ...how }
    }
  }
  return all
}

function isNamed(body: unknown): body is Pick<OutsideHolder, 'id' | 'agency'> {
  return typeof body === 'object' && body !== null && 'id' in body && 'agency' in body
}

function isHolder(body: unknown): body is OutsideHolder {
  return isNamed(body) && 'key' in body && 'organization' in body && 'name' in body
}

function no(code: string, words: string): Reason {
  return { code, words }
}
