/**
 * The law from its packs: YAML files in one folder for each jurisdiction, and an agency's overlay beside them.
 *
 * Trust: high. Whoever can write these files changes what is released; the digest in every decision, and in
 * the log, is what would give them away.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { PosternError } from '#errors.ts'
import type { Holiday, Rule, RuleSet } from '#decision/rules.ts'
import { fromUtf8, toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { sha256 } from '#formats/sha256.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Json } from '#vocabulary/json.ts'
import { strictly } from './overlay.ts'
import { holidaysFile, readHolidays, withHolidays } from './read-holidays.ts'
import { notesFiles } from './read-notes.ts'
import { ofAgency, readWholePack } from './read-pack.ts'
import { mistakesBetween } from './refs.ts'

/** What speaks against the second rule set, which has an overlay that the first has not; undefined for nothing. */
export type Objection = (before: RuleSet, after: RuleSet) => Promise<string | undefined> | string | undefined

export interface LawPlaces {
  /** The folder of an agency's overlay; none where it is not said. */
  readonly overlay?: string | undefined
  /** Asked about an overlay, beside what its form shows. */
  readonly objection?: Objection | undefined
}

/** A rule set, or everything that is wrong with its files. */
export type Reading = { readonly law: RuleSet } | { readonly mistakes: readonly PosternError[] }

/**
 * Reads every pack under `folder` (one folder per jurisdiction: us, us-ma, us-me).
 *
 * A rule set in which anything cannot be read decides nothing at all.
 *
 * @throws PosternError ERR_INPUT_INVALID naming the file, the line and the mend; ERR_INPUT_UNREADABLE
 */
export async function loadLaw(folder: string, places: LawPlaces = {}): Promise<RuleSet> {
  const reading = await readLaw(folder, places)
  if ('law' in reading) return reading.law
  throw reading.mistakes[0] ?? new Error('a rule set without mistakes was not read')
}

/** The same, with every mistake and not only the first. @throws PosternError ERR_INPUT_UNREADABLE */
export async function readLaw(folder: string, { overlay, objection }: LawPlaces = {}): Promise<Reading> {
  const read = await Promise.all(
    Object.keys(vocabulary.jurisdictions).map(async (jurisdiction) =>
      readFolder(join(folder, jurisdiction), jurisdiction),
    ),
  )
  const strays = await straysIn(folder)
  const holidays = Object.fromEntries(read.map(({ jurisdiction, holidays: days }) => [jurisdiction, days]))
  const rules = read.flatMap((pack) => pack.rules)
  const own = overlay === undefined ? undefined : await readFolder(overlay, ofAgency)
  const mistakes = [...strays, ...[...read, ...(own === undefined ? [] : [own])].flatMap((pack) => pack.mistakes)]
  const stricter = (own?.rules ?? []).flatMap((rule) => attempt(() => strictly(rule), mistakes))
  // Where a rule could not be read, whatever names it would only seem to be wrong.
  if (mistakes.length === 0) mistakes.push(...mistakesBetween([...rules, ...(own?.rules ?? [])]))
  if (mistakes.length > 0) return { mistakes }
  const before = digested(rules.map((rule) => withHolidays(rule, holidays)))
  if (stricter.length === 0) return { law: before }
  const law = digested([...before.rules, ...stricter.map((rule) => withHolidays(rule, holidays))])
  const against = await objection?.(before, law)
  return against === undefined ? { law } : { mistakes: [refusedOverlay(overlay ?? '', against)] }
}

/**
 * The rules in the order of their ids, whatever the order of their files, with the digest of their meaning.
 *
 * @throws PosternError ERR_INPUT_INVALID where they contradict each other in form
 */
export function ruleSet(rules: readonly Rule[]): RuleSet {
  const [mistake] = mistakesBetween(rules)
  if (mistake !== undefined) throw mistake
  return digested(rules)
}

function digested(rules: readonly Rule[]): RuleSet {
  const sorted = rules.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return { rules: sorted, digest: toHex(sha256(utf8(canonicalJson(plain(sorted))))) }
}

interface Folder {
  readonly jurisdiction: string
  readonly rules: readonly Rule[]
  readonly holidays: readonly Holiday[]
  readonly mistakes: readonly PosternError[]
}

async function readFolder(path: string, jurisdiction: string): Promise<Folder> {
  const mistakes: PosternError[] = []
  const texts = await textsIn(path, jurisdiction, mistakes)
  const holidays = texts
    .filter(([file]) => file === holidaysFile)
    .flatMap(([file, text]) => attempt(() => readHolidays(text, join(jurisdiction, file)), mistakes))
  const packs = texts
    .filter(([file]) => file !== holidaysFile)
    .map(([file, text]) => readWholePack(text, join(basename(path), file), jurisdiction))
  return {
    jurisdiction,
    rules: packs.flatMap(({ rules }) => rules),
    holidays: holidays.flat(),
    mistakes: [...mistakes, ...packs.flatMap((pack) => pack.mistakes)],
  }
}

/** Beside packs of the law; an overlay is packs alone. */
const besidePacks: readonly string[] = notesFiles

/** Each file with its text, in the order of their names. */
async function textsIn(path: string, jurisdiction: string, mistakes: PosternError[]): Promise<[string, string][]> {
  try {
    const all = (await readdir(path)).toSorted()
    const misnamed = all.filter((file) => file.endsWith('.yml'))
    mistakes.push(...misnamed.map((file) => stray(join(basename(path), file), 'Name it .yaml: nothing else is read.')))
    const isPack = (file: string) =>
      file.endsWith('.yaml') && (jurisdiction === ofAgency || !besidePacks.includes(file))
    const bytes = await Promise.all(
      all.filter(isPack).map(async (file) => [file, await readFile(join(path, file))] as const),
    )
    return bytes.flatMap(([file, text]) =>
      attempt((): [string, string] => [file, textOf(text, join(basename(path), file))], mistakes),
    )
  } catch (error) {
    throw new PosternError(
      'ERR_INPUT_UNREADABLE',
      jurisdiction === ofAgency ? 'the overlay cannot be read' : `the law of ${jurisdiction} cannot be read`,
      { jurisdiction, folder: path },
      { cause: error, mend: 'Put the packs there, one folder for each jurisdiction, or name the folder they are in.' },
    )
  }
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return fromUtf8(bytes)
  } catch (error) {
    const mend = 'Save it as UTF-8.'
    throw new PosternError(
      'ERR_INPUT_INVALID',
      `${file}:1: this is not UTF-8`,
      { file, line: 1 },
      { cause: error, mend },
    )
  }
}

/** Folders that look like a state's law and that nobody would read. */
async function straysIn(folder: string): Promise<PosternError[]> {
  const known = Object.keys(vocabulary.jurisdictions)
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  return folders
    .map(({ name }) => name)
    .filter((name) => /^us(-|$)/.test(name) && !known.includes(name))
    .toSorted()
    .map((name) => stray(name, 'Add its code under "jurisdictions" in src/vocabulary/vocabulary.json.'))
}

/** What is read by nobody is not law, and its writer must hear of it. */
function stray(file: string, mend: string): PosternError {
  return new PosternError('ERR_INPUT_INVALID', `${file}: nothing here would be read`, { file }, { mend })
}

function attempt<Value>(read: () => Value, mistakes: PosternError[]): Value[] {
  try {
    return [read()]
  } catch (error) {
    if (!(error instanceof PosternError)) throw error
    mistakes.push(error)
    return []
  }
}

function refusedOverlay(overlay: string, against: string): PosternError {
  return new PosternError(
    'ERR_INPUT_INVALID',
    `the overlay cannot stand: ${against}`,
    { overlay },
    { mend: 'Take out, one after another, the rules of the overlay that reach this; an overlay may only be stricter.' },
  )
}

/** Canonical JSON has no undefined; a member that is not there is not written. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}
