/**
 * Facts as lists. Each is named in the source here, since an engine finds what is written out many times sooner
 * than what is looked up by a name in a variable, and this is done for every cell.
 */
import { facts, isFactName, type FactName, type paperFacts } from '#vocabulary/facts.ts'

type Of<Value> = { readonly [Name in FactName]: Value }
export type OfPaper<Value> = { readonly [Name in keyof typeof paperFacts]: Value }

// oxfmt-ignore
/** About the request, the person and the cell. */
export function listCommon<Value>(of: Of<Value>): readonly Value[] {
  return [
    of.purpose, of.requester, of.organization, of['immigration-agency'], of['brought-by-law-enforcement'],
    of.written, of['requester-named'], of['identity-verified'], of['authority-stated'], of['violation-named'],
    of['ssn-supplied'], of['class-asked'], of.flight, of['locating-is-official-duty'], of['proper-exercise-of-duty'],
    of['fugitive-proof-shown'], of['wanted-on-state-warrant'], of['relevant-and-material'],
    of['specific-and-limited'], of['deidentified-insufficient'], of['record-and-activity-specified'],
    of['confidentiality-promised'], of.agency, of['protocol-agreed'],
    of.subject, of['only-one-named'], of.listed, of.match, of.role, of.minor, of['vawa-protected'],
    of['address-confidential'], of.objection, of['household-suspicion'],
    of.element, of.counsel, of['injunction-clear'], of['agreement-in-force'], of['formal-determination'],
    of['dhs-determination'],
  ]
}

// oxfmt-ignore
/** What one paper says, and what is known of it. */
export function listOfPaper<Value>(of: OfPaper<Value>): readonly Value[] {
  return [
    of.paper, of['paper-issuer'], of['paper-signer'], of['paper-names-agency'], of['paper-describes'],
    of['paper-in-time'], of['paper-authenticity'], of['paper-enforced'], of['paper-with-order'], of['paper-counsel'],
    of['paper-notice'], of['delay-verified'], of['court-informed'], of.compulsion, of['cites-status-statute'],
    of['consent-from'], of['consent-sound'], of['consent-confirmed'], of['consent-after-objection'],
  ]
}

const names: Partial<Record<FactName, FactName>> = {}
for (const name of Object.keys(facts).filter(isFactName)) names[name] = name

function isWhole(some: Partial<Record<FactName, FactName>>): some is Of<FactName> {
  return Object.keys(facts).every((name) => name in some)
}

/** The names of both lists, in their order. */
export const listed: { readonly common: readonly FactName[]; readonly ofPaper: readonly FactName[] } = isWhole(names)
  ? { common: listCommon(names), ofPaper: listOfPaper(names) }
  : { common: [], ofPaper: [] }
