/**
 * The keys that people sign with. Whoever signs registers their own passkeys, and nobody registers one for somebody
 * else: it would sign in their name. An administrator withdraws keys, with the reason.
 *
 * A registration proves no possession (nothing is attested): what a key is worth shows with its first signature.
 */
import { checkPasskey, keysOf, mostPasskeys, rolesOn, type RegisteredPasskey } from '#approval/staff.ts'
import type { Actor, Reason } from '#case/commands.ts'
import type { Role } from '#case/roles.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { parseApprovalKey } from '#formats/approval-key.ts'
import type { Json } from '#vocabulary/json.ts'
import { appendToOffice } from './office-append.ts'
import { bareKey, holdersIn, keyWithdrawn, passkeyRegistered, passkeyRetired, withdrawnKeys } from './passkey-events.ts'
import type { Ports } from './ports.ts'
import { entriesIn, openEntries } from './register.ts'

type Keeping = Pick<Ports, 'ledger' | 'clock'>

/** Roles whose holders sign anything: a release, or a change of the rules. */
export const signingRoles: readonly Role[] = ['approver', 'privacy-officer', 'counsel', 'administrator']

/**
 * Put a passkey on the register, after the ceremony was verified.
 *
 * @param id whose it is
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws PosternError ERR_INPUT_INVALID for an entry without its form
 */
export function registerPasskey(
  ports: Keeping,
  by: Actor,
  id: string,
  passkey: RegisteredPasskey,
): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    const member = openEntries(events).get(id)
    if (member === undefined) return notOnRegister
    if (by.id !== id)
      return { code: 'not-your-key', words: 'Everybody registers their own keys, and nobody another’s.' }
    const held = member.passkeys ?? []
    if (!signingRoles.some((role) => member.roles.includes(role))) {
      return { code: 'signs-nothing', words: `A key is for whoever signs: ${signingRoles.join(', ')}.` }
    }
    if (held.length >= mostPasskeys) {
      return { code: 'too-many-keys', words: `One person has ${mostPasskeys} keys at most: retire one first.` }
    }
    checkForm(id, passkey)
    const holder = holdersIn(events).get(bareKey(passkey.key))
    if (holder !== undefined && holder !== id) {
      return { code: 'key-of-another', words: 'This key is, or was, somebody else’s. A key is one person’s for good.' }
    }
    if (withdrawnKeys(events).has(bareKey(passkey.key))) {
      return { code: 'key-withdrawn', words: 'This key was withdrawn, and signs no more. Take another.' }
    }
    if (held.some(({ key }) => bareKey(key) === bareKey(passkey.key))) {
      return { code: 'key-known', words: 'This key is on the register already.' }
    }
    return {
      type: passkeyRegistered,
      body: { staff: id, passkey: { ...passkey, transports: [...passkey.transports] } },
    }
  })
}

/**
 * Take one's own passkey off the register. What it signed and was released stays valid; what waits to be released with
 * it has to be approved anew.
 *
 * @param key its verifier key
 * @returns why it is refused, where it is
 */
export function retirePasskey(ports: Keeping, by: Actor, id: string, key: string): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    const member = openEntries(events).get(id)
    if (member === undefined) return notOnRegister
    if (by.id !== id) return notYours
    if (member.passkeys?.some((held) => held.key === key) !== true) return keyUnknown
    return { type: passkeyRetired, body: { staff: id, key } satisfies Json }
  })
}

/**
 * Take somebody's key off the register for them, of either kind: it was lost, or somebody else may have it. It signs
 * nothing from this moment on.
 *
 * @param by an administrator of their agency
 * @param key its verifier key
 * @param reason one line; it stands in the log for good
 * @returns why it is refused, where it is
 */
export function withdrawKey(
  ports: Keeping,
  by: Actor,
  id: string,
  { key, reason }: { readonly key: string; readonly reason: string },
): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    // Also of somebody whose account is closed: it may be opened again.
    const member = entriesIn(events).get(id)?.member
    const keeper = openEntries(events).get(by.id)
    if (keeper === undefined || member === undefined) return notOnRegister
    const roles = rolesOn(keeper, ports.clock.now().slice(0, 10))
    if (!roles.includes('administrator') || keeper.agency !== member.agency || by.id === id) return notYours
    if (!keysOf(member).includes(key)) return keyUnknown
    return { type: keyWithdrawn, body: { staff: id, key, reason } satisfies Json }
  })
}

const notOnRegister = {
  code: 'not-on-register',
  words: 'The register does not have this person, or not any more.',
} as const
const keyUnknown = { code: 'key-unknown', words: 'This key is not on the register, or not any more.' } as const
const notYours = {
  code: 'not-your-key',
  words: 'Everybody keeps their own keys; an administrator of the agency withdraws one that is lost.',
} as const

function checkForm(id: string, passkey: RegisteredPasskey): void {
  try {
    checkPasskey(passkey)
    if (parseApprovalKey(passkey.key).key.name === id) return
  } catch (error) {
    if (!isPosternError(error)) throw error
    throw invalid(`The entry of a passkey has not its form: ${error.message}.`, id)
  }
  throw invalid('The key is named for somebody else.', id)
}

function invalid(message: string, staff: string): PosternError {
  return new PosternError('ERR_INPUT_INVALID', message, { staff })
}
