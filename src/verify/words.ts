/** A report in words, for a terminal, as a careful clerk would write it down. */
import type { Evidence } from '#errors.ts'
import type { Report } from './report.ts'

const WIDTH = 80

export function reportText(report: Report): string {
  const { subject, verdict, findings, proved, warnings } = report
  const failed = findings.filter(({ ok }) => !ok)
  const held = findings.filter(({ ok }) => ok)
  return [
    `${verdict === 'proved' ? 'PROVED' : 'NOT PROVED'}: ${subject}`,
    summaryOf(report),
    ...section(
      'What did not hold',
      failed.flatMap(({ words, evidence }) => [...item('NO', words), ...evidenceLines(evidence)]),
    ),
    ...section(
      'What held',
      held.flatMap(({ words }) => item('yes', words)),
    ),
    ...section(
      'What this proves',
      proved.flatMap((line) => item('-', line)),
    ),
    ...section(
      openTitle(report),
      report.notProved.flatMap((line) => item('-', line)),
    ),
    ...section(
      'Mind',
      warnings.flatMap((line) => item('-', line)),
    ),
  ].join('\n')
}

export function openTitle({ verdict }: Report): string {
  return verdict === 'proved' ? 'What this does not prove' : 'What would not be proved in any case'
}

/** How many checks did not hold, in one line. */
export function summaryOf({ findings }: Report): string {
  const failed = findings.filter(({ ok }) => !ok).length
  return failed === 0 ? `All ${findings.length} checks held.` : `${failed} of ${findings.length} checks did not hold.`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function item(mark: string, words: string): string[] {
  const [first = '', ...rest] = wrap(words, WIDTH - 7)
  return [`  ${mark.padEnd(4)} ${first}`, ...rest.map((line) => `       ${line}`)]
}

/** What a stranger wrote, without the characters that would steer a terminal or turn the direction of reading. */
export function plain(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}]/gu, ' ')
}

/** Values longer than a line are for `--json`. */
function evidenceLines(evidence: Evidence): string[] {
  return Object.entries(evidence).map(([name, value]) => {
    const text = plain(Array.isArray(value) ? value.join(', ') : String(value)).replaceAll('\n', ' ')
    return `         ${name}: ${text.length > 100 ? `${text.slice(0, 100)} …` : text}`
  })
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of plain(text).split(/[ \n]/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
