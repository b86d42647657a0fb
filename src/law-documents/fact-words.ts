/** Each fact that a rule can ask about, as a sentence or a choice that a lawyer reads. */
import { purposeInWords } from '#decision/in-words.ts'
import type { Condition } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { FactName, FactValue } from '#vocabulary/facts.ts'
import { orList, paperWords, plainCode } from './words.ts'

/** True or false in words. */
interface Statement {
  readonly yes: string
  readonly no: string
}

/** One of several, each in words. */
interface Choice {
  /** To stand before the choices: "the purpose is". */
  readonly is: string
  readonly isNot: string
  readonly words: (value: string) => string
}

const says = (yes: string, no: string): Statement => ({ yes, no })
const among = (words: Readonly<Record<string, string>>) => (value: string) => words[value] ?? plainCode(value)
const chosen = (is: string, isNot: string, words: (value: string) => string = plainCode): Choice => ({
  is,
  isNot,
  words,
})

const approval = (of: string): Choice =>
  chosen(
    'counsel',
    'it is not so that counsel',
    among({ open: `has not decided on ${of}`, approved: `has approved ${of}`, refused: `has refused ${of}` }),
  )

export const factWords: Readonly<Record<FactName, Statement | Choice>> = {
  purpose: chosen('the purpose is', 'the purpose is not', purposeInWords),
  requester: chosen(
    'who asks is',
    'who asks is not',
    among({
      'federal-law-enforcement': 'a federal law enforcement officer',
      'state-law-enforcement': 'a state law enforcement officer',
      'local-law-enforcement': 'a local law enforcement officer',
      prosecutor: 'a prosecutor',
      court: 'a court',
      'federal-program-agency': 'a federal program agency',
      'federal-auditor': 'a federal auditor',
      'state-agency': 'another state agency',
      'child-support-agency': 'a child support agency',
      'school-meals-authority': 'a school meals authority',
      attorney: 'a private attorney',
      'data-subject': 'the person themselves',
      representative: "the person's representative",
      'holder-staff': "the agency's own staff",
      'medicaid-fraud-control-unit': 'a Medicaid fraud control unit',
      other: 'anybody else',
    }),
  ),
  organization: chosen('their organization is', 'their organization is not', among(vocabulary.organizations)),
  'immigration-agency': says('an immigration agency asks', 'no immigration agency asks'),
  'brought-by-law-enforcement': says(
    'police or a prosecutor ask, or it is for civil immigration enforcement',
    'neither police nor a prosecutor asks, and it is not for civil immigration enforcement',
  ),
  written: says('the request is in writing', 'the request is not in writing'),
  'requester-named': says('the request says who asks', 'the request does not say who asks'),
  'identity-verified': says('who asks is verified', 'who asks is not verified'),
  'authority-stated': says("the requester's authority is stated", "the requester's authority is not stated"),
  'violation-named': says('the violation is named', 'the violation is not named'),
  'ssn-supplied': says('the officer supplies the SSN', 'the officer does not supply the SSN'),
  'class-asked': says('an unnamed group is asked about', 'no unnamed group is asked about'),
  flight: chosen(
    'of the member it is stated',
    'of the member it is not stated',
    among({
      none: 'nothing',
      'information-only': 'only that they have information for an official duty',
      'flight-or-violation': 'that they flee a felony or violate probation or parole',
    }),
  ),
  'locating-is-official-duty': says(
    'locating or apprehending the person is stated to be an official duty',
    'locating or apprehending the person is not stated to be an official duty',
  ),
  'proper-exercise-of-duty': says(
    'the request is stated to be a proper exercise of that duty',
    'the request is not stated to be a proper exercise of that duty',
  ),
  'fugitive-proof-shown': says(
    'proof is shown that the person is a fugitive felon',
    'no proof is shown that the person is a fugitive felon',
  ),
  'wanted-on-state-warrant': says(
    'the person is wanted on a state default or arrest warrant',
    'the person is not said to be wanted on a state warrant',
  ),
  'relevant-and-material': says('the data is stated to be relevant and material', 'relevance is not stated'),
  'specific-and-limited': says('the request is specific and limited', 'the request is not said to be limited'),
  'deidentified-insufficient': says(
    'data without identities would not do',
    'it is not said that data without identities would not do',
  ),
  'record-and-activity-specified': says(
    'the record and the law enforcement activity are specified',
    'the record and the law enforcement activity are not specified',
  ),
  'confidentiality-promised': says('confidentiality is promised in writing', 'confidentiality is not promised'),
  agency: chosen('the agency is', 'the agency is not', (agency) => agencies[agency]?.name ?? agency),
  'protocol-agreed': says('data and security protocols are agreed', 'data and security protocols are not agreed'),
  subject: chosen(
    'the person is',
    'the person is not',
    among({
      named: 'named in the request',
      beside: 'somebody beside the person named',
      nobody: 'not named, because the request names nobody',
      class: 'a member of a group that the request does not name',
    }),
  ),
  'only-one-named': says('the request is about one person alone', 'the request is about several people'),
  listed: says('the agency has listed the person', 'the agency has listed no person'),
  match: chosen(
    'the person matches',
    'the person does not match',
    among({ one: 'exactly one record', several: 'several records', none: 'no record' }),
  ),
  role: chosen(
    'in the program the person is',
    'in the program the person is not',
    (role) => `${article(role)} ${plainCode(role)}`,
  ),
  minor: says('the person is under 18', 'the person is not under 18'),
  'vawa-protected': says(
    'the person is or may be protected as a VAWA, T or U applicant',
    'the person is not known to be protected as a VAWA, T or U applicant',
  ),
  'address-confidential': says(
    'the person takes part in an address confidentiality program',
    'the person takes part in no address confidentiality program',
  ),
  objection: says('the person has objected', 'the person has not objected'),
  'household-suspicion': says('suspicion of this household is shown', 'no suspicion of this household is shown'),
  element: chosen('the element is', 'the element is not'),
  counsel: approval('the request'),
  'injunction-clear': says(
    'somebody has checked that no injunction bars it',
    'nobody has checked that no injunction bars it',
  ),
  'agreement-in-force': says('a written agreement covers it', 'no written agreement covers it'),
  'formal-determination': says(
    "there is a formal determination on the person's own claim",
    "there is no formal determination on the person's own claim",
  ),
  'dhs-determination': chosen(
    'of DHS or EOIR there is',
    'of DHS or EOIR there is not',
    among({ none: 'no determination', 'final-order': 'a final order', other: 'another determination' }),
  ),
  paper: chosen('the paper is', 'the paper is not', (paper) => (paper === 'none' ? 'no paper' : paperWords(paper))),
  'paper-issuer': chosen(
    'the paper was issued by',
    'the paper was not issued by',
    among({
      'federal-court': 'a federal court',
      'own-state-court': "a court of the agency's own state",
      'grand-jury': 'a grand jury',
      'another-state': 'a court of another state',
      'unknown-state': 'a state court that is not named',
      attorney: 'an attorney',
      agency: 'an agency',
      other: 'somebody else',
    }),
  ),
  'paper-signer': chosen('the paper is signed by', 'the paper is not signed by', (signer) =>
    signer === 'none' ? 'nobody' : `${article(signer)} ${plainCode(signer)}`,
  ),
  'paper-names-agency': says('the paper names this agency', 'the paper does not name this agency'),
  'paper-describes': says(
    'the paper describes this person, program and element',
    'the paper does not describe this person, program and element',
  ),
  'paper-in-time': says('the paper is in force', 'the paper is not in force'),
  'paper-authenticity': chosen(
    'the paper is',
    'the paper is not',
    among({ unverified: 'not verified', verified: 'verified with its issuer', failed: 'found not to be genuine' }),
  ),
  'paper-enforced': says(
    'a court has ordered compliance with the paper',
    'no court has ordered compliance with the paper',
  ),
  'paper-with-order': says(
    'an order of the court stands behind the paper',
    'no order of the court stands behind the paper',
  ),
  'paper-counsel': approval('the paper'),
  'paper-notice': chosen(
    'of this paper the person',
    'of this paper it is not so that the person',
    among({
      due: 'has not been told',
      told: 'was told, and the time to object has run',
      delayed: 'is told later, as a court ordered',
      dispensed: 'need not be told, as a court ordered',
    }),
  ),
  'delay-verified': says(
    'the order that delays notice, if any, is verified',
    'the order that delays notice is not verified',
  ),
  'court-informed': says(
    'the court was told of the confidentiality law',
    'the court was not told of the confidentiality law',
  ),
  compulsion: chosen(
    'beside the order there is',
    'beside the order there is not',
    among({
      none: 'no subpoena or the like',
      unverified: 'a subpoena not yet verified',
      verified: 'a verified subpoena',
    }),
  ),
  'cites-status-statute': says('the letter cites 8 USC 1373 or 1644', 'the letter does not cite 8 USC 1373 or 1644'),
  'consent-from': chosen(
    'the consent is signed by',
    'the consent is not signed by',
    among({ self: 'the person', parent: 'a parent of the minor child', other: 'somebody else', nobody: 'nobody' }),
  ),
  'consent-sound': says(
    'the consent names the receiver, is specific, informed, freely given, in date and not revoked',
    'the consent has a defect',
  ),
  'consent-confirmed': says(
    'the person confirmed the consent in private',
    'the person has not confirmed the consent in private',
  ),
  'consent-after-objection': says(
    'the consent is later than the objection',
    'there is no consent later than the objection',
  ),
}

const agencies: Readonly<Record<string, { readonly name: string }>> = vocabulary.agencies

/** A condition as a person says it, to follow "only where". */
export function conditionWords({ fact, values, not }: Condition): string {
  const words = factWords[fact]
  if ('yes' in words) return values.includes(true) === not ? words.no : words.yes
  const listed = orList(values.map((value: FactValue) => words.words(String(value))))
  return `${not ? words.isNot : words.is} ${listed}`
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a'
}
