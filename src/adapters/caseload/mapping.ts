/**
 * Read a source mapping file and say, with file, line and mend, what is wrong with it.
 *
 * Trust: high. Whoever can write this file decides which column goes out as which element; it belongs under
 * the same review as the rules. It cannot widen a decision: the gate knows only elements, and names in it are
 * quoted wherever they enter SQL.
 */
import { readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { isPosternError, PosternError } from '#errors.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { mappingFile, toMapping } from './mapping-file.ts'

/**
 * The mapping in a file.
 *
 * @throws PosternError ERR_INPUT_UNREADABLE when the file cannot be read, ERR_SOURCE_MAPPING with the file, the
 *   line and the JSON pointer when it is not a mapping or contradicts itself
 */
export function readMapping(file: string): SourceMapping {
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch (cause) {
    const mend = 'Check the path, and that this account may read it.'
    throw new PosternError('ERR_INPUT_UNREADABLE', `${file} cannot be read`, { file }, { mend, cause })
  }
  return parseMapping(source, file)
}

/** As {@link readMapping}, for text that is already at hand; `file` is for the message. */
export function parseMapping(source: string, file: string): SourceMapping {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true, version: '1.2' })
  const [broken] = document.errors
  if (broken !== undefined) {
    const line = lines.linePos(broken.pos[0]).line
    throw invalid(file, line, '', broken.message.split('\n')[0] ?? 'it is not YAML', broken)
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 })
    if (!mappingFile(value, '')) throw new TypeError('a shape answers true or throws')
    return toMapping(value)
  } catch (error) {
    if (error instanceof ReferenceError) throw invalid(file, 1, '', 'it uses YAML aliases', error)
    if (!isPosternError(error, 'ERR_FORMAT')) throw error
    const pointer = String(error.evidence['pointer'] ?? '')
    throw invalid(file, lineOf(document, lines, pointer), pointer, error.message, error)
  }
}

function invalid(file: string, line: number, pointer: string, why: string, cause: unknown): PosternError {
  return new PosternError(
    'ERR_SOURCE_MAPPING',
    `${file}:${line}: ${why}`,
    { file, line, pointer },
    {
      mend: `Correct ${pointer === '' ? 'the file' : pointer} in line ${line} of ${file}; caseload/README.md explains the form.`,
      cause,
    },
  )
}

/** The line of what the pointer names, or of the nearest thing around it that is there. */
function lineOf(document: Document.Parsed, lines: LineCounter, pointer: string): number {
  const path = pointer.split('/').slice(1)
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
