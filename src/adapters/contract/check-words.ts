/** Every code of a case file is a word of the vocabulary. */
import type { CaseFile, CaseInstrument } from '#vocabulary/case-file.ts'
import { elements, vocabulary } from '#vocabulary/codes.ts'
import type { Mistake } from './mistake.ts'

type Said = readonly [pointer: string, code: string | undefined]

export function checkWords(file: CaseFile): Mistake[] {
  const { request, subjects, findings } = file
  const programs = Object.keys(vocabulary.programs)
  return [
    ...unknown('an agency', Object.keys(vocabulary.agencies), [['/agency', file.agency]]),
    ...unknown('a requester kind', Object.keys(vocabulary.requesterKinds), [
      ['/request/requester/kind', request.requester.kind],
    ]),
    ...unknown('an organization', Object.keys(vocabulary.organizations), [
      ['/request/requester/organization', request.requester.organization],
    ]),
    ...unknown('a purpose', Object.keys(vocabulary.purposes), oneOrEach('/request/purpose', request.purpose)),
    ...unknown('a statement', Object.keys(vocabulary.statements), each('/request/statements', request.statements)),
    ...unknown('a program', programs, [
      ...each('/request/programs', request.programs),
      ...subjects.flatMap((subject, i) => [
        ...each(`/subjects/${i}/programs`, subject.programs),
        [`/subjects/${i}/unlawfulPresence/program`, subject.unlawfulPresence?.program] as const,
      ]),
      ...each('/findings/injunctionAgainst', findings?.injunctionAgainst),
      ...(findings?.counsel ?? []).flatMap((finding, i) => each(`/findings/counsel/${i}/programs`, finding.programs)),
    ]),
    ...unknown('an element', elements, [
      ...oneOrEach('/request/elements', request.elements, 'all'),
      ...subjects.flatMap((subject, i) => each(`/subjects/${i}/holds`, subject.holds)),
      ...(findings?.counsel ?? []).flatMap((finding, i) =>
        oneOrEach(`/findings/counsel/${i}/elements`, finding.elements, 'as-instrument'),
      ),
    ]),
    ...unknown(
      'a marker',
      Object.keys(vocabulary.subjectMarkers),
      subjects.flatMap((subject, i) => each(`/subjects/${i}/markers`, subject.markers)),
    ),
    ...(request.instruments ?? []).flatMap((paper, i) => checkPaper(paper, `/request/instruments/${i}`)),
  ]
}

function checkPaper(paper: CaseInstrument, at: string): Mistake[] {
  return [
    ...unknown('a kind of instrument', Object.keys(vocabulary.instrumentKinds), [[`${at}/kind`, paper.kind]]),
    ...unknown('a signatory', vocabulary.signatories, [[`${at}/signedBy`, paper.signedBy]]),
    ...unknown('a program', Object.keys(vocabulary.programs), each(`${at}/programs`, paper.programs)),
    ...unknown('an element', elements, oneOrEach(`${at}/elements`, paper.elements, 'all')),
  ]
}

function each(at: string, codes: readonly string[] = []): Said[] {
  return codes.map((code, i) => [`${at}/${i}`, code])
}

/** A single word, or a list of them; `whole` is the word that stands for all. */
function oneOrEach(at: string, said: string | readonly string[] | undefined, whole?: string): Said[] {
  if (typeof said !== 'string') return each(at, said)
  return said === whole ? [] : [[at, said]]
}

function unknown(what: string, words: readonly string[], said: readonly Said[]): Mistake[] {
  return said
    .filter(([, code]) => code !== undefined && !words.includes(code))
    .map(([pointer]) => ({
      pointer,
      reason: `this is not ${what} of the vocabulary`,
      mend: words.length > 20 ? 'Use a code from vocabulary.json.' : `Use one of ${words.join(', ')}.`,
    }))
}
