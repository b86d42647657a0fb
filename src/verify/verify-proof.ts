/** One entry's place in a log, offline: a `.tlog-proof`, a policy, and the entry or its opening. */
import { fromUtf8, toHex } from '#formats/bytes.ts'
import { parseOpening, type Opening } from '#formats/commitment.ts'
import { parsePolicy } from '#formats/policy.ts'
import type { TlogProof } from '#formats/tlog-proof.ts'
import { checkInclusion, checkOpening, readExtraOpening, readProof } from './check-proof.ts'
import { Findings, readable, report, type Report } from './report.ts'
import { demoKeys, demoWarning, witnessLimits, type Vouched } from './vouch.ts'

export interface ProofInput {
  readonly proof: Uint8Array
  /** Without a policy nobody's signature means anything. */
  readonly policy?: Uint8Array
  /** The bytes of the entry, where they are known. */
  readonly entry?: Uint8Array
  /** The JSON of its opening, where that is known; else the one in the proof's extra line. */
  readonly opening?: Uint8Array
}

export async function verifyProof({ proof: bytes, policy: policyBytes, entry, opening }: ProofInput): Promise<Report> {
  const findings = new Findings()
  const proof = await findings.read('proof', 'The proof cannot be read', () => readProof(bytes))
  const policy =
    policyBytes === undefined
      ? void findings.fails('policy', 'No policy was given, so nobody can say whose signatures count.')
      : await findings.read('policy', 'The policy cannot be read', () => parsePolicy(policyBytes))
  const known = proof === undefined ? undefined : await whichEntry(findings, proof, entry, opening)
  if (proof === undefined || policy === undefined || known === undefined) {
    return report('proof', 'a proof that an entry stands in a log', findings, { proved: [], notProved: [NOT_CHECKED] })
  }
  const vouched = await checkInclusion(findings, proof, known.entry, policy)
  return report('proof', `a proof for entry ${proof.index} of a log`, findings, {
    proved: proved(known, vouched),
    notProved: [
      'That what the entry says is true: a log proves when something was said and that it was not changed since.',
      'That nothing is missing from the log.',
      ...(vouched === undefined ? [] : witnessLimits(vouched)),
    ],
    warnings: vouched === undefined ? [] : demoWarning(demoKeys(vouched)),
  })
}

const NOT_CHECKED = 'Anything: what is needed for the check is missing or damaged.'

interface KnownEntry {
  readonly entry: Uint8Array
  readonly opening: Opening | undefined
}

async function whichEntry(
  findings: Findings,
  proof: TlogProof,
  entry: Uint8Array | undefined,
  opening: Uint8Array | undefined,
): Promise<KnownEntry | undefined> {
  if (entry !== undefined) {
    findings.holds('entry', 'The entry is the one that you gave.', { entry: toHex(entry.subarray(0, 64)) })
    return { entry, opening: undefined }
  }
  return await findings.read('entry', 'The entry is not known', () => {
    const found = opening === undefined ? readExtraOpening(proof) : parseOpening(fromUtf8(opening, 'the opening'))
    return { entry: checkOpening(findings, found), opening: found }
  })
}

function proved({ opening }: KnownEntry, vouched: Vouched | undefined): string[] {
  if (vouched === undefined) return []
  const { origin, size } = vouched.verdict.checkpoint
  const what =
    opening === undefined
      ? 'This entry'
      : `The event "${opening.record.type}" of ${readable(opening.record.at)}, as opened,`
  return [`${what} stands in the log ${origin} of ${size} entries, as its signers saw it.`]
}
