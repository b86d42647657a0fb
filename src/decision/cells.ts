/** Which cells a request asks about: one for each person × program × element. */
import { elements as everyElement } from '#vocabulary/codes.ts'
import type { CaseFile, CaseSubject } from '#vocabulary/case-file.ts'

/** Stands for whoever is meant where nobody is listed. */
export const nobodyListed = '*'

export interface AskedCell {
  readonly subject: string
  readonly program: string
  readonly element: string
  /** Undefined where the request lists no persons. */
  readonly person: CaseSubject | undefined
}

export function cellsAsked({ request, subjects }: CaseFile): AskedCell[] {
  const persons = subjects.length === 0 ? [undefined] : subjects
  const cells = persons.flatMap((person) =>
    [...new Set(request.programs)].flatMap((program) =>
      elementsAsked(request.elements, person).map((element) => ({
        subject: person?.ref ?? nobodyListed,
        program,
        element,
        person,
      })),
    ),
  )
  return cells
}

function elementsAsked(asked: 'all' | readonly string[], person: CaseSubject | undefined): readonly string[] {
  return [...new Set(asked === 'all' ? (person?.holds ?? everyElement) : asked)]
}

/**
 * Whether the agency has this of the person. With no record chosen yet, what is not said counts as held, so
 * that the cell waits for the match; with one record, a program that is not said is a program without one.
 */
export function isOnFile({ person, program, element }: AskedCell): boolean {
  if (person === undefined || person.match === 'none') return true
  const inProgram = person.programs?.includes(program) ?? person.match === 'several'
  return inProgram && (person.holds?.includes(element) ?? true)
}
