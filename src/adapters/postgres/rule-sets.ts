/**
 * The archive of rule sets in PostgreSQL, each under the digest of its own content.
 *
 * Trust: none for what they say. Whoever can write here can make a set missing; one that was changed no longer
 * has its digest, which stands in the log, and is refused.
 */
import type pg from 'pg'
import type { Rule, RuleSet } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import { fromUtf8, toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { sha256 } from '#formats/sha256.ts'
import { withDatabaseErrors } from './connect.ts'

interface RuleSets {
  /** Durable when it returns. @throws PosternError ERR_INPUT_INVALID where the digest is another set's */
  keep(rules: RuleSet): Promise<void>
  /** Undefined where no such set was kept. @throws PosternError ERR_LOG_INCONSISTENT where it is not what it was */
  get(digest: string): Promise<RuleSet | undefined>
}

/** @param pool connections to the product's database, migrated */
export function postgresRuleSets(pool: pg.Pool): RuleSets {
  return {
    keep: (set) =>
      withDatabaseErrors(async () => {
        const content = utf8(canonicalJson(JSON.parse(JSON.stringify(set.rules))))
        if (toHex(sha256(content)) !== set.digest) {
          throw new PosternError('ERR_INPUT_INVALID', 'This rule set does not have the digest it says.', {
            digest: set.digest,
          })
        }
        await pool.query(
          `insert into rule_set (digest, content) values (decode($1, 'hex'), $2) on conflict do nothing`,
          [set.digest, content],
        )
      }),

    get: (digest) =>
      withDatabaseErrors(async () => {
        const { rows } = await pool.query<{ content: Buffer }>(
          `select content from rule_set where digest = decode($1, 'hex')`,
          [digest],
        )
        const [row] = rows
        if (row === undefined) return undefined
        if (toHex(sha256(row.content)) !== digest) {
          throw new PosternError(
            'ERR_LOG_INCONSISTENT',
            'A rule set in the database is not the one that the log names.',
            { digest },
            { mend: 'Restore the table rule_set from a backup; until then nothing is decided under this set.' },
          )
        }
        return { rules: rulesIn(row.content), digest }
      }),
  }
}

/** INVARIANT: only `keep` writes this table, and the digest has just shown that these are the bytes it wrote. */
function rulesIn(content: Uint8Array): readonly Rule[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the invariant above is what makes them rules
  return JSON.parse(fromUtf8(content, 'a rule set')) as Rule[]
}
