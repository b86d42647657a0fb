import type { ProgramLaw, Ranked } from './program-law.ts'

const perWord = 30

/** A set of rules of one program, bit by bit in the order of their ids. */
export class Cited {
  readonly #words: number[] = [0, 0, 0]

  add({ rank }: Ranked): void {
    const word = Math.floor(rank / perWord)
    while (word >= this.#words.length) this.#words.push(0)
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (rank % perWord))
  }

  /** Their ids: sorted, each once. */
  in({ ids }: ProgramLaw): string[] {
    const named: string[] = []
    for (let word = 0; word < this.#words.length; word++) {
      for (let left = this.#words[word] ?? 0; left !== 0; left &= left - 1) {
        named.push(ids[word * perWord + lowest(left)] ?? '')
      }
    }
    return named
  }
}

function lowest(set: number): number {
  return 31 - Math.clz32(set & -set)
}
