import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import { isPosternError, PosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import type { Also, Scenario } from '#proof/scenario.ts'
import alsoSchema from '#vocabulary/also.schema.json' with { type: 'json' }
import caseFileSchema from '#vocabulary/case-file.schema.json' with { type: 'json' }
import { vocabulary } from '#vocabulary/codes.ts'
import scenarioSchema from '#vocabulary/scenario.schema.json' with { type: 'json' }
import { mistakesFound } from './from-schema.ts'
import type { Mistake } from './mistake.ts'
import { validateCaseFile } from './validate.ts'

export interface ReadScenario {
  readonly path: string
  readonly scenario: Scenario
  readonly also?: Also
}

const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
formats.default.default(ajv)
ajv.addSchema(caseFileSchema, 'case-file.schema.json')
const isScenario: ValidateFunction<Scenario> = ajv.compile<Scenario>(scenarioSchema)
const isAlso: ValidateFunction<Record<string, Also>> = ajv.compile<Record<string, Also>>(alsoSchema)

/**
 * The scenarios beside the packs of a law folder, each with what its jurisdiction's also.json says of it, in the
 * order of their names.
 *
 * @throws PosternError ERR_INPUT_INVALID naming the file that is none, or what also.json says of no scenario
 */
export async function readScenarios(law: string): Promise<ReadScenario[]> {
  const read = await Promise.all(Object.keys(vocabulary.jurisdictions).map(async (code) => readFolder(join(law, code))))
  return read.flat()
}

async function readFolder(folder: string): Promise<ReadScenario[]> {
  const place = join(folder, 'scenarios')
  const files = existsSync(place) ? (await readdir(place)).filter((file) => file.endsWith('.json')) : []
  const also = await readAlso(join(folder, 'also.json'))
  const names = new Set(files.map((file) => basename(file, '.json')))
  const stray = Object.keys(also).find((name) => !names.has(name))
  if (stray !== undefined) refuse(join(folder, 'also.json'), `there is no scenario ${stray}`, 'Spell it as its file.')
  return Promise.all(
    files.toSorted().map(async (file): Promise<ReadScenario> => {
      const path = join(place, file)
      const scenario = await readScenario(path)
      const more = also[basename(file, '.json')]
      return { path, scenario, ...(more === undefined ? {} : { also: more }) }
    }),
  )
}

async function readScenario(path: string): Promise<Scenario> {
  const value = await parsed(path)
  if (!isScenario(value)) return refuseFor(path, mistakesFound(isScenario.errors, 'scenario.schema.json'))
  const verdict = validateCaseFile(value)
  return 'caseFile' in verdict ? value : refuseFor(path, verdict.mistakes)
}

async function readAlso(path: string): Promise<Readonly<Record<string, Also>>> {
  if (!existsSync(path)) return {}
  const value = await parsed(path)
  if (isAlso(value)) return value
  return refuseFor(path, mistakesFound(isAlso.errors, 'law/README.md'))
}

async function parsed(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path), path)
  } catch (error) {
    if (isPosternError(error)) throw error
    throw new PosternError('ERR_INPUT_UNREADABLE', `${path} cannot be read.`, { file: path }, { cause: error })
  }
}

/** The first of them: the rest is told once that is mended. */
function refuseFor(file: string, [first]: readonly Mistake[]): never {
  const { pointer = '', reason = '', mend = '' } = first ?? {}
  return refuse(file, `${pointer === '' ? '(whole file)' : pointer}: ${reason}`, mend)
}

function refuse(file: string, reason: string, mend: string): never {
  throw new PosternError('ERR_INPUT_INVALID', `${file}: ${reason}.`, { file }, { mend })
}
