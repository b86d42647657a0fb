/** The schema beside a program's policies: for each action, the facts that its policies look at and no others. */
import { facts, type FactName } from '#vocabulary/facts.ts'
import { entityTypes, quoted } from './expression.ts'
import { strengths, type Policies } from './policies.ts'

/** By action, the facts of its context in the order of the vocabulary. */
export function contextsOf({ policies, actions }: Policies): ReadonlyMap<string, readonly FactName[]> {
  return new Map(
    actions.map(({ id }) => {
      const read = new Set(policies.filter((policy) => policy.actions.includes(id)).flatMap(({ reads }) => reads))
      return [id, factNames.filter((name) => read.has(name) && entityTypes[name] === undefined)]
    }),
  )
}

export function schemaOf(all: Policies): string {
  const contexts = contextsOf(all)
  const groups = new Set([...strengths, 'hold', 'release', ...all.actions.flatMap(({ memberOf }) => memberOf)])
  return [
    `entity ${entityTypes.requester} enum [${facts.requester.map(quoted).join(', ')}];`,
    `entity ${entityTypes.element} enum [${facts.element.map(quoted).join(', ')}];`,
    `action ${[...groups].toSorted().map(quoted).join(', ')};`,
    ...all.actions.map(({ id, memberOf }) => {
      const context = (contexts.get(id) ?? []).map((name) => `${quoted(name)}: ${typeOf(name)}`)
      return [
        `action ${quoted(id)}${memberOf.length === 0 ? '' : ` in [${memberOf.map(quoted).join(', ')}]`} appliesTo {`,
        `  principal: ${entityTypes.requester},`,
        `  resource: ${entityTypes.element},`,
        `  context: { ${context.join(', ')} },`,
        '};',
      ].join('\n')
    }),
  ].join('\n')
}

const factNames = keysOf(facts)

/** Cedar has no string of a few values. What a value may be was checked when the packs were read. */
function typeOf(name: FactName): 'Bool' | 'String' {
  return facts[name].every((value) => typeof value === 'boolean') ? 'Bool' : 'String'
}

function keysOf<Of extends object>(set: Of): Extract<keyof Of, string>[] {
  return Object.keys(set).filter((key): key is Extract<keyof Of, string> => Object.hasOwn(set, key))
}
