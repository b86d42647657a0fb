/** A reading file: what a person of the staff read off a paper, field by field. */
import { isPosternError, PosternError } from '#errors.ts'
import { formatError } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { flag, list, object, text, word, type Shape } from '#formats/shape.ts'
import { elements as allElements, isCode, vocabulary } from '#vocabulary/codes.ts'
import { isReadable } from '#vocabulary/readable.ts'
import type { InstrumentFacts } from './facts.ts'

const largestReading = 65_536

interface ReadingFile {
  reading: 'postern/reading/v1'
  instrument: InstrumentFacts
}

const elementCodes = Object.fromEntries(allElements.map((element) => [element, true]))
const signatories = Object.fromEntries(vocabulary.signatories.map((signatory) => [signatory, true]))
const issuerKinds = [
  'federal-court',
  'state-court',
  'grand-jury',
  'attorney',
  'federal-agency',
  'state-agency',
  'individual',
] as const

const codeOf =
  (known: object, what: string): Shape<string> =>
  (value, at): value is string => {
    if (typeof value === 'string' && isCode(known, value)) return true
    throw departure(at, `one of the vocabulary's ${what}: ${Object.keys(known).join(', ')}`)
  }

const oneOf =
  <const Word extends string>(words: readonly Word[]): Shape<Word> =>
  (value, at): value is Word => {
    if (words.some((known) => known === value)) return true
    throw departure(at, `one of ${words.join(', ')}`)
  }

/** A fixed word, or a list. */
const wordOr =
  <const Word extends string, Item>(fixed: Word, items: Shape<readonly Item[]>): Shape<Word | readonly Item[]> =>
  (value, at): value is Word | readonly Item[] =>
    value === fixed || items(value, at)

const line: Shape<string> = (value, at): value is string => {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 200 && isReadable(value)) return true
  throw departure(at, 'a line of 1 to 200 characters that reads as it is stored')
}

const day: Shape<string> = (value, at): value is string => {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const time = Date.parse(`${value}T00:00:00.000Z`)
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(value)) return true
  }
  throw departure(at, 'a day of the calendar, as YYYY-MM-DD')
}

const ref = text(/^p[0-9]{1,6}$/, 'a ref such as p1')
const refs = list(ref, 0, 10_000)

const shape = object<ReadingFile>({
  reading: word('postern/reading/v1'),
  instrument: object<Pick<InstrumentFacts, 'id' | 'kind'>, Required<Omit<InstrumentFacts, 'id' | 'kind'>>>(
    { id: text(/^i[0-9]{1,4}$/, 'an id such as i1'), kind: codeOf(vocabulary.instrumentKinds, 'kinds of instrument') },
    {
      issuer: line,
      issuerKind: oneOf(issuerKinds),
      issuerState: line,
      signedBy: codeOf(signatories, 'signatories'),
      issuerAuthorized: flag,
      docket: line,
      statute: line,
      issuedOn: day,
      executeBy: day,
      returnOn: day,
      expiresOn: day,
      directedTo: line,
      subjects: wordOr('unnamed', refs),
      programs: list(codeOf(vocabulary.programs, 'programs'), 0, 100),
      elements: wordOr('all', list(codeOf(elementCodes, 'elements'), 0, 100)),
      enforcedByCourt: flag,
      accompaniedByOrder: flag,
      noticeAssured: flag,
      delaysNoticeUntil: day,
      consent: object<{ signer: string }, Required<Omit<NonNullable<InstrumentFacts['consent']>, 'signer'>>>(
        { signer: ref },
        {
          covers: refs,
          recipientNamed: flag,
          specific: flag,
          informed: flag,
          freelyGiven: flag,
          revoked: flag,
        },
      ),
    },
  ),
})

/**
 * Reads a reading file (`postern/reading/v1`).
 *
 * Its form and its days are checked, and the codes against the vocabulary; whether its refs are people of
 * the case is the case's to know.
 *
 * @param file the name that staff know it by, for the message
 * @throws PosternError ERR_INPUT_TOO_LARGE; ERR_INPUT_INVALID with file, JSON pointer and what to write
 */
export function readReading(file: string, bytes: Uint8Array): InstrumentFacts {
  if (bytes.length > largestReading) {
    throw new PosternError(
      'ERR_INPUT_TOO_LARGE',
      `${file} has ${bytes.length} bytes, and a reading has ${largestReading} at the most`,
      { file, bytes: bytes.length, most: largestReading },
      { mend: 'Write down what the paper says of itself, and not its text.' },
    )
  }
  try {
    const value = parseJson(bytes, 'the file')
    if (!shape(value, '')) throw formatError('the file is no reading')
    inOrder(value.instrument)
    return value.instrument
  } catch (error) {
    if (!isPosternError(error, 'ERR_FORMAT')) throw error
    const { pointer = '' } = error.evidence
    throw new PosternError(
      'ERR_INPUT_INVALID',
      `${file}: ${error.message}`,
      { file, pointer },
      { mend: 'Mend it and read the paper in again; nothing was recorded.', cause: error },
    )
  }
}

/** A paper cannot run out, fall due or delay anything before it was issued. */
function inOrder(facts: InstrumentFacts): void {
  const { issuedOn } = facts
  if (issuedOn === undefined) return
  for (const name of ['executeBy', 'returnOn', 'expiresOn', 'delaysNoticeUntil'] as const) {
    const later = facts[name]
    if (later !== undefined && later < issuedOn) throw departure(`/instrument/${name}`, 'no earlier than issuedOn')
  }
}

function departure(pointer: string, expected: string): PosternError {
  return formatError(`${pointer} must be ${expected}`, { pointer, expected })
}
