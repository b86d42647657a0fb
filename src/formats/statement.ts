/**
 * statement.json: what the agency says, for anybody to read, about one release.
 *
 * INVARIANT: it holds no personal data and nothing that hints at what was withheld. Hashes, the digest of
 * the rules, two signatures and who made them; what was released is only behind the salted `content.opened`.
 *
 * v1 is of a release with one sealed file. v2 is of a bulk release: `content.sealed` has the payload and then each
 * table's pieces (see pieces.ts), the content root is the one that leaves them out (see content-root.ts), and `bulk`
 * is always there. Everything else is the same.
 */
import type { Instant } from '#vocabulary/time.ts'
import { mostWithoutOutside } from './approval.ts'
import { formatError } from './bytes.ts'
import { canonicalFile, parseCanonicalFile } from './canonical-file.ts'
import { bulkContentRoot, contentRoot, type Content } from './content-root.ts'
import { caseNumber, partList, receiver } from './manifest.ts'
import { misplaced, mostSealed } from './pieces.ts'
import { code, count, flag, hash, instant, line, list, object, text, word, type Shape } from './shape.ts'

export type Approver = {
  /** Also the name of the key. */
  readonly id: string
  readonly role: string
  /** C2SP verifier key, `name+hash+key`, of type Ed25519 or a passkey (see passkey.ts). */
  readonly key: string
  /** True for a key that comes with the demonstration and proves nothing about a person. */
  readonly demo: boolean
}

/** Whoever signed with a key that is held outside the agency. */
export type Outside = {
  /** Also the name of the key. */
  readonly id: string
  readonly name: string
  readonly organization: string
  readonly key: string
  readonly demo: boolean
  /** The signed note over the content root (see approval.ts), in the role `outside-holder`. */
  readonly approval: string
}

export type Bulk = {
  /** Above so many persons a release needs a signature from outside; {@link mostWithoutOutside} at most, and 0 where anybody would be too many. */
  readonly above: number
  /** How many there are, where there are more; a smaller number is nobody's but the receiver's. */
  readonly persons?: number
  readonly outside?: Outside
}

export type Statement = {
  readonly statement: 'postern/statement/v1' | 'postern/statement/v2'
  readonly case: string
  readonly agency: { readonly code: string; readonly name: string }
  readonly receiver: { readonly organization: string; readonly recipient: string }
  readonly preparedAt: Instant
  readonly preparedBy: string
  readonly rules: { readonly digest: string; readonly version?: string }
  /** Commitment to the full decision, 64 hex digits; the decision itself is oversight's. */
  readonly decision: string
  readonly content: Content
  readonly contentRoot: string
  /** Two signed notes over the content root (see approval.ts). */
  readonly approvals: readonly string[]
  readonly approvers: readonly Approver[]
  /** The log, and the SHA-256 of the policy file that goes with the package: nothing else would hold its bytes. */
  readonly log: { readonly origin: string; readonly policy: string }
  readonly synthetic: boolean
  /** Absent from a v1 of before there was a third signature. */
  readonly bulk?: Bulk
}

/** The content root that a statement's own content gives. */
export function statedRoot({ statement, content }: Pick<Statement, 'statement' | 'content'>): string {
  return statement === 'postern/statement/v1' ? contentRoot(content) : bulkContentRoot(content)
}

const note = text(/^(?=[\s\S]{1,4000}$)[^\p{Cc}\n]*(?:\n[^\p{Cc}\n]*)*$/u, 'a signed note')
const key = text(/^[^\s\p{Cc}+]{1,100}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{4,1000}={0,2}$/u, 'a verifier key')

const above: Shape<number> = (value, at): value is number => {
  if (count(value, at) && value <= mostWithoutOutside) return true
  throw formatError(`${at} must be 0 to ${mostWithoutOutside}`, { pointer: at })
}

const bulk = object<Pick<Bulk, 'above'>, Required<Omit<Bulk, 'above'>>>(
  { above },
  {
    persons: count,
    outside: object<Outside>({ id: code, name: line, organization: line, key, demo: flag, approval: note }),
  },
)

const common = {
  case: caseNumber,
  agency: object<Statement['agency']>({ code, name: line }),
  receiver,
  preparedAt: instant,
  preparedBy: code,
  rules: object<{ digest: string }, { version: string }>(
    { digest: text(/^(?:sha256:)?[0-9a-f]{64}$/, 'a SHA-256 in hex') },
    { version: line },
  ),
  decision: hash,
  contentRoot: hash,
  approvals: list(note, 2, 2),
  approvers: list(object<Approver>({ id: code, role: code, key, demo: flag }), 2, 2),
  log: object<Statement['log']>({
    origin: text(/^[^\s\p{Cc}\p{Bidi_Control}+]{1,200}$/u, 'the origin of a log'),
    policy: hash,
  }),
  synthetic: flag,
}

const sealedFiles = (most: number) => object<Content>({ opened: hash, sealed: partList(1, most), terms: hash })

const single = object<Omit<Statement, 'bulk'>, Required<Pick<Statement, 'bulk'>>>(
  { statement: word('postern/statement/v1'), content: sealedFiles(1), ...common },
  { bulk },
)

const many = object<Omit<Statement, 'bulk'> & Required<Pick<Statement, 'bulk'>>>({
  statement: word('postern/statement/v2'),
  content: sealedFiles(mostSealed),
  bulk,
  ...common,
})

/** Either shape by its first word, and of a v2 the names that a shape cannot say. */
const shape: Shape<Statement> = (value, at): value is Statement => {
  if (!isBulkStatement(value)) return single(value, at)
  if (!many(value, at)) return false
  const bad = misplaced(value.content.sealed.map(({ name }) => name))
  if (bad !== -1) {
    throw formatError(`${at}/content/sealed/${bad}/name is not the name that stands there in a package`, {
      pointer: `${at}/content/sealed/${bad}/name`,
    })
  }
  return true
}

function isBulkStatement(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'statement' in value && value.statement === 'postern/statement/v2'
  )
}

/**
 * The bytes of statement.json: canonical JSON and a line feed. Their SHA-256 is what the log's entry names.
 *
 * @throws PosternError ERR_FORMAT for a statement that {@link parseStatement} would refuse
 */
export function statementBytes(statement: Statement): Uint8Array {
  shape(statement, '')
  return canonicalFile(statement)
}

/** @throws PosternError ERR_FORMAT naming the pointer, when a field is missing, unknown, malformed or not canonical */
export function parseStatement(bytes: Uint8Array): Statement {
  return parseCanonicalFile(bytes, shape)
}
