/** By which rules something leaves: each with its title and citation, and a way to read it whole. */
import type { Rule } from '#decision/rules.ts'
import type { Visit } from '../visit.ts'
import { href } from '../words/href.ts'
import type { Child } from './said.tsx'

interface Props {
  readonly visit: Visit
  /** Ids of rules, some with a place behind a slash. */
  readonly basis: readonly string[]
  readonly rules: readonly Pick<Rule, 'id' | 'title' | 'citation'>[]
}

/** A rule that was in force then and is not any more stays as its id. */
export function Basis({ visit, basis, rules }: Props): Child {
  return (
    <ul class="plain-list">
      {basis.map((name) => {
        const [id = name] = name.split('/')
        const rule = rules.find((one) => one.id === id)
        if (rule === undefined) {
          return (
            <li>
              <bdi>{name}</bdi>
            </li>
          )
        }
        return (
          <li lang="en" dir="ltr">
            <a href={href(visit, `/rules/${id}`)}>{rule.title}</a>
            {`, ${rule.citation} (${id})`}
          </li>
        )
      })}
    </ul>
  )
}
