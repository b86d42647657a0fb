import { describe, expect, it } from 'vitest'
import { fromUtf8, toHex, utf8 } from './bytes.ts'
import { contentRoot, opened, type Content } from './content-root.ts'
import { compareCells, manifestBytes, parseManifest, type Manifest } from './manifest.ts'
import { buildPackage, packageName, readPackage, type PackageFiles } from './package.ts'
import { sha256 } from './sha256.ts'
import { parseStatement, statementBytes, type Statement } from './statement.ts'
import { writeTar } from './tar.ts'

const hash = (digit: string) => digit.repeat(64)
const recipient = `age1${'q'.repeat(58)}`
const files: PackageFiles = {
  statement: utf8('{}\n'),
  payload: utf8('age'),
  proof: utf8('proof'),
  policy: utf8('quorum none\n'),
}

const manifest: Manifest = {
  manifest: 'postern/manifest/v1',
  case: 'MA-DTA-2026-7K3Q9F2M',
  agency: 'ma-dta',
  receiver: { organization: 'usda-oig', recipient },
  synthetic: true,
  salt: `${'A'.repeat(43)}=`,
  parts: [
    { name: 'data/snap.csv', bytes: 10, sha256: hash('1') },
    { name: 'terms.txt', bytes: 5, sha256: hash('2') },
  ],
  cells: [
    { subject: 'S1', program: 'snap', element: 'home-address' },
    { subject: 'S2', program: 'snap', element: 'home-address' },
  ],
  terms: hash('2'),
  receiptCode: 'A'.repeat(22),
}

const content: Content = {
  opened: hash('a'),
  sealed: [{ name: 'payload.age', bytes: 3, sha256: hash('b') }],
  terms: hash('c'),
}

const note = 'text\n\n— name c2lnbmF0dXJl\n'
const approver = { id: 'demo-approver-1', role: 'approver', key: 'demo-approver-1+01234567+AQID', demo: true }
const statement: Statement = {
  statement: 'postern/statement/v1',
  case: 'MA-DTA-2026-7K3Q9F2M',
  agency: { code: 'ma-dta', name: 'Department of Transitional Assistance' },
  receiver: { organization: 'usda-oig', recipient },
  preparedAt: '2026-11-22T13:00:00.000Z',
  preparedBy: 'demo-officer',
  rules: { digest: hash('d'), version: '2026.1' },
  decision: hash('e'),
  content,
  contentRoot: contentRoot(content),
  approvals: [note, note],
  approvers: [approver, { ...approver, id: 'demo-approver-2' }],
  log: { origin: 'log.example/postern', policy: hash('f') },
  synthetic: true,
}

const member = (name: string) => ({ name, bytes: utf8('x') })
const cell = (subject: string, program: string, element: string) => ({ subject, program, element })

describe('a package', () => {
  it('gives back its four files', () => {
    expect(readPackage(buildPackage(files))).toEqual(files)
    expect(packageName('MA-DTA-2026-7K3Q9F2M')).toBe('MA-DTA-2026-7K3Q9F2M.postern')
  })

  it('is refused with a file too few, too many, renamed or in another place', () => {
    const right = ['statement.json', 'payload.age', 'proof.tlog-proof', 'policy']
    for (const names of [
      right.slice(0, 3),
      [...right, 'more'],
      ['Statement.json', ...right.slice(1)],
      right.toReversed(),
      [],
    ]) {
      expect(() => readPackage(writeTar(names.map(member)))).toThrow(/in this order|too many members/)
    }
  })

  it('is refused with a statement that is larger than any', () => {
    expect(() => readPackage(buildPackage({ ...files, statement: new Uint8Array((1 << 20) + 1) }))).toThrow('too large')
  })
})

describe('the content root', () => {
  it('is the hash that its definition gives, over sorted members without spaces', () => {
    const json = `{"opened":"${hash('a')}","sealed":[{"bytes":3,"name":"payload.age","sha256":"${hash('b')}"}],"terms":"${hash('c')}"}`
    expect(contentRoot(content)).toBe(toHex(sha256(utf8(`postern.content-root.v1\0${json}`))))
  })

  it('changes with everything that it covers', () => {
    const others: Content[] = [
      { ...content, opened: hash('0') },
      { ...content, terms: hash('0') },
      { ...content, sealed: [] },
      { ...content, sealed: content.sealed.map((part) => ({ ...part, bytes: 4 })) },
      { ...content, sealed: content.sealed.map((part) => ({ ...part, name: 'other.age' })) },
      { ...content, sealed: content.sealed.map((part) => ({ ...part, sha256: hash('0') })) },
    ]
    expect(new Set([content, ...others].map(contentRoot)).size).toBe(others.length + 1)
  })

  it('commits to the manifest under its salt', () => {
    expect(opened(manifest)).toBe(toHex(sha256(utf8('postern.opened.v1\0'), manifestBytes(manifest).slice(0, -1))))
    expect(opened({ ...manifest, salt: `${'A'.repeat(42)}E=` })).not.toBe(opened(manifest))
  })
})

/** The JSON of a file with one change, canonical again unless the change is in the text itself. */
function changed(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  return utf8(change(fromUtf8(bytes)))
}

describe('statement.json', () => {
  it('reads back as what was stated, with and without the optional version', () => {
    expect(parseStatement(statementBytes(statement))).toEqual(statement)
    const bare = { ...statement, rules: { digest: hash('d') } }
    expect(parseStatement(statementBytes(bare))).toEqual(bare)
  })

  for (const [name, change, pointer] of [
    [
      'an unknown field',
      (text: string) => text.replace('"synthetic":true', '"synthetic":true,"withheld":3'),
      '/withheld',
    ],
    ['an unknown field further in', (text: string) => text.replace('"code":', '"aka":"x","code":'), '/agency/aka'],
    ['a missing field', (text: string) => text.replace(',"synthetic":true', ''), '/synthetic'],
    ['one approval', (text: string) => text.replace(/"approvals":\["[^"]*",/, '"approvals":['), '/approvals'],
    ['a hash in capitals', (text: string) => text.replace(hash('e'), hash('E')), '/decision'],
    ['a moment that does not exist', (text: string) => text.replace('2026-11-22T13', '2026-02-30T13'), '/preparedAt'],
    ['a negative size', (text: string) => text.replace('"bytes":3', '"bytes":-3'), '/content/sealed/0/bytes'],
    ['another version', (text: string) => text.replace('statement/v1', 'statement/v3'), '/statement'],
    ['the version of a bulk release', (text: string) => text.replace('statement/v1', 'statement/v2'), '/bulk'],
    [
      'a control character in a name',
      (text: string) => text.replace('Department', 'Depart\\u0007ment'),
      '/agency/name',
    ],
    [
      'a letter that turns the reading',
      (text: string) => text.replace('Department', '\u202eDepartment'),
      '/agency/name',
    ],
    [
      'a second sealed file',
      (text: string) => text.replace('"sealed":[', `"sealed":[{"bytes":1,"name":"x","sha256":"${hash('0')}"},`),
      '/content/sealed',
    ],
  ] as const) {
    it(`is refused with ${name}, which is named`, () => {
      const bytes = changed(statementBytes(statement), change)
      expect(bytes).not.toEqual(statementBytes(statement))
      expect(() => parseStatement(bytes)).toThrow(
        expect.objectContaining({ code: 'ERR_FORMAT', evidence: expect.objectContaining({ pointer }) }),
      )
    })
  }

  for (const [name, change] of [
    ['a space', (text: string) => text.replace(':', ': ')],
    ['no line feed', (text: string) => text.trimEnd()],
    ['a name given twice', (text: string) => text.replace('"synthetic":true', '"synthetic":true,"synthetic":true')],
    ['another order', (text: string) => text.replace(/^\{("agency":\{[^}]*\}),(.*)\}\n$/, '{$2,$1}\n')],
    ['another spelling of a letter', (text: string) => text.replace('Department', '\\u0044epartment')],
  ] as const) {
    it(`is refused with ${name}, since its bytes are hashed`, () => {
      const bytes = changed(statementBytes(statement), change)
      expect(bytes).not.toEqual(statementBytes(statement))
      expect(() => parseStatement(bytes)).toThrow('not canonical')
    })
  }

  it('is refused when it is not JSON or not UTF-8', () => {
    expect(() => parseStatement(utf8('{'))).toThrow('not JSON')
    expect(() => parseStatement(Uint8Array.of(0xff))).toThrow('not UTF-8')
  })

  it('cannot be written in a form that could not be read', () => {
    expect(() => statementBytes({ ...statement, decision: 'x' })).toThrow('/decision')
  })
})

describe('manifest.json', () => {
  it('reads back as what was released', () => {
    expect(parseManifest(manifestBytes(manifest))).toEqual(manifest)
  })

  for (const [name, change, words] of [
    ['parts out of order', { parts: manifest.parts.toReversed() }, '/parts must be in order'],
    [
      'a part twice',
      { parts: [...manifest.parts, ...manifest.parts].toSorted((a, b) => (a.name < b.name ? -1 : 1)) },
      '/parts must be in order',
    ],
    ['cells out of order', { cells: manifest.cells.toReversed() }, '/cells must be in order'],
    [
      'a part that climbs out of its folder',
      { parts: [{ name: '../x', bytes: 1, sha256: hash('1') }] },
      'no archive may hold',
    ],
    ['a salt of another length', { salt: 'AAAA' }, '/salt'],
    ['no parts', { parts: [] }, '/parts'],
  ] satisfies [string, Partial<Manifest>, string][]) {
    it(`is refused with ${name}`, () => {
      expect(() => manifestBytes({ ...manifest, ...change })).toThrow(words)
    })
  }

  it('has its cells in the order of subject, program and element', () => {
    const ordered = [
      cell('S1', 'snap', 'a'),
      cell('S1', 'snap', 'b'),
      cell('S1', 'tanf', 'a'),
      cell('S10', 'snap', 'a'),
      cell('S2', 'snap', 'a'),
    ]
    expect(ordered.toReversed().toSorted(compareCells)).toEqual(ordered)
  })
})
