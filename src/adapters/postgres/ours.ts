/** Whether a database is one to bring up to date: empty, or this office's own. */
import type { Pool } from 'pg'
import { isPosternError, PosternError } from '#errors.ts'
import type { RootKey } from '#log/root-key.ts'
import { officeStream } from '#vocabulary/office.ts'
import { connect, toPosternError } from './connect.ts'
import { loadKeys } from './keys.ts'

/**
 * That nobody else's database is changed because somebody named the wrong one. Asked before a migration, and
 * reads alone: that the tables are there and that this office's root key opens its first key are enough.
 *
 * @throws PosternError ERR_DATA_DIRECTORY where it is another office's, or no office's; ERR_DATABASE_UNAVAILABLE
 */
export async function assertOurs(url: string, rootKey: RootKey): Promise<void> {
  const pool = connect(url, { max: 1, name: 'postern-migrate' })
  try {
    if ((await tables(pool)) === 0) return
    // Made by something that is no Postern, or by one that was stopped before its first table.
    if (!(await has(pool, 'schema_migration'))) throw notOurs('holds tables that are not Postern’s')
    if (await has(pool, 'case_key')) await loadKeys(pool, rootKey, [officeStream])
  } catch (error) {
    if (isPosternError(error, 'ERR_KEY_MISSING') || isPosternError(error, 'ERR_KEY_WRONG')) {
      throw notOurs('is an office’s whose root key is not here', error)
    }
    throw toPosternError(error)
  } finally {
    await pool.end()
  }
}

/** Tables that came with no extension. */
async function tables(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`
    select count(*)::int as count from pg_class
    where relkind in ('r', 'p') and relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
      and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')`)
  return rows[0]?.count ?? 0
}

async function has(pool: Pool, table: string): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table])
  return rows[0]?.found === true
}

function notOurs(what: string, cause?: PosternError): PosternError {
  return new PosternError('ERR_DATA_DIRECTORY', `The database ${what}; nothing in it was changed.`, cause?.evidence, {
    mend: 'Name an empty database in DATABASE_URL, or unset it; if it is this office’s own, put its root key back.',
    cause,
  })
}
