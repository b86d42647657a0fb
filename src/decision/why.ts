/** One plain sentence for each cell, with the citation, short enough to read aloud. It names no person. */
import type { Need } from '#vocabulary/codes.ts'
import type { FactName } from '#vocabulary/facts.ts'
import type { DecidedCell } from './decide-cell.ts'
import type { Clause } from './rules.ts'
import { failuresOf, type Way } from './judge.ts'

export function why(cell: DecidedCell): string {
  const { outcome, needs, nearest, closing } = cell
  if (outcome === 'release' && nearest !== undefined) return `Released: ${said(nearest.clause)}.`
  if (outcome === 'hold' && nearest !== undefined) return `Held until ${listed(needs)}: ${said(nearest.clause)}.`
  if (closing === undefined && nearest === undefined) {
    return 'Stays closed: the agency has no such entry for this person in this program (GEN-01).'
  }
  const reasons = [closing && said(closing), nearest && fallsShort(nearest)].filter((reason) => reason !== undefined)
  return `Stays closed: ${reasons.join('; ')}.`
}

function said({ rule }: Clause): string {
  return `${rule.plain} (${rule.citation})`
}

/** A paper is spoken of by its kind, a rule by its title; both by the first thing that they fail on. */
function fallsShort(way: Way): string | undefined {
  const {
    clause,
    view: { paper, facts },
  } = way
  const [first] = failuresOf(way)
  if (first === undefined) return undefined
  const reason = first === 'purpose' ? `it is not for ${purposeWords(facts.purpose)}` : shortfall[first]
  if (paper === undefined) return reason && `the nearest rule, "${clause.rule.title}", does not open it: ${reason}`
  return `the ${paper.kind.replaceAll('-', ' ')} does not open it: ${reason ?? 'it is not for this'}`
}

function purposeWords(purpose: unknown): string {
  return String(purpose).replaceAll('-', ' ')
}

const shortfall: { readonly [Name in FactName]?: string } = {
  requester: 'this requester is not one that it names',
  organization: 'this requester is not one that it names',
  'immigration-agency': 'it is not for an immigration agency',
  element: 'it does not reach this element',
  subject: 'this person is not named',
  'only-one-named': 'one person alone must be named',
  role: 'it is for applicants only',
  minor: 'it is for children only',
  counsel: 'counsel refused',
  'formal-determination': 'there is no formal determination',
  'dhs-determination': 'no DHS or EOIR order supports it',
  'paper-issuer': 'no federal court or court of this state issued it',
  'paper-signer': 'no judge signed it',
  'paper-names-agency': 'it does not name this agency',
  'paper-describes': 'it does not describe this',
  'paper-in-time': 'its time has passed',
  'paper-authenticity': 'it is not genuine',
  'paper-enforced': 'no court enforces it',
  'paper-with-order': 'no court order stands behind it',
  'paper-counsel': 'counsel refused it',
  'cites-status-statute': 'a statute in a letter opens nothing by itself',
  'consent-from': 'the person did not sign it',
}

const until: { readonly [Name in Need]: string } = {
  'counsel-review': 'counsel decides',
  'requester-identity': "the requester's identity is verified",
  'written-request': 'the request is in writing',
  'missing-content': 'the request says all that the law prescribes',
  'instrument-verification': 'the paper is verified with its issuer',
  'household-suspicion': 'suspicion of this household is shown',
  'notice-to-subject': 'the person is told and the time to object has run',
  consent: 'the person gives a valid consent',
  'compelling-process': 'a subpoena or the like stands beside the order',
  'subject-match': 'the person is matched to exactly one record',
  'agreement-in-force': 'a written agreement that covers it is in force',
  'inform-court': 'the court is told of the confidentiality law',
  'data-protocol': 'data protocols are agreed and no injunction bars it',
  'consent-confirmation': 'the consent is confirmed with its signer in private',
}

function listed(needs: readonly Need[]): string {
  const words = needs.map((need) => until[need])
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
