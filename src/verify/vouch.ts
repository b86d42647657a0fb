/**
 * Who stands behind a checkpoint, by a policy: the log's own signature and the witnesses' cosignatures.
 * `formats/verify-checkpoint.ts` decides; here it becomes findings in words.
 */
import { toHex } from '#formats/bytes.ts'
import { formatVkey, parseNote, sameKey } from '#formats/note.ts'
import type { Policy } from '#formats/policy.ts'
import { verifierOf } from '#formats/verifiers.ts'
import { verifyCheckpoint, type CheckpointVerdict, type Cosigned } from '#formats/verify-checkpoint.ts'
import type { Check, Findings } from './report.ts'

export interface Vouched {
  readonly policy: Policy
  readonly verdict: CheckpointVerdict
  readonly cosigned: readonly Cosigned[]
  /** Names on signatures that no key of the policy can check. */
  readonly unchecked: readonly string[]
}

/** @throws PosternError ERR_FORMAT where it is no signed checkpoint */
export async function vouch(note: string, policy: Policy): Promise<Vouched> {
  const verdict = await verifyCheckpoint(note, policy)
  const keys = [...policy.logs, ...policy.witnesses]
    .map(({ key }) => key)
    .filter((key) => verifierOf(key) !== undefined)
  return {
    policy,
    verdict,
    cosigned: verdict.ok || verdict.reason === 'no-quorum' ? verdict.cosigned : [],
    unchecked: parseNote(note)
      .signatures.filter((line) => !keys.some((key) => sameKey(key, line)))
      .map(({ name }) => name),
  }
}

/** Says in two findings whether the log signed and whether enough witnesses did. */
export function findVouched(findings: Findings, vouched: Vouched): boolean {
  const { verdict } = vouched
  const { origin, size, root } = verdict.checkpoint
  const tree = { origin, size: String(size), root: toHex(root) }
  if (verdict.ok || verdict.reason === 'no-quorum') {
    const key = verdict.ok ? { key: formatVkey(verdict.log.key) } : {}
    findings.holds('log-signature', `The log ${origin} signed a tree of ${size} entries.`, { ...tree, ...key })
    return findWitnesses(findings, vouched)
  }
  return findings.fails('log-signature', refusalWords(verdict, origin), { ...tree, signedBy: vouched.unchecked })
}

function refusalWords(
  verdict: Extract<CheckpointVerdict, { reason: 'unknown-log' | 'bad-signature' | 'no-log-signature' }>,
  origin: string,
): string {
  if (verdict.reason === 'unknown-log') return `The policy does not know the log ${origin}.`
  if (verdict.reason === 'bad-signature') return `The signature of ${verdict.name} on the checkpoint is not good.`
  return `The log ${origin} did not sign this checkpoint with a key that the policy names.`
}

function findWitnesses(findings: Findings, { policy, verdict, cosigned }: Vouched): boolean {
  const named = cosigned.map(({ witness, time }) => `${witness.name} (${moment(time)})`)
  const evidence = { quorum: policy.quorum, cosigned: named }
  if (!verdict.ok) {
    const who = named.length === 0 ? 'No witness of the policy cosigned' : `Only ${sentenceList(named)} cosigned`
    return findings.fails('witnesses', `${who}, and the policy's quorum "${policy.quorum}" is not reached.`, evidence)
  }
  if (policy.quorum === 'none') {
    const who = named.length === 0 ? 'Nobody did.' : `${sentenceList(named)} cosigned all the same.`
    return findings.holds('witnesses', `The policy asks no witness to cosign. ${who}`, evidence)
  }
  return findings.holds(
    'witnesses',
    `Cosigned by ${sentenceList(named)}, which is the policy's quorum "${policy.quorum}".`,
    evidence,
  )
}

/** In a package no signature may ride along that nobody can check. */
export function findNothingUnchecked(findings: Findings, check: Check, { unchecked }: Vouched): boolean {
  return (
    unchecked.length === 0 ||
    findings.fails(check, `The policy has no key for a signature on the checkpoint, by ${sentenceList(unchecked)}.`, {
      names: unchecked,
    })
  )
}

/** What the witnesses leave open. */
export function witnessLimits({ policy, cosigned }: Vouched): string[] {
  if (policy.quorum === 'none') {
    return [
      'That everybody is shown the same log: the policy asks for no witness, so somebody else may be shown another one.',
    ]
  }
  const names = sentenceList(cosigned.map(({ witness }) => witness.name))
  return [
    `That everybody is shown the same log, if all who cosigned (${names}) act together with the log: it takes one of them to be honest and apart from it.`,
  ]
}

const DEMO = /(?:^|[^a-z])demo(?:[^a-z]|$)/i

/** Names of the log's and the witnesses' keys that are demonstration keys, as their names say. */
export function demoKeys({ verdict, cosigned }: Vouched): string[] {
  const names = [...(verdict.ok ? [verdict.log.key.name] : []), ...cosigned.map(({ witness }) => witness.key.name)]
  return names.filter(isDemoName)
}

export function demoWarning(names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [`DEMO KEYS: what ${sentenceList(names)} signed was signed with demonstration keys, and vouches for nothing.`]
}

export function isDemoName(name: string): boolean {
  return DEMO.test(name)
}

export function sentenceList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** A witness may state a time far beyond what a date can hold. */
function moment(seconds: bigint): string {
  return seconds < 253_402_300_800n
    ? new Date(Number(seconds) * 1000).toISOString().replace('.000', '')
    : `second ${seconds}`
}
