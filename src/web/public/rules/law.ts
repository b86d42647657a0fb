/** The rules as the public reads them: those in force in this office, with what counsel has confirmed of them. */
import type { Standing } from '#decision/confirmed.ts'
import type { Rule } from '#decision/rules.ts'
import { isPosternError } from '#errors.ts'
import type { Notes } from '#law-documents/notes.ts'
import { isConfirmed, isConfirmedForShow } from '#law-documents/sheet.ts'
import { titleOf } from '#law-documents/document.ts'
import { confirmations } from '#pipeline/confirm.ts'
import { officeDay, rulesInForce } from '#pipeline/law.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import type { Doors } from '../../doors.ts'

export interface PublicLaw {
  /** False before a set was put in force: then these are the packs as they lie on disk, and decide nothing. */
  readonly inForce: boolean
  readonly day: Day
  readonly digest: string
  readonly rules: readonly Rule[]
  readonly notes: Readonly<Record<string, Notes>>
  stateOf(rule: Rule): 'inactive' | 'confirmed' | 'demo' | 'not-confirmed'
  /** Changes whenever a page about the rules would. */
  readonly version: string
}

export async function publicLaw({ system, notes }: Pick<Doors, 'system' | 'notes'>): Promise<PublicLaw> {
  const day = officeDay(system)
  const found = await inForceOn(system, day)
  const law = found?.law ?? (await system.packs())
  const standings: ReadonlyMap<string, Standing> = found?.standings ?? new Map<string, Standing>()
  const source = { law, notes: {}, standings }
  const stands = [...standings].map(([id, { stands: how, confirmation }]) => `${id} ${how} ${confirmation?.demo}`)
  return {
    inForce: found !== undefined,
    day,
    digest: law.digest,
    rules: law.rules,
    notes: await notes(),
    stateOf: (rule) => {
      if (rule.inactive !== undefined) return 'inactive'
      if (isConfirmedForShow(rule, source)) return 'demo'
      return isConfirmed(rule, source) ? 'confirmed' : 'not-confirmed'
    },
    version: `${law.digest} ${day} ${stands.join(',')}`,
  }
}

async function inForceOn(ports: Doors['system'], day: Day) {
  try {
    const law = await rulesInForce(ports, day)
    const standings = await confirmations(ports, undefined, day)
    return { law, standings: new Map(standings.map((standing) => [standing.rule.id, standing])) }
  } catch (error) {
    if (isPosternError(error) && error.code === 'ERR_RULES_MISSING') return undefined
    throw error
  }
}

/** The rules of a jurisdiction; an agency's own stand with those of its state. */
export function rulesOf({ rules }: Pick<PublicLaw, 'rules'>, jurisdiction: string): readonly Rule[] {
  const agencies: Readonly<Record<string, { readonly jurisdiction: string }>> = vocabulary.agencies
  return rules.filter(
    (rule) => (rule.agency === undefined ? rule.jurisdiction : agencies[rule.agency]?.jurisdiction) === jurisdiction,
  )
}

export const jurisdictions = Object.keys(vocabulary.jurisdictions)

export function nameOf(jurisdiction: string, federal: string): string {
  return jurisdiction === 'us' ? federal : titleOf(jurisdiction)
}

/** Rules that have all of the words somewhere in what the public reads of them. */
export function search(rules: readonly Rule[], words: string): readonly Rule[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (wanted.length === 0) return []
  return rules.filter(({ id, title, plain, citation, restated = '' }) => {
    const text = `${id} ${title} ${plain} ${citation} ${restated}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
