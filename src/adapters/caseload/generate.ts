/**
 * Households without end, the same for the same seed, shaped by the agency's figures.
 *
 * From a source: the mean size of a household, benefits, ages, surnames, the shares of SNAP and CHIP
 * (caseload/figures.json, names.json). Assumed, for want of one: that sizes fall off geometrically, and every
 * other share, such as who works or was born abroad; the constants below say how much.
 */
import names from '../../../caseload/names.json' with { type: 'json' }
import type { Enrollment, Household, Immigration, Person } from './household.ts'
import { CASELOAD_DAY, nonEmpty, streetNames, type Place, type Profile } from './profile.ts'
import { type Chance, weighted } from './random.ts'

const ASSUMED = {
  largestHousehold: 12,
  doubleSurname: 0.04,
  accent: 0.5,
  middleName: 0.4,
  ssn: 0.95,
  email: 0.5,
  noncitizen: 0.12,
  mailingBox: 0.08,
  unit: 0.4,
  wages: 0.35,
  otherIncome: 0.2,
  notApplying: 0.05,
  cashWithChild: 0.12,
  cashAlone: 0.06,
  generalAssistance: 0.03,
  medicaidBesideSnap: 0.85,
  active: 0.92,
  pending: 0.04,
}

const surname = weighted(names.surnames.rows.map(([name = '', share = 0]) => [String(name), Number(share)]))
const given = { F: nonEmpty(names.given.F), M: nonEmpty(names.given.M) }
const accents = new Map(names.given.accented.map(([plain = '', other = '']) => [plain, other]))
const races = nonEmpty(['WHITE', 'BLACK', 'ASIAN', 'HISPANIC', 'NATIVE', 'TWO OR MORE', 'DECLINED'])
const language = weighted([
  ['en', 80],
  ['es', 11],
  ['pt', 3],
  ['ht', 2],
  ['vi', 1],
  ['so', 1],
  ['ar', 1],
  ['fr', 1],
] as const)
const employers = nonEmpty([
  'Synthetic Bakery',
  'Sample Cleaning Co.',
  'Placeholder Foods',
  'Mock Home Care',
  'Specimen Farms',
])
const statuses = nonEmpty(['LPR', 'REFUGEE', 'ASYLEE', 'PAROLEE', 'TPS', 'PENDING'])
const otherIncome = nonEmpty(['UNEMPLOYMENT', 'CHILD SUPPORT', 'PENSION'])

const DAY = 86_400_000
const today = Date.parse(`${CASELOAD_DAY}T00:00:00Z`)

const written = new Map<number, string>()

/** The day so many days before the day of the caseload. Each is written once: a century has only 36,525. */
function daysAgo(days: number): string {
  const known = written.get(days)
  if (known !== undefined) return known
  const day = new Date(today - days * DAY).toISOString().slice(0, 10)
  written.set(days, day)
  return day
}

export function* households(profile: Profile, by: Chance): Generator<Household, never> {
  const age = weighted(profile.ages)
  const grown = weighted(profile.ages.filter(([[from]]) => from >= 20))
  let people = 0
  for (let number = 1; ; number += 1) {
    const place = by.pick(profile.places)
    const family = aSurname(by)
    const size = householdSize(profile.meanHousehold, by)
    const ages = Array.from({ length: size }, (_, at) => ageIn(at === 0 ? grown(by) : age(by), by))
    const enrolled = programs(profile, ages, by)
    const members = ages.map((years, at) => {
      people += 1
      return aPerson({ profile, by, place, number: people, years, at, family, enrolled })
    })
    yield {
      id: `SYN-${profile.state}-H${String(number).padStart(7, '0')}`,
      street: `${by.between(1, 999)} ${by.pick(streetNames)}`,
      ...(by.happens(ASSUMED.unit) ? { unit: `Apt ${by.between(1, 40)}` } : {}),
      town: place.town,
      state: profile.state,
      zip: place.zip,
      ...(by.happens(ASSUMED.mailingBox) ? { mailing: `P.O. Box ${by.between(1, 9999)}` } : {}),
      people: members,
    }
  }
}

/** Geometric with the given mean: about six in ten live alone, as they do in SNAP. */
function householdSize(mean: number, by: Chance): number {
  const size = 1 + Math.floor(Math.log(1 - by.next()) / Math.log(1 - 1 / mean))
  return Math.min(size, ASSUMED.largestHousehold)
}

const ageIn = ([from, to]: readonly [number, number], by: Chance) => by.between(from, to)

function aSurname(by: Chance): string {
  const one = accented(surname(by), by)
  return by.happens(ASSUMED.doubleSurname) ? `${one}-${accented(surname(by), by)}` : one
}

function accented(name: string, by: Chance): string {
  const other = accents.get(name)
  return other !== undefined && by.happens(ASSUMED.accent) ? other : name
}

/** Source codes of the programs that the household asked for help from. */
function programs({ codes, snapShare, chipShare }: Profile, ages: readonly number[], by: Chance): string[] {
  const children = ages.some((years) => years < 18)
  const snap = by.happens(snapShare)
  const cash = by.happens(children ? ASSUMED.cashWithChild : ASSUMED.cashAlone)
  const medicaid = chipShare !== undefined && (!snap || by.happens(ASSUMED.medicaidBesideSnap))
  const chosen = [
    snap && 'snap',
    cash && children && 'tanf',
    cash && !children && 'eaedc',
    medicaid && 'medicaid',
    snap && by.happens(ASSUMED.generalAssistance) && 'general-assistance',
  ]
  return chosen.flatMap((program) => (program === false ? [] : (codes[program] ?? [])))
}

interface Slot {
  readonly profile: Profile
  readonly by: Chance
  readonly place: Place
  readonly number: number
  readonly years: number
  /** Place in the household; 0 is its head. */
  readonly at: number
  readonly family: string
  readonly enrolled: readonly string[]
}

function aPerson({ profile, by, place, number, years, at, family, enrolled }: Slot): Person {
  const sex = by.happens(0.53) ? 'F' : 'M'
  const id = `SYN-${profile.state}-P${String(number).padStart(7, '0')}`
  const noncitizen = by.happens(ASSUMED.noncitizen)
  const income = years < 16 ? undefined : anIncome(by)
  return {
    id,
    family,
    given: accented(by.pick(given[sex]), by),
    ...(by.happens(ASSUMED.middleName) ? { middle: by.pick(given[sex]) } : {}),
    birthDate: daysAgo(Math.floor(years * 365.25) + by.between(0, 364)),
    birthPlace: noncitizen ? 'Abroad' : place.town,
    sex,
    race: by.pick(races),
    language: language(by),
    relationship: at === 0 ? 'self' : years < 18 ? 'child' : 'other adult',
    ...(by.happens(ASSUMED.ssn) ? { ssn: socialSecurityNumber(profile.ssnAreas, number) } : {}),
    ...(at === 0 ? { phone: `${place.areaCode}-555-${String(by.between(100, 199)).padStart(4, '0')}` } : {}),
    ...(at === 0 && by.happens(ASSUMED.email) ? { email: `${id.toLowerCase()}@example.org` } : {}),
    citizenship: noncitizen ? 'NONCITIZEN' : 'CITIZEN',
    enrollments: enrolled.map((program) => enrollment(program, profile, years, at, by)),
    ...(noncitizen ? { immigration: anImmigration(profile, number, years, by) } : {}),
    ...(income === undefined ? {} : { income }),
  }
}

/** How many people can have a number of their own: two areas of 99 groups of 9,999. */
export const MOST_PEOPLE = 2 * 99 * 9999

/**
 * Areas 000 and 666 were never given to anybody (20 CFR 422.103; SSA, "Social Security Number
 * Randomization"). Each number has its own; the multiplication by a prime only scatters them.
 */
function socialSecurityNumber([first, second]: readonly [string, string], number: number): string {
  const capacity = MOST_PEOPLE / 2
  const scattered = (((number - 1) % capacity) * 7919) % capacity
  const group = String(1 + Math.floor(scattered / 9999)).padStart(2, '0')
  return `${number <= capacity ? first : second}-${group}-${String(1 + (scattered % 9999)).padStart(4, '0')}`
}

function anIncome(by: Chance): Person['income'] | undefined {
  if (by.happens(ASSUMED.wages)) return { kind: 'WAGES', employer: by.pick(employers), monthly: by.between(300, 2900) }
  if (by.happens(ASSUMED.otherIncome)) return { kind: by.pick(otherIncome), monthly: by.between(150, 1800) }
  return undefined
}

function enrollment(program: string, profile: Profile, years: number, at: number, by: Chance): Enrollment {
  const code = program === profile.codes['medicaid'] && years < 19 ? childCode(profile, program, by) : program
  if (at > 0 && years >= 18 && by.happens(ASSUMED.notApplying)) return { program: code, status: 'N' }
  const chance = by.next()
  if (chance < ASSUMED.pending) return { program: code, status: 'P' }
  const from = daysAgo(by.between(30, 3000))
  if (chance < ASSUMED.pending + ASSUMED.active) return { program: code, status: 'A', from }
  return { program: code, status: 'C', from: daysAgo(by.between(1500, 3000)), to: daysAgo(by.between(30, 1400)) }
}

function childCode({ codes, chipShare = 0 }: Profile, medicaid: string, by: Chance): string {
  return by.happens(chipShare) ? (codes['chip'] ?? medicaid) : medicaid
}

function anImmigration({ state }: Profile, number: number, years: number, by: Chance): Immigration {
  const status = by.pick(statuses)
  return {
    status,
    aNumber: `SYN-A-${state}${String(number).padStart(7, '0')}`,
    enteredOn: daysAgo(by.between(30, Math.max(31, Math.min(years, 30) * 365))),
    ...(status === 'LPR' ? { sponsor: 'A sponsor who does not exist' } : {}),
    document: { kind: status === 'LPR' ? 'I-551' : 'I-94', expiresOn: daysAgo(-by.between(1, 3000)) },
  }
}
