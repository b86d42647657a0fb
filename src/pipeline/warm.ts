/** A process that is to run for months gets its two engines ready before anybody waits for a decision. */
import { vocabulary } from '#vocabulary/codes.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { asOfIn } from './as-of.ts'
import type { Ports } from './ports.ts'

/**
 * Decides, for each agency whose records are here, a request that nobody made, over all of its programs: the rules are
 * read and each program's policies written and parsed on the way. Nothing is recorded.
 *
 * @throws whatever deciding throws, as it does where no law is in force yet
 */
export async function warm({ clock, decide, office, sources }: Warming): Promise<void> {
  const asOf = asOfIn(clock.now(), office.timeZone)
  for (const [agency, { programs }] of Object.entries(vocabulary.agencies)) {
    if (Object.hasOwn(sources, agency)) await decide(requestOfNobody(agency, [...programs], asOf))
  }
}

interface Warming extends Pick<Ports, 'clock' | 'decide'> {
  readonly office: Pick<Ports['office'], 'timeZone'>
  /** By agency. */
  readonly sources: object
}

function requestOfNobody(agency: string, programs: string[], asOf: string): CaseFile {
  return {
    caseFile: 1,
    case: 'nobody',
    asOf,
    agency,
    request: {
      form: 'written',
      requester: { kind: 'other', organization: 'other' },
      purpose: 'other',
      programs,
      elements: ['name'],
    },
    subjects: [],
  }
}
