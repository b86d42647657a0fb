/** A change of law as somebody drafts it: one pack, or a folder of them, in the place of what the product has. */
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { PosternError } from '#errors.ts'
import type { RuleSet } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { loadLaw, type LawPlaces } from './load.ts'

const jurisdictions: readonly string[] = Object.keys(vocabulary.jurisdictions)

/**
 * The whole law with the change in it.
 *
 * A pack takes the place of the one of its name. Of a folder each jurisdiction in it takes the place of that
 * jurisdiction whole, so that a pack that was taken out is out; the folder of one jurisdiction does the same alone.
 *
 * @param law the folder of the product's packs
 * @throws PosternError as `loadLaw`; ERR_INPUT_INVALID where nothing says which pack it stands for
 */
export async function loadChanged(law: string, changed: string, places: LawPlaces = {}): Promise<RuleSet> {
  const replaced = await replacing(law, resolve(changed))
  const folder = await mkdtemp(join(tmpdir(), 'postern-law-'))
  try {
    for (const jurisdiction of jurisdictions) {
      const own = replaced.get(jurisdiction)
      const isFile = own?.endsWith('.yaml') ?? false
      const source = own === undefined || isFile ? join(law, jurisdiction) : own
      await cp(source, join(folder, jurisdiction), { recursive: true, filter: (path) => !path.endsWith('.json') })
      if (own !== undefined && isFile) await cp(own, join(folder, jurisdiction, basename(own)))
    }
    return await loadLaw(folder, places)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Jurisdiction → the folder or the file that takes its place. */
async function replacing(law: string, path: string): Promise<ReadonlyMap<string, string>> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    throw new PosternError('ERR_INPUT_UNREADABLE', `${path} cannot be read.`, { file: path })
  }
  if (!found.isDirectory()) return new Map([[await jurisdictionOf(law, path), path]])
  if (jurisdictions.includes(basename(path))) return new Map([[basename(path), path]])
  const inside = (await readdir(path)).filter((name) => jurisdictions.includes(name))
  if (inside.length > 0) return new Map(inside.map((name) => [name, join(path, name)]))
  throw unplaced(path, `Name its folders ${jurisdictions.join(', ')}, as in the law folder of the product.`)
}

/** By the folder that the pack lies in, else by the one pack of that name. */
async function jurisdictionOf(law: string, path: string): Promise<string> {
  const folder = basename(dirname(path))
  if (jurisdictions.includes(folder)) return folder
  const names = await Promise.all(
    jurisdictions.map(async (name) => ((await readdir(join(law, name))).includes(basename(path)) ? [name] : [])),
  )
  const [only, ...others] = names.flat()
  if (only !== undefined && others.length === 0) return only
  throw unplaced(path, `Put it into a folder named for its jurisdiction: ${jurisdictions.join(', ')}.`)
}

function unplaced(path: string, mend: string): PosternError {
  return new PosternError('ERR_INPUT_INVALID', `Nothing says which packs ${path} stands for.`, { file: path }, { mend })
}
