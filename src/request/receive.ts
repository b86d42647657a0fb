/** A request file, from anybody: it becomes a request that everything after it can trust the form of, or a refusal. */
import addFormats from 'ajv-formats'
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js'
import { isPosternError, PosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import type { Json } from '#vocabulary/json.ts'
import { contradictions, everySsnGiven, unknownCodes } from './check.ts'
import { inWords } from './in-words.ts'
import { refusalOf, type Problem } from './problem.ts'
import type { IncomingRequest, RequestFile } from './request.ts'
import schema from './request.schema.json' with { type: 'json' }
import { unreadableTexts } from './text.ts'

/** Compiled when the first request comes: it takes longer than everything else that a command loads. */
function schemaCheck(): ValidateFunction<RequestFile> {
  compiled ??= addFormats.default(new Ajv2020.default({ allErrors: true, verbose: true })).compile<RequestFile>(schema)
  return compiled
}
let compiled: ValidateFunction<RequestFile> | undefined

/** One megabyte holds ten thousand people; a scan travels beside the request and not in it. */
export const largestRequest = 1_048_576

/**
 * Reads a request file (`postern/request/v1`).
 *
 * Nothing is stored and nothing is looked up. Names that look like SQL, formulas, paths or markup are
 * names; they pass as the text that they are, and no file is ever called by them.
 *
 * @param file the name that the sender knows it by, for the message
 * @throws PosternError ERR_INPUT_TOO_LARGE above one megabyte; ERR_INPUT_INVALID for everything else that
 *   is wrong, with file, JSON pointer, a sentence that quotes no value, and what to do
 */
export function receiveRequest(file: string, bytes: Uint8Array): IncomingRequest {
  if (bytes.length > largestRequest) {
    throw new PosternError(
      'ERR_INPUT_TOO_LARGE',
      `${file} has ${bytes.length} bytes, and a request has ${largestRequest} at the most`,
      { file, bytes: bytes.length, most: largestRequest },
      { mend: 'Send papers as files of their own beside the request, and long lists of people in several requests.' },
    )
  }
  const value = strictJson(file, bytes)
  const problems = unreadableTexts(value)
  const isRequestFile = schemaCheck()
  if (!isRequestFile(value)) throw refuse(file, [...(isRequestFile.errors ?? []).flatMap(inWords), ...problems])
  problems.push(...unknownCodes(value), ...contradictions(value))
  if (problems.length > 0) throw refuse(file, problems)
  return toRequest(value)
}

function strictJson(file: string, bytes: Uint8Array): Json {
  try {
    return parseJson(bytes, 'the file')
  } catch (error) {
    if (!isPosternError(error, 'ERR_FORMAT')) throw error
    throw refuse(file, [
      {
        pointer: '',
        sentence: error.message,
        mend: 'Save the request as JSON in UTF-8 without a byte order mark, each member once.',
      },
    ])
  }
}

function refuse(file: string, problems: readonly Problem[]): PosternError {
  const [first = { pointer: '', sentence: 'the file is no request', mend: 'Compare it with the schema.' }, ...others] =
    problems
  return refusalOf(file, [first, ...others])
}

/** Built up field by field, so that nothing comes along that has no place. */
function toRequest(file: RequestFile): IncomingRequest {
  const { agency, channel, form, requester, programs, elements, people = [], instruments = [], purpose } = file
  const { receiver, reference, follows, violation, subjectClass } = file
  const { statute, nature, immigration, period, delay, onward, emergency, preserveOnly, signed } = file
  return {
    agency,
    channel,
    form,
    requester,
    ...(receiver === undefined ? {} : { receiver }),
    ...(reference === undefined ? {} : { reference }),
    ...(follows === undefined ? {} : { follows }),
    purposes: typeof purpose === 'string' ? [purpose] : purpose,
    ...(typeof violation === 'string' ? { violation } : {}),
    ...(statute === undefined ? {} : { statute }),
    ...(nature === undefined ? {} : { nature }),
    ...(immigration === undefined ? {} : { immigration }),
    ...(period === undefined ? {} : { period }),
    ...(delay === undefined ? {} : { delay }),
    ...(onward === undefined ? {} : { onward }),
    ...(emergency === undefined ? {} : { emergency }),
    ...(preserveOnly === undefined ? {} : { preserveOnly }),
    ...(signed === undefined ? {} : { signed }),
    statements: file.statements ?? [],
    suppliesSsn: everySsnGiven(file),
    programs,
    elements,
    ...(subjectClass === undefined ? {} : { subjectClass }),
    people,
    instruments,
  }
}
