/** Codes in the words of everyday speech, to stand inside a sentence. */
import type { Need } from '#vocabulary/codes.ts'
import type { CaseRequester } from '#vocabulary/case-file.ts'
import type { FactName } from '#vocabulary/facts.ts'

type Words = Readonly<Record<string, string>>

const organizations: Words = {
  'ice-ero': 'ICE',
  'ice-hsi': 'Homeland Security Investigations',
  cbp: 'Customs and Border Protection',
  uscis: 'USCIS',
  fbi: 'the FBI',
  usms: 'the U.S. Marshals',
  'usda-fns': 'the USDA',
  'usda-oig': "the USDA's inspector general",
  'hhs-cms': 'the federal Medicaid agency',
  'hhs-oig': 'the inspector general of HHS',
  ssa: 'Social Security',
  gao: 'the Government Accountability Office',
  'us-attorney': 'a federal prosecutor',
  'district-attorney': 'a district attorney',
  'ma-state-police': 'the Massachusetts State Police',
  'me-state-police': 'the Maine State Police',
  'local-police': 'a police department',
}

const kinds: Words = {
  'federal-law-enforcement': 'a federal officer',
  'state-law-enforcement': 'a state officer',
  'local-law-enforcement': 'a local officer',
  prosecutor: 'a prosecutor',
  court: 'a court',
  'federal-program-agency': 'a federal agency',
  'federal-auditor': 'a federal auditor',
  'state-agency': 'another state agency',
  'child-support-agency': 'a child support agency',
  'school-meals-authority': 'a school meals authority',
  attorney: 'a private attorney',
  representative: 'your representative',
  'medicaid-fraud-control-unit': 'the Medicaid fraud unit',
  other: 'somebody else',
}

const own: Words = { 'data-subject': 'you', 'holder-staff': "this agency's own staff" }

/** Whoever asks: by organization, where it is one that the vocabulary has. */
export function whoAsked({ kind, organization }: CaseRequester): string {
  return organizations[organization] ?? own[kind] ?? kinds[kind] ?? 'somebody else'
}

const purposes: Words = {
  'civil-immigration-enforcement': 'civil immigration enforcement',
  'criminal-investigation': 'a criminal investigation',
  'snap-violation-investigation': 'an investigation of a SNAP violation',
  'program-fraud-investigation': 'an investigation of benefits fraud',
  'fugitive-apprehension': 'the arrest of a fugitive',
  'warrant-apprehension': 'an arrest on a warrant',
  'program-administration': 'the work of a benefits program',
  'eligibility-verification': 'an eligibility check',
  'immigration-status-verification': 'an immigration status check',
  audit: 'an audit',
  'child-support': 'child support',
  'civil-litigation': 'a civil lawsuit',
  'statutory-report': 'a report to immigration authorities',
  'own-record': "a person's own record",
  'child-protection': 'the protection of a child',
  'national-security': 'national security',
  research: 'research',
  other: 'a purpose of its own',
}

export function purposeInWords(purpose: string): string {
  return purposes[purpose] ?? purpose
}

const papers: Words = {
  'judicial-warrant': 'a search warrant',
  'court-order': 'a court order',
  'part-2-order': 'an order on treatment records',
  'judicial-subpoena': 'a subpoena',
  'grand-jury-subpoena': 'a grand jury subpoena',
  'attorney-subpoena': "an attorney's subpoena",
  'administrative-subpoena': "an agency's subpoena",
  'administrative-warrant': 'an immigration warrant',
  'immigration-detainer': 'an immigration detainer',
  'cited-statute': 'a letter that cites a statute',
  agreement: 'an agreement',
  consent: 'a release',
  'nondisclosure-order': 'an order not to tell',
}

/** A paper and the first thing that it lacks. */
export function broughtInVain(kind: string, lack: FactName): string {
  if (kind === 'cited-statute') return 'cited a statute, which orders nobody to answer'
  if (kind === 'consent' && lack === 'paper-describes') return 'brought a release that does not cover this'
  if (kind === 'grand-jury-subpoena' && lack === 'paper-signer') {
    return 'brought a grand jury subpoena that nobody signed who may'
  }
  return `brought ${papers[kind] ?? 'a paper'} ${paperFallsShort[lack] ?? 'that does not open this'}`
}

/** What a paper lacks, to follow its name. */
const paperFallsShort: { readonly [Name in FactName]?: string } = {
  'paper-issuer': 'that no federal court and no court of this state issued',
  'paper-signer': 'that no judge signed',
  'paper-names-agency': 'that is not addressed to this agency',
  'paper-describes': 'that does not describe this',
  'paper-in-time': 'that is not in force today',
  'paper-authenticity': 'that is not genuine',
  'paper-enforced': 'that no court enforces',
  'paper-with-order': 'that no court ordered',
  'paper-counsel': 'that counsel refused',
  'consent-from': 'that you did not sign',
  element: 'that cannot open this part',
  subject: 'without naming you in the request',
  purpose: 'that cannot serve this purpose',
}

/** What a rule asks of a request, to follow its citation. */
export const ruleFallsShort: { readonly [Name in FactName]?: string } = {
  purpose: 'lists no such purpose',
  requester: 'lists no such requester',
  organization: 'lists no such requester',
  'immigration-agency': 'is not for an immigration agency',
  element: 'does not reach this part',
  subject: 'is only for people whom the request names',
  'only-one-named': 'is for one named person alone',
  role: 'is for applicants only',
  minor: 'is for children only',
  agency: 'is not for this agency',
  counsel: 'leaves it to counsel, who refused',
  'formal-determination': 'asks for a formal determination, and there is none',
  'dhs-determination': 'asks for an order of DHS or an immigration court, and there is none',
}

/** To follow "until". */
export const awaited: { readonly [Name in Need]: string } = {
  'counsel-review': 'counsel decides',
  'requester-identity': 'who asks is verified',
  'written-request': 'the request is in writing',
  'missing-content': 'the request says all that the law asks for',
  'instrument-verification': 'the paper is checked with its issuer',
  'household-suspicion': 'suspicion of this household is shown',
  'notice-to-subject': 'you have had notice and time to object',
  consent: 'you give a valid consent',
  'compelling-process': 'a subpoena stands beside the order',
  'subject-match': 'it is certain whose record is meant',
  'agreement-in-force': 'a written agreement covers it',
  'inform-court': 'the court is told of the confidentiality law',
  'data-protocol': 'data protocols are agreed with no injunction in the way',
  'consent-confirmation': 'you confirm your consent in private',
}
