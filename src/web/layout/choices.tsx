/** One of several, any of several. */
import { Group, idOf, type FieldBase, type Option } from './form.tsx'
import type { Child } from './said.tsx'

interface ChoiceProps extends Omit<FieldBase, 'label'> {
  readonly legend: Child
  readonly options: readonly Option[]
  /** Where one question stands in several groups: which of them this is, since a label finds its box by its id. */
  readonly part?: string
}

export function RadioGroup({ value, ...props }: ChoiceProps & { readonly value?: string | undefined }): Child {
  return <Choices {...props} type="radio" chosen={value === undefined ? [] : [value]} />
}

export function CheckboxGroup({ values, ...props }: ChoiceProps & { readonly values: readonly string[] }): Child {
  return <Choices {...props} type="checkbox" chosen={values} />
}

interface ChoicesProps extends ChoiceProps {
  readonly type: 'radio' | 'checkbox'
  readonly chosen: readonly string[]
}

/** The first choice has the group's own id, so that a summary of problems leads to it. */
function Choices({ name, options, type, chosen, part, ...group }: ChoicesProps): Child {
  const first = idOf(name)
  return (
    <Group name={name} {...group}>
      {options.map(({ value, text, hint }, n) => {
        const id = part !== undefined ? `${first}-${part}-${n}` : n === 0 ? first : `${first}-${n}`
        return (
          <div class={`usa-${type}`}>
            <input
              type={type}
              id={id}
              name={name}
              value={value}
              checked={chosen.includes(value)}
              aria-describedby={hint === undefined ? undefined : `${id}-more`}
            />
            <label for={id}>{text}</label>
            {hint !== undefined && (
              <div class="usa-hint" id={`${id}-more`}>
                {hint}
              </div>
            )}
          </div>
        )
      })}
    </Group>
  )
}
