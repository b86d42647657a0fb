/** One agency's records, whole: how they are mapped, searched, and read for a release. */
import { Pool } from 'pg'
import type { CaseloadSearch } from '#match/identity.ts'
import type { SourceMapping } from '#match/mapping.ts'
import type { ReleaseSource } from '#release/compile.ts'
import { caseloadSearch } from './find.ts'
import { releaseSource } from './release.ts'

export interface CaseloadSource extends CaseloadSearch, ReleaseSource {
  readonly mapping: SourceMapping
  close(): Promise<void>
}

/** Connects when it is first used. */
export function openSource(url: string, mapping: SourceMapping): CaseloadSource {
  const pool = new Pool({
    connectionString: url,
    application_name: `postern source ${mapping.agency}`,
    max: 4,
    connectionTimeoutMillis: 10_000,
  })
  // An idle connection that breaks has no caller to tell; the pool has already dropped it.
  pool.on('error', () => {})
  return { mapping, ...caseloadSearch(pool, mapping), ...releaseSource(pool), close: () => pool.end() }
}
