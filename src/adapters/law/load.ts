/**
 * The law from its packs: YAML files in one folder for each jurisdiction.
 *
 * Trust: high. Whoever can write these files changes what is released; the digest in every decision, and in
 * the log, is what would give them away.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { PosternError } from '#errors.ts'
import type { Rule, RuleSet } from '#decision/rules.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { sha256 } from '#formats/sha256.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Json } from '#vocabulary/json.ts'
import { readPack } from './read-pack.ts'

/**
 * Reads every pack under `folder` (one folder per jurisdiction: us, us-ma, us-me).
 *
 * A rule set in which anything cannot be read decides nothing at all.
 *
 * @throws PosternError ERR_INPUT_INVALID naming the file, the line and the mend; ERR_INPUT_UNREADABLE
 */
export async function loadLaw(folder: string): Promise<RuleSet> {
  const packs = await Promise.all(
    Object.keys(vocabulary.jurisdictions).map(async (jurisdiction) => readFolder(folder, jurisdiction)),
  )
  return ruleSet(packs.flat(2))
}

/** The rules in the order of their ids, whatever the order of their files, with the digest of their meaning. */
export function ruleSet(rules: readonly Rule[]): RuleSet {
  const sorted = rules.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  refuseTwins(sorted)
  refuseDanglingRefs(sorted)
  return { rules: sorted, digest: toHex(sha256(utf8(canonicalJson(plain(sorted))))) }
}

async function readFolder(folder: string, jurisdiction: string): Promise<Rule[][]> {
  try {
    const path = join(folder, jurisdiction)
    const files = (await readdir(path)).filter((file) => file.endsWith('.yaml')).toSorted()
    return await Promise.all(
      files.map(async (file) => {
        const source = await readFile(join(path, file), 'utf8')
        return readPack(source, relative(folder, join(path, file)), jurisdiction)
      }),
    )
  } catch (error) {
    if (error instanceof PosternError) throw error
    throw new PosternError(
      'ERR_INPUT_UNREADABLE',
      `the law of ${jurisdiction} cannot be read`,
      { jurisdiction },
      { cause: error, mend: 'Put the packs where this command looks for them, one folder for each jurisdiction.' },
    )
  }
}

function refuseTwins(rules: readonly Rule[]): void {
  const twin = rules.find((rule, i) => rules[i + 1]?.id === rule.id)
  if (twin !== undefined) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      `two rules have the id ${twin.id}`,
      { rule: twin.id },
      { mend: 'Give one of them another id, or make them parts of one rule.' },
    )
  }
}

/** A rule that names another by a wrong id would silently stop nothing, or condition nothing. */
function refuseDanglingRefs(rules: readonly Rule[]): void {
  const strengths = ['court-process', 'requires', 'overriding-statute', 'consent', 'permits']
  const known = new Set([
    ...strengths,
    ...rules.flatMap(({ id, parts }) => [
      id,
      ...parts.flatMap(({ name }) => (name === undefined ? [] : `${id}/${name}`)),
    ]),
  ])
  for (const { id, parts } of rules) {
    for (const { of, except } of parts) {
      const dangling = [...(of === undefined || of === 'all' ? [] : of), ...except].find((ref) => !known.has(ref))
      if (dangling !== undefined) {
        throw new PosternError(
          'ERR_INPUT_INVALID',
          `${id} names ${dangling}, and there is no such rule or part`,
          { rule: id, ref: dangling },
          { mend: 'Write the id of a rule, or id/part for one of its parts, as it stands in its pack.' },
        )
      }
    }
  }
}

/** Canonical JSON has no undefined; a member that is not there is not written. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}
