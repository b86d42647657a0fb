/** `postern rules check`: whether the packs, and an agency's overlay, can be read, and everything that is wrong. */
import { Command } from 'commander'
import type { RuleSet } from '#decision/rules.ts'
import type { PosternError } from '#errors.ts'

export interface RulesCheckDeps {
  /** @throws PosternError ERR_INPUT_UNREADABLE */
  readonly read: (
    folder: string | undefined,
    overlay: string | undefined,
  ) => Promise<{ readonly law: RuleSet } | { readonly mistakes: readonly PosternError[] }>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (code: number) => void
}

const invalid = 2

export function rulesCheckCommand({ read, out, err, exit }: RulesCheckDeps): Command {
  return new Command('check')
    .description('read the packs and say what is wrong with them: file, line and mend')
    .argument('[folder]', 'the folder of the packs (default: those that came with postern)')
    .option('--overlay <folder>', "an agency's own stricter rules, read beside them")
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ postern rules check                      the law that came with postern
  $ postern rules check law                  packs that you are writing
  $ postern rules check --overlay overlay    with your agency's overlay

Exit status: 0 where every rule can be read; 2 where anything cannot, and then
nothing at all is decided by that law.`,
    )
    .action(async (folder: string | undefined, { overlay, json = false }: { overlay?: string; json?: boolean }) => {
      const reading = await read(folder, overlay)
      if ('law' in reading) {
        out(json ? JSON.stringify(summaryOf(reading.law)) : summaryText(summaryOf(reading.law)))
        return
      }
      const { mistakes } = reading
      if (json) out(JSON.stringify({ mistakes: mistakes.map(({ message, mend = null }) => ({ message, mend })) }))
      else err([...mistakes.map(mistakeText), countText(mistakes.length)].join('\n'))
      exit(invalid)
    })
}

interface Summary {
  readonly rules: number
  readonly inactive: number
  readonly ofOverlay: number
  readonly digest: string
}

function summaryOf({ rules, digest }: RuleSet): Summary {
  return {
    rules: rules.length,
    inactive: rules.filter(({ inactive }) => inactive !== undefined).length,
    ofOverlay: rules.filter(({ agency }) => agency !== undefined).length,
    digest,
  }
}

function summaryText({ rules, inactive, ofOverlay, digest }: Summary): string {
  const overlay = ofOverlay === 0 ? '' : `, ${ofOverlay} of an overlay`
  return `${rules} rules, ${inactive} inactive${overlay}\ndigest ${digest}`
}

function mistakeText({ message, mend }: PosternError): string {
  return mend === undefined ? message : `${message}\n  ${mend}`
}

function countText(count: number): string {
  return `${count === 1 ? '1 mistake' : `${count} mistakes`}: nothing is decided by this law.`
}
