/** Where one is: in a form, in a story, in the life of a case. */
import { SignOf, type Sign } from './signs.tsx'
import { T, useWords, type Child } from './said.tsx'

interface StepsProps {
  readonly steps: readonly string[]
  /** Counted from 1. */
  readonly at: number
}

/** The USWDS step indicator, said in words as well. */
export function Steps({ steps, at }: StepsProps): Child {
  const { t } = useWords()
  const name = steps[at - 1] ?? ''
  return (
    <div class="usa-step-indicator">
      <ol aria-hidden="true">
        {steps.map((step, n) => (
          <li class={n + 1 < at ? 'done' : n + 1 === at ? 'now' : 'ahead'}>
            <span>{step}</span>
          </li>
        ))}
      </ol>
      <p>{t('steps.at', { step: at, total: steps.length, name })}</p>
    </div>
  )
}

export type LifeState = 'done' | 'now' | 'ahead' | 'stopped' | 'skipped'

const signOfState: Readonly<Record<LifeState, Sign>> = {
  done: 'ok',
  now: 'now',
  ahead: 'ahead',
  stopped: 'stop',
  skipped: 'none',
}

interface LifeLineProps {
  readonly steps: readonly {
    readonly name: Child
    readonly state: LifeState
    /** A day or a short note below the name. */
    readonly when?: Child
  }[]
  /** What it is the life of; "The life of this case" where nothing is given. */
  readonly label?: string
}

/** The life of a case as a line: a sign for each station, and the same in words for whoever does not see it. */
export function LifeLine({ steps, label }: LifeLineProps): Child {
  const { t } = useWords()
  return (
    <ol class="life" aria-label={label ?? t('life.label')}>
      {steps.map(({ name, state, when }) => (
        <li class={`life-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
          <SignOf sign={signOfState[state]} />
          <span class="life-text">
            <span class="life-name">{name}</span>
            <span class="usa-sr-only">
              {': '}
              <T k={`life.${state}`} />
            </span>
            {when !== undefined && <span class="life-when">{when}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}

interface TimelineProps {
  readonly items: readonly {
    /** As a reader says it. */
    readonly when: Child
    /** For machines: an instant or a day. */
    readonly instant: string
    readonly title: Child
    readonly sign?: Sign
    readonly children?: Child
  }[]
}

/** What happened, in the order given. */
export function Timeline({ items }: TimelineProps): Child {
  return (
    <ol class="timeline">
      {items.map(({ when, instant, title, sign = 'ahead', children }) => (
        <li>
          <SignOf sign={sign} />
          <div>
            <p class="timeline-head">
              <strong>{title}</strong> <time datetime={instant}>{when}</time>
            </p>
            {children}
          </div>
        </li>
      ))}
    </ol>
  )
}
