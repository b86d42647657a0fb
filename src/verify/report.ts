/**
 * What a check came to, as a value: what was looked at, what of it held, what follows and what does not.
 *
 * A report quotes no case record. It names hashes, keys, case numbers, sizes and the files of a package.
 */
import { isPosternError, type Evidence } from '#errors.ts'

/** The checks, in the order in which they are made. */
export type Check =
  // a package from outside
  | 'archive'
  | 'statement'
  | 'payload'
  | 'content-root'
  | 'approvals'
  | 'separation'
  | 'third-signature'
  | 'policy'
  | 'proof'
  | 'entry'
  | 'inclusion'
  | 'log-signature'
  | 'witnesses'
  | 'your-policy'
  | 'your-approvers'
  // with the receiver's identity
  | 'opening'
  | 'manifest'
  | 'parts'
  | 'tables'
  // one person of a release of many
  | 'member'
  // a log
  | 'checkpoint'
  | 'tiles'
  | 'root'
  // two checkpoints
  | 'consistency'

export interface Finding {
  readonly check: Check
  readonly ok: boolean
  /** One sentence for somebody who was not there. */
  readonly words: string
  readonly evidence: Evidence
}

export interface Report {
  readonly kind: 'package' | 'proof' | 'member' | 'log' | 'checkpoints'
  /** What was checked, e.g. "the release of case MA-DTA-2026-7K3Q9F2M". */
  readonly subject: string
  /** Proved: every check that was made held. */
  readonly verdict: 'proved' | 'not proved'
  readonly findings: readonly Finding[]
  /** What follows from the findings; empty unless proved. */
  readonly proved: readonly string[]
  /** What does not follow, whatever the verdict. */
  readonly notProved: readonly string[]
  /** Demonstration keys and synthetic data, which prove nothing about anybody. */
  readonly warnings: readonly string[]
}

/** Findings as they come in. */
export class Findings {
  readonly list: Finding[] = []

  add(check: Check, ok: boolean, words: string, evidence: Evidence = {}): boolean {
    this.list.push({ check, ok, words, evidence })
    return ok
  }

  holds(check: Check, words: string, evidence: Evidence = {}): true {
    this.add(check, true, words, evidence)
    return true
  }

  fails(check: Check, words: string, evidence: Evidence = {}): false {
    this.add(check, false, words, evidence)
    return false
  }

  /**
   * Runs a reader over bytes from a stranger: what it refuses becomes a finding, and undefined comes back.
   * A bug stays a bug.
   */
  async read<T>(check: Check, what: string, reader: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await reader()
    } catch (error) {
      if (!isPosternError(error)) throw error
      this.fails(check, `${what}: ${error.message}.`, { ...error.evidence, code: error.code })
      return undefined
    }
  }

  get allHold(): boolean {
    return this.list.length > 0 && this.list.every(({ ok }) => ok)
  }
}

/** "2026-11-22 14:00:00 UTC", to be read by people. */
export function readable(instant: string): string {
  return instant.replace('T', ' ').replace(/(?:\.0+)?Z$/, ' UTC')
}

export function report(
  kind: Report['kind'],
  subject: string,
  findings: Findings,
  conclusions: { proved: readonly string[]; notProved: readonly string[]; warnings?: readonly string[] },
): Report {
  const proved = findings.allHold
  return {
    kind,
    subject,
    verdict: proved ? 'proved' : 'not proved',
    findings: findings.list,
    proved: proved ? conclusions.proved : [],
    notProved: conclusions.notProved,
    warnings: conclusions.warnings ?? [],
  }
}
