/** Listed members, in the words of the desk. They are counts and facts; nobody of them has a name here. */
import type { MemberClass } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { english } from '../../words/words.ts'
import { programName, readable } from '../queue/words.ts'

export function personsWords(count: number): string {
  return count === 1 ? '1 person' : `${english.number(count)} persons`
}

export function classCountWords(count: number): string {
  return count === 1 ? '1 class' : `${english.number(count)} classes`
}

export interface ClassOfMembers {
  readonly ref: string
  readonly match: MemberClass
}

/** The classes in which the members stand matched, the largest first. */
export function classesOf({ people }: Pick<CaseState, 'people'>): readonly ClassOfMembers[] {
  return Object.entries(people)
    .flatMap(([ref, { match }]) => (match?.match === 'class' ? [{ ref, match }] : []))
    .toSorted((a, b) => b.match.persons - a.match.persons)
}

/** Whom the request names: a paper may be about them. Refs of classes mean others once they are looked up anew. */
export function namedRefs({ people }: Pick<CaseState, 'people'>): readonly string[] {
  return Object.entries(people).flatMap(([ref, { match }]) => (match?.match === 'class' ? [] : [ref]))
}

/** "SNAP; recipient; objected October 2, 2026" */
export function factsWords({ programs, role, markers, objection, consentWithdrawn }: MemberClass): string {
  return [
    programs.map(programName).join(', ') || 'no program',
    ...(role === undefined ? [] : [readable(role).toLowerCase()]),
    ...markers.map((marker) => readable(marker).toLowerCase()),
    ...(typeof objection !== 'string' ? [] : [`objected ${english.day(objection)}`]),
    ...(consentWithdrawn === undefined ? [] : [`consents taken back ${english.day(consentWithdrawn)}`]),
  ].join('; ')
}

/** Who is meant by a ref of a decision. */
export function subjectName({ people }: Pick<CaseState, 'people'>, subject: string): string {
  if (subject === '*') return 'The group'
  const match = people[subject]?.match
  return match?.match === 'class' ? `Class ${subject} (${personsWords(match.persons)})` : subject
}

/** Seconds, as somebody who waits would say them. */
export function timeLeftWords(seconds: number): string {
  if (seconds < 60) return 'less than a minute'
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return minutes === 1 ? 'about a minute' : `about ${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return `about ${hours} hours`
}
