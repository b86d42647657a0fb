/** What the office's own stream says of passkeys: whose they are, and whose any key ever was. */
import type { RegisteredPasskey } from '#approval/staff.ts'
import { parseApprovalKey } from '#formats/approval-key.ts'
import { toHex } from '#formats/bytes.ts'
import type { StoredEvent } from '#log/ledger.ts'

export const passkeyRegistered = 'passkey.registered'
export const passkeyRetired = 'passkey.retired'

/** A person's passkeys in the order in which they were registered; who left the register has none. */
export function passkeysIn(events: readonly StoredEvent[]): ReadonlyMap<string, readonly RegisteredPasskey[]> {
  const held = new Map<string, readonly RegisteredPasskey[]>()
  for (const { record } of events) {
    const { type, body } = record
    if (type === passkeyRegistered && isRegistered(body)) {
      held.set(body.staff, [...(held.get(body.staff) ?? []), body.passkey])
    } else if (type === passkeyRetired && isRetired(body)) {
      const rest = (held.get(body.staff) ?? []).filter(({ key }) => key !== body.key)
      held.set(body.staff, rest)
    } else if (type === 'staff.left' && isEntry(body)) {
      held.delete(body.id)
    }
  }
  return held
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

function isRetired(body: unknown): body is { readonly staff: string; readonly key: string } {
  return typeof body === 'object' && body !== null && 'staff' in body && 'key' in body
}

function isEntry(body: unknown): body is { readonly id: string; readonly key?: string } {
  return typeof body === 'object' && body !== null && 'id' in body
}
