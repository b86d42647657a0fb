/**
 * The register of staff: who may act, in which roles, and with which key they sign.
 *
 * Kept in the office's own stream of the log, so enrolling somebody is an event that names who did it and
 * that nobody can take out again.
 */
import { rolesOn, type Login, type StaffMember } from '#approval/staff.ts'
import type { Actor, Reason } from '#case/commands.ts'
import { roles as allRoles } from '#case/roles.ts'
import { PosternError } from '#errors.ts'
import { parseApprovalKey } from '#formats/approval-key.ts'
import { isInstant } from '#formats/shape.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import type { Json } from '#vocabulary/json.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { officeDay } from './law.ts'
import { appendToOffice } from './office-append.ts'
import { bareKey, holdersIn, keysOnce, passkeysIn, withdrawnIn, withdrawnKeys, type KeyOnce } from './passkey-events.ts'
import type { Ports } from './ports.ts'

const enrolled = 'staff.enrolled'
const left = 'staff.left'
const disabled = 'staff.disabled'
const types = [enrolled, left, disabled] as const

type RegisterPorts = Pick<Ports, 'ledger' | 'clock'>

/** Whoever may act now. Somebody whose account is closed is not among them, and is still on the register. */
export async function staff({ ledger }: Pick<Ports, 'ledger'>): Promise<ReadonlyMap<string, StaffMember>> {
  return openEntries(await ledger.load(officeStream))
}

/** Whose signatures count today: everybody who may act, with the roles that they hold on this day. */
export async function signers(ports: Pick<Ports, 'ledger' | 'clock' | 'office'>): Promise<readonly StaffMember[]> {
  const today = officeDay(ports)
  return [...(await staff(ports)).values()].map((member) => ({ ...member, roles: rolesOn(member, today) }))
}

/** An entry of the register as it stands, or stood when somebody was taken off it. */
export interface Entry {
  readonly member: StaffMember
  readonly standing: 'open' | 'closed' | 'left'
  /** When it came to stand so, and who did it. */
  readonly since: Instant
  readonly by: string
}

/** Everybody who is or was on the register. */
export async function entries({ ledger }: Pick<Ports, 'ledger'>): Promise<ReadonlyMap<string, Entry>> {
  return entriesIn(await ledger.load(officeStream))
}

/** Each change of the register, the oldest first: who could do what on which day. */
export async function registerHistory({ ledger }: Pick<Ports, 'ledger'>): Promise<readonly Entry[]> {
  return (await ledger.load(officeStream)).flatMap(entryOf)
}

const standings = { [enrolled]: 'open', [disabled]: 'closed', [left]: 'left' } as const

/** Everybody who is or was on the register after these events of the office's stream, with the keys that they have. */
export function entriesIn(events: readonly StoredEvent[]): ReadonlyMap<string, Entry> {
  const held = passkeysIn(events)
  const all = new Map<string, Entry>()
  for (const event of events) {
    for (const entry of entryOf(event)) all.set(entry.member.id, entry)
    const gone = withdrawnIn(event.record)
    const entry = gone && all.get(gone.staff)
    if (entry?.member.key === gone?.key && entry !== undefined) all.set(entry.member.id, withoutKey(entry))
  }
  return new Map([...all].map(([id, entry]) => [id, withPasskeys(entry, held)]))
}

/** What is done to the entry later leaves its withdrawn key out. */
function withoutKey({ member: { key: _key, ...member }, ...entry }: Entry): Entry {
  return { ...entry, member }
}

/** Every key that these people have or had, the newest first. */
export async function keysOver(
  { ledger }: Pick<Ports, 'ledger'>,
  ...ids: readonly string[]
): Promise<readonly KeyOnce[]> {
  const events = await ledger.load(officeStream)
  return ids
    .flatMap((id) => keysOnce(events, id))
    .toSorted((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0))
}

function withPasskeys(entry: Entry, held: ReturnType<typeof passkeysIn>): Entry {
  const passkeys = held.get(entry.member.id) ?? []
  return passkeys.length === 0 ? entry : { ...entry, member: { ...entry.member, passkeys } }
}

/** Whoever may act after these events of the office's stream. */
export function openEntries(events: readonly StoredEvent[]): ReadonlyMap<string, StaffMember> {
  return openIn(entriesIn(events))
}

function entryOf({ record }: StoredEvent): readonly Entry[] {
  const type = types.find((one) => one === record.type)
  const body: unknown = record.body
  if (type === undefined || !isMember(body)) return []
  return [{ member: body, standing: standings[type], since: record.at, by: record.actor }]
}

function openIn(all: ReadonlyMap<string, Entry>): ReadonlyMap<string, StaffMember> {
  const open = [...all.values()].filter(({ standing }) => standing === 'open')
  return new Map(open.map(({ member }) => [member.id, member]))
}

/**
 * Who acts, as the register has them, in the roles that they hold today.
 *
 * @throws PosternError ERR_INPUT_INVALID for somebody it does not have
 */
export async function actor(ports: Pick<Ports, 'ledger' | 'clock' | 'office'>, id: string): Promise<Actor> {
  const member = (await staff(ports)).get(id)
  if (member === undefined) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      `The register has nobody called ${JSON.stringify(id)}.`,
      { staff: id },
      {
        mend: 'See who is enrolled with `postern staff list`.',
      },
    )
  }
  return { id, roles: rolesOn(member, officeDay(ports)) }
}

/**
 * Enroll somebody, change their roles, key or sign-in, or open their closed account again.
 *
 * The first person is enrolled by the installation itself, as is the cast of a demonstration as long as nobody
 * real is on the register; after that only an administrator enrolls, for their own agency, and nobody changes
 * their own entry. The first administrator of an agency that has nobody yet is enrolled by another's.
 *
 * @returns why it is refused, where it is; nothing was recorded then
 * @throws PosternError ERR_INPUT_INVALID naming what is wrong; nothing was recorded
 */
export function enroll(ports: RegisterPorts, by: Actor, member: StaffMember): Promise<Reason | undefined> {
  return append(ports, by, enrolled, (all, events) => {
    const known = [...all.values()].filter(({ standing }) => standing !== 'left').map((entry) => entry.member)
    const settingUp = by.id === 'system:setup' && [...(known.length > 0 ? [member] : []), ...known].every(isDemo)
    if (!settingUp) {
      const reason = mayChange(all, by, member, 'enrolls staff', todayOf(ports))
      if (reason !== undefined) return reason
    }
    check(member, known)
    checkKey(member, events)
    return { member }
  })
}

/**
 * Close somebody's account: from now on they act in nothing, whatever they have open. What they signed stays valid.
 *
 * @returns and throws as `enroll` does
 */
export function disable(ports: RegisterPorts, by: Actor, id: string): Promise<Reason | undefined> {
  return append(ports, by, disabled, (all) => {
    const entry = all.get(id)
    if (entry === undefined || entry.standing === 'left') throw unknown(id)
    const { member } = entry
    const reason =
      by.id === 'system:tick' ? mayClose(all, member) : mayChange(all, by, member, 'closes an account', todayOf(ports))
    if (reason !== undefined) return reason
    if (entry.standing === 'closed') return { code: 'closed-already', words: 'This account is closed already.' }
    return { member }
  })
}

/** Take somebody off the register. What they signed stays valid. @returns and throws as `enroll` does */
export function leave(ports: RegisterPorts, by: Actor, id: string): Promise<Reason | undefined> {
  return append(ports, by, left, (all) => {
    const entry = all.get(id)
    const reason = mayChange(all, by, entry?.member, 'takes staff off the register', todayOf(ports))
    if (reason !== undefined) return reason
    if (entry === undefined || entry.standing === 'left') throw unknown(id)
    return { member: entry.member }
  })
}

/** Who this account is on the register; undefined for an account that it does not know or that is closed. */
export function memberWithLogin(
  members: ReadonlyMap<string, StaffMember>,
  { issuer, subject }: Login,
): StaffMember | undefined {
  return [...members.values()].find(({ login }) => login?.issuer === issuer && login.subject === subject)
}

function isDemo({ demo }: StaffMember): boolean {
  return demo
}

/** By the world's clock: who is given days for this is not given hours. */
function todayOf({ clock }: Pick<Ports, 'clock'>): Day {
  return clock.now().slice(0, 10)
}

/** As the register has them at this moment, and not when they began. */
function mayChange(
  all: ReadonlyMap<string, Entry>,
  by: Actor,
  member: StaffMember | undefined,
  does: string,
  today: Day,
): Reason | undefined {
  const administrator = openIn(all).get(by.id)
  if (administrator === undefined || !rolesOn(administrator, today).includes('administrator')) {
    return onlyAdministrators(does)
  }
  if (by.id === member?.id) return { code: 'own-entry', words: 'Nobody changes their own entry.' }
  // Also somebody who is closed or left stays their agency's: their id is not for others to take over.
  const theirs = [member?.agency, member === undefined ? undefined : all.get(member.id)?.member.agency]
  if (theirs.every((agency) => agency === undefined || agency === administrator.agency)) return undefined
  const founding =
    member?.roles.includes('administrator') === true &&
    ![...all.values()].some((entry) => entry.member.agency === member.agency || entry.member.id === member.id)
  if (founding) return undefined
  return { code: 'other-agency', words: 'An administrator changes the register of their own agency, and no other’s.' }
}

/** Time alone never leaves an agency without anybody who could open an account again. */
function mayClose(all: ReadonlyMap<string, Entry>, { id, agency }: StaffMember): Reason | undefined {
  const others = [...openIn(all).values()].filter((one) => one.id !== id && one.agency === agency)
  if (others.some(({ roles }) => roles.includes('administrator'))) return undefined
  return { code: 'last-administrator', words: 'The last administrator of an agency is not closed out.' }
}

function onlyAdministrators(does: string): Reason {
  return { code: 'administrator-only', words: `Only an administrator ${does}.` }
}

function check(member: StaffMember, others: readonly StaffMember[]): void {
  const { id, agency, roles } = member
  checkLogin(member, others)
  checkDays(member)
  if (!/^[a-z][a-z0-9-]{1,63}$/.test(id)) throw invalid('An id is small letters, digits and -, such as b-officer.', {})
  if (!isCode(vocabulary.agencies, agency)) throw invalid('The agency is none of the vocabulary.', { staff: id })
  const strange = roles.filter((role) => !allRoles.includes(role) || role === 'system')
  if (roles.length === 0 || strange.length > 0)
    throw invalid('A role is none that a person can have.', { staff: id, roles: strange })
}

/** Whoever approves may come without one, and registers a passkey: until then they approve nothing. */
function checkKey({ id, key }: StaffMember, events: readonly StoredEvent[]): void {
  if (key === undefined) return
  const parsed = parseApprovalKey(key)
  if (parsed.passkey !== undefined) throw invalid('A passkey is registered by its owner, on the pages.', { staff: id })
  if (parsed.key.name !== id) throw invalid('The key is named for somebody else.', { staff: id, key: parsed.key.name })
  if (withdrawnKeys(events).has(bareKey(key))) {
    throw invalid('This key was withdrawn, and signs no more. Make another.', { staff: id })
  }
  const holder = holdersIn(events).get(bareKey(key))
  if (holder !== undefined && holder !== id)
    throw invalid('This key is registered for somebody else already.', { staff: id, other: holder })
}

function checkLogin({ id, login, name, organization }: StaffMember, others: readonly StaffMember[]): void {
  for (const [what, text] of Object.entries({ name, organization, ...login })) {
    if (text !== undefined && !isLine(text)) throw invalid(`The ${what} is one line of up to 200 characters.`, { what })
  }
  if (login === undefined) return
  const twin = others.find(
    (other) => other.id !== id && other.login?.issuer === login.issuer && other.login.subject === login.subject,
  )
  if (twin !== undefined) throw invalid('This account is somebody else’s already.', { staff: id, other: twin.id })
}

function checkDays({ id, roles, from, until }: StaffMember): void {
  for (const day of [from, until]) {
    if (day !== undefined && !isDay(day)) throw invalid('A day is written as 2026-11-22.', { staff: id })
  }
  if (from !== undefined && until !== undefined && until < from) {
    throw invalid('The last day is before the first.', { staff: id, from, until })
  }
  if (roles.includes('requester') && roles.length > 1) {
    throw invalid('Whoever asks from outside has no role inside.', { staff: id })
  }
  if (!roles.includes('oversight')) return
  if (roles.length > 1) throw invalid('Oversight reads everything and does nothing else.', { staff: id })
  if (until === undefined) throw invalid('Oversight is given for a time: name its last day.', { staff: id })
}

function append(
  ports: RegisterPorts,
  by: Actor,
  type: (typeof types)[number],
  change: (
    all: ReadonlyMap<string, Entry>,
    events: readonly StoredEvent[],
  ) => { readonly member: StaffMember } | Reason,
): Promise<Reason | undefined> {
  return appendToOffice(ports, by, (events) => {
    const changed = change(entriesIn(events), events)
    return 'code' in changed ? changed : { type, body: bodyOf(changed.member) }
  })
}

/** Passkeys come and go by events of their own, and whoever is enrolled anew keeps theirs. */
function bodyOf(member: StaffMember): Json {
  const { login, passkeys: _passkeys, ...rest } = member
  return { ...rest, ...(login === undefined ? {} : { login: { ...login } }) }
}

function isLine(text: string): boolean {
  return /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]{1,200}$/u.test(text)
}

function isDay(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && isInstant(`${day}T00:00:00.000Z`)
}

function isMember(value: unknown): value is StaffMember {
  return typeof value === 'object' && value !== null && 'id' in value && 'roles' in value && 'agency' in value
}

function unknown(id: string): PosternError {
  return invalid(`The register has nobody called ${JSON.stringify(id)}.`, { staff: id })
}

function invalid(message: string, evidence: Record<string, string | string[]>): PosternError {
  return new PosternError('ERR_INPUT_INVALID', message, evidence)
}
