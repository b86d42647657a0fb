/**
 * What goes with the data and binds whoever receives it. In our own words, with the citation; the sources and
 * how sure they are stand in the rule table (US-SNAP-10, US-MCD-04), and counsel has confirmed none of them yet.
 */
import type { Decision } from '#vocabulary/case-file.ts'
import { agencyName, vocabulary } from '#vocabulary/codes.ts'

export interface TermsFor {
  readonly caseNumber: string
  readonly agency: string
  readonly synthetic: boolean
}

/** terms.txt. Lines end with LF; the same decision has the same terms. */
export function termsText(decision: Decision, { caseNumber, agency, synthetic }: TermsFor): string {
  const programs = releasedPrograms(decision)
  const named = programs.map((program) => programName(program)).join('; ')
  return paragraphs(
    'TERMS OF THIS DISCLOSURE',
    ...(synthetic ? ['SYNTHETIC DATA. Nobody in these files is a real person.'] : []),
    `Case: ${caseNumber}\nHeld by: ${agencyName(agency)}\nPrograms: ${named === '' ? 'none' : named}`,
    'These terms have not been confirmed by counsel.',
    'Use. What is in these files was disclosed for the purpose stated in the request and for no other. Keep it where only people who need it for that purpose can reach it.',
    ...(programs.includes('snap') ? [SNAP] : []),
    ...(programs.some((program) => program === 'medicaid' || program === 'chip') ? [MEDICAID] : []),
    'Onward disclosure. Give nothing of it to anybody else, for another purpose or to another system, unless the law that governs the program allows exactly that disclosure. A demand for it, whatever its form, goes to the agency above before it is answered.',
    'Destruction. Destroy every copy when the purpose is met, and certify the destruction to the agency above.',
    'What is not here. These files hold what was released and say nothing of what the agency does or does not hold beside it. An empty field means neither yes nor no.',
    'Opening the tables. Fields stand exactly as they do in the source. A field that begins with = + - or @ is text: import it as text, since a spreadsheet may otherwise compute it.',
  )
}

const SNAP =
  'SNAP. Whoever receives information from a household’s SNAP application or case must protect it against disclosure to any person, and for any purpose, that the SNAP regulation does not list. Income and eligibility verification data and federal tax data keep their own stricter rules. (7 CFR 272.1(c)(2); 7 USC 2020(e)(8))'

const MEDICAID =
  'Medicaid and CHIP. The program’s confidentiality rules are given with these files and bind the receiver as they bind the agency. (42 CFR 431.300 to 431.306; 42 CFR 457.1110)'

/** Name of the file with Medicaid's confidentiality rules. */
export const MEDICAID_RULES_FILE = 'confidentiality-rules-medicaid.txt'

/** 42 CFR 431.304: a copy goes to every person or agency that receives information. */
export function medicaidRulesText(agency: string): string {
  const state = stateLaw[jurisdiction(agency)]
  return paragraphs(
    'CONFIDENTIALITY RULES FOR MEDICAID AND CHIP INFORMATION',
    'Given to every person and agency that receives information about applicants, beneficiaries and people in their households (42 CFR 431.304). A summary in plain words; it has not been confirmed by counsel, and the texts that it cites decide.',
    '1. Information may be used and disclosed only for purposes directly connected with running the Medicaid plan: establishing eligibility, fixing the amount of help, providing services, and investigations or proceedings about the plan itself. (42 USC 1396a(a)(7); 42 CFR 431.301, 431.302)',
    '2. The protection covers people who applied, people who receive help, and members of their households who did neither. (42 CFR 431.300)',
    '3. It covers at least names and addresses, services provided, social and economic circumstances, the agency’s evaluations, medical data including diagnosis and history, data received to verify income, data about other insurance, and Social Security numbers. (42 CFR 431.305)',
    '4. Only people and agencies that are held to comparable standards of confidentiality may receive it, and lists of names may not be published. (42 CFR 431.306(a) to (c))',
    '5. The same rules hold for requests from any government body, from courts and from law enforcement. When a court calls for a record, the agency tells the court of these rules. (42 CFR 431.306(e), (f))',
    '6. CHIP information is protected alike. (42 CFR 457.1110)',
    ...(state === undefined ? [] : [`7. State law beside it: ${state}`]),
  )
}

const stateLaw: Readonly<Record<string, string>> = {
  'us-ma': 'M.G.L. c. 118E § 49.',
  'us-me': '22 M.R.S. § 42 (to be confirmed).',
}

function releasedPrograms({ cells }: Decision): string[] {
  const open = new Set(cells.filter(({ outcome }) => outcome === 'release').map(({ program }) => program))
  return Object.keys(vocabulary.programs).filter((program) => open.has(program))
}

function programName(program: string): string {
  return Object.entries(vocabulary.programs).find(([code]) => code === program)?.[1] ?? program
}

function jurisdiction(agency: string): string {
  return Object.entries(vocabulary.agencies).find(([code]) => code === agency)?.[1].jurisdiction ?? ''
}

function paragraphs(...all: string[]): string {
  return `${all.join('\n\n')}\n`
}
