/**
 * What is said before anybody signs in, by state (NIST SP 800-53 AC-8). The wording is this product's own: it says what
 * AC-8 asks for, and stays until a state's office gives its own.
 */
import { isCode, vocabulary } from '#vocabulary/codes.ts'

const states: Readonly<Record<string, string>> = {
  'us-ma': 'the Commonwealth of Massachusetts',
  'us-me': 'the State of Maine',
}

export function agencyName(agency: string): string {
  return isCode(vocabulary.agencies, agency) ? vocabulary.agencies[agency].name : agency
}

/** In the order in which it is read. */
export function banner(agency: string): readonly string[] {
  const place = isCode(vocabulary.agencies, agency) ? states[vocabulary.agencies[agency].jurisdiction] : undefined
  return [
    `This system belongs to ${place ?? 'the state'}. It holds confidential records of people who get help from ${agencyName(agency)}.`,
    'Use it only for work that you are authorized to do. Any other use is forbidden, and can be punished.',
    'What you do here is recorded, and so is what you look at. Auditors and courts may read that record. By signing in you agree to this.',
  ]
}
