/** `postern rules prove`: the invariants, over every combination of facts, by two methods that must agree. */
import { Command } from 'commander'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { day } from './rules-words.ts'
import { columns, counted, labeled, wrap } from './wrap.ts'

export interface ProofReport {
  readonly digest: string
  readonly from: string
  readonly proofs: readonly Proof[]
}

export interface Proof {
  readonly number: number
  readonly words: string
  readonly except?: string
  readonly formal: readonly string[]
  readonly combinations: bigint
  /** Small case files that were decided one by one. */
  readonly files: number
  /** Whether it holds, as each found on its own. */
  readonly methods: { readonly diagrams: boolean; readonly solver: boolean; readonly oneByOne: boolean }
  readonly refutedClaim?: string
  readonly jurisdiction?: string
  /** A case in which it does not hold, and those that the invariant compares it with; empty where there is none. */
  readonly counterexample: readonly CaseFile[]
}

export interface RulesProveDeps {
  /** @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_UNREADABLE */
  readonly prove: (
    folder: string | undefined,
    from: string | undefined,
    progress: (done: string) => void,
  ) => Promise<ProofReport>
  /** Writes a file that is not there yet, and says where it now is. */
  readonly writeNew: (directory: string, name: string, text: string) => Promise<string>
  /** Milliseconds since some beginning. */
  readonly elapsed: () => number
  readonly progress: (line: string) => void
  readonly out: (text: string) => void
  readonly exit: (code: number) => void
}

interface Options {
  readonly rules?: string
  readonly from?: string
  readonly out?: string
  readonly formal?: true
  readonly json?: true
}

const no = 1

export function rulesProveCommand(deps: RulesProveDeps): Command {
  const { prove, elapsed, progress, out, exit } = deps
  return new Command('prove')
    .description('prove the invariants over every combination of facts, by two methods')
    .argument('[folder]', 'the folder of the packs (default: those that came with postern)')
    .option('--rules <folder>', 'the same')
    .option('--from <day>', 'the first day whose law is asked about; later changes are too (default: today)', day)
    .option('--out <directory>', 'write the counterexamples there, as case files')
    .option('--formal', 'show the formal text of each')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
What decides a case is finite in kind. Each invariant is asked of all of it at
once, by decision diagrams and by the solver Z3, which read the rules each on its
own; and where it rests on how a file is read, of small case files, one by one.
What does not hold is shown as a case file that "postern decide" takes.

  $ postern rules prove                     the law that came with postern
  $ postern rules prove law --out found     packs that you are writing
  $ postern decide found/invariant-02.json

Exit status: 0 where all hold, by both methods; 1 where any does not.`,
    )
    .action(async (folder: string | undefined, options: Options) => {
      const began = elapsed()
      const packs = folder ?? options.rules
      const report = await prove(packs, options.from, progress)
      progress('')
      const seconds = ((elapsed() - began) / 1000).toFixed(1)
      const written = options.out === undefined ? undefined : await writeAll(report, options.out, deps)
      if (options.json === true) out(JSON.stringify({ ...asJson(report), seconds: Number(seconds) }))
      else out(reportText(report, { seconds, written, packs, isFormal: options.formal === true }))
      if (!report.proofs.every(holds)) exit(no)
    })
}

type Written = ReadonlyMap<number, readonly string[]>

async function writeAll({ proofs }: ProofReport, directory: string, { writeNew }: RulesProveDeps): Promise<Written> {
  return new Map(
    await Promise.all(
      proofs.map(async ({ number, counterexample }) => {
        const paths = counterexample.map(async (file, i) =>
          writeNew(directory, fileName(number, i), `${JSON.stringify(file, undefined, 2)}\n`),
        )
        return [number, await Promise.all(paths)] as const
      }),
    ),
  )
}

function fileName(number: number, i: number): string {
  const name = `invariant-${String(number).padStart(2, '0')}`
  return i === 0 ? `${name}.json` : `${name}-compared-${i}.json`
}

function holds({ methods }: Proof): boolean {
  return methods.diagrams && methods.solver && methods.oneByOne
}

function asJson({ digest, from, proofs }: ProofReport) {
  return {
    holds: proofs.every(holds),
    digest,
    from,
    invariants: proofs.map((proof) => ({
      number: proof.number,
      holds: holds(proof),
      words: proof.words,
      except: proof.except ?? null,
      formal: proof.formal,
      combinations: String(proof.combinations),
      files: proof.files,
      methods: proof.methods,
      refuted: proof.refutedClaim ?? null,
      counterexample: proof.counterexample,
    })),
  }
}

interface Shown {
  readonly seconds: string
  readonly written: Written | undefined
  readonly packs: string | undefined
  readonly isFormal: boolean
}

const indent = 20

function reportText(report: ProofReport, shown: Shown): string {
  const { digest, from, proofs } = report
  const title = `The law ${digest.slice(0, 12)} from ${from} on, in every case that its rules can tell apart.`
  return [
    ...wrap(title, columns),
    '',
    ...proofs.flatMap((proof) => proofText(proof, shown)),
    '',
    ...summary(report, shown),
  ].join('\n')
}

function proofText(proof: Proof, shown: Shown): string[] {
  const { number, words, except, formal, combinations } = proof
  const verdict = holds(proof) ? 'holds' : 'FAILS'
  const label = `${String(number).padStart(2)}  ${verdict}  ${roughly(combinations)}`
  const under = (text: string) => labeled('', text, indent)
  return [
    ...labeled(label, words, indent),
    ...(except === undefined ? [] : under(`Except: ${except}`)),
    ...(shown.isFormal ? formal.flatMap(under) : []),
    ...(holds(proof) ? [] : failureText(proof, shown).flatMap(under)),
    ...howToTry(proof, shown),
  ]
}

function failureText({ methods, refutedClaim, counterexample }: Proof, shown: Shown): string[] {
  const [first] = counterexample
  return [
    ...(methods.diagrams === methods.solver
      ? []
      : ['The two methods differ, so that neither is to be believed: this is a defect of Postern.']),
    ...(shown.isFormal && refutedClaim !== undefined ? [`It is not so that ${refutedClaim}.`] : []),
    first === undefined ? 'It is about no case at all.' : `Not so in this case: ${inWords(first)}.`,
  ]
}

/** Whole lines, to be taken as they are. */
function howToTry({ number, counterexample }: Proof, { written, packs }: Shown): string[] {
  if (written === undefined) return counterexample.map((file) => JSON.stringify(file))
  const rules = packs === undefined ? '' : ` --rules ${packs}`
  return (written.get(number) ?? []).map((path) => `${' '.repeat(indent)}postern decide ${path}${rules}`)
}

/** What a case is about, for whoever has not opened it. */
function inWords({ agency, request }: CaseFile): string {
  const { requester, purpose, programs, elements, instruments = [] } = request
  const [paper] = instruments.map(({ kind }) => kind.replaceAll('-', ' '))
  const asked = `${requester.kind.replaceAll('-', ' ')} (${requester.organization}) asks ${agency} for ${String(elements)} of ${String(programs)}`
  return `${asked}, for ${String(purpose).replaceAll('-', ' ')}${paper === undefined ? '' : `, with this paper: ${paper}`}`
}

function summary({ proofs }: ProofReport, { seconds }: Shown): string[] {
  const failing = proofs.filter((proof) => !holds(proof))
  const combinations = proofs.reduce((sum, proof) => sum + proof.combinations, 0n)
  const files = proofs.reduce((sum, proof) => sum + proof.files, 0)
  const verdict =
    failing.length === 0
      ? `All ${proofs.length} hold`
      : `${counted(failing.length, 'invariant')} of ${proofs.length} ${failing.length === 1 ? 'does' : 'do'} not hold`
  return wrap(
    `${verdict}, by decision diagrams and by Z3: ${combinations.toLocaleString('en-US')} combinations of facts, and ` +
      `${counted(files, 'small case file').replace(/^\d+/, (digits) => Number(digits).toLocaleString('en-US'))} one by one, in ${seconds} s.`,
    columns,
  )
}

/** 2.6×10²⁰ */
function roughly(count: bigint): string {
  const digits = String(count)
  if (digits.length < 5) return digits
  const power = Array.from(String(digits.length - 1), (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').join('')
  return `${digits[0] ?? ''}.${digits[1] ?? ''}×10${power}`
}
