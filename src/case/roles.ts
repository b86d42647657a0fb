/** Whom a move is open to. The staff register says who holds which. */
export const roles = [
  'intake-officer',
  'disclosure-officer',
  'counsel',
  'approver',
  'privacy-officer',
  'administrator',
  'oversight',
  'requester',
  'system', // the courier and the scheduler
] as const
export type Role = (typeof roles)[number]
