/** Parts of forms. Each says in words whether it is required, and what is wrong with what was typed. */
import type { Problems } from '../form.ts'
import { classes, T, useWords, type Child } from './said.tsx'

/** The id of a field's input; what a summary of problems links to. */
export function idOf(name: string): string {
  return `field-${name.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`
}

/**
 * On top of a form that could not be taken: every sentence, in the order of the form, each linked to its field.
 * A problem of the form as a whole has the name "".
 */
export function ErrorSummary({ problems }: { readonly problems: Problems }): Child {
  const { t } = useWords()
  const found = Object.entries(problems)
  if (found.length === 0) return null
  return (
    <div class="error-summary usa-alert usa-alert--error" role="alert" tabindex={-1} id="problems">
      <div>
        <h2 class="usa-alert__heading">{t('errors.title', { count: found.length })}</h2>
        <ul>
          {found.map(([name, sentence]) => (
            <li>{name === '' ? sentence : <a href={`#${idOf(name)}`}>{sentence}</a>}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export interface FieldBase {
  readonly name: string
  readonly label: Child
  readonly hint?: Child
  /** One sentence: what is wrong and how to mend it. */
  readonly problem?: string | undefined
  /** Said in words either way; left out, nothing is said. */
  readonly required?: boolean
}

export function Need({ required }: { readonly required?: boolean | undefined }): Child {
  if (required === undefined) return null
  return (
    <span class="need">
      {' ('}
      <T k={required ? 'field.required' : 'field.optional'} />)
    </span>
  )
}

export function Problem({ id, children }: { readonly id: string; readonly children?: string | undefined }): Child {
  if (children === undefined) return null
  return (
    <p class="usa-error-message" id={`${id}-problem`}>
      <span class="usa-sr-only">
        <T k="errors.prefix" />{' '}
      </span>
      {children}
    </p>
  )
}

/** The ids that describe an input, or undefined where nothing does. */
export function describedBy(id: string, { hint, problem }: Pick<FieldBase, 'hint' | 'problem'>): string | undefined {
  const ids = [hint === undefined ? '' : `${id}-hint`, problem === undefined ? '' : `${id}-problem`]
  const named = ids.filter((each) => each !== '').join(' ')
  return named === '' ? undefined : named
}

function Labelled({ field, children }: { readonly field: FieldBase; readonly children?: Child }): Child {
  const { name, label, hint, problem, required } = field
  const id = idOf(name)
  return (
    <div class={classes('usa-form-group', problem !== undefined && 'usa-form-group--error')}>
      <label class="usa-label" for={id}>
        {label}
        <Need required={required} />
      </label>
      {hint !== undefined && (
        <div class="usa-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <Problem id={id}>{problem}</Problem>
      {children}
    </div>
  )
}

/** Attributes that every input of a form has. */
function attributes(field: FieldBase) {
  const id = idOf(field.name)
  return {
    id,
    name: field.name,
    'aria-describedby': describedBy(id, field),
    'aria-invalid': field.problem === undefined ? undefined : ('true' as const),
    'aria-required': field.required === true ? ('true' as const) : undefined,
  }
}

interface FieldProps extends FieldBase {
  readonly value?: string | undefined
  readonly type?: 'text' | 'email' | 'tel' | 'search' | 'password' | 'url'
  readonly width?: 'short' | 'medium' | 'long'
  readonly autocomplete?: string
  readonly inputmode?: 'text' | 'numeric' | 'email' | 'tel'
  readonly maxlength?: number
  /** For codes, numbers and addresses, which a spelling checker would send out to be checked. */
  readonly spellcheck?: boolean
}

export function Field({ value, type = 'text', width = 'long', ...field }: FieldProps): Child {
  const { autocomplete = 'off', inputmode, maxlength, spellcheck } = field
  return (
    <Labelled field={field}>
      <input
        {...attributes(field)}
        class={`usa-input usa-input--${width}`}
        type={type}
        value={value ?? ''}
        dir="auto"
        autocomplete={autocomplete}
        inputmode={inputmode}
        maxlength={maxlength}
        spellcheck={spellcheck}
      />
    </Labelled>
  )
}

interface TextAreaProps extends FieldBase {
  readonly value?: string | undefined
  readonly rows?: number
  readonly maxlength?: number
}

export function TextArea({ value, rows = 5, maxlength, ...field }: TextAreaProps): Child {
  const limit = maxlength === undefined ? undefined : <T k="field.at-most" args={{ count: maxlength }} />
  const hint = limit === undefined ? field.hint : field.hint === undefined ? limit : [field.hint, ' ', limit]
  const all = hint === undefined ? field : { ...field, hint }
  return (
    <Labelled field={all}>
      {/* The line break after the tag is the one that HTML takes away, so that a first empty line is kept. */}
      <textarea {...attributes(all)} class="usa-textarea" rows={rows} maxlength={maxlength} dir="auto">
        {`\n${value ?? ''}`}
      </textarea>
    </Labelled>
  )
}

export interface Option {
  readonly value: string
  readonly text: Child
  readonly hint?: Child
}

interface SelectProps extends FieldBase {
  readonly options: readonly Option[]
  readonly value?: string | undefined
  /** The first line, which chooses nothing. */
  readonly empty?: string
}

export function Select({ options, value = '', empty, ...field }: SelectProps): Child {
  const { t } = useWords()
  return (
    <Labelled field={field}>
      <select {...attributes(field)} class="usa-select">
        <option value="">{`- ${empty ?? t('choose')} -`}</option>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

interface FileProps extends FieldBase {
  /** For the file chooser, such as ".pdf,.tif". What arrives is judged by its content. */
  readonly accept: string
  readonly megabytes: number
  /** Kinds in words: "PDF, TIFF". */
  readonly kinds: string
  readonly multiple?: boolean
}

/** The form around it needs `enctype="multipart/form-data"`. */
export function FileField({ accept, megabytes, kinds, multiple, ...field }: FileProps): Child {
  const { t } = useWords()
  const limit = t('file.types', { types: kinds, size: megabytes })
  const all = { ...field, hint: field.hint === undefined ? limit : [field.hint, ' ', limit] }
  return (
    <Labelled field={all}>
      <input {...attributes(all)} class="usa-file-input" type="file" accept={accept} multiple={multiple} />
    </Labelled>
  )
}

interface GroupProps extends Omit<FieldBase, 'label'> {
  readonly legend: Child
  readonly children?: Child
}

/** Fields that belong together, under one question. */
export function Group({ name, legend, hint, problem, required, children }: GroupProps): Child {
  const id = idOf(name)
  return (
    <div class={classes('usa-form-group', problem !== undefined && 'usa-form-group--error')}>
      <fieldset class="usa-fieldset" aria-describedby={describedBy(id, { hint, problem })}>
        <legend class="usa-legend">
          {legend}
          <Need required={required} />
        </legend>
        {hint !== undefined && (
          <div class="usa-hint" id={`${id}-hint`}>
            {hint}
          </div>
        )}
        <Problem id={id}>{problem}</Problem>
        {children}
      </fieldset>
    </div>
  )
}
