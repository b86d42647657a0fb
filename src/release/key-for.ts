import { PosternError } from '#errors.ts'
import type { KeyMapping, SourceMapping } from '#match/mapping.ts'

/** The key by which an element is found. @throws PosternError ERR_SOURCE_MAPPING where the mapping does not have it */
export function keyFor({ keys }: SourceMapping, element: string, key: string): KeyMapping {
  const found = Object.hasOwn(keys, key) ? keys[key] : undefined
  if (found !== undefined) return found
  throw new PosternError('ERR_SOURCE_MAPPING', 'an element is found by a key that the mapping does not have', {
    element,
    key,
  })
}
