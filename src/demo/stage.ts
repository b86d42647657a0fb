/** What the demonstration prints: one line a stage, a bar where a stage takes longer than a second. */
import { stdout } from 'node:process'

export interface Stage {
  /** How far it is, from 0 to 1. Shown once the stage has taken a second. */
  progress(fraction: number): void
}

export interface Teller {
  say(text?: string): void
  /** Print the stage when it is done, with what came of it and how long it took. */
  stage(name: string, work: (stage: Stage) => Promise<string>): Promise<void>
}

const wide = 24
/** Of the number and the name of a stage, and of the time it took. */
const labelWidth = 19
const timeWidth = 9

/** @param quiet do the work and print nothing */
export function teller(quiet: boolean, out: NodeJS.WriteStream = stdout): Teller {
  if (quiet) {
    return { say: () => {}, stage: async (_name, work) => void (await work({ progress: () => {} })) }
  }
  let number = 0
  const columns = Math.max(60, Math.min(out.columns ?? 100, 100))
  const room = columns - labelWidth - timeWidth
  return {
    say: (text = '') => void out.write(`${wrapped(text, columns).join('\n')}\n`),
    async stage(name, work) {
      number += 1
      const start = performance.now()
      const label = `${String(number).padStart(2)}  ${name.padEnd(15)}`
      let shown = false
      const progress = (fraction: number): void => {
        if (!out.isTTY || performance.now() - start < 1000) return
        const done = Math.round(Math.min(1, Math.max(0, fraction)) * wide)
        out.write(`\r${label}[${'#'.repeat(done)}${'-'.repeat(wide - done)}] ${Math.floor(fraction * 100)} %`)
        shown = true
      }
      const outcome = await work({ progress })
      const seconds = ((performance.now() - start) / 1000).toFixed(2)
      if (shown) out.write(`\r${' '.repeat(label.length + wide + 9)}\r`)
      const [first = '', ...rest] = wrapped(outcome, room)
      out.write(`${label}${first.padEnd(room)}${`${seconds} s`.padStart(timeWidth)}\n`)
      for (const line of rest) out.write(`${' '.repeat(label.length)}${line}\n`)
    },
  }
}

function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    return [...lines, line]
  })
}
