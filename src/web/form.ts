/**
 * What was typed into a form, read once and kept whole: an answer that cannot be taken comes back with
 * everything as it was typed and one sentence by each field.
 */
import type { Ctx } from './visit.ts'
import type { Fields } from './doors.ts'

/** A file that was handed in with a form. */
export interface FormFile {
  /** As the sender named it: for messages, never for a path. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Form {
  readonly fields: Fields
  readonly files: Readonly<Record<string, readonly FormFile[]>>
  /** One value, trimmed, without control characters; empty where nothing was typed. */
  text(name: string): string
  /** Every value of a field that may be ticked more than once. */
  all(name: string): readonly string[]
}

/** Sentences by the name of the field; a form without any can be taken. */
export type Problems = Readonly<Record<string, string>>

export async function readForm(c: Ctx): Promise<Form> {
  const data = await c.req.formData()
  const fields: Record<string, string | string[]> = {}
  const files: Record<string, FormFile[]> = {}
  for (const [name, value] of data.entries()) {
    if (typeof value === 'string') fields[name] = joined(fields[name], value)
    else if (value.size > 0)
      (files[name] ??= []).push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return { ...formOf(fields), files }
}

/** A form that was filled in before: what a draft or an ended session kept. */
export function formOf(fields: Fields): Form {
  const all = (name: string): readonly string[] => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    return (typeof value === 'string' ? [value] : (value ?? [])).map(cleaned)
  }
  return { fields, files: {}, all, text: (name) => all(name)[0] ?? '' }
}

/**
 * Line ends as one character, no other control characters, and nothing that turns the direction of the text
 * around it: a name written with U+202E would read as another name (Unicode TR 36, section 2).
 */
function cleaned(value: string): string {
  return value
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n]|\p{Bidi_Control}|\uFEFF/gu, '')
    .normalize('NFC')
    .trim()
}

function joined(before: string | string[] | undefined, value: string): string | string[] {
  if (before === undefined) return value
  return typeof before === 'string' ? [before, value] : [...before, value]
}

/** What every field of a form has in common: its name, what was typed, and what is wrong with it. */
export function fieldsOf(form: Form, problems: Problems) {
  return (name: string): { readonly name: string; readonly value: string; readonly problem: string | undefined } => ({
    name,
    value: form.text(name),
    problem: problems[name],
  })
}
