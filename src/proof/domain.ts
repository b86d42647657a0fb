/**
 * Which facts can stand together. The readers of a case file (src/decision/facts.ts, papers.ts, consent.ts,
 * notice.ts, counsel.ts, issuer.ts) make some of them from the same words, so that not every combination can be.
 * Whatever holds of every combination that these allow holds of every case file; that no case file falls outside
 * them, and that each of them is some case file, is tested.
 */
import { isFactName, type FactName } from '#vocabulary/facts.ts'
import { all, any, is, not, type Claim, type Formula } from './formula.ts'
import { withoutPaper } from './no-paper.ts'

const implied = (when: Formula, ...must: readonly Formula[]): Claim => ({ when, must: all(...must) })
const exactly = (one: Formula, other: Formula): Claim[] => [implied(one, other), implied(other, one)]

const immigration = is('organization', 'ice-ero', 'ice-hsi', 'cbp', 'uscis')
const police = is('requester', 'federal-law-enforcement', 'state-law-enforcement', 'local-law-enforcement')
const noBody = is('subject', 'nobody', 'class')
const unlisted = is('listed', false)
const signed = not(is('consent-from', 'nobody'))

export const domain: readonly Claim[] = [
  ...exactly(is('immigration-agency', true), immigration),
  ...exactly(
    is('brought-by-law-enforcement', true),
    any(
      police,
      is('requester', 'prosecutor'),
      is('purpose', 'civil-immigration-enforcement'),
      // USCIS answers for SAVE as a program agency.
      all(immigration, not(is('requester', 'federal-program-agency'))),
    ),
  ),

  // A person of the file is named, stands beside one who is, or is in a file that names nobody.
  implied(is('subject', 'named', 'beside'), is('listed', true)),
  implied(is('subject', 'class'), unlisted, is('class-asked', true)),
  implied(all(unlisted, is('subject', 'nobody')), is('class-asked', false)),
  implied(noBody, is('only-one-named', false)),
  // Of whoever is not listed nothing is known, and no finding can name them.
  implied(
    unlisted,
    is('match', 'one'),
    is('role', 'unknown'),
    ...falseAll('minor', 'vawa-protected', 'address-confidential', 'objection', 'household-suspicion'),
    is('formal-determination', false),
    is('dhs-determination', 'none'),
    is('paper-notice', 'due', 'delayed'),
    is('consent-from', 'nobody'),
  ),
  implied(all(unlisted, is('paper', 'consent')), is('paper-describes', false)),

  implied(
    is('paper', 'none'),
    ...Object.entries(withoutPaper).map(([fact, value]) => (isFactName(fact) ? is(fact, value) : all())),
  ),
  implied(not(is('paper', 'part-2-order')), is('compulsion', 'none')),
  implied(not(is('paper', 'cited-statute')), is('cites-status-statute', false)),
  // A statute in a letter is no paper of its own: what counsel found on the request is found on it.
  implied(all(is('paper', 'cited-statute'), is('counsel', 'refused')), is('paper-counsel', 'refused')),
  implied(all(is('paper', 'cited-statute'), is('counsel', 'approved')), is('paper-counsel', 'approved', 'refused')),
  // Another state's paper is enforced here by nobody before it is domesticated.
  implied(is('paper-issuer', 'another-state', 'unknown-state'), is('paper-enforced', false)),
  implied(not(is('paper-notice', 'delayed')), is('delay-verified', true)),

  implied(signed, is('paper', 'consent')),
  implied(is('consent-from', 'nobody'), ...falseAll('consent-sound', 'consent-confirmed', 'consent-after-objection')),
  implied(is('consent-from', 'parent'), is('minor', true)),
  implied(is('consent-sound', true), is('paper-in-time', true)),
  implied(all(is('consent-sound', true), is('consent-from', 'self')), is('paper-signer', 'data-subject', 'none')),
  // With nothing objected to, every consent comes after.
  implied(all(signed, is('objection', false)), is('consent-after-objection', true)),
]

function falseAll(...names: readonly FactName[]): Formula[] {
  return names.map((name) => is(name, false))
}
