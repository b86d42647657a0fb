/** Whose paper it is (a court's, a grand jury's, an agency's; this state's or another's), and of what kind. */
import type { CaseInstrument } from '#vocabulary/case-file.ts'

/** Whose paper it is, seen from the agency's state. A grand jury is federal unless the paper names a state. */
export function issuerOf({ issuerKind, issuerState }: CaseInstrument, state: string | undefined): string {
  const isOwn = issuerState === state
  switch (issuerKind) {
    case 'federal-court':
      return 'federal-court'
    case 'state-court':
      if (issuerState === undefined) return 'unknown-state'
      return isOwn ? 'own-state-court' : 'another-state'
    case 'grand-jury':
    case 'attorney':
      return issuerState === undefined || issuerState === 'us' || isOwn ? issuerKind : 'another-state'
    case 'federal-agency':
      return 'agency'
    case 'state-agency':
      return issuerState === undefined || isOwn ? 'agency' : 'another-state'
    case 'individual':
    case undefined:
      return 'other'
    default:
      return issuerKind satisfies never
  }
}

/** 5: the court's enforcement stands for its issue and signature; another state's waits to be domesticated. */
export function isEnforced(paper: CaseInstrument, state: string | undefined): boolean {
  return (paper.enforcedByCourt ?? false) && !['another-state', 'unknown-state'].includes(issuerOf(paper, state))
}

/** Immigration and administrative judges are officers of agencies (8 CFR 1003.35(b)). */
export function isSignedByOfficer({ signedBy }: CaseInstrument): boolean {
  return ['immigration-judge', 'administrative-judge', 'agency-officer'].includes(signedBy ?? '')
}

const subpoenas = ['judicial-subpoena', 'grand-jury-subpoena', 'attorney-subpoena', 'administrative-subpoena']
const orders = ['court-order', 'part-2-order']

export function isSubpoenaOrOrder({ kind, enforcedByCourt }: CaseInstrument): boolean {
  const isOrdered = enforcedByCourt === true && ['administrative-warrant', 'immigration-detainer'].includes(kind)
  return [...subpoenas, ...orders].includes(kind) || isOrdered
}

/** Paper by which what the agency holds is to be produced or taken, whether or not it compels. */
export function isProcess(paper: CaseInstrument): boolean {
  return paper.kind === 'judicial-warrant' || isSubpoenaOrOrder(paper)
}
