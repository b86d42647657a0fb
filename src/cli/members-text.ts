/** The members of a case as a terminal shows them: how many, and in which classes. Nobody is named. */
import type { CaseState } from '#case/state.ts'
import { columns, counted, table, wrap } from './wrap.ts'

type Outcome = 'release' | 'hold' | 'deny'

export interface ClassLine {
  readonly ref: string
  readonly persons: number
  readonly programs: readonly string[]
  readonly role?: string | undefined
  readonly markers: readonly string[]
  readonly objection?: string | null | undefined
  readonly consentWithdrawn?: string | undefined
  /** Elements by what is decided about them; undefined before a decision. */
  readonly cells: Readonly<Record<Outcome, number>> | undefined
}

/** The classes in which the members stand matched, the largest first. */
export function classLines({ people, decision }: CaseState): readonly ClassLine[] {
  return Object.entries(people)
    .flatMap(([ref, { match }]) => (match?.match === 'class' ? [{ ref, match }] : []))
    .toSorted((a, b) => b.match.persons - a.match.persons)
    .map(({ ref, match: { persons, programs, role, markers, objection, consentWithdrawn } }) => {
      const own = decision?.cells.filter(({ subject }) => subject === ref)
      const count = (outcome: Outcome): number => own?.filter((cell) => cell.outcome === outcome).length ?? 0
      const cells = own && { release: count('release'), hold: count('hold'), deny: count('deny') }
      return { ref, persons, programs, role, markers, objection, consentWithdrawn, cells }
    })
}

/** "1100000 members, named by the requester, in 3 classes" */
export function membersWords({ members, people }: CaseState): string {
  if (members === undefined) return ''
  const classes = Object.values(people).filter(({ match }) => match?.match === 'class').length
  const by = members.named ? 'named by the requester' : 'as the agency says who is in the class'
  return `${counted(members.count, 'member')}, ${by}${classes === 0 ? ', not looked for yet' : `, in ${counted(classes, 'class', 'classes')}`}`
}

const heads = ['Class', 'Persons', 'Released', 'Held', 'Denied', 'Facts'] as const

/** Facts run on below themselves where a line is too short for them. */
export function classesText(lines: readonly ClassLine[]): string[] {
  const numbers = (one: ClassLine): string[] => [
    one.ref,
    String(one.persons),
    ...(['release', 'hold', 'deny'] as const).map((outcome) =>
      one.cells === undefined ? '–' : String(one.cells[outcome]),
    ),
  ]
  const [head = '', ...rows] = table(heads.slice(0, -1), lines.map(numbers)).split('\n')
  const width = Math.max(head.length, ...rows.map((row) => row.length)) + 2
  const beside = (row: string, text: string): string[] =>
    wrap(text, columns - width - 2).map((line, at) => `  ${(at === 0 ? row : '').padEnd(width)}${line}`)
  return [...beside(head, heads.at(-1) ?? ''), ...lines.flatMap((line, at) => beside(rows[at] ?? '', factsText(line)))]
}

/** "snap; recipient; minor; objected 2026-01-05" */
export function factsText({
  programs,
  role,
  markers,
  objection,
  consentWithdrawn,
}: Pick<ClassLine, 'programs' | 'role' | 'markers' | 'objection' | 'consentWithdrawn'>): string {
  return [
    programs.length === 0 ? 'no program' : programs.join(', '),
    ...(role === undefined ? [] : [role]),
    ...markers,
    ...(typeof objection !== 'string' ? [] : [`objected ${objection}`]),
    ...(consentWithdrawn === undefined ? [] : [`consents taken back ${consentWithdrawn}`]),
  ].join('; ')
}
