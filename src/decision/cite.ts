import type { ProgramLaw, Ranked } from './program-law.ts'

/** The ids of what is cited: sorted, each once. */
export function idsOf({ ids }: ProgramLaw, cited: readonly Ranked[]): string[] {
  const ranks: number[] = []
  for (const { rank } of cited) insert(rank, ranks)
  return ranks.map((rank) => ids[rank] ?? '')
}

/** There are few, so the place is sought from the end and the rest moved up by one. */
function insert(rank: number, ranks: number[]): void {
  if (ranks.includes(rank)) return
  let place = ranks.length
  for (; place > 0; place--) {
    const before = ranks[place - 1] ?? 0
    if (before < rank) break
    ranks[place] = before
  }
  ranks[place] = rank
}
