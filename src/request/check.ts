import { elements as allElements, isCode, vocabulary } from '#vocabulary/codes.ts'
import type { Problem } from './problem.ts'
import type { RequestFile } from './request.ts'

const elementCodes = Object.fromEntries(allElements.map((element) => [element, true]))

/** Codes that the vocabulary does not have; they have the form of a code already. */
export function unknownCodes(file: RequestFile): Problem[] {
  const { requester, purpose, elements, statements = [], instruments = [] } = file
  const kinds = vocabulary.instrumentKinds
  return [
    ...unknown('/agency', file.agency, vocabulary.agencies, 'agency'),
    ...unknown('/requester/kind', requester.kind, vocabulary.requesterKinds, 'kind of requester'),
    ...unknown('/requester/organization', requester.organization, vocabulary.organizations, 'organization'),
    ...(typeof purpose === 'string'
      ? unknown('/purpose', purpose, vocabulary.purposes, 'purpose')
      : unknownOf('/purpose', purpose, vocabulary.purposes, 'purpose')),
    ...unknownOf('/statements', statements, vocabulary.statements, 'statement'),
    ...unknownOf('/programs', file.programs, vocabulary.programs, 'program'),
    ...(elements === 'all' ? [] : unknownOf('/elements', elements, elementCodes, 'element')),
    ...instruments.flatMap(({ kind }, i) => unknown(`/instruments/${i}/kind`, kind, kinds, 'kind of instrument')),
  ]
}

function unknown(pointer: string, code: string, known: object, what: string): Problem[] {
  return when(
    !isCode(known, code),
    pointer,
    `the vocabulary has no such ${what}`,
    `Use one of these: ${Object.keys(known).join(', ')}.`,
  )
}

function unknownOf(pointer: string, codes: readonly string[], known: object, what: string): Problem[] {
  return codes.flatMap((code, i) => unknown(`${pointer}/${i}`, code, known, what))
}

/** What fields say together that they cannot mean together. */
export function contradictions(file: RequestFile): Problem[] {
  const { channel, form, requester, suppliesSsn, people = [], instruments = [], period, nature, immigration } = file
  const enforcement = [file.purpose].flat().includes('civil-immigration-enforcement')
  const refs = people.map(({ ref }) => ref)
  const ids = instruments.map(({ id }) => id)
  const known = new Set(refs)
  return [
    ...repeated(refs).map((i) => twice(`/people/${i}/ref`)),
    ...repeated(ids).map((i) => twice(`/instruments/${i}/id`)),
    ...instruments.flatMap(({ subjects = [] }, i) =>
      subjects.flatMap((ref, j) =>
        when(
          !known.has(ref),
          `/instruments/${i}/subjects/${j}`,
          'the request has no person of this ref',
          'Add the person to "people", or take the ref out.',
        ),
      ),
    ),
    ...when(
      suppliesSsn !== undefined && suppliesSsn !== everySsnGiven(file),
      '/suppliesSsn',
      'this does not agree with the numbers given under "people"',
      'Give the social security number of each person, or leave this out.',
    ),
    ...when(
      form === 'oral' && channel !== 'visit',
      '/form',
      'only a visit is oral; everything else arrives in writing',
      'Write "written", or "visit" for the channel.',
    ),
    ...when(
      immigration === false && enforcement,
      '/immigration',
      'a purpose of the request is the enforcement of immigration law',
      'Write true, or take the purpose out.',
    ),
    ...when(
      immigration === true && nature === 'civil' && !enforcement,
      '/purpose',
      'a civil matter of immigration is civil immigration enforcement, and no purpose says so',
      'Add "civil-immigration-enforcement" to the purposes.',
    ),
    ...when(
      period?.from !== undefined && period.to !== undefined && period.from > period.to,
      '/period/to',
      'the period ends before it begins',
      'Write the earlier day under "from".',
    ),
    ...when(
      requester.kind === 'data-subject' && people.length !== 1,
      '/people',
      'a person asking for their own record is the one person of the request',
      'Name that person, and nobody else, under "people".',
    ),
  ]
}

export function everySsnGiven({ people = [] }: RequestFile): boolean {
  return people.length > 0 && people.every(({ ssn }) => ssn !== undefined)
}

function when(wrong: boolean, pointer: string, sentence: string, mend: string): Problem[] {
  return wrong ? [{ pointer, sentence, mend }] : []
}

function twice(pointer: string): Problem {
  return { pointer, sentence: 'this name was given already', mend: 'Give each a name of its own.' }
}

/** Where a name stands that stood before. */
function repeated(names: readonly string[]): number[] {
  const seen = new Set<string>()
  return names.flatMap((name, i) => {
    const again = seen.has(name)
    seen.add(name)
    return again ? [i] : []
  })
}
