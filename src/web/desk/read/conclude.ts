/** What a paper is, in words, from what somebody read on it. It decides nothing: the law does, later. */
import { isInTime } from '#decision/papers.ts'
import { jurisdictionOf } from '#decision/rules.ts'
import type { InstrumentFacts } from '#instrument/facts.ts'
import type { CaseInstrument } from '#vocabulary/case-file.ts'
import { elementList } from '../names.ts'

export interface Conclusion {
  readonly ok: boolean
  readonly words: string
}

interface Where {
  readonly agency: string
  readonly today: string
}

/** The first is the one that matters most. */
export function conclusions(facts: InstrumentFacts, where: Where): readonly Conclusion[] {
  const { kind } = facts
  if (kind === 'consent') return [...ofConsent(facts), inTime(facts, where)]
  if (kind === 'cited-statute') {
    return [
      { ok: false, words: 'This is a letter that cites a law. No paper orders this agency to answer.' },
      names(facts),
    ]
  }
  if (kind === 'agreement') return [inTime(facts, where), names(facts)]
  return [signer(facts), issuer(facts, where), directed(facts, where), inTime(facts, where), names(facts), asks(facts)]
}

function signer({ kind, signedBy, enforcedByCourt }: InstrumentFacts): Conclusion {
  if (enforcedByCourt === true) return { ok: true, words: 'A court enforces this paper.' }
  if (signedBy === 'judge' || signedBy === 'magistrate-judge') {
    return { ok: true, words: 'This paper is signed by a judge of a court.' }
  }
  if (kind === 'grand-jury-subpoena' && (signedBy === 'clerk' || signedBy === 'attorney')) {
    return { ok: true, words: 'This paper is a grand jury’s, signed by a clerk or a prosecutor, as such papers are.' }
  }
  if (kind === 'judicial-warrant' && (signedBy === 'clerk-magistrate' || signedBy === 'justice-of-the-peace')) {
    return { ok: true, words: 'This warrant is signed by somebody who may sign warrants of their own state.' }
  }
  return { ok: false, words: 'This paper is not signed by a judge of a court.' }
}

function issuer({ issuerKind, issuerState }: InstrumentFacts, { agency }: Where): Conclusion {
  const own = jurisdictionOf(agency)
  if (issuerKind === 'federal-court') return { ok: true, words: 'It comes from a federal court.' }
  if (issuerKind === 'grand-jury') return { ok: true, words: 'It comes from a grand jury.' }
  if (issuerKind === 'state-court') {
    return issuerState === own
      ? { ok: true, words: 'It comes from a court of this state.' }
      : {
          ok: false,
          words: 'It comes from a court of another state, or no state is named. It waits to be domesticated.',
        }
  }
  return { ok: false, words: 'No court has issued it.' }
}

function directed({ directedTo }: InstrumentFacts, { agency }: Where): Conclusion {
  return directedTo === agency
    ? { ok: true, words: 'It is directed to this agency.' }
    : { ok: false, words: 'It is not directed to this agency.' }
}

function inTime(facts: InstrumentFacts, { today }: Where): Conclusion {
  return isInTime(inTimeOnly(facts), today)
    ? { ok: true, words: 'Its time has not run out.' }
    : { ok: false, words: 'Its time has run out, has not begun, or it does not say its day.' }
}

/** The fields that time depends on. */
function inTimeOnly({
  id,
  kind,
  issuedOn,
  executeBy,
  expiresOn,
  issuerKind,
  issuerState,
}: InstrumentFacts): CaseInstrument {
  return {
    id,
    kind,
    ...(issuedOn === undefined ? {} : { issuedOn }),
    ...(executeBy === undefined ? {} : { executeBy }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(issuerKind === undefined ? {} : { issuerKind }),
    ...(issuerState === undefined ? {} : { issuerState }),
  }
}

function names({ subjects }: InstrumentFacts): Conclusion {
  if (subjects === 'unnamed') return { ok: false, words: 'It names nobody: it asks about a group.' }
  return subjects === undefined || subjects.length === 0
    ? { ok: false, words: 'It names none of the people asked about.' }
    : { ok: true, words: `It names ${subjects.join(', ')}.` }
}

function asks({ programs = [], elements }: InstrumentFacts): Conclusion {
  const nothing = elements === undefined || (elements !== 'all' && elements.length === 0) || programs.length === 0
  return nothing
    ? { ok: false, words: 'It describes no records.' }
    : { ok: true, words: `It asks for: ${elementList(elements)}.` }
}

function yes(value: boolean | undefined, good: string, bad: string): Conclusion {
  return value === true ? { ok: true, words: good } : { ok: false, words: bad }
}

function ofConsent({ consent }: InstrumentFacts): readonly Conclusion[] {
  if (consent === undefined) return [{ ok: false, words: 'Nobody has signed this consent.' }]
  return [
    { ok: true, words: `It is signed by or for ${consent.signer}.` },
    yes(consent.recipientNamed, 'It names who receives.', 'It does not name who receives.'),
    yes(consent.specific, 'It says which records.', 'It does not say which records.'),
    yes(consent.informed, 'The person knew what they signed.', 'Nothing shows that the person knew what they signed.'),
    yes(consent.freelyGiven, 'It was freely given.', 'Nothing shows that it was freely given.'),
    yes(consent.revoked === false, 'It was not taken back.', 'It was taken back, or nobody knows.'),
  ]
}
