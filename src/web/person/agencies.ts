/** The agencies that people can turn to here, and what they are called. */
import type { Doors } from '../doors.ts'
import { isKey, type Key } from '../words/catalogues.ts'
import { vocabulary } from '#vocabulary/codes.ts'

/** Those whose records are connected. */
export function agenciesOf({ system }: Pick<Doors, 'system'>): readonly string[] {
  return Object.keys(system.sources).toSorted()
}

/** The message that names an agency to people, or says which programs are its. */
export function agencyKey(agency: string, part: '' | '.hint' = ''): Key {
  const key = `person.agency.${agency}${part}`
  if (!isKey(key)) throw new Error(`no words name ${agency}`)
  return key
}

export function programsOf(agency: string): readonly string[] {
  const agencies: Readonly<Record<string, { readonly programs: readonly string[] }>> = vocabulary.agencies
  return agencies[agency]?.programs ?? []
}
