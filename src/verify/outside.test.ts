import { beforeAll, describe, expect, it } from 'vitest'
import { approvalText } from '#formats/approval.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey, signNote } from '#formats/note.ts'
import { statementBytes, type Bulk, type Outside, type Statement } from '#formats/statement.ts'
import { caseNumber, makePackage, makeWorld, type Changes, type World } from '#testing/made-package.ts'
import { parseIdentities } from './age.ts'
import { verifyPackage } from './verify-package.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const holder = generateEd25519Key()
const id = 'demo-inspector'

/** A right signature from outside over this statement's content, but for the changes asked for. */
function outsideOf(statement: Statement, change: Partial<Record<'role' | 'case' | 'at' | 'contentRoot', string>> = {}) {
  const { contentRoot } = statement
  const at = '2026-11-22T14:00:00.000Z'
  const text = approvalText({ case: caseNumber, contentRoot, role: 'outside-holder', at, ...change })
  const outside: Outside = {
    id,
    name: 'Synthetic Inspector',
    organization: 'An inspector general',
    key: formatVkey(ed25519Signer(id, holder).key),
    demo: true,
    approval: signNote(text, [ed25519Signer(id, holder)]),
  }
  return outside
}

type Make = (statement: Statement) => Bulk

/** What the third check says of a package whose statement has this of its size; with the receiver's identity or not. */
async function third(bulk: Make, { opened = false, ...changes }: Changes & { opened?: boolean } = {}) {
  const made = await makePackage(world, {
    ...changes,
    statement: (statement) => ({ ...statement, bulk: bulk(statement) }),
  })
  const identities = await parseIdentities(world.secret)
  const report = await verifyPackage(made.bytes, opened ? { identities } : {})
  const found = report.findings.filter(({ check }) => check === 'third-signature')
  return { verdict: report.verdict, found: found.map(({ ok, words }) => `${ok ? 'yes' : 'NO'} ${words}`), report }
}

const many: Make = (statement) => ({ above: 1, persons: 2, outside: outsideOf(statement) })

describe('a release above the number', () => {
  it('is proved with the third signature, from outside and to the last person', async () => {
    for (const opened of [false, true]) {
      const { verdict, found, report } = await third(many, { opened })
      expect(verdict).toBe('proved')
      expect(found[0]).toContain('yes Synthetic Inspector (An inspector general), who holds a key outside the agency')
      expect(report.proved.join(' ')).toContain('It is about 2 persons')
      expect(report.notProved.join(' ')).toContain('two people of the agency registered it')
      expect(report.warnings.join(' ')).toContain(id)
    }
  })

  it('is not proved where the third signature is missing', async () => {
    const { verdict, found } = await third(() => ({ above: 1, persons: 2 }))
    expect(verdict).toBe('not proved')
    expect(found).toEqual(['NO It is about 2 persons, and above 1 a key held outside the agency signs too; none has.'])
  })

  it('is not proved where its statement hides how many there are', async () => {
    expect((await third(() => ({ above: 1 }), { opened: true })).found).toEqual([
      'NO The statement says no more than 1 persons, and there are 2.',
    ])
    expect((await third(() => ({ above: 2, persons: 3 }), { opened: true })).found).toContain(
      'NO The statement says 3 persons, and there are 2.',
    )
  })

  it.each([
    ['the role', { role: 'approver' }],
    ['the case', { case: 'MA-DTA-2026-00000000' }],
    ['the content root', { contentRoot: '00'.repeat(32) }],
    ['the time', { at: '2026-11-22T12:00:00.000Z' }],
  ])('is not proved where the third has signed something else: %s', async (what, change) => {
    const { verdict, found } = await third((statement) => ({
      above: 1,
      persons: 2,
      outside: outsideOf(statement, change),
    }))
    expect(verdict).toBe('not proved')
    expect(found[0]).toContain(`it disagrees on ${what}`)
  })

  it('is not proved where the third signed after the log knew', async () => {
    const late = { at: '2026-11-22T15:30:00.000Z' }
    const { verdict, report } = await third((statement) => ({
      above: 1,
      persons: 2,
      outside: outsideOf(statement, late),
    }))
    expect(verdict).toBe('not proved')
    expect(report.findings.find(({ ok }) => !ok)?.words).toContain('before everybody had signed it')
  })

  it('is not proved where the third is one of the others, or their key', async () => {
    const [first] = world.approvers
    const note = (statement: Statement, name: string): Outside => ({
      ...outsideOf(statement),
      id: name,
      key: formatVkey(ed25519Signer(name, first.key).key),
      approval: signNote(
        approvalText({
          case: caseNumber,
          contentRoot: statement.contentRoot,
          role: 'outside-holder',
          at: '2026-11-22T14:00:00.000Z',
        }),
        [ed25519Signer(name, first.key)],
      ),
    })
    for (const name of [first.id, 'demo-inspector']) {
      const { verdict, found } = await third((statement) => ({ above: 1, persons: 2, outside: note(statement, name) }))
      expect(verdict).toBe('not proved')
      expect(found).toEqual([`NO ${name} is no third: who prepared or approved this release signed from outside.`])
    }
  })

  it('is not proved where the signature is not good, or of another key', async () => {
    const other = formatVkey(ed25519Signer(id, generateEd25519Key()).key)
    const wrong = await third((statement) => ({
      above: 1,
      persons: 2,
      outside: { ...outsideOf(statement), key: other },
    }))
    expect(wrong.found).toEqual([`NO The signature from outside is not one of the key of ${id} alone.`])
    const torn = await third((statement) => ({
      above: 1,
      persons: 2,
      outside: { ...outsideOf(statement), approval: 'nothing' },
    }))
    expect(torn.verdict).toBe('not proved')
  })

  it('asks for the key of the third among those that somebody brought', async () => {
    const made = await makePackage(world, { statement: (statement) => ({ ...statement, bulk: many(statement) }) })
    const two = made.statement.approvers.map(({ key }) => key)
    const brought = async (keys: readonly string[]) =>
      (await verifyPackage(made.bytes, { approvers: keys.join('\n') })).findings.find(
        ({ check }) => check === 'your-approvers',
      )
    expect(await brought(two)).toMatchObject({ ok: false, words: `You did not bring the key of ${id}.` })
    expect(await brought([...two, made.statement.bulk?.outside?.key ?? ''])).toMatchObject({ ok: true })
  })
})

describe('a release up to the number', () => {
  it('is proved with two approvals', async () => {
    const { verdict, found } = await third(() => ({ above: 2 }), { opened: true })
    expect(verdict).toBe('proved')
    expect(found).toEqual(['yes There are not more than 2 persons in it, so two approvals are enough.'])
  })

  it('may be no larger than 200, whatever its statement would say', async () => {
    const { statement } = await makePackage(world)
    expect(() => statementBytes({ ...statement, bulk: { above: 201 } })).toThrow('must be 0 to 200')
    expect(() => statementBytes({ ...statement, bulk: { above: -1 } })).toThrow('/bulk/above')
  })

  it('whose statement is of before says that nobody but the receiver can count', async () => {
    const made = await makePackage(world)
    expect((await verifyPackage(made.bytes)).notProved.join(' ')).toContain('no more than 200 persons')
  })
})
