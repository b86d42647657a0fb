/** What keeps a draft from being filed, in words, and the step where it is mended. */
import { isPosternError } from '#errors.ts'
import type { Draft } from '#pipeline/request-draft.ts'
import { elementsIn } from '#pipeline/draft-file.ts'
import { formOf } from '../../form.ts'
import { problemsIn } from './answers.ts'
import type { Question } from './question.ts'
import type { Step } from './steps.ts'

export interface Lack {
  readonly step: Step
  readonly sentence: string
}

export function lacksOf(
  draft: Draft,
  asked: readonly { readonly step: Step; readonly questions: readonly Question[] }[],
): readonly Lack[] {
  const form = formOf(draft.answers)
  const lacks: Lack[] = asked.flatMap(({ step, questions }) =>
    Object.values(problemsIn(form, questions)).map((sentence) => ({ step, sentence })),
  )
  if (draft.typing?.paper !== undefined) lacks.push({ step: 'papers', sentence: 'A paper was begun and not added.' })
  if (draft.typing?.person !== undefined) lacks.push({ step: 'people', sentence: 'A person was begun and not added.' })
  if (draft.people.length === 0) lacks.push({ step: 'people', sentence: 'Name at least one person.' })
  if (elementsIn(draft.answers).length === 0)
    lacks.push({ step: 'records', sentence: 'Check at least one fact that you need.' })
  const purposes = form.all('purpose')
  const civil = purposes.includes('civil-immigration-enforcement')
  if (form.text('immigration') === 'no' && civil) {
    lacks.push({
      step: 'matter',
      sentence:
        'You checked civil immigration enforcement, and answered that no purpose is the enforcement of immigration law.',
    })
  }
  if (form.text('immigration') === 'yes' && form.text('nature') === 'civil' && !civil) {
    lacks.push({
      step: 'matter',
      sentence: 'A civil immigration matter is civil immigration enforcement: check that purpose.',
    })
  }
  if (form.text('preserve') !== 'yes' && form.text('recipient') === '') {
    lacks.push({ step: 'answer', sentence: 'Choose the key to which the answer is sealed.' })
  }
  return lacks
}

const steps: readonly (readonly [pointer: string, step: Step])[] = [
  ['/requester', 'you'],
  ['/reference', 'you'],
  ['/follows', 'you'],
  ['/people', 'people'],
  ['/instruments', 'papers'],
  ['/programs', 'records'],
  ['/elements', 'records'],
  ['/period', 'records'],
  ['/statements', 'statements'],
  ['/receiver', 'answer'],
  ['/delay', 'answer'],
  ['/onward', 'answer'],
]

/** What the pipeline found beside; any other error goes on its way. */
export function lackIn(error: unknown): Lack {
  if (!isPosternError(error, 'ERR_INPUT_INVALID') && !isPosternError(error, 'ERR_RECEIVER_KEY')) throw error
  const pointer = String(error.evidence['pointer'] ?? '')
  const step = steps.find(([at]) => pointer.startsWith(at))?.[1] ?? 'matter'
  return { step, sentence: `${error.message}. ${error.mend ?? ''}`.trim() }
}
