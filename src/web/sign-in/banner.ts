/**
 * What is said before anybody signs in (NIST SP 800-53 AC-8), in the words that the agency's office has set. Until it
 * has, the wording is this product's own, says what AC-8 asks for, and says that nobody has confirmed it.
 */
import { agencyName, isCode, vocabulary } from '#vocabulary/codes.ts'

const states: Readonly<Record<string, string>> = {
  'us-ma': 'the Commonwealth of Massachusetts',
  'us-me': 'the State of Maine',
}

export interface Banner {
  /** In the order in which they are read. */
  readonly paragraphs: readonly string[]
  /** The agency set it; else the wording is this product's own. */
  readonly own: boolean
}

/** @param texts by agency, as its office set them: paragraphs with an empty line between */
export function bannerOf(agency: string, texts: ReadonlyMap<string, string>): Banner {
  const paragraphs = (texts.get(agency) ?? '').split(/\n\s*\n/).map((text) => text.replaceAll(/\s+/g, ' ').trim())
  const set = paragraphs.filter((text) => text !== '')
  return set.length > 0 ? { paragraphs: set, own: true } : { paragraphs: ours(agency), own: false }
}

function ours(agency: string): readonly string[] {
  const place = isCode(vocabulary.agencies, agency) ? states[vocabulary.agencies[agency].jurisdiction] : undefined
  return [
    `This system belongs to ${place ?? 'the state'}. It holds confidential records of people who get help from ${agencyName(agency)}.`,
    'Use it only for work that you are authorized to do. Any other use is forbidden, and can be punished.',
    'What you do here is recorded, and so is what you look at. Auditors and courts may read that record. By signing in you agree to this.',
  ]
}
