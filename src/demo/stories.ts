/**
 * A small synthetic state: cases in every stage, so that whoever opens the desk finds a morning's work on it.
 *
 * Each act says how many days ago and at which hour of the office's day; all acts of all cases are played in the
 * order of time, as an office would have had them.
 */
import type { Verification } from '#case/events.ts'
import type { Hand } from './hand.ts'
import * as papers from './papers.ts'

export type Act = readonly [daysAgo: number, hour: number, act: (hand: Hand) => Promise<void>]

export interface Story {
  readonly agency: 'ma-dta' | 'me-dhhs-ofi'
  readonly acts: readonly Act[]
}

const called = (spokeTo: string): Verification => ({
  result: 'verified',
  channel: 'telephone',
  contactFrom: 'court-website',
  spokeTo: `${spokeTo} (synthetic)`,
})

const requesterVerified = (daysAgo: number, hour: number): Act => [
  daysAgo,
  hour,
  async (hand) => {
    const found = { ...called('Duty desk'), contactFrom: 'published-directory' } as const
    await hand.gives('disclosure-officer', { command: 'verify-requester', ...found })
    await hand.confirmsRequester()
  },
]

/** A paper that two people have read, each from the scan, and that its issuer confirms. */
const readAndVerified = (daysAgo: number, hour: number, facts: (hand: Hand) => object): readonly Act[] => [
  [daysAgo, hour, async (hand) => hand.reads('disclosure-officer', facts(hand))],
  [daysAgo, hour + 1, async (hand) => hand.reads('intake-officer', facts(hand))],
  [
    daysAgo,
    hour + 2,
    (hand) =>
      hand.gives('disclosure-officer', { command: 'verify-instrument', instrument: 'i1', ...called('Deputy clerk') }),
  ],
]

/** From a warrant on the counter to an answer that counsel has signed; two days in all. */
const warrantUntilSigned = (daysAgo: number, who: papers.Warrant): readonly Act[] => [
  [daysAgo, 9, (hand) => hand.receive(papers.warrantRequest(hand, who), papers.warrant(who))],
  ...readAndVerified(daysAgo, 10, (hand) => papers.warrantFacts(hand, who)),
  requesterVerified(daysAgo, 13),
  [daysAgo, 14, (hand) => hand.matches()],
  [daysAgo, 15, (hand) => hand.decides()],
  [daysAgo, 16, (hand) => hand.approvesPaper()],
  [daysAgo - 1, 9, (hand) => hand.decides()],
  [daysAgo - 1, 10, (hand) => hand.signsAnswer('release')],
]

const untilReleased = (daysAgo: number, who: papers.Warrant): readonly Act[] => [
  ...warrantUntilSigned(daysAgo, who),
  [daysAgo - 1, 11, (hand) => hand.prepares()],
  [daysAgo - 1, 13, (hand) => hand.approves('approver')],
  [daysAgo - 1, 14, (hand) => hand.approves('privacy-officer')],
  [daysAgo - 1, 15, (hand) => hand.releases()],
]

const untilDelivered = (daysAgo: number, who: papers.Warrant): readonly Act[] => [
  ...untilReleased(daysAgo, who),
  [daysAgo - 1, 16, (hand) => hand.delivers()],
]

/** Somebody on the requester's side sees the case in their account from then on. */
const followed = (daysAgo: number, hour: number, by: 'agent' | 'attorney' = 'agent'): Act => [
  daysAgo,
  hour,
  (hand) => hand.isFollowedBy(by),
]

export const stories: readonly Story[] = [
  // Massachusetts: this morning.
  {
    agency: 'ma-dta',
    acts: [[0, 8, (hand) => hand.receive(papers.iceLetter(hand, 'former'), papers.iceSubpoena('Felix Formerly'))]],
  },
  {
    agency: 'ma-dta',
    acts: [
      [1, 15, (hand) => hand.receive(papers.attorneyRequest(hand), papers.attorneySubpoena)],
      followed(1, 16, 'attorney'),
    ],
  },
  // One person has read it; the second has not.
  {
    agency: 'ma-dta',
    acts: [
      [2, 9, (hand) => hand.receive(papers.warrantRequest(hand, 'hyphen'), papers.warrant('hyphen'))],
      [2, 11, (hand) => hand.reads('disclosure-officer', papers.warrantFacts(hand, 'hyphen'))],
      followed(2, 12),
    ],
  },
  // Two people read it differently: who signed?
  {
    agency: 'ma-dta',
    acts: [
      [3, 9, (hand) => hand.receive(papers.warrantRequest(hand, 'po-box'), papers.warrant('po-box'))],
      [3, 10, (hand) => hand.reads('disclosure-officer', papers.warrantFacts(hand, 'po-box'))],
      [3, 14, (hand) => hand.reads('intake-officer', { ...papers.warrantFacts(hand, 'po-box'), signedBy: 'clerk' })],
    ],
  },
  // Two people of one name and birth date: nobody guesses.
  {
    agency: 'ma-dta',
    acts: [
      [4, 9, (hand) => hand.receive(papers.policeRequest(hand, 'twin-first'), {})],
      [4, 11, (hand) => hand.matches()],
      [4, 12, (hand) => hand.decides()],
    ],
  },
  // A state court's subpoena: the person was told and has time to object; counsel has it.
  {
    agency: 'ma-dta',
    acts: [
      [6, 9, (hand) => hand.receive(papers.courtSubpoenaRequest(hand), papers.courtSubpoena)],
      ...readAndVerified(6, 10, (hand) => papers.courtSubpoenaFacts(hand)),
      requesterVerified(6, 14),
      [5, 9, (hand) => hand.matches()],
      [5, 10, (hand) => hand.decides()],
      [
        4,
        10,
        (hand) =>
          hand.gives('disclosure-officer', {
            command: 'serve-notice',
            instruments: ['i1'],
            people: { p1: { servedOn: hand.day(0), objectionPeriodEnds: hand.day(14) } },
          }),
      ],
      [4, 11, (hand) => hand.decides()],
    ],
  },
  // Immigration enforcement with an agency's own subpoena: refused, and counsel signed it.
  {
    agency: 'ma-dta',
    acts: [
      [9, 9, (hand) => hand.receive(papers.iceLetter(hand, 'ana-partner'), papers.iceSubpoena('Carlos Placeholder'))],
      [9, 10, (hand) => hand.reads('disclosure-officer', papers.iceSubpoenaFacts(hand))],
      [9, 11, (hand) => hand.matches()],
      [9, 12, (hand) => hand.decides()],
      [8, 9, (hand) => hand.signsAnswer('refusal')],
      [8, 10, (hand) => hand.gives('disclosure-officer', { command: 'refuse', letter: 'refusal' })],
    ],
  },
  // What a police officer's letter lacks can still be supplied.
  {
    agency: 'ma-dta',
    acts: [
      [7, 9, (hand) => hand.receive(papers.snapViolation(hand), {})],
      [7, 11, (hand) => hand.matches()],
      [7, 12, (hand) => hand.decides()],
      [6, 9, (hand) => hand.gives('disclosure-officer', { command: 'refuse', letter: 'mend' })],
      followed(6, 10),
    ],
  },
  { agency: 'ma-dta', acts: warrantUntilSigned(8, 'transposed') },
  { agency: 'ma-dta', acts: [...warrantUntilSigned(10, 'applicant'), [8, 14, (hand) => hand.prepares()]] },
  {
    agency: 'ma-dta',
    acts: [
      ...warrantUntilSigned(11, 'ana'),
      [9, 10, (hand) => hand.prepares()],
      [9, 15, (hand) => hand.approves('approver')],
    ],
  },
  {
    agency: 'ma-dta',
    acts: [
      ...warrantUntilSigned(12, 'father'),
      [10, 10, (hand) => hand.prepares()],
      [10, 14, (hand) => hand.approves('approver')],
      [10, 15, (hand) => hand.approves('privacy-officer')],
    ],
  },
  // Released, and an incident keeps the courier from going.
  {
    agency: 'ma-dta',
    acts: [
      ...untilReleased(14, 'son'),
      [
        13,
        15,
        (hand) =>
          hand.gives('privacy-officer', {
            command: 'open-incident',
            incident: 'x1',
            what: 'The clerk of the court called: the docket number may be another matter’s.',
          }),
      ],
    ],
  },
  // It waits for the agent, who reads the terms and takes it away in their account.
  { agency: 'ma-dta', acts: [...untilDelivered(13, 'same-name-older'), followed(11, 9)] },
  {
    agency: 'ma-dta',
    acts: [...untilDelivered(22, 'same-name-younger'), followed(20, 9), [18, 10, (hand) => hand.acknowledges()]],
  },
  {
    agency: 'ma-dta',
    acts: [
      ...untilDelivered(45, 'noncitizen'),
      [42, 10, (hand) => hand.acknowledges()],
      [
        41,
        10,
        (hand) =>
          hand.gives('disclosure-officer', {
            command: 'serve-notice',
            instruments: ['i1'],
            people: { p1: { servedOn: hand.day(0) } },
          }),
      ],
      [
        20,
        10,
        (hand) =>
          hand.gives('disclosure-officer', {
            command: 'certify-destruction',
            on: hand.day(-1),
            by: 'Synthetic Agent',
            method: 'deleted, and the key destroyed',
          }),
      ],
      [20, 12, (hand) => hand.gives('disclosure-officer', { command: 'close' })],
    ],
  },
  {
    agency: 'ma-dta',
    acts: [
      [16, 9, (hand) => hand.receive(papers.policeRequest(hand, 'restricted'), {})],
      [
        15,
        9,
        (hand) => hand.gives('intake-officer', { command: 'withdraw', reason: 'the requester found the person' }),
      ],
    ],
  },
  // A whole class, unnamed: never released as such.
  {
    agency: 'ma-dta',
    acts: [
      [5, 10, (hand) => hand.receive(papers.everyHousehold(hand), papers.iceSubpoena('every household'))],
      [5, 11, (hand) => hand.reads('disclosure-officer', papers.everyHouseholdFacts(hand))],
      [5, 13, (hand) => hand.matches()],
      [5, 14, (hand) => hand.decides()],
    ],
  },
  // On hold by court.
  {
    agency: 'ma-dta',
    acts: [
      ...warrantUntilSigned(30, 'foster-child'),
      [28, 10, (hand) => hand.gives('counsel', { command: 'set-hold', matter: 'SYN-civ-0042, stay of 28 days' })],
    ],
  },
  // A person asks for their own record.
  {
    agency: 'ma-dta',
    acts: [
      [3, 11, (hand) => hand.receive(papers.ownRecord(hand), {})],
      requesterVerified(3, 13),
      [2, 9, (hand) => hand.matches()],
      [2, 10, (hand) => hand.decides()],
    ],
  },
  // Maine.
  {
    agency: 'me-dhhs-ofi',
    acts: [[0, 9, (hand) => hand.receive(papers.iceLetter(hand, 'me-former'), papers.iceSubpoena('Fiona Formerly'))]],
  },
  {
    agency: 'me-dhhs-ofi',
    acts: [
      [6, 9, (hand) => hand.receive(papers.policeRequest(hand, 'me-twin-first'), {})],
      [6, 11, (hand) => hand.matches()],
      [6, 12, (hand) => hand.decides()],
    ],
  },
  { agency: 'me-dhhs-ofi', acts: [...warrantUntilSigned(9, 'me-iris'), [7, 14, (hand) => hand.prepares()]] },
  { agency: 'me-dhhs-ofi', acts: [...untilDelivered(15, 'me-po-box'), followed(13, 9)] },
  {
    agency: 'me-dhhs-ofi',
    acts: [
      [11, 9, (hand) => hand.receive(papers.iceLetter(hand, 'me-vawa'), papers.iceSubpoena('Vera Protected'))],
      [11, 10, (hand) => hand.reads('disclosure-officer', papers.iceSubpoenaFacts(hand))],
      [11, 11, (hand) => hand.matches()],
      [11, 12, (hand) => hand.decides()],
      [10, 9, (hand) => hand.signsAnswer('refusal')],
      [10, 10, (hand) => hand.gives('disclosure-officer', { command: 'refuse', letter: 'refusal' })],
      [1, 11, (hand) => hand.gives('disclosure-officer', { command: 'close' })],
    ],
  },
]
