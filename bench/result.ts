/** One line of bench/results.json. */
export interface BenchResult {
  readonly name: string
  /** ours / beside. */
  readonly ratio: number
  readonly better: 'higher' | 'lower'
  readonly goal: number
  readonly ours: number
  readonly beside: number
  readonly unit: string
  readonly runs: number
  /** What else was measured in the same run, in words. */
  readonly notes?: string
}
