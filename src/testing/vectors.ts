/** Published test material, read from the folder `shared` beside the project; none of it is kept here. */
import { readFileSync } from 'node:fs'
import { hasShared, sharedPath } from './tools.ts'

/** Said once for each test file that asks; see `tools.ts` for what absence means. */
export const hasVectors = hasShared('vectors', 'tlog')

export function vectorText(path: string): string {
  return readFileSync(sharedPath('vectors', 'tlog', path), 'utf8')
}
