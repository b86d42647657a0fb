/** A day that somebody knows by heart, in three fields (the USWDS "memorable date"). */
import type { Form } from '../form.ts'
import { Group, idOf, type FieldBase } from './form.tsx'
import { useWords, type Child } from './said.tsx'

interface DateFieldProps extends Omit<FieldBase, 'label'> {
  readonly legend: Child
  /** What was typed, or a day such as 2026-11-22. */
  readonly value?: TypedDate | string | undefined
}

export interface TypedDate {
  readonly year: string
  readonly month: string
  readonly day: string
}

/** The names of the three inputs are `name-month`, `name-day` and `name-year`; `readDate` reads them. */
export function DateField({ value, ...props }: DateFieldProps): Child {
  const { t, monthNames } = useWords()
  const { name, problem } = props
  const typed = typeof value === 'string' ? partsOf(value) : value
  const wrong = problem === undefined ? undefined : 'true'
  const id = idOf(name)
  return (
    <Group {...props} hint={props.hint ?? t('date.hint')}>
      <div class="usa-memorable-date">
        <div>
          <label for={id}>{t('date.month')}</label>
          <select class="usa-select" id={id} name={`${name}-month`} aria-invalid={wrong}>
            <option value="">–</option>
            {monthNames.map((month, n) => (
              <option value={String(n + 1)} selected={Number(typed?.month) === n + 1}>
                {month}
              </option>
            ))}
          </select>
        </div>
        <Part name={name} part="day" size={2} value={typed?.day} wrong={wrong} />
        <Part name={name} part="year" size={4} value={typed?.year} wrong={wrong} />
      </div>
    </Group>
  )
}

interface PartProps {
  readonly name: string
  readonly part: 'day' | 'year'
  readonly size: number
  readonly value: string | undefined
  readonly wrong: 'true' | undefined
}

function Part({ name, part, size, value, wrong }: PartProps): Child {
  const { t } = useWords()
  const id = `${idOf(name)}-${part}`
  return (
    <div>
      <label for={id}>{t(`date.${part}`)}</label>
      <input
        class={`usa-input usa-input--${part}`}
        id={id}
        name={`${name}-${part}`}
        value={value ?? ''}
        inputmode="numeric"
        maxlength={size}
        autocomplete="off"
        aria-invalid={wrong}
      />
    </div>
  )
}

function partsOf(day: string): TypedDate {
  const [year = '', month = '', last = ''] = day.split('-')
  return { year, month: month.replace(/^0/, ''), day: last.replace(/^0/, '') }
}

/** What was typed into the three fields. */
export function typedDate(form: Form, name: string): TypedDate {
  return { year: form.text(`${name}-year`), month: form.text(`${name}-month`), day: form.text(`${name}-day`) }
}

/** @returns a day such as 1986-04-28; '' where nothing was typed; undefined where it is no day of the calendar */
export function readDate(form: Form, name: string): string | undefined {
  const { year, month, day } = typedDate(form, name)
  if (year === '' && month === '' && day === '') return ''
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return undefined
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : undefined
}
