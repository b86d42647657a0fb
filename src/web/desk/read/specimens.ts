/**
 * What each kind of paper looks like, drawn by us with made-up words: where to look, and what stands there. None of
 * them is a copy of anybody's paper.
 */

export interface Specimen {
  /** In capitals at the top. */
  readonly head: readonly string[]
  readonly title: string
  readonly body: readonly string[]
  /** Under the line, and what stands on it. */
  readonly signature: string
  readonly signed: string
  /** A court's seal is drawn. */
  readonly seal: boolean
  /** What to look at: the top, the title, the body, the signature. */
  readonly look: readonly [top: string, title: string, body: string, signature: string]
}

const court = ['UNITED STATES DISTRICT COURT', 'District of Example (SPECIMEN)']
const agency = ['DEPARTMENT OF EXAMPLE', 'Field Office (SPECIMEN)']

export const specimens: Readonly<Record<string, Specimen>> = {
  'judicial-warrant': {
    head: court,
    title: 'SEARCH AND SEIZURE WARRANT',
    body: [
      'Case No. SPEC-mj-0000',
      'To: any authorized officer',
      'Place: Agency of Example',
      'Property: the records of …',
      'Execute on or before: …',
    ],
    signature: 'Judge’s signature',
    signed: 'A. Specimen, U.S. Magistrate Judge',
    seal: true,
    look: [
      'The name of a court.',
      'The word “warrant” and a case number of the court.',
      'This agency, the records, and a last day to execute it.',
      'A judge or magistrate judge. “Officer” or “director” is no judge.',
    ],
  },
  'court-order': {
    head: court,
    title: 'ORDER',
    body: [
      'Example v. Specimen, No. SPEC-cv-0000',
      'It is ORDERED that the Agency of',
      'Example produce … on or before …',
    ],
    signature: 'Judge’s signature',
    signed: 'A. Specimen, U.S. District Judge',
    seal: true,
    look: [
      'The name of a court.',
      'The word “order”.',
      'What is ordered, to whom, and by which day.',
      'A judge of that court.',
    ],
  },
  'part-2-order': {
    head: court,
    title: 'ORDER UNDER 42 CFR PART 2',
    body: [
      'In re disclosure of treatment records',
      'The court finds good cause and',
      'AUTHORIZES disclosure of … to …',
    ],
    signature: 'Judge’s signature',
    signed: 'A. Specimen, U.S. District Judge',
    seal: true,
    look: [
      'The name of a court.',
      'It names 42 CFR Part 2.',
      'It authorizes. By itself it compels nobody: look for a subpoena beside it.',
      'A judge of that court.',
    ],
  },
  'judicial-subpoena': {
    head: court,
    title: 'SUBPOENA TO PRODUCE DOCUMENTS',
    body: ['No. SPEC-cr-0000', 'To: Agency of Example', 'Produce at: … on: …', 'The following: …'],
    signature: 'Judge’s signature',
    signed: 'A. Specimen, Magistrate Judge',
    seal: true,
    look: [
      'The name of a court. An attorney’s form shows one too, so look on.',
      'The word “subpoena”.',
      'This agency, a day, and what is to be produced.',
      'A judge. A clerk’s or an attorney’s signature makes it another kind.',
    ],
  },
  'grand-jury-subpoena': {
    head: court,
    title: 'SUBPOENA TO TESTIFY BEFORE A GRAND JURY',
    body: ['Grand jury No. SPEC-00', 'To: Agency of Example', 'Appear or produce on: …'],
    signature: 'Clerk of court / prosecutor',
    signed: 'C. Specimen, Deputy Clerk',
    seal: true,
    look: [
      'The name of a court.',
      'The words “grand jury”.',
      'This agency, a day, and what is wanted.',
      'A clerk or a prosecutor signs it; no judge has to.',
    ],
  },
  'attorney-subpoena': {
    head: ['TRIAL COURT OF EXAMPLE', '(SPECIMEN)'],
    title: 'SUBPOENA DUCES TECUM',
    body: ['Example v. Specimen', 'To: keeper of the records', 'Bring with you: …'],
    signature: 'Attorney / notary',
    signed: 'L. Specimen, Attorney at law',
    seal: false,
    look: [
      'A court’s name may stand here. It does not make it a court’s paper.',
      'The word “subpoena”.',
      'What is wanted and when.',
      'An attorney, a notary or a clerk, and no judge.',
    ],
  },
  'administrative-subpoena': {
    head: agency,
    title: 'SUBPOENA (8 U.S.C. § 1225(d))',
    body: ['File No. SPEC-000', 'To: Agency of Example', 'You are commanded to produce …'],
    signature: 'Signature of official',
    signed: 'O. Specimen, Supervisory Officer',
    seal: false,
    look: [
      'The name of an agency, not of a court.',
      '“Subpoena”, often with “8 U.S.C. 1225” or “Form I-138”.',
      '“You are commanded” stands here too. It is the agency that commands.',
      'An officer or a director of the agency. This is no judge.',
    ],
  },
  'administrative-warrant': {
    head: agency,
    title: 'WARRANT FOR ARREST OF ALIEN',
    body: ['Form I-200 (SPECIMEN)', 'To: any immigration officer', 'There is probable cause to believe …'],
    signature: 'Signature of authorized officer',
    signed: 'O. Specimen, Deportation Officer',
    seal: false,
    look: [
      'The name of an agency, not of a court.',
      '“Warrant”, with a form number such as I-200 or I-205.',
      'It is about arresting or removing a person, not about records.',
      'An immigration officer. This is no judge.',
    ],
  },
  'immigration-detainer': {
    head: agency,
    title: 'IMMIGRATION DETAINER – NOTICE OF ACTION',
    body: ['Form I-247A (SPECIMEN)', 'To: any law enforcement agency', 'It is requested that you …'],
    signature: 'Signature of immigration officer',
    signed: 'O. Specimen, Officer',
    seal: false,
    look: [
      'The name of an agency.',
      '“Detainer”, form I-247A.',
      '“It is requested”: a request, to a jail.',
      'An immigration officer. This is no judge.',
    ],
  },
  'cited-statute': {
    head: agency,
    title: 'REQUEST FOR INFORMATION',
    body: ['Dear Sir or Madam,', 'Under 8 U.S.C. § 1373 you are', 'required to give us …'],
    signature: 'Signature',
    signed: 'O. Specimen, Special Agent',
    seal: false,
    look: [
      'A letterhead.',
      'A letter, no order.',
      'It says that a law requires an answer. Write down which law.',
      'Whoever wrote the letter.',
    ],
  },
  agreement: {
    head: ['STATE OF EXAMPLE', '(SPECIMEN)'],
    title: 'DATA SHARING AGREEMENT',
    body: ['Between Agency of Example and …', '1. Purpose  2. Data  3. Term', 'In force from … until …'],
    signature: 'For each party',
    signed: 'Two signatures, two days',
    seal: false,
    look: [
      'Both parties.',
      '“Agreement”, “memorandum”, “computer matching”.',
      'Purpose, data, and from when until when.',
      'Both sides have signed.',
    ],
  },
  consent: {
    head: ['CONSENT TO RELEASE', 'INFORMATION (SPECIMEN)'],
    title: 'I, …, ALLOW THE AGENCY TO GIVE …',
    body: ['To: (name of the receiver)', 'These records: …', 'For this purpose: …', 'Until: …'],
    signature: 'Signature of the person',
    signed: 'P. Specimen, on …',
    seal: false,
    look: [
      'A form for consent.',
      'Whose information it is.',
      'To whom, which records, for what, and until when. A blank is not filled in by us.',
      'The person themselves, or a parent for a child.',
    ],
  },
  'nondisclosure-order': {
    head: court,
    title: 'ORDER NOT TO DISCLOSE',
    body: ['In re subpoena No. SPEC-0000', 'The Agency of Example shall not', 'notify any person until …'],
    signature: 'Judge’s signature',
    signed: 'A. Specimen, Magistrate Judge',
    seal: true,
    look: [
      'The name of a court.',
      'An order.',
      'Whom not to tell, and until which day.',
      'A judge or magistrate judge of that court.',
    ],
  },
}
