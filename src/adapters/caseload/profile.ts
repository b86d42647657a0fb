/** What the generator knows of each agency: its figures, its programs, its places. */
import figures from '../../../caseload/figures.json' with { type: 'json' }
import places from '../../../caseload/places.json' with { type: 'json' }

export type SeededAgency = 'ma-dta' | 'me-dhhs-ofi'

export interface Profile {
  readonly agency: SeededAgency
  /** The PostgreSQL schema of its caseload. */
  readonly schema: string
  readonly state: 'MA' | 'ME'
  /** Social Security area numbers that were never given to anybody, the agency's own first. */
  readonly ssnAreas: readonly [string, string]
  /** Program of the contract → the agency's own code. */
  readonly codes: Readonly<Record<string, string>>
  /** How many people the agency really serves, which settles its share of a caseload. */
  readonly people: number
  readonly meanHousehold: number
  /** Dollars for each person and month, from the last month of the series. */
  readonly snapPerPerson: number
  readonly ages: readonly (readonly [band: readonly [from: number, to: number], people: number])[]
  readonly places: readonly [Place, ...Place[]]
  /** Share of people in SNAP; everybody, where SNAP is what the agency is for. */
  readonly snapShare: number
  /** Share of children in a Medicaid household who are in CHIP; undefined where the agency runs neither. */
  readonly chipShare?: number
}

export interface Place {
  readonly town: string
  readonly zip: string
  readonly areaCode: string
}

/** The caseload stands as it was on this day, the end of the last month of the figures. */
export const CASELOAD_DAY = '2025-03-31'

/** The last months of the series, for which benefits were issued. */
export const ISSUED_MONTHS = figures['ma-dta'].snap.slice(-3).map(({ month }) => `${month}-01`)

export const streetNames = nonEmpty(places.streets)

export const profiles: Readonly<Record<SeededAgency, Profile>> = {
  'ma-dta': {
    agency: 'ma-dta',
    schema: 'ma_dta',
    state: 'MA',
    ssnAreas: ['000', '666'],
    codes: { snap: 'FS', tanf: 'TAFDC', eaedc: 'EAEDC' },
    people: lastOf(figures['ma-dta'].snap).persons,
    ...snapFigures(figures['ma-dta']),
    places: toPlaces(places.MA),
    snapShare: 1,
  },
  'me-dhhs-ofi': {
    agency: 'me-dhhs-ofi',
    schema: 'me_dhhs_ofi',
    state: 'ME',
    ssnAreas: ['666', '000'],
    codes: { snap: 'FS', tanf: 'TANF', medicaid: 'MC', chip: 'CUB', 'general-assistance': 'GA' },
    people: figures['me-dhhs-ofi'].medicaid.total,
    ...snapFigures(figures['me-dhhs-ofi']),
    places: toPlaces(places.ME),
    snapShare: lastOf(figures['me-dhhs-ofi'].snap).persons / figures['me-dhhs-ofi'].medicaid.total,
    chipShare: figures['me-dhhs-ofi'].medicaid.chip / figures['me-dhhs-ofi'].medicaid.children,
  },
}

interface StateFigures {
  readonly snap: readonly { readonly households: number; readonly persons: number; readonly benefitsUsd: number }[]
  readonly ages: readonly number[]
}

function snapFigures(state: StateFigures): Pick<Profile, 'meanHousehold' | 'snapPerPerson' | 'ages'> {
  const { households, persons, benefitsUsd } = lastOf(state.snap)
  return {
    meanHousehold: persons / households,
    snapPerPerson: benefitsUsd / persons,
    ages: figures.ageBands.map(([from = 0, to = 0], index) => [[from, to], state.ages[index] ?? 0]),
  }
}

function toPlaces(rows: readonly (readonly string[])[]): readonly [Place, ...Place[]] {
  return nonEmpty(rows.map(([town = '', zip = '', areaCode = '']) => ({ town, zip, areaCode })))
}

function lastOf<T>(values: readonly T[]): T {
  const last = values.at(-1)
  if (last === undefined) throw new RangeError('a series has no month')
  return last
}

export function nonEmpty<T>(values: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = values
  if (first === undefined) throw new RangeError('a list has nothing in it')
  return [first, ...rest]
}
