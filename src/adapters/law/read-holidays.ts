/** Legal holidays of a jurisdiction, from `holidays.yaml` beside its packs: "January 1", "third Monday of April". */
import type { Holiday, Rule } from '#decision/rules.ts'
import { didYouMean } from './near.ts'
import { parseYaml, type Place } from './place.ts'

export const holidaysFile = 'holidays.yaml'

const months = words('January February March April May June July August September October November December')
const weekdays = words('Sunday Monday Tuesday Wednesday Thursday Friday Saturday')
const places = new Map([...words('first second third fourth').map((word, i) => [word, i + 1] as const), ['last', -1]])

/** @throws PosternError ERR_INPUT_INVALID */
export function readHolidays(source: string, file: string): Holiday[] {
  const place = parseYaml(source, file)
  place.onlyFields(['confidence', 'source', 'holidays'])
  place.at('confidence').text('the confidence')
  return place
    .at('holidays')
    .items()
    .map((item) => {
      item.onlyFields(['name', 'on'])
      return { name: item.at('name').text('the name'), ...readDate(item.at('on')) }
    })
}

/** What is counted in business or court days carries the holidays that it was counted with, and so does its digest. */
export function withHolidays(rule: Rule, holidays: Readonly<Record<string, readonly Holiday[]>>): Rule {
  return {
    ...rule,
    parts: rule.parts.map((part) =>
      part.deadline === undefined || part.deadline.count === 'calendar'
        ? part
        : { ...part, deadline: { ...part.deadline, holidays } },
    ),
  }
}

function readDate(place: Place): Omit<Holiday, 'name'> {
  const text = place.text('the day')
  const [, monthName, date] = /^(\w+) (\d{1,2})$/.exec(text) ?? []
  if (monthName !== undefined) {
    const month = monthOf(monthName, place)
    const days = new Date(Date.UTC(2028, month, 0)).getUTCDate()
    if (Number(date) < 1 || Number(date) > days) place.fail(`${monthName} has no such day`, 'Correct the date.')
    return { month, on: { date: Number(date) } }
  }
  const [, which = '', weekday = '', of = ''] = /^(\w+) (\w+) of (\w+)$/.exec(text) ?? []
  const nth = places.get(which)
  if (nth === undefined || !weekdays.includes(weekday)) {
    return place.fail(`"${text}" is no day of every year`, 'Write "January 1" or "third Monday of April".')
  }
  return { month: monthOf(of, place), on: { nth, weekday: weekdays.indexOf(weekday) } }
}

function monthOf(name: string, place: Place): number {
  const month = months.indexOf(name) + 1
  return month > 0 ? month : place.fail(`"${name}" is not a month${didYouMean(name, months)}`, 'Write it in full.')
}

function words(list: string): string[] {
  return list.split(' ')
}
