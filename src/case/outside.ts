/** The third signature: above a number of persons, by a key that is held outside the agency. */
import { parseApprovalKey } from '#formats/approval-key.ts'
import { toBase64 } from '#formats/bytes.ts'
import type { Reason } from './commands.ts'
import type { Threshold } from './day-count.ts'
import { noOpenIncident, notExpired, personsIn, signedOverThis, workedOn } from './prepared.ts'
import { standing, unless, type Handler } from './reasons.ts'
import type { CaseState, Prepared } from './state.ts'

export const signOutside: Handler<'sign-outside'> = (state, { check }, { now, actor }) => {
  const prepared = standing(state.prepared, 'a preparation')
  if (!check.valid) return [{ code: check.code, words: check.words }]
  const { holder, name, organization, key, publicKey, demo, contentRoot, approval } = check
  const reasons = [
    ...noOpenIncident(state),
    ...unless(holder === actor.id, 'not-the-signer', `this is signed by ${holder}, not by ${actor.id}`),
    ...signedOverThis(state, prepared, check, { now, what: 'it' }),
    ...unless(
      !workedOn(state).includes(holder) &&
        signedBefore(state).every(({ who, key: theirs }) => who !== holder && materialOf(theirs) !== publicKey),
      'same-person-twice',
      'one person, or one key, has worked on this or signed it already; the third signature is somebody else’s',
    ),
    ...notExpired(prepared, now),
  ]
  if (reasons.length > 0) return reasons
  return { type: 'release.signed-outside', body: { contentRoot, name, organization, key, demo, approval } }
}

/** Everybody who has signed what stands prepared, with their keys. */
export function signedBefore({ approvals, outside }: CaseState): readonly { who: string; key: string }[] {
  return [
    ...approvals.map(({ approver, key }) => ({ who: approver, key })),
    ...(outside === undefined ? [] : [{ who: outside.holder, key: outside.key }]),
  ]
}

/** The bare key in base64, without its name and kind. */
export function materialOf(vkey: string): string {
  return toBase64(parseApprovalKey(vkey).material)
}

/**
 * Why what stands prepared needs a signature from outside first; none where it has one, or few enough persons.
 *
 * What was prepared says in its statement above how many persons that was so then. A signature that the statement
 * speaks of stays good whatever the number is by now; one that it is silent about would never be seen.
 *
 * @param threshold as it is by now
 */
export function fromOutside({ outside }: CaseState, prepared: Prepared, threshold: Threshold): Reason[] {
  const persons = personsIn(prepared)
  const stated = prepared.above !== undefined && persons > prepared.above
  if (persons > threshold.above) {
    const above = aboveInWords(threshold)
    return [
      ...unless(
        stated,
        'threshold-changed',
        `${above} a release needs a signature from outside the agency, and this one of ${persons} was prepared before that was so: prepare it again`,
      ),
      ...unless(
        outside !== undefined,
        'outside-signature-missing',
        `${above} a release also needs the signature of a key held outside the agency, and this one has ${persons}: have it signed there and hand the note in`,
      ),
    ]
  }
  const words = `when it was prepared, above ${prepared.above} persons a release needed a signature from outside the agency, and its statement says so; by now that is ${threshold.above}: prepare it again, or have it signed there`
  return unless(!stated || outside !== undefined, 'threshold-changed', words)
}

/**
 * The number that a statement names. Of what needs no third signature it is the agency's own: that less left in other
 * lists is not the receiver's to read.
 *
 * @param threshold as it is when the content is prepared
 */
export function statedAbove({ above, less }: Threshold, persons: number): number {
  return persons > above || less === undefined ? above : less.set
}

/** Such as "above 40 persons (200, less 160 who left in lists in the last three weeks)". */
export function aboveInWords({ above, less }: Threshold): string {
  const because =
    less === undefined ? '' : ` (${less.set}, less ${less.left} who left in lists in the last three weeks)`
  return `above ${above === 1 ? '1 person' : `${above} persons`}${because}`
}
