/** What the office's own stream says of passkeys: whose they are, and whose any key ever was. */
import type { RegisteredPasskey } from '#approval/staff.ts'
import { parseApprovalKey } from '#formats/approval-key.ts'
import { toHex } from '#formats/bytes.ts'
import type { StoredEvent } from '#log/ledger.ts'
import type { Instant } from '#vocabulary/time.ts'

export const passkeyRegistered = 'passkey.registered'
export const passkeyRetired = 'passkey.retired'
/** A key of either kind, by an administrator. */
export const keyWithdrawn = 'key.withdrawn'

/** A person's passkeys in the order in which they were registered; who left the register has none. */
export function passkeysIn(events: readonly StoredEvent[]): ReadonlyMap<string, readonly RegisteredPasskey[]> {
  const held = new Map<string, readonly RegisteredPasskey[]>()
  for (const { record } of events) {
    const { type, body } = record
    if (type === passkeyRegistered && isRegistered(body)) {
      held.set(body.staff, [...(held.get(body.staff) ?? []), body.passkey])
    } else if ((type === passkeyRetired || type === keyWithdrawn) && isRetired(body)) {
      const rest = (held.get(body.staff) ?? []).filter(({ key }) => key !== body.key)
      held.set(body.staff, rest)
    } else if (type === 'staff.left' && isEntry(body)) {
      held.delete(body.id)
    }
  }
  return held
}

/** Whose key in a file was withdrawn by this event; undefined for any other. */
export function withdrawnIn({ type, body }: StoredEvent['record']): { staff: string; key: string } | undefined {
  return type === keyWithdrawn && isRetired(body) ? body : undefined
}

/** The bare keys in hex that an administrator has withdrawn: whoever has one of them may not be its owner. */
export function withdrawnKeys(events: readonly StoredEvent[]): ReadonlySet<string> {
  return new Set(events.flatMap(({ record }) => withdrawnIn(record)?.key ?? []).map(bareKey))
}

/** One key that somebody signs with, or did. */
export interface KeyOnce {
  /** Whose it is or was. */
  readonly staff: string
  readonly key: string
  /** What its owner calls the device; undefined for a key in a file. */
  readonly label: string | undefined
  readonly since: Instant
  readonly by: string
  readonly ended: { readonly at: Instant; readonly by: string; readonly reason: string | undefined } | undefined
}

/** Every key that this person has or had, the newest first. */
export function keysOnce(events: readonly StoredEvent[], id: string): readonly KeyOnce[] {
  const keys: KeyOnce[] = []
  const end = (which: (one: KeyOnce) => boolean, ended: NonNullable<KeyOnce['ended']>): void => {
    for (const [at, one] of keys.entries()) if (one.ended === undefined && which(one)) keys[at] = { ...one, ended }
  }
  for (const { record } of events) {
    const { type, body, at, actor: by } = record
    const begin = (key: string, label?: string): void =>
      void keys.push({ staff: id, key, label, since: at, by, ended: undefined })
    const ended = (reason?: string) => ({ at, by, reason })
    if (type === passkeyRegistered && isRegistered(body) && body.staff === id) {
      begin(body.passkey.key, body.passkey.label)
    } else if ((type === passkeyRetired || type === keyWithdrawn) && isRetired(body) && body.staff === id) {
      end(({ key }) => key === body.key, ended(body.reason))
    } else if (type === 'staff.enrolled' && isEntry(body) && body.id === id) {
      end(({ key, label }) => label === undefined && key !== body.key, ended())
      const stands = keys.some(({ key, ended: over }) => key === body.key && over === undefined)
      if (body.key !== undefined && !stands) begin(body.key)
    } else if (type === 'staff.left' && isEntry(body) && body.id === id) {
      end(() => true, ended())
    }
  }
  return keys.toReversed()
}

/** The bare key in hex → who had it first, of all keys of either kind that anybody ever had. */
export function holdersIn(events: readonly StoredEvent[]): ReadonlyMap<string, string> {
  const holders = new Map<string, string>()
  for (const { record } of events) {
    const [vkey, id] = keyIn(record)
    if (vkey === undefined) continue
    const bare = bareKey(vkey)
    if (!holders.has(bare)) holders.set(bare, id)
  }
  return holders
}

/** Without name, kind and site: what is the same wherever it is the same key. @throws PosternError ERR_FORMAT */
export function bareKey(vkey: string): string {
  return toHex(parseApprovalKey(vkey).material)
}

function keyIn({ type, body }: StoredEvent['record']): readonly [vkey: string | undefined, id: string] {
  if (type === passkeyRegistered && isRegistered(body)) return [body.passkey.key, body.staff]
  if (type === 'staff.enrolled' && isEntry(body)) return [body.key, body.id]
  return [undefined, '']
}

function isRegistered(body: unknown): body is { readonly staff: string; readonly passkey: RegisteredPasskey } {
  return typeof body === 'object' && body !== null && 'staff' in body && 'passkey' in body
}

function isRetired(body: unknown): body is { readonly staff: string; readonly key: string; readonly reason?: string } {
  return typeof body === 'object' && body !== null && 'staff' in body && 'key' in body
}

function isEntry(body: unknown): body is { readonly id: string; readonly key?: string } {
  return typeof body === 'object' && body !== null && 'id' in body
}
