/**
 * What must be true of the law in every situation that can be. The words are what a person is told; the claims
 * beside them are what is proven. Where the contract itself provides an exception, the words say so.
 */
import {
  all,
  any,
  askedAlike,
  favored,
  is,
  leaves,
  leavesGiven,
  leavesOn,
  not,
  same,
  sends,
  type Change,
  type Claim,
  type Formula,
} from './formula.ts'
import { nothingKnown, withoutPaper } from './no-paper.ts'
import type { VariableName } from './variables.ts'

export interface Invariant {
  readonly number: number
  readonly words: string
  /** What the words leave out, and why it is so. */
  readonly except?: string
  readonly claims: readonly Claim[]
  /** Besides: the law written in another order is the same law. */
  readonly inAnyOrder?: true
}

const police = ['federal-law-enforcement', 'state-law-enforcement', 'local-law-enforcement']
const forImmigration = is('purpose', 'civil-immigration-enforcement')
const warrantsAndOrders = ['judicial-warrant', 'court-order', 'part-2-order']
const subpoenas = ['judicial-subpoena', 'grand-jury-subpoena', 'attorney-subpoena']
const agencyPapers = ['administrative-subpoena', 'administrative-warrant', 'immigration-detainer']
const process = is('paper', ...warrantsAndOrders, ...subpoenas, ...agencyPapers)
const noWarrantProcess = is('paper', 'court-order', 'part-2-order', ...subpoenas, ...agencyPapers)

const inOwnWords = all(
  is('paper-names-agency', true),
  is('paper-describes', true),
  is('paper-in-time', true),
  is('paper-authenticity', 'verified'),
  is('paper-counsel', 'approved'),
)
const ofACourt = is('paper-issuer', 'federal-court', 'own-state-court')
const byAJudge = any(
  all(
    is('paper', ...warrantsAndOrders, 'judicial-subpoena'),
    ofACourt,
    is('paper-signer', 'judge', 'magistrate-judge'),
  ),
  all(
    is('paper', 'judicial-warrant'),
    is('paper-issuer', 'own-state-court'),
    is('paper-signer', 'clerk-magistrate', 'justice-of-the-peace'),
  ),
)
const enforced = any(
  is('paper-enforced', true),
  // An attorney's subpoena behind which a court's order stands.
  all(is('paper', 'attorney-subpoena'), is('paper-with-order', true)),
)
const byACourt = all(process, inOwnWords, any(byAJudge, enforced))
const byAGrandJury = all(
  is('paper', 'grand-jury-subpoena'),
  inOwnWords,
  is('paper-issuer', 'grand-jury', 'federal-court', 'own-state-court'),
)
const consented = all(
  is('paper', 'consent'),
  is('consent-sound', true),
  is('paper-describes', true),
  not(is('paper-authenticity', 'failed')),
  any(is('consent-from', 'self'), all(is('consent-from', 'parent'), is('paper-counsel', 'approved'))),
)
const confirmed = all(consented, is('consent-confirmed', true))

/** Contract 6. */
const statusToImmigration = all(
  is('cites-status-statute', true),
  is('immigration-agency', true),
  is('element', 'citizenship', 'immigration-status'),
  is('subject', 'named'),
  is('paper-counsel', 'approved'),
)

const toOfficers = any(
  is('requester', ...police, 'prosecutor'),
  all(is('immigration-agency', true), not(is('requester', 'federal-program-agency'))),
)
const ownRecord = all(
  is('requester', 'data-subject', 'representative'),
  is('purpose', 'own-record'),
  is('subject', 'named'),
)
const insidePurposes = [
  'program-administration',
  'eligibility-verification',
  'immigration-status-verification',
  'child-support',
  'audit',
]
const inside = is('purpose', ...insidePurposes)

export const invariants: readonly Invariant[] = [
  {
    number: 1,
    words: 'Nothing is released without a rule in its favor.',
    claims: [
      { when: leaves, must: favored },
      // What goes out in an element's place can only be the address of a confidentiality program.
      {
        when: sends(),
        must: all(sends('mailing-address'), is('element', 'home-address'), is('address-confidential', true)),
      },
    ],
  },
  {
    number: 2,
    words:
      "For civil immigration enforcement, no element of any program is released without process signed by a judge of a court or enforced by one, or the person's own valid consent, confirmed with them in private.",
    except:
      "A clerk-magistrate's or justice of the peace's own state warrant counts as a judge's (contract 4), a parent's consent for a minor child with counsel's approval as the child's own (contract 7). Citizenship and immigration status of a named person may follow counsel's approval of a letter that cites 8 USC 1373 or 1644 (contract 6).",
    claims: [
      {
        when: all(forImmigration, leaves),
        must: any(byACourt, confirmed, statusToImmigration),
      },
    ],
  },
  {
    number: 3,
    words:
      "An administrative subpoena, warrant or detainer that no court enforces, an immigration judge's subpoena included, never changes any outcome or need.",
    claims: [
      { when: all(is('paper', ...agencyPapers), is('paper-enforced', false)), must: same({}, withoutPaper) },
      {
        when: all(
          is('paper', ...warrantsAndOrders, ...subpoenas),
          is('paper-signer', 'immigration-judge', 'administrative-judge', 'agency-officer'),
          not(enforced),
        ),
        must: same({}, withoutPaper),
      },
    ],
  },
  {
    number: 4,
    words: 'A warrant never releases a person, program or element it does not describe, nor after its last day.',
    claims: [
      {
        when: all(is('paper', 'judicial-warrant'), any(is('paper-describes', false), is('paper-in-time', false))),
        must: same({}, withoutPaper),
      },
    ],
  },
  {
    number: 5,
    words:
      'The SNAP fleeing-felon rule never releases anything but address, SSN and photo, and never anybody but the named member.',
    claims: [
      {
        when: all(is('program', 'snap'), is('purpose', 'fugitive-apprehension'), leavesOn(['no-paper'])),
        must: all(is('element', 'home-address', 'mailing-address', 'ssn', 'photo'), is('subject', 'named')),
      },
    ],
  },
  {
    number: 6,
    words:
      "No Medicaid element is ever released to law enforcement without consent or a court's process, save to the state's Medicaid fraud control unit and in proceedings of the plan's own administration.",
    except:
      "Counsel approves what serves proceedings of the plan, and the agency itself verifies applicants through SAVE (contract 15). Citizenship and immigration status of a named person may follow counsel's approval of a letter that cites 8 USC 1373 or 1644 (contract 6).",
    claims: [
      {
        when: all(
          is('program', 'medicaid', 'chip'),
          any(
            toOfficers,
            is('purpose', 'civil-immigration-enforcement', 'fugitive-apprehension', 'criminal-investigation'),
          ),
          leaves,
        ),
        must: any(
          consented,
          byACourt,
          byAGrandJury,
          all(is('purpose', 'program-fraud-investigation'), is('counsel', 'approved')),
          all(
            is('purpose', 'immigration-status-verification'),
            is('requester', 'holder-staff'),
            is('role', 'applicant'),
          ),
          statusToImmigration,
        ),
      },
    ],
  },
  {
    number: 7,
    words: "Tax, SSA-supplied, treatment and education data are never released under another rule's authority.",
    except: "One may see the treatment and education data in one's own record (contract 13).",
    claims: [
      { when: is('element', 'federal-tax-information', 'ssa-data'), must: not(leaves) },
      {
        when: all(is('element', 'sud-treatment'), leaves),
        must: any(ownRecord, all(byACourt, is('paper', 'part-2-order'), is('compulsion', 'verified'))),
      },
      {
        when: all(is('element', 'education-records'), leaves),
        must: any(
          ownRecord,
          all(
            any(byACourt, byAGrandJury),
            any(is('paper', 'judicial-warrant'), is('paper-notice', 'told', 'delayed', 'dispensed')),
          ),
        ),
      },
    ],
  },
  {
    number: 8,
    words:
      'A standing objection never blocks what the law requires or court process compels, never touches program administration, eligibility, school meals, child support or audit, and always blocks what the law merely permits to law enforcement, immigration agencies and other outsiders.',
    except:
      "The person's own later consent stands (contract 8), and so do reports of child abuse that state law requires (7 CFR 246.26(d)(3)).",
    claims: [
      {
        when: is('objection', true),
        must: same({ objection: true }, { objection: false }, ['requires', 'court-process']),
      },
      { when: all(is('objection', true), inside), must: same({}, { objection: false }) },
      {
        when: all(
          is('objection', true),
          not(inside),
          is('consent-after-objection', false),
          not(is('purpose', 'child-protection', 'statutory-report')),
          not(is('requester', 'data-subject', 'representative')),
          leaves,
        ),
        must: leavesOn(['requires', 'court-process']),
      },
    ],
  },
  {
    number: 9,
    words: 'More than one match, or none, never releases.',
    claims: [{ when: is('match', 'several', 'none'), must: not(leaves) }],
  },
  {
    number: 10,
    words:
      "In Massachusetts, a subpoena or order never releases a person's data before that person had notice of that paper, unless a court dispensed with it or delayed it.",
    claims: [
      {
        jurisdiction: 'us-ma',
        when: all(noWarrantProcess, leavesOn(['a-paper'])),
        must: any(
          is('paper-notice', 'told', 'dispensed'),
          all(is('paper-notice', 'delayed'), is('delay-verified', true)),
        ),
      },
    ],
  },
  {
    number: 11,
    words:
      'Adding a fact that only protects (objection, confidentiality marker, expiry, failed authenticity) never turns a deny into a release (the substitute address excepted).',
    claims: [
      protecting('objection', true, { objection: false }, not(is('paper', 'consent'))),
      protecting(
        'objection',
        true,
        { objection: false, 'consent-after-objection': true },
        not(is('consent-from', 'nobody')),
      ),
      protecting('address-confidential', true, { 'address-confidential': false }),
      protecting('vawa-protected', true, { 'vawa-protected': false }),
      protecting('paper-in-time', false, { 'paper-in-time': true }, not(is('paper', 'none'))),
      protecting(
        'consent-sound',
        false,
        { 'consent-sound': true, 'paper-in-time': true },
        is('paper-signer', 'data-subject', 'none'),
        not(is('consent-from', 'nobody')),
      ),
      protecting('paper-authenticity', 'failed', { 'paper-authenticity': 'verified' }, not(is('paper', 'none'))),
      protecting('paper-authenticity', 'failed', { 'paper-authenticity': 'unverified' }, not(is('paper', 'none'))),
      protecting('agreement-in-force', false, { 'agreement-in-force': true }),
      protecting('paper-notice', 'due', { 'paper-notice': 'delayed' }, not(is('paper', 'none'))),
      protecting('compulsion', 'none', { compulsion: 'verified' }, is('paper', 'part-2-order')),
    ],
  },
  {
    number: 12,
    words: 'Removing any one prescribed content from a request never releases more.',
    claims: [
      ...(
        [
          'written',
          'requester-named',
          'identity-verified',
          'authority-stated',
          'violation-named',
          'ssn-supplied',
          'locating-is-official-duty',
          'proper-exercise-of-duty',
          'fugitive-proof-shown',
          'wanted-on-state-warrant',
          'relevant-and-material',
          'specific-and-limited',
          'deidentified-insufficient',
          'record-and-activity-specified',
          'confidentiality-promised',
        ] as const
      ).map((content) => protecting(content, false, { [content]: true })),
      protecting('flight', 'none', { flight: 'information-only' }),
      protecting('flight', 'information-only', { flight: 'flight-or-violation' }),
      protecting('subject', 'nobody', { subject: 'named' }, is('listed', true)),
    ],
  },
  {
    number: 13,
    words: 'The order of rules, packs, subjects, programs and elements never changes a decision.',
    inAnyOrder: true,
    claims: [],
  },
  {
    number: 14,
    words:
      "Counsel's approval never reaches beyond the instrument, and a finding about one person or paper never changes the cell of another.",
    claims: ['open', 'approved'].flatMap((now) => [
      // What the paper does not describe stays as it is, whatever counsel says of the paper.
      {
        when: all(is('paper-counsel', now), is('paper-describes', false), not(is('paper', 'none', 'cited-statute'))),
        must: same({}, { 'paper-counsel': 'refused' }),
      },
      {
        when: all(
          is('paper', 'cited-statute'),
          is('paper-counsel', now),
          not(all(is('element', 'citizenship', 'immigration-status'), is('subject', 'named'))),
        ),
        must: same({}, { 'paper-counsel': 'refused' }),
      },
      // What counsel says of the request moves nothing that rests on a paper, nor the other way round.
      {
        when: all(is('counsel', now), not(is('paper', 'cited-statute'))),
        must: same({}, { counsel: 'refused' }, ['a-paper']),
      },
      {
        when: all(is('paper-counsel', now), not(is('paper', 'none'))),
        must: same({}, { 'paper-counsel': 'refused' }, ['no-paper']),
      },
    ]),
  },
  {
    number: 15,
    words: 'What a requester is told short of a release depends on nothing but the request and its instruments.',
    claims: [{ when: all(), must: askedAlike({}, nothingKnown) }],
  },
  {
    number: 16,
    words: "Nobody is reported to immigration authorities without counsel's approval for that person.",
    claims: [
      {
        when: all(is('purpose', 'statutory-report'), leaves),
        must: any(is('counsel', 'approved'), is('paper-counsel', 'approved')),
      },
    ],
  },
]

/** With the protecting value nothing leaves that would not leave without it. */
function protecting(
  fact: VariableName,
  value: string | boolean,
  otherwise: Change,
  ...where: readonly Formula[]
): Claim {
  return { when: all(is(fact, value), ...where, leaves), must: leavesGiven(otherwise) }
}
