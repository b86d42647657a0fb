/**
 * What the log remembers: one record per event, in the form that is committed to.
 *
 * `body` names no subject. Whatever concerns one subject stands in `people`, under that person's ref,
 * and is encrypted under a key of its own, so that one person's part can be forgotten while the case
 * and every proof still stand.
 */
import type { Json } from './json.ts'
import type { Instant } from './time.ts'

export interface EventRecord {
  /** Past tense with a dot: "request.received". */
  readonly type: string
  readonly at: Instant
  /** The case's random id (UUID); never its number. */
  readonly stream: string
  /** 1, 2, 3 … within the case, so that a gap shows. */
  readonly n: number
  /** Id of the staff member, or "system:courier" and the like. */
  readonly actor: string
  readonly body: Json
  /** Ref of the person in this case → what concerns that person alone; null where it was forgotten. */
  readonly people: { readonly [ref: string]: Json }
}
