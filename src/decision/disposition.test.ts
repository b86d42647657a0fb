import { expect, it } from 'vitest'
import type { Need, Outcome } from '#vocabulary/codes.ts'
import { dispositionOf } from './disposition.ts'

const cell = (outcome: Outcome, ...needs: Need[]) => ({ outcome, needs })
const asked = ['criminal-investigation']
const report = ['statutory-report']
const [release, deny] = [cell('release'), cell('deny')]

it.each([
  ['everything may go', [release, release], asked, 'release'],
  ['something may go', [release, deny], asked, 'release-in-part'],
  ['something may go and the rest waits', [release, cell('hold', 'consent')], asked, 'release-in-part'],
  ['nothing may go', [deny, deny], asked, 'deny'],
  ['nothing was asked', [], asked, 'deny'],
  [
    'counsel has something to decide',
    [deny, cell('hold', 'consent'), cell('hold', 'counsel-review')],
    asked,
    'counsel',
  ],
  ['the requester may mend it', [cell('hold', 'notice-to-subject'), cell('hold', 'missing-content')], asked, 'cure'],
  [
    'only the agency has something left to do',
    [cell('hold', 'notice-to-subject', 'inform-court'), deny],
    asked,
    'pending',
  ],
  ['a report is due', [release, deny], report, 'report'],
  ['a report waits, whatever for', [cell('hold', 'subject-match'), deny], report, 'counsel'],
  ['no report is due', [deny], report, 'no-report'],
  ['nobody is to be reported', [], report, 'no-report'],
  ['a report is one of two purposes', [deny], ['audit', 'statutory-report'], 'deny'],
] as const)('when %s', (_when, cells, purposes, disposition) => {
  expect(dispositionOf(cells, purposes)).toBe(disposition)
})

it.each([
  'requester-identity',
  'written-request',
  'missing-content',
  'household-suspicion',
  'consent',
  'consent-confirmation',
  'compelling-process',
  'agreement-in-force',
] as const)('can be cured where it needs %s', (need) => {
  expect(dispositionOf([cell('hold', need)], asked)).toBe('cure')
})

it.each(['instrument-verification', 'notice-to-subject', 'subject-match', 'inform-court', 'data-protocol'] as const)(
  'is pending where it needs only %s',
  (need) => {
    expect(dispositionOf([cell('hold', need)], asked)).toBe('pending')
  },
)
