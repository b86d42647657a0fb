import { generateIdentity, identityToRecipient } from 'age-encryption'
import { beforeAll, describe, expect, it } from 'vitest'
import { equalBytes, fromUtf8, utf8 } from '#formats/bytes.ts'
import { writeCsv } from '#formats/csv.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { formatPolicy } from '#formats/policy.ts'
import { buildPackage, PACKAGE_FILES } from '#formats/package.ts'
import { makePackage, makeWorld, policyOf, type Changes, type MadePackage, type World } from '#testing/made-package.ts'
import { parseIdentities, type Identity } from './age.ts'
import type { Report } from './report.ts'
import { verifyPackage } from './verify-package.ts'

let world: World
let made: MadePackage
let identities: Identity[]

beforeAll(async () => {
  world = await makeWorld()
  made = await makePackage(world)
  identities = await parseIdentities(world.secret)
})

/** Check and words of what does not hold, in order. */
function failures({ findings }: Report): string[] {
  return findings.filter(({ ok }) => !ok).map(({ check, words }) => `${check}: ${words}`)
}

async function broken(changes: Changes, inside = false): Promise<string[]> {
  const { bytes } = await makePackage(world, changes)
  const found = await verifyPackage(bytes, inside ? { identities } : {})
  expect(found.verdict).toBe(failures(found).length === 0 ? 'proved' : 'not proved')
  return failures(found)
}

describe('a package as it was made', () => {
  it('is proved from outside alone, and says what that does not prove', async () => {
    const found = await verifyPackage(made.bytes)
    expect(failures(found)).toEqual([])
    expect(found.verdict).toBe('proved')
    expect(found.proved.join(' ')).toContain('demo-witness-a and demo-witness-b')
    expect(found.notProved.join(' ')).toContain('another door')
    expect(found.notProved.join(' ')).toContain('came with the package')
    expect(found.notProved.join(' ')).toContain('What is inside payload.age')
  })

  it('is proved to the last cell with the identity of the receiver', async () => {
    const found = await verifyPackage(made.bytes, { identities })
    expect(failures(found)).toEqual([])
    expect(found.findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['opening', 'manifest', 'parts', 'tables']),
    )
    expect(found.proved.join(' ')).toContain('exactly the files, the terms and the cells')
  })

  it('is proved by a policy and approvers brought from elsewhere, and then says less is open', async () => {
    const approvers = made.statement.approvers.map(({ key }) => key).join('\n')
    const found = await verifyPackage(made.bytes, { policy: utf8(formatPolicy(world.policy)), approvers })
    expect(failures(found)).toEqual([])
    expect(found.notProved.join(' ')).not.toContain('came with the package')
    expect(found.notProved.join(' ')).not.toContain('belong to people with that office')
  })

  it('calls out demonstration keys and synthetic people', async () => {
    const { warnings } = await verifyPackage(made.bytes)
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toContain('SYNTHETIC')
    expect(warnings.join(' ')).toContain('demo-approver-1')
    expect(warnings.join(' ')).toContain('demo.postern.example/log')
  })

  it('quotes nothing from the sealed tables in its report', async () => {
    expect(JSON.stringify(await verifyPackage(made.bytes, { identities }))).not.toContain('Invented')
  })
})

/** Where each file stands in the archive, headers and padding with it. */
function regions(): { name: string; from: number; to: number }[] {
  let at = 0
  return [made.files.statement, made.files.payload, made.files.proof, made.files.policy].flatMap(
    ({ length }, index) => {
      const name = PACKAGE_FILES[index] ?? ''
      const body = at + 512
      const end = body + length
      const padded = Math.ceil(end / 512) * 512
      at = padded
      return [
        { name: `header of ${name}`, from: body - 512, to: body },
        { name, from: body, to: end },
        { name: `padding of ${name}`, from: end, to: padded },
      ]
    },
  )
}

describe('a package with one byte altered', () => {
  const named: Record<string, RegExp> = {
    'statement.json': /^(statement|entry)$/,
    'payload.age': /^payload$/,
    'proof.tlog-proof': /^(proof|entry|inclusion|log-signature|witnesses)$/,
    policy: /^policy$/,
  }

  it('is not proved wherever that byte is, and the part that was altered is named', async () => {
    for (const { name, from, to } of regions()) {
      // A stride that shares no factor with the widths of the forms, and other bits each time.
      for (let at = from, bit = 0; at < to; at += name === 'payload.age' ? 37 : 7, bit += 1) {
        const altered = made.bytes.slice()
        altered[at] = (altered[at] ?? 0) ^ (1 << (bit % 8))
        const found = await verifyPackage(altered)
        const checks = found.findings.filter(({ ok }) => !ok).map(({ check }) => check)
        expect(found.verdict, `${name}, byte ${at}`).toBe('not proved')
        expect(
          checks.some((check) => (named[name] ?? /^archive$/).test(check)),
          `${name}, byte ${at}: ${checks.join()}`,
        ).toBe(true)
      }
    }
  })

  it('is not proved when cut short, lengthened, or not a package at all', async () => {
    for (const bytes of [
      made.bytes.subarray(0, -512),
      Buffer.concat([made.bytes, Buffer.alloc(1)]),
      utf8('hello'),
      new Uint8Array(0),
    ]) {
      expect(failures(await verifyPackage(bytes))[0]).toContain('archive')
    }
  })
})

describe('two packages of the same agency', () => {
  it('do not hold with any of their four files exchanged', async () => {
    const other = await makePackage(world)
    for (const part of ['statement', 'payload', 'proof'] as const) {
      expect(equalBytes(made.files[part], other.files[part])).toBe(false)
      const found = await verifyPackage(buildPackage({ ...made.files, [part]: other.files[part] }))
      expect(found.verdict).toBe('not proved')
    }
  })
})

describe('approvals', () => {
  for (const [name, changes, words] of [
    ['by one person twice', { approve: ([first]) => [first, first] }, 'separation: demo-approver-1 approved twice'],
    [
      'with one key under two names',
      { approve: ([first, second]) => [first, { ...second, key: first.key }] },
      'separation: Both approvals were made with one key',
    ],
    [
      'by the person who prepared the release',
      { approve: ([first, second]) => [first, { ...second, id: 'demo-officer' }] },
      'separation: demo-officer prepared this release and also approved it',
    ],
    ['over another content root', { approvedRoot: () => '00'.repeat(32) }, 'disagrees on the content root'],
    [
      'from before the release was prepared',
      { approvedAt: '2026-11-22T12:59:59.999Z' },
      'before the release was prepared',
    ],
    ['from after the log had learned of it', { approvedAt: '2026-11-22T15:00:00.001Z' }, 'before everybody had signed'],
    [
      'for another case',
      { statement: (was) => ({ ...was, case: 'MA-DTA-2026-00000000' }) },
      'What demo-approver-1 signed is not this release: it disagrees on the case',
    ],
    [
      'in another role than the statement says',
      { statement: (was) => ({ ...was, approvers: was.approvers.map((one) => ({ ...one, role: 'counsel' })) }) },
      'disagrees on the role',
    ],
    [
      'with a key the statement does not name',
      {
        statement: (was) => ({
          ...was,
          approvers: was.approvers.map((one, at) => ({ ...one, key: was.approvers[1 - at]?.key ?? '' })),
        }),
      },
      'another key than the statement names',
    ],
    [
      'by somebody who is not among the approvers',
      { statement: (was) => ({ ...was, approvers: was.approvers.map((one) => ({ ...one, id: 'somebody' })) }) },
      'is not among the approvers',
    ],
    [
      'copied from one to both',
      { statement: (was) => ({ ...was, approvals: was.approvals.map(() => was.approvals[0] ?? '') }) },
      'separation: demo-approver-1 approved twice',
    ],
  ] satisfies [string, Changes, string][]) {
    it(`do not hold ${name}`, async () => {
      expect((await broken(changes)).join('\n')).toContain(words)
    })
  }

  it('do not hold by a list of approvers that lacks one of them', async () => {
    const found = await verifyPackage(made.bytes, { approvers: `# ours\n${made.statement.approvers[0]?.key}\n` })
    expect(failures(found)).toEqual(['your-approvers: You did not bring the key of demo-approver-2.'])
  })
})

describe("the log's entry", () => {
  for (const [name, changes, words] of [
    [
      'authorizes another statement',
      {
        opening: (was) => ({
          ...was,
          record: { ...was.record, body: { ...record(was.record.body), statement: '00'.repeat(32) } },
        }),
      },
      'disagrees on the statement',
    ],
    [
      'authorizes another content',
      {
        opening: (was) => ({
          ...was,
          record: { ...was.record, body: { ...record(was.record.body), contentRoot: '00'.repeat(32) } },
        }),
      },
      'disagrees on the content root',
    ],
    [
      'authorizes another decision',
      {
        opening: (was) => ({
          ...was,
          record: { ...was.record, body: { ...record(was.record.body), decision: '00'.repeat(32) } },
        }),
      },
      'disagrees on the decision',
    ],
    [
      'carries something beside what it authorizes',
      { opening: (was) => ({ ...was, record: { ...was.record, body: { ...record(was.record.body), note: 'x' } } }) },
      '/body/note must be absent',
    ],
    [
      'is of another kind',
      { opening: (was) => ({ ...was, record: { ...was.record, type: 'release.prepared' } }) },
      '"release.prepared"',
    ],
    [
      'names people',
      { opening: (was) => ({ ...was, record: { ...was.record, people: { S1: '00'.repeat(32) } } }) },
      'speaks of people',
    ],
    [
      'is from before the release',
      { opening: (was) => ({ ...was, record: { ...was.record, at: '2026-11-22T12:00:00.000Z' } }) },
      'before the release',
    ],
  ] satisfies [string, Changes, string][]) {
    it(`does not prove a release when it ${name}`, async () => {
      expect((await broken(changes)).join('\n')).toContain(words)
    })
  }

  it('has to stand at the place that the proof says', async () => {
    const proof = utf8(fromUtf8(made.files.proof).replace('\nindex 5\n', '\nindex 4\n'))
    const found = await verifyPackage(buildPackage({ ...made.files, proof }))
    expect(failures(found).join()).toContain('does not lead from the entry')
  })
})

describe('the log and its witnesses', () => {
  it('do not hold when another key signed in the name of the log', async () => {
    expect((await broken({ signedBy: generateEd25519Key() })).join()).toContain('did not sign this checkpoint')
  })

  it('do not hold with fewer witnesses than the quorum, and hold with exactly enough', async () => {
    expect((await broken({ cosignedBy: world.witnesses.slice(0, 1) })).join()).toContain(
      'the policy\'s quorum "two-of-us" is not reached',
    )
    expect(await broken({ cosignedBy: world.witnesses.slice(1, 3) })).toEqual([])
  })

  it('do not hold when one witness signs under two names', async () => {
    const [first, second] = world.witnesses
    if (!first || !second) throw new Error('a world has three witnesses')
    expect(await broken({ cosignedBy: [first, { ...first, name: 'demo-witness-z' }] })).not.toEqual([])
    expect(await broken({ cosignedBy: [first, { ...second, key: first.key }] })).not.toEqual([])
  })

  it('hold without witnesses under a policy of "none", which is then said in what is not proved', async () => {
    const policy = { ...world.policy, witnesses: [], groups: [], quorum: 'none' }
    const { bytes } = await makePackage(world, { policy, cosignedBy: [] })
    const found = await verifyPackage(bytes)
    expect(failures(found)).toEqual([])
    expect(found.notProved.join()).toContain('asks for no witness')
  })

  it('do not hold by a policy from elsewhere that knows another log, or asks for other witnesses', async () => {
    for (const policy of [
      policyOf(generateEd25519Key(), world.witnesses, 2),
      policyOf(world.log, world.witnesses, 3),
      policyOf(
        world.log,
        world.witnesses.map(({ name }) => ({ name, key: generateEd25519Key() })),
        1,
      ),
    ]) {
      const found = await verifyPackage(made.bytes, { policy: utf8(formatPolicy(policy)) })
      expect(failures(found)).toEqual([expect.stringContaining('your-policy: By the policy that you brought')])
    }
  })

  it('do not hold under a stale policy inside the package, and the exchanged file is named', async () => {
    const stale = utf8(formatPolicy(policyOf(world.log, world.witnesses.slice(0, 2), 1)))
    const found = await verifyPackage(buildPackage({ ...made.files, policy: stale }))
    expect(failures(found)).toEqual(['policy: The policy is not the file that the statement names.'])
  })

  it('do not hold with a signature that nobody can check', async () => {
    const stranger = { name: 'stranger', key: generateEd25519Key() }
    expect(await broken({ cosignedBy: [...world.witnesses, stranger] })).toEqual([
      'log-signature: The policy has no key for a signature on the checkpoint, by stranger.example.',
    ])
  })
})

describe('the sealed file', () => {
  it('does not open with another identity', async () => {
    const stranger = await parseIdentities(await generateIdentity())
    expect(failures(await verifyPackage(made.bytes, { identities: stranger }))).toEqual([
      'opening: The sealed file does not open: the payload does not open with this identity.',
    ])
  })

  it('may not be sealed to a second key, or to somebody whom the statement does not name', async () => {
    const secret = await generateIdentity()
    const other = await identityToRecipient(secret)
    expect((await broken({ sealTo: [world.recipient, other] })).join()).toContain('not sealed to exactly one')
    const { bytes } = await makePackage(world, { sealTo: [other] })
    expect(failures(await verifyPackage(bytes, { identities: await parseIdentities(secret) })).join()).toContain(
      "not the receiver's in the statement",
    )
  })

  for (const [name, changes, words] of [
    [
      'with a file beside the manifest',
      { inside: (was) => [...was, { name: 'data/more.csv', bytes: utf8('x') }] },
      'not in its manifest: data/more.csv',
    ],
    [
      'without a file of the manifest',
      { inside: (was) => was.filter((one) => one.name !== 'data/snap.csv') },
      'Missing from the sealed file: data/snap.csv',
    ],
    [
      'with a file altered after the manifest',
      {
        inside: (was) =>
          was.map((one) => (one.name === 'data/snap.csv' ? { ...one, bytes: csv(['subject'], []) } : one)),
      },
      'Not as the manifest says: data/snap.csv',
    ],
    ['without a manifest', { inside: (was) => was.filter((one) => one.name !== 'manifest.json') }, 'no manifest'],
    [
      'under a manifest that was exchanged after the approval',
      { content: (was) => ({ ...was, opened: '00'.repeat(32) }) },
      'on the commitment to it',
    ],
    [
      'with a manifest for another case',
      { manifest: (was) => ({ ...was, case: 'MA-DTA-2026-00000000' }) },
      'on the case',
    ],
    [
      'with a manifest for another receiver',
      { manifest: (was) => ({ ...was, receiver: { ...was.receiver, organization: 'ice-ero' } }) },
      'on the receiver',
    ],
    ['with other terms than were approved', { content: (was) => ({ ...was, terms: '00'.repeat(32) }) }, 'on the terms'],
    [
      'with a cell fewer in the manifest than in the tables',
      { cells: (was) => was.slice(0, -1) },
      'cells or rows that the manifest does not release',
    ],
    [
      'with an element that no cell releases',
      { cells: (was) => was.filter(({ element }) => element !== 'income') },
      'cells or rows that the manifest does not release',
    ],
    [
      'with a filled field of a person for whom that element is not released',
      {
        tables: (was) =>
          was.map((one) =>
            one.name === 'data/snap.income.csv'
              ? { ...one, bytes: csv(['subject', 'row', 'income.amount'], [['S2', '1', '1.00']]) }
              : one,
          ),
      },
      'cells or rows that the manifest does not release',
    ],
    [
      'with a column that the description does not have',
      { description: (was) => ({ ...was, 'data/snap.csv': ['subject', 'home-address.line'] }) },
      'datapackage.json does not describe',
    ],
    [
      'with a table that the description does not have',
      { description: (was) => ({ 'data/snap.csv': was['data/snap.csv'] ?? [] }) },
      'datapackage.json does not describe',
    ],
    [
      'with a table that is not in its one form',
      { tables: (was) => was.map((one) => ({ ...one, bytes: utf8(fromUtf8(one.bytes).replaceAll('\r\n', '\n')) })) },
      'tables: The tables cannot be read',
    ],
  ] satisfies [string, Changes, string][]) {
    it(`does not hold ${name}`, async () => {
      expect((await broken(changes, true)).join('\n')).toContain(words)
    })
  }

  it('holds with a released element that the source had nothing for, and counts it', async () => {
    const { bytes } = await makePackage(world, {
      cells: (cells) => [...cells, { subject: 'S2', program: 'snap', element: 'income' }],
    })
    const found = await verifyPackage(bytes, { identities })
    expect(failures(found)).toEqual([])
    expect(found.findings.find(({ check }) => check === 'tables')?.words).toContain(
      '4 cells (snap), 1 of them without an entry',
    )
  })
})

const csv = (header: string[], rows: (string | null)[][]) => writeCsv({ header, rows })

function record(body: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(Object(body)))
}
