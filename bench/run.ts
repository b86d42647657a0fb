/**
 * `npm run bench` runs every benchmark of the project, `npm run bench -- NAME …` only those named.
 *
 * Each result is a ratio of ours against something run beside it in the same run, the best of several
 * interleaved runs, because the machines are noisy. Written to bench/results.json; results of
 * benchmarks that were not run this time are kept.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decideVsCedar } from './decide-vs-cedar.ts'
import { decideVsJsonLogic } from './decide-vs-json-logic.ts'
import { logAppendScaling, logAppendVsInsert } from './log-append.ts'
import { pageVsHonoBare } from './page-vs-bare.ts'
import { personLookup } from './person-lookup.ts'
import { queuePageVsSql } from './queue-page.ts'
import { refusalBulk } from './refusal-bulk.ts'
import {
  decideBulkVsRowwiseCedar,
  releaseMemory,
  releasePathVsCopyAge,
  releaseScaling,
  releaseVsCopyAge,
} from './release-bulk.ts'
import { releaseParquetVsDuckdb } from './release-parquet.ts'
import type { BenchResult } from './result.ts'
import { closeStateOffice } from './state-office.ts'
import { verifyVsSha256 } from './verify-log.ts'

const benches: Record<string, () => Promise<BenchResult>> = {
  log_append_vs_insert: logAppendVsInsert,
  log_append_scaling: logAppendScaling,
  queue_page_vs_sql: queuePageVsSql,
  verify_vs_sha256: verifyVsSha256,
  decide_vs_cedar: decideVsCedar,
  decide_vs_json_logic: decideVsJsonLogic,
  page_vs_hono_bare: pageVsHonoBare,
  refusal_bulk: refusalBulk,
  release_vs_copy_age: releaseVsCopyAge,
  release_path_vs_copy_age: releasePathVsCopyAge,
  release_scaling: releaseScaling,
  release_memory: releaseMemory,
  decide_bulk_vs_rowwise_cedar: decideBulkVsRowwiseCedar,
  person_lookup: personLookup,
  release_parquet_vs_duckdb: releaseParquetVsDuckdb,
}

const file = join(import.meta.dirname, 'results.json')
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}

function earlier(): BenchResult[] {
  try {
    const results: BenchResult[] = JSON.parse(readFileSync(file, 'utf8'))
    return results
  } catch {
    return []
  }
}

let missed = 0
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  const bench = benches[name]
  if (!bench) continue
  process.stderr.write(`${name} …\n`)
  const result = await bench()
  const met = result.better === 'higher' ? result.ratio >= result.goal : result.ratio <= result.goal
  if (!met) missed += 1
  console.log(
    `${met ? 'met   ' : 'missed'} ${name}: ${result.ratio.toFixed(3)} (goal ${result.better === 'higher' ? '≥' : '≤'} ${result.goal}); ` +
      `ours ${format(result.ours)}, beside ${format(result.beside)} ${result.unit}, best of ${result.runs}` +
      (result.notes ? `; ${result.notes}` : ''),
  )
  const others = earlier().filter((one) => one.name !== name)
  const all = [...others, result].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`)
}
await closeStateOffice()
process.exitCode = missed > 0 ? 1 : 0

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)
}
