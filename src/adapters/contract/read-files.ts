import { readFile } from 'node:fs/promises'
import { isPosternError, PosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { validateCaseFile } from './validate.ts'

/**
 * Case files, or the case files of scenarios, each checked against the contract.
 *
 * @throws PosternError ERR_INPUT_INVALID naming the first that is none, the place in it and the mend
 */
export function readCaseFiles(paths: readonly string[]): Promise<CaseFile[]> {
  return Promise.all(paths.map(readCaseFile))
}

async function readCaseFile(path: string): Promise<CaseFile> {
  const verdict = validateCaseFile(await parsed(path))
  if ('caseFile' in verdict) return verdict.caseFile
  const { pointer = '', reason = '', mend = '' } = verdict.mistakes[0] ?? {}
  throw new PosternError('ERR_INPUT_INVALID', `${path}: ${pointer}: ${reason}.`, { file: path, pointer }, { mend })
}

async function parsed(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path), path)
  } catch (error) {
    if (isPosternError(error)) throw error
    throw new PosternError('ERR_INPUT_UNREADABLE', `${path} cannot be read.`, { file: path }, { cause: error })
  }
}
