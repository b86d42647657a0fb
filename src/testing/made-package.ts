/**
 * Packages for tests of the verifier, made of formats alone: every part can be exchanged before the next one is
 * made over it, so that what is wrong is wrong in one place only. The people in it are visibly invented.
 */
import { Encrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { approvalText } from '#formats/approval.ts'
import { toBase64, toBase64url, toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { formatCheckpoint } from '#formats/checkpoint.ts'
import { entryOf, formatOpening, openingFrom, type Opening } from '#formats/commitment.ts'
import { opened, type Content } from '#formats/content-root.ts'
import { cosigner } from '#formats/cosignature.ts'
import { writeCsv } from '#formats/csv.ts'
import { generateEd25519Key, type Ed25519Key } from '#formats/ed25519.ts'
import { manifestBytes, type Manifest, type Part } from '#formats/manifest.ts'
import { emptyRoot, leafHash, nodeHash, type Hash } from '#formats/merkle.ts'
import { ed25519Signer, formatVkey, signNote } from '#formats/note.ts'
import { buildPackage, type PackageFiles } from '#formats/package.ts'
import { passkeyVkey } from '#formats/passkey.ts'
import { formatPolicy, type Policy } from '#formats/policy.ts'
import { sha256 } from '#formats/sha256.ts'
import { statedRoot, statementBytes, type Statement } from '#formats/statement.ts'
import { writeTar, type TarMember } from '#formats/tar.ts'
import { formatTlogProof } from '#formats/tlog-proof.ts'
import { passkeyNote, type Answer, type Authenticator } from './authenticator.ts'

export const caseNumber = 'MA-DTA-2026-7K3Q9F2M'
const origin = 'demo.postern.example/log'

export interface Person {
  readonly id: string
  readonly role: string
  readonly key: Ed25519Key
  /** Signs with this in place of the key. */
  readonly passkey?: Authenticator
  /** What is wrong with how the passkey answers. */
  readonly answer?: Answer
}

export interface World {
  readonly secret: string
  readonly recipient: string
  readonly log: Ed25519Key
  readonly witnesses: readonly { readonly name: string; readonly key: Ed25519Key }[]
  readonly approvers: readonly [Person, Person]
  readonly policy: Policy
}

/** New keys for everybody, from the operating system. */
export async function makeWorld(): Promise<World> {
  const secret = await generateIdentity()
  const log = generateEd25519Key()
  const witnesses = ['demo-witness-a', 'demo-witness-b', 'demo-witness-c'].map((name) => ({
    name,
    key: generateEd25519Key(),
  }))
  return {
    secret,
    recipient: await identityToRecipient(secret),
    log,
    witnesses,
    approvers: [
      { id: 'demo-approver-1', role: 'approver', key: generateEd25519Key() },
      { id: 'demo-approver-2', role: 'privacy-officer', key: generateEd25519Key() },
    ],
    policy: policyOf(log, witnesses, 2),
  }
}

export function policyOf(log: Ed25519Key, witnesses: World['witnesses'], threshold: number): Policy {
  return {
    logs: [{ key: ed25519Signer(origin, log).key }],
    witnesses: witnesses.map(({ name, key }) => ({ name, key: cosigner(`${name}.example`, key, 1).key })),
    groups: [{ name: 'two-of-us', threshold, members: witnesses.map(({ name }) => name) }],
    quorum: 'two-of-us',
  }
}

/** What a test may put in place of what ought to be around the sealed files; each is given the right one. */
export interface Around {
  /** The files of the payload after the manifest was made over them. */
  readonly inside?: (members: readonly TarMember[]) => readonly TarMember[]
  readonly content?: (content: Content) => Content
  readonly approve?: (people: readonly [Person, Person]) => readonly [Person, Person]
  readonly approvedRoot?: (root: string) => string
  readonly approvedAt?: string
  readonly statement?: (statement: Statement) => Statement
  readonly opening?: (opening: Opening) => Opening
  readonly signedBy?: Ed25519Key
  readonly cosignedBy?: World['witnesses']
  readonly policy?: Policy
  readonly files?: (files: PackageFiles) => PackageFiles
}

/** And inside a release with one sealed file. */
export interface Changes extends Around {
  readonly tables?: (tables: readonly TarMember[]) => readonly TarMember[]
  readonly description?: (columns: Record<string, readonly string[]>) => Record<string, readonly string[]>
  readonly cells?: (cells: Manifest['cells']) => Manifest['cells']
  readonly manifest?: (manifest: Manifest) => Manifest
  readonly sealTo?: readonly string[]
}

export interface MadePackage {
  readonly bytes: Uint8Array
  readonly files: PackageFiles
  readonly statement: Statement
}

const text = (name: string, value: string): TarMember => ({ name, bytes: utf8(value) })
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
const same = <T>(value: T): T => value

/** A release of two people's address and income, whole and right but for the changes asked for. */
export async function makePackage(world: World, changes: Changes = {}): Promise<MadePackage> {
  const { payload, manifest } = await makePayload(world, changes)
  const sealed: Part[] = [{ name: 'payload.age', bytes: payload.length, sha256: toHex(sha256(payload)) }]
  const content = (changes.content ?? same)({ opened: opened(manifest), sealed, terms: manifest.terms })
  const policy = utf8(formatPolicy(changes.policy ?? world.policy))
  const statement = makeStatement(world, content, toHex(sha256(policy)), changes)
  const bytes = statementBytes(statement)
  const proof = utf8(makeProof(world, statement, bytes, changes))
  const files = (changes.files ?? same)({ statement: bytes, payload, proof, policy })
  return { bytes: buildPackage(files), files, statement }
}

async function makePayload(world: World, changes: Changes): Promise<{ payload: Uint8Array; manifest: Manifest }> {
  const terms = text('terms.txt', 'For this case and no other purpose. Destroy within 90 days.\n')
  const tables = (changes.tables ?? same)([
    {
      name: 'data/snap.csv',
      bytes: writeCsv({
        header: ['subject', 'home-address.line', 'home-address.town'],
        rows: [
          ['S1', '1 Invented Way', 'Boston'],
          ['S2', '2 Invented Way', null],
        ],
      }),
    },
    {
      name: 'data/snap.income.csv',
      bytes: writeCsv({
        header: ['subject', 'row', 'income.amount'],
        rows: [
          ['S1', '1', '100.00'],
          ['S1', '2', '200.00'],
        ],
      }),
    },
  ])
  const columns = (changes.description ?? same)({
    'data/snap.csv': ['subject', 'home-address.line', 'home-address.town'],
    'data/snap.income.csv': ['subject', 'row', 'income.amount'],
  })
  const description = {
    name: 'release',
    resources: Object.entries(columns).map(([path, names]) => ({
      name: path.replaceAll(/[^a-z]/g, '-'),
      path,
      schema: { fields: names.map((name) => ({ name, type: 'string' })) },
    })),
  }
  const parts = [text('datapackage.json', canonicalJson(description)), ...tables, terms]
  const manifest = (changes.manifest ?? same)({
    manifest: 'postern/manifest/v1',
    case: caseNumber,
    agency: 'ma-dta',
    receiver: { organization: 'usda-oig', recipient: world.recipient },
    synthetic: true,
    salt: toBase64(random(32)),
    parts: parts
      .map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: toHex(sha256(bytes)) }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    cells: (changes.cells ?? same)([
      { subject: 'S1', program: 'snap', element: 'home-address' },
      { subject: 'S1', program: 'snap', element: 'income' },
      { subject: 'S2', program: 'snap', element: 'home-address' },
    ]),
    terms: toHex(sha256(terms.bytes)),
    receiptCode: toBase64url(random(16)),
  })
  const members = [...parts.slice(0, -1), { name: 'manifest.json', bytes: manifestBytes(manifest) }, terms]
  const encrypter = new Encrypter()
  for (const key of changes.sealTo ?? [world.recipient]) encrypter.addRecipient(key)
  return { payload: await encrypter.encrypt(writeTar((changes.inside ?? same)(members))), manifest }
}

export function makeStatement(
  world: World,
  content: Content,
  policy: string,
  changes: Around,
  version: Statement['statement'] = 'postern/statement/v1',
): Statement {
  const root = statedRoot({ statement: version, content })
  const people = (changes.approve ?? same)(world.approvers)
  const approvals = people.map(({ id, role, key, passkey, answer }) => {
    const contentRootSigned = (changes.approvedRoot ?? same)(root)
    const at = changes.approvedAt ?? '2026-11-22T14:00:00.000Z'
    const signed = approvalText({ case: caseNumber, contentRoot: contentRootSigned, role, at })
    return passkey === undefined ? signNote(signed, [ed25519Signer(id, key)]) : passkeyNote(id, passkey, signed, answer)
  })
  return (changes.statement ?? same)({
    statement: version,
    case: caseNumber,
    agency: { code: 'ma-dta', name: 'Massachusetts Department of Transitional Assistance' },
    receiver: { organization: 'usda-oig', recipient: world.recipient },
    preparedAt: '2026-11-22T13:00:00.000Z',
    preparedBy: 'demo-officer',
    rules: { digest: 'cd'.repeat(32), version: '2026.1' },
    decision: 'ef'.repeat(32),
    content,
    contentRoot: root,
    approvals,
    approvers: people.map(({ id, role, key, passkey }) => ({
      id,
      role,
      key: passkey === undefined ? formatVkey(ed25519Signer(id, key).key) : passkeyVkey(id, passkey.passkey),
      demo: true,
    })),
    log: { origin, policy },
    synthetic: true,
    ...(version === 'postern/statement/v2' ? { bulk: { above: 200 } } : {}),
  })
}

export function makeProof(world: World, statement: Statement, bytes: Uint8Array, changes: Around): string {
  const right = openingFrom(
    {
      type: 'release.authorized',
      at: '2026-11-22T15:00:00.000Z',
      stream: '6d2f7d3c-0000-4000-8000-000000000001',
      n: 9,
      actor: 'demo-officer',
      body: {
        contentRoot: statement.contentRoot,
        statement: toHex(sha256(bytes)),
        decision: statement.decision,
        sealed: statement.content.sealed.map((part) => ({ ...part })),
      },
      people: {},
    },
    random(32),
    {},
  )
  const opening = (changes.opening ?? same)(right)
  const index = 5
  const leaves = Array.from({ length: 11 }, (_, at) => leafHash(at === index ? entryOf(opening) : random(32)))
  const { root, path } = treeOf(leaves, index)
  const note = formatCheckpoint(origin, leaves.length, root)
  const cosigners = changes.cosignedBy ?? world.witnesses.slice(0, 2)
  return formatTlogProof({
    extra: utf8(formatOpening(opening)),
    index: BigInt(index),
    hashes: path,
    checkpoint: signNote(note, [
      ed25519Signer(origin, changes.signedBy ?? world.log),
      ...cosigners.map(({ name, key }) => cosigner(`${name}.example`, key, 1_795_360_000)),
    ]),
  })
}

/** RFC 6962 section 2.1 as it is written, for a handful of leaves. */
function treeOf(leaves: readonly Hash[], index: number): { root: Hash; path: Hash[] } {
  const [only] = leaves
  if (only === undefined) return { root: emptyRoot(), path: [] }
  if (leaves.length === 1) return { root: only, path: [] }
  let k = 1
  while (2 * k < leaves.length) k *= 2
  const left = treeOf(leaves.slice(0, k), index)
  const right = treeOf(leaves.slice(k), index - k)
  const sibling = index < k ? right.root : left.root
  return { root: nodeHash(left.root, right.root), path: [...(index < k ? left : right).path, sibling] }
}
