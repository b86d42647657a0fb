import { expect, it } from 'vitest'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { decide } from './decide.ts'

const law = await theLaw()
const scenarios = ['us', 'us-ma', 'us-me'].flatMap((state) => [...scenariosIn(`${lawFolder}/${state}/scenarios`)])

function sentences(id: string, change: (file: CaseFile) => CaseFile = (file) => file): Record<string, string> {
  const found = scenarios.find(({ scenario }) => scenario.scenario === id)
  if (found === undefined) throw new Error(`${id} is there`)
  const { cells } = decide(change(found.scenario.caseFile), law)
  return Object.fromEntries(
    cells.map(({ subject, program, element, why }) => [`${subject}/${program}/${element}`, why]),
  )
}

const unnamed = (file: CaseFile): CaseFile => ({ ...file, subjects: [] })
const ofClass = (file: CaseFile): CaseFile => ({
  ...file,
  request: { ...file.request, subjectClass: 'Everybody on one street' },
  subjects: file.subjects.map((person) => ({ ...person, namedInRequest: false })),
})

it('tells nobody that they were asked about whom the request does not name', () => {
  const audit = sentences('TNF-11')
  expect(audit['p1/child-care/name']).toMatch(
    /^Your file stays closed: a federal auditor asked about you for an audit, /,
  )
  expect(audit['p2/child-care/name']).toMatch(
    /^Your file stays closed: a federal auditor asked about others for an audit, /,
  )
})

it('says that a request names nobody, and calls a class by its people', () => {
  expect(sentences('FEL-01', unnamed)['*/snap/ssn']).toBe(
    'This waits until the request says all that the law asks for: the U.S. Marshals asked about nobody by name for the arrest of a fugitive, under 7 USC 2020(e)(8)(E).',
  )
  expect(sentences('FEL-01', (file) => ofClass(unnamed(file)))['*/snap/ssn']).toMatch(
    /^These files stay closed: the U.S. Marshals asked about these people for /,
  )
})

it('says of one who lists a person beside a class that they are in it', () => {
  expect(sentences('FEL-01', ofClass)['p1/snap/name']).toContain('asked about a group that you are in for ')
})

it("says to whom one's own record goes, and who asked for it", () => {
  expect(sentences('OWN-22')['p1/snap/name']).toMatch(/^This goes to your representative: /)
  expect(sentences('CIT-34')['p1/snap/name']).toContain('ICE asked for your own record')
  expect(sentences('OWN-23')['p1/snap/name']).toContain('you asked for your own record')
})

it("says of a court's own paper what it lacks, and not that no court enforces it", () => {
  expect(sentences('PRP-22')['p1/snap/name']).toContain('brought a court order that no judge signed')
  expect(sentences('GJ-06')['p1/snap/home-address']).toContain(
    'brought a grand jury subpoena that nobody signed who may',
  )
})

it('calls closed only the part that a paper does not describe', () => {
  expect(sentences('JPW-02')['p1/snap/home-address']).toMatch(
    /^This part of your file stays closed: the FBI brought a search warrant that does not describe this, /,
  )
})
