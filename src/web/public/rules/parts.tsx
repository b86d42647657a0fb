/** One rule in short, and what marks it. The texts of the law are English in every language of the page. */
import type { Rule } from '#decision/rules.ts'
import { sentence } from '#law-documents/words.ts'
import { T, type Child } from '../../layout/said.tsx'
import { Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import type { Visit } from '../../visit.ts'
import type { PublicLaw } from './law.ts'
import { signOfEffect } from './words.ts'

export interface RuleProps {
  readonly rule: Rule
  readonly law: PublicLaw
  readonly visit: Visit
}

export function RuleCard({ rule, law, visit }: RuleProps): Child {
  return (
    <li class="card rule" id={rule.id}>
      <h3 lang="en" dir="ltr">
        <a href={href(visit, `/rules/${rule.id}`)}>{rule.title}</a>
      </h3>
      <p lang="en" dir="ltr">
        {sentence(rule.plain)}
      </p>
      <Marks rule={rule} law={law} />
    </li>
  )
}

/** What a rule does, and whether counsel stands behind it: by shape and word. */
export function Marks({ rule, law }: Omit<RuleProps, 'visit'>): Child {
  const state = law.stateOf(rule)
  const effects = [...new Set(rule.parts.map(({ effect }) => effect))]
  return (
    <p class="marks">
      <bdi class="rule-id">{rule.id}</bdi>{' '}
      {state === 'inactive' ? (
        <Tag sign="none">
          <T k="rules.inactive" />
        </Tag>
      ) : (
        effects.map((effect) => (
          <>
            <Tag sign={signOfEffect[effect]}>
              <T k={`rules.effect.${effect}`} />
            </Tag>{' '}
          </>
        ))
      )}{' '}
      {state === 'not-confirmed' && (
        <Tag sign="ahead">
          <T k="rules.not-confirmed" />
        </Tag>
      )}
      {state === 'confirmed' && (
        <Tag sign="info">
          <T k="rules.confirmed" />
        </Tag>
      )}
      {state === 'demo' && (
        <Tag sign="info">
          <T k="rules.confirmed.demo" />
        </Tag>
      )}
    </p>
  )
}

/** Links to rules by their ids; an id that is no rule of this set stays text. */
export function RuleLinks({ ids, law, visit }: { readonly ids: readonly string[] } & Omit<RuleProps, 'rule'>): Child {
  return ids.map((name, n) => {
    const [id = name] = name.split('/')
    const known = law.rules.some((rule) => rule.id === id)
    return (
      <>
        {n > 0 && ', '}
        <bdi>{known ? <a href={href(visit, `/rules/${id}`)}>{name}</a> : name}</bdi>
      </>
    )
  })
}

/** An address of the law; one that no browser should follow stays text. */
export function Source({ address, children }: { readonly address: string; readonly children?: Child }): Child {
  if (!/^https?:\/\//.test(address)) return children
  return (
    <a href={address} rel="noreferrer">
      {children}
    </a>
  )
}
