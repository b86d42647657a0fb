import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, expect, it } from 'vitest'
import { viewsIn } from '#administer.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { sourceCommand } from './source.ts'

const mapping = readFileSync(join(import.meta.dirname, '..', '..', 'caseload', 'ma-dta.mapping.yaml'), 'utf8')

async function viewsOf(text: string, ...also: readonly string[]): Promise<string> {
  const file = join(mkdtempSync(join(makeTestDirectory(), 'source-')), 'ma-dta.mapping.yaml')
  writeFileSync(file, text)
  const said: string[] = []
  const command = sourceCommand({ viewsFor: async (one) => viewsIn(one), out: (line) => void said.push(line) })
  await command.parseAsync(['views', file, ...also], { from: 'user' })
  return said.join('\n')
}

it('prints what a source’s own administrator runs, and opens nothing that is not mapped', async () => {
  const forViews = mapping.replace('access: role', 'access: { views: postern_views, role: postern_reader }')
  const sql = await viewsOf(forViews)
  expect(sql).toMatch(/^CREATE SCHEMA "postern_views";\nCREATE ROLE "postern_reader" NOLOGIN;/)
  expect(sql).toContain('CREATE VIEW "postern_views"."name"')
  expect(sql).toMatch(/GRANT SELECT ON ALL TABLES IN SCHEMA "postern_views" TO "postern_reader";$/)
  expect(JSON.parse(await viewsOf(forViews, '--json'))).toEqual({ sql })
  assert.notMatch(sql, /ALTER|DROP|INSERT|UPDATE|DELETE/)
})

it('refuses a mapping that is read otherwise, and says what to write in it', async () => {
  await expect(viewsOf(mapping)).rejects.toMatchObject({
    code: 'ERR_SOURCE_MAPPING',
    evidence: { agency: 'ma-dta', access: 'role' },
    mend: 'Write `access: { views: <schema>, role: <role> }` in it first; caseload/README.md says what each access needs.',
  })
})
