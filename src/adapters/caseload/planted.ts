/** The people whom the demonstration and the tests know by name; they stand in every seeded caseload. */
import file from '../../../caseload/planted.json' with { type: 'json' }
import type { Enrollment, Household, Person } from './household.ts'
import { nonEmpty, type Place, type Profile, type SeededAgency, streetNames } from './profile.ts'

export interface PlantedPerson {
  /** Stable name of the person in demonstrations and tests: "ana", "twin-first". */
  readonly key: string
  readonly agency: SeededAgency
  readonly household: string
  readonly given: string
  readonly family: string
  readonly middle?: string
  readonly suffix?: string
  readonly birthDate: string
  readonly sex: 'F' | 'M'
  readonly ssn: string
  readonly relationship?: string
  readonly town?: string
  /** Program of the contract → role of the contract. */
  readonly programs: Readonly<Record<string, string>>
  readonly mailing?: { readonly street: string }
  readonly citizenship?: 'NONCITIZEN'
  readonly immigrationStatus?: string
  readonly addressConfidentiality?: boolean
  readonly protectedStatus?: string
  readonly deceasedOn?: string
  readonly fosterCare?: boolean
  readonly alias?: { readonly given: string; readonly family: string }
  readonly records?: readonly string[]
  readonly note?: string
}

function isPlanted(one: object): one is PlantedPerson {
  const texts = ['key', 'household', 'given', 'family', 'birthDate', 'sex', 'ssn']
  const held = new Map(Object.entries(one))
  return texts.every((name) => typeof held.get(name) === 'string') && typeof held.get('programs') === 'object'
}

const inFile: readonly object[] = file.people

export const planted: readonly PlantedPerson[] = inFile.filter(isPlanted)

/** The planted people's own key in their agency's person table. */
export function plantedId({ key }: Pick<PlantedPerson, 'key'>): string {
  return `SYN-PLANTED-${key}`
}

/** Their households, and people who alone in the caseload speak a language: cells of 1, 10 and 11. */
export function plantedHouseholds(profile: Profile): Household[] {
  const mine = planted.filter(({ agency }) => agency === profile.agency)
  const households = [...Map.groupBy(mine, ({ household }) => household)].map(([name, members], index) =>
    toHousehold(profile, name, nonEmpty(members), index),
  )
  const cells = file.smallCells.filter(({ agency }) => agency === profile.agency)
  return [
    ...households,
    ...cells.flatMap(({ language, town, people: alone }) =>
      Array.from({ length: alone }, (_, at) => smallCell(profile, language, town, at)),
    ),
  ]
}

const statusOf: Readonly<Record<string, Enrollment['status']>> = {
  recipient: 'A',
  applicant: 'P',
  'former-recipient': 'C',
  'non-applicant': 'N',
}

function toHousehold(
  profile: Profile,
  name: string,
  members: readonly [PlantedPerson, ...PlantedPerson[]],
  index: number,
): Household {
  const head = members[0]
  const place = placeOf(profile, head.town)
  return {
    id: `SYN-PLANTED-H-${name}`,
    street: `${index + 1} ${streetNames[0]}`,
    unit: 'Apt 1',
    town: place.town,
    state: profile.state,
    zip: place.zip,
    ...(head.mailing === undefined ? {} : { mailing: head.mailing.street }),
    ...(head.note === undefined ? {} : { note: head.note }),
    people: members.map((person) => toPerson(profile, person, place)),
  }
}

function toPerson(profile: Profile, person: PlantedPerson, place: Place): Person {
  const id = plantedId(person)
  return {
    ...person,
    id,
    language: 'en',
    race: 'DECLINED',
    birthPlace: place.town,
    relationship: person.relationship ?? 'self',
    phone: `${place.areaCode}-555-0100`,
    email: `${id.toLowerCase()}@example.org`,
    citizenship: person.citizenship ?? 'CITIZEN',
    enrollments: Object.entries(person.programs).map(([program, role]) => toEnrollment(profile, program, role)),
    income: { kind: 'WAGES', employer: 'Synthetic Bakery', monthly: 1200 },
    ...(person.citizenship === undefined
      ? {}
      : {
          immigration: {
            status: person.immigrationStatus ?? 'UNKNOWN',
            aNumber: `SYN-A-${person.key}`,
            enteredOn: '2019-06-01',
            document: { kind: 'I-94', expiresOn: '2026-06-01' },
          },
        }),
  }
}

function toEnrollment(profile: Profile, program: string, role: string): Enrollment {
  const status = statusOf[role] ?? 'A'
  const code = profile.codes[program] ?? program
  if (status === 'P' || status === 'N') return { program: code, status }
  return status === 'A'
    ? { program: code, status, from: '2023-02-01' }
    : { program: code, status, from: '2021-02-01', to: '2024-02-29' }
}

function smallCell(profile: Profile, language: string, town: string, at: number): Household {
  const place = placeOf(profile, town)
  const name = `${language}-${at + 1}`
  return {
    id: `SYN-PLANTED-H-${name}`,
    street: `${at + 1} ${streetNames[0]}`,
    town: place.town,
    state: profile.state,
    zip: place.zip,
    people: [
      {
        id: `SYN-PLANTED-${name}`,
        family: 'Smallcell',
        given: `Number ${at + 1}`,
        birthDate: '1980-01-01',
        sex: 'F',
        language,
        relationship: 'self',
        citizenship: 'CITIZEN',
        enrollments: [toEnrollment(profile, 'snap', 'recipient')],
      },
    ],
  }
}

function placeOf(profile: Profile, town: string | undefined): Place {
  return profile.places.find((place) => place.town === town) ?? profile.places[0]
}
