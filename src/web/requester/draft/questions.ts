/**
 * The questions of a request, step by step, each with what the law asks and why. The contents are those that the law
 * prescribes and that offices of law enforcement are used to giving.
 */
import type { Question } from './question.ts'
import type { Step } from './steps.ts'
import { answer, records, statements } from './what-and-then.ts'
import { matter, you } from './who-and-why.ts'

/** What a step asks of somebody in this account. */
export function questionsOf(
  step: Step,
  {
    agency,
    organization,
    keys,
  }: { readonly agency: string; readonly organization?: string; readonly keys: readonly string[] },
): readonly Question[] {
  const asked: Partial<Record<Step, readonly Question[]>> = {
    you: you(organization),
    matter,
    records: records(agency),
    statements,
    answer: answer(keys.map((value) => ({ value, text: value }))),
  }
  return asked[step] ?? []
}
