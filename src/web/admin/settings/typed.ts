/** What an administrator types for a setting of the agency: taken as it is meant, or a sentence for each field. */
import type { DailyCaps } from '#case/day-count.ts'
import {
  isBusinessDays,
  isCap,
  isLine,
  isTimeOfDay,
  mostBusinessDays,
  mostLines,
  mostPersons,
  type AnswerTimes,
  type LetterHead,
} from '#pipeline/office-settings.ts'
import type { Fields } from '../../doors.ts'
import type { Form, Problems } from '../../form.ts'

export function answersTyped({ at, businessDays }: AnswerTimes): Fields {
  return { at, days: String(businessDays) }
}

export function headTyped({ lines, phone, legalHelp }: LetterHead): Fields {
  return { lines: lines.join('\n'), phone: phone ?? '', help: legalHelp.join('\n') }
}

export function answersIn(form: Form): AnswerTimes | { readonly problems: Problems } {
  const at = timeOfDay(form.text('at'))
  const days = form.text('days')
  const businessDays = /^\d{1,3}$/.test(days) ? Number(days) : 0
  const problems = {
    ...(isTimeOfDay(at) ? {} : { at: 'Write a time of the day, such as 10:00 or 2:30 pm.' }),
    ...(isBusinessDays(businessDays) ? {} : { days: `Write a whole number from 1 to ${mostBusinessDays}.` }),
  }
  return Object.keys(problems).length > 0 ? { problems } : { at, businessDays }
}

export function capsTyped({ receiver, agency }: DailyCaps): Fields {
  return { receiver: String(receiver), agency: String(agency) }
}

export function capsIn(form: Form): DailyCaps | { readonly problems: Problems } {
  const [receiver, agency] = [countOf(form.text('receiver')), countOf(form.text('agency'))]
  const sentence = `Write a whole number from 1 to ${mostPersons.toLocaleString('en-US')}.`
  const problems = {
    ...(isCap(receiver) ? {} : { receiver: sentence }),
    ...(isCap(agency) ? {} : { agency: sentence }),
  }
  return Object.keys(problems).length > 0 ? { problems } : { receiver, agency }
}

/** The number of persons; what stands now is for the setting itself to judge. */
export function aboveIn(form: Form): number | { readonly problems: Problems } {
  const above = countOf(form.text('above'))
  return above > 0 ? above : { problems: { above: 'Write a whole number from 1, lower than it is now.' } }
}

/** `2000` and `2,000`; 0 for anything else. */
function countOf(text: string): number {
  return /^\d{1,9}$|^\d{1,3}(?:,\d{3}){1,2}$/.test(text) ? Number(text.replaceAll(',', '')) : 0
}

/** `9:05`, `2:30 pm` and `2 p.m.` as the clock of a day has them; anything else as it was. */
function timeOfDay(text: string): string {
  const [, hour = '', minute = '00', half] =
    /^(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\.?$/i.exec(text) ?? /^(\d{1,2}):(\d\d)$/.exec(text) ?? []
  if (hour === '') return text
  const hours = Number(hour)
  if (half === undefined) return `${hour.padStart(2, '0')}:${minute}`
  if (hours < 1 || hours > 12) return text
  return `${String((hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0)).padStart(2, '0')}:${minute}`
}

export function headIn(form: Form): LetterHead | { readonly problems: Problems } {
  const [lines, legalHelp] = [linesOf(form.text('lines')), linesOf(form.text('help'))]
  const phone = form.text('phone')
  const problems = {
    ...listProblem('lines', lines),
    ...(phone === '' || isPhone(phone) ? {} : { phone: 'Write one telephone number, such as 617-555-0100.' }),
    ...listProblem('help', legalHelp),
  }
  if (Object.keys(problems).length > 0) return { problems }
  return { lines, phone: phone === '' ? undefined : phone, legalHelp }
}

/** Empty lines between are nobody's intent. */
function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function listProblem(field: string, lines: readonly string[]): Problems {
  if (lines.length > mostLines) return { [field]: `Write at most ${mostLines} lines. These are ${lines.length}.` }
  const at = lines.findIndex((line) => !isLine(line))
  return at === -1 ? {} : { [field]: `Line ${at + 1} is too long. Write at most 200 characters in a line.` }
}

/** It is printed large, for whoever reads no English: a number and nothing beside it but an extension or "relay". */
function isPhone(text: string): boolean {
  return text.length <= 60 && /\d{3}/.test(text) && isLine(text)
}
