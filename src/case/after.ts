/** Commands after the answer, and those that are open all along: withdrawal, holds, incidents. */
import type { Reason } from './commands.ts'
import { noOpenIncident, notExpired } from './prepared.ts'
import { copiesDue } from './desk.ts'
import { receiptHash } from './receipt.ts'
import { dayOf, hasCome, isBlank, isHash, noneOf, standing, unless, type Handler } from './reasons.ts'
import type { CaseState, Prepared } from './state.ts'
import { wordsOf } from './without-people.ts'

export const deliver: Handler<'deliver'> = (state, { contentRoot, checkpoint, leafIndex }, { now }) => {
  const prepared = standing(state.prepared, 'a preparation')
  const { bulk } = prepared
  const { size, root } = checkpoint
  const reasons = [
    ...noOpenIncident(state),
    ...unless(contentRoot === prepared.contentRoot, 'other-content', 'the package is not the one that was released'),
    ...unless(
      Number.isSafeInteger(size) &&
        Number.isSafeInteger(leafIndex) &&
        leafIndex >= 0 &&
        leafIndex < size &&
        isHash(root),
      'leaf-not-published',
      'no published checkpoint holds the entry of this release yet: the package waits for the log and its witnesses',
    ),
    ...notExpired(prepared, now),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'package.delivered',
    body: {
      contentRoot,
      checkpoint: { size, root },
      leafIndex,
      ...(bulk === undefined ? {} : { members: bulk.members }),
    },
    people: bulk === undefined ? peopleOf(prepared) : {},
  }
}

function peopleOf({ cells }: Prepared) {
  return Object.fromEntries(Object.entries(cells).map(([ref, own]) => [ref, { cells: own }]))
}

export const recordCollection: Handler<'record-collection'> = (state, { contentRoot }) => {
  const reasons = [...ofTheDelivery(state, contentRoot), ...notCollected(state)]
  return reasons.length > 0 ? reasons : { type: 'package.collected', body: { contentRoot } }
}

export const recordExpiry: Handler<'record-expiry'> = (state, { contentRoot }, { now }) => {
  const { expiresAt } = standing(state.prepared, 'a preparation')
  const reasons = [
    ...ofTheDelivery(state, contentRoot),
    ...notCollected(state),
    ...unless(now >= expiresAt, 'not-expired', `the package waits for its receiver until ${expiresAt}`),
  ]
  return reasons.length > 0 ? reasons : { type: 'package.expired', body: { contentRoot } }
}

export const recordTakingBack: Handler<'record-taking-back'> = (state, { contentRoot }) => {
  const reasons = [...ofTheDelivery(state, contentRoot), ...notCollected(state)]
  return reasons.length > 0 ? reasons : { type: 'package.taken-back', body: { contentRoot } }
}

function ofTheDelivery({ prepared }: CaseState, contentRoot: string): Reason[] {
  return unless(contentRoot === prepared?.contentRoot, 'other-content', 'the package is not the one that was delivered')
}

function notCollected({ collected }: CaseState): Reason[] {
  return unless(!collected, 'already-collected', 'the receiver has taken the package away already')
}

export const acceptTerms: Handler<'accept-terms'> = (state, { contentRoot, terms }) => {
  const prepared = standing(state.prepared, 'a preparation')
  const reasons = [
    ...ofTheDelivery(state, contentRoot),
    ...unless(terms === prepared.terms, 'other-terms', 'these are not the terms of what was delivered'),
    ...notCollected(state),
    ...unless(!state.termsAccepted, 'terms-accepted', 'the terms were accepted already'),
  ]
  return reasons.length > 0 ? reasons : { type: 'terms.accepted', body: { contentRoot, terms } }
}

export const acknowledgeReceipt: Handler<'acknowledge-receipt'> = (state, { code }) => {
  const { receipt, contentRoot } = standing(state.prepared, 'a preparation')
  const reasons = unless(
    receiptHash(code) === receipt,
    'receipt-code-wrong',
    'this is not the receipt code of the package; it stands in manifest.json inside the payload',
  )
  return reasons.length > 0 ? reasons : { type: 'receipt.acknowledged', body: { contentRoot } }
}

export const certifyDestruction: Handler<'certify-destruction'> = (state, { on, by, method }, { now }) => {
  const delivered = standing(state.delivered, 'a delivery')
  const reasons = [
    ...unless(
      // A day west of Greenwich may be the one before UTC's.
      hasCome(on, now) && on >= dayOf(delivered.at, -12 * 60),
      'day-not-come',
      'the data were destroyed on a day between the delivery and today',
    ),
    ...unless(!isBlank(by) && !isBlank(method), 'certificate-incomplete', 'say who destroyed the data and how'),
  ]
  if (reasons.length > 0) return reasons
  return { type: 'destruction.certified', body: { on, by, method: wordsOf(state)(method) } }
}

export const withdraw: Handler<'withdraw'> = (state, { reason }) => {
  const reasons = unless(!isBlank(reason), 'reason-missing', 'say why the request is withdrawn')
  return reasons.length > 0 ? reasons : { type: 'request.withdrawn', body: { reason: wordsOf(state)(reason) } }
}

export const handToRequester: Handler<'hand-to-requester'> = (state, { to, reason }) => {
  const reasons = [
    ...unless(/^[a-z][a-z0-9-]{1,63}$/.test(to), 'account-unknown', 'name the requester by their id in the register'),
    ...unless(to !== state.account, 'account-stands', 'this requester follows the case already'),
    ...unless(!isBlank(reason), 'reason-missing', 'say why the case is handed over'),
  ]
  return reasons.length > 0 ? reasons : { type: 'request.handed-over', body: { to, reason: wordsOf(state)(reason) } }
}

export const close: Handler<'close'> = (state, _command, { now }) => {
  const reasons = [
    ...noOpenIncident(state),
    ...noticeAfter(state, dayOf(now, 0)),
    ...nothingWaits(state),
    ...answerGone(state),
  ]
  return reasons.length > 0 ? reasons : { type: 'case.closed', body: {} }
}

/** Whether it was disclosed is not known yet, and a file that is shut would never say. */
function nothingWaits({ delivered, collected, prepared }: CaseState): Reason[] {
  return unless(
    delivered === undefined || collected,
    'package-waits',
    `the package waits for its receiver until ${prepared?.expiresAt}: close the case once it was collected or has expired`,
  )
}

/** Who was refused hears of it at the set time; a file that is shut before would never tell them. */
function answerGone({ status, answer }: CaseState): Reason[] {
  return unless(
    status !== 'refused' || answer === undefined || answer.sent,
    'answer-waits',
    `the answer to the requester goes out at ${answer?.goesOutAt}: close the case after that`,
  )
}

/** Whoever must be told afterwards is told before the file is shut. */
function noticeAfter(state: CaseState, today: string): Reason[] {
  const { decision, delivered, notices, instruments } = state
  if (delivered === undefined || !decision?.duties.includes('notify-subject-after')) return []
  const told = new Set(notices.flatMap(({ person, given }) => (given === undefined ? [] : [person])))
  const untold = delivered.people.filter((ref) => !told.has(ref))
  const delays = Object.values(instruments).flatMap(({ facts }) => facts?.delaysNoticeUntil ?? [])
  const delayedUntil = delays
    .filter((day) => day >= today)
    .toSorted()
    .at(-1)
  const uncopied = noneOf(
    copiesDue(state, delivered.people),
    'copies-not-sent',
    (list) => `a lawyer has appeared for ${list} and has had no copies: send them first`,
  )
  const outstanding = noneOf(untold, 'notice-outstanding', (list) =>
    delayedUntil === undefined
      ? `${list} must be told of what was released: serve notice first`
      : `${list} must be told of what was released once the court’s delay has ended on ${delayedUntil}`,
  )
  return [...outstanding, ...uncopied]
}

export const setHold: Handler<'set-hold'> = (state, command) => {
  const matter = wordsOf(state)(command.matter)
  const reasons = [
    ...unless(!isBlank(matter), 'matter-missing', 'name the matter for which nothing may be destroyed'),
    ...unless(!state.holds.includes(matter), 'hold-stands', 'a hold for this matter stands already'),
  ]
  return reasons.length > 0 ? reasons : { type: 'hold.set', body: { matter } }
}

export const liftHold: Handler<'lift-hold'> = (state, command) => {
  const matter = wordsOf(state)(command.matter)
  const reasons = unless(state.holds.includes(matter), 'no-such-hold', 'no hold stands for this matter')
  return reasons.length > 0 ? reasons : { type: 'hold.lifted', body: { matter } }
}

export const openIncident: Handler<'open-incident'> = (state, { incident, what }) => {
  const reasons = [
    ...unless(
      /^[a-z0-9][a-z0-9-]{0,63}$/.test(incident) && !isBlank(what),
      'incident-incomplete',
      'an incident has an id of small letters, digits and hyphens, and words that say what happened',
    ),
    ...unless(!state.incidents.includes(incident), 'incident-stands', `incident ${incident} is open already`),
  ]
  return reasons.length > 0 ? reasons : { type: 'incident.opened', body: { incident, what: wordsOf(state)(what) } }
}

export const closeIncident: Handler<'close-incident'> = (state, { incident, finding }) => {
  const reasons = [
    ...unless(state.incidents.includes(incident), 'no-such-incident', `no incident ${incident} is open`),
    ...unless(!isBlank(finding), 'reason-missing', 'say what was found and what was done'),
  ]
  if (reasons.length > 0) return reasons
  return { type: 'incident.closed', body: { incident, finding: wordsOf(state)(finding) } }
}
