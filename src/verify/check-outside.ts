/** Above a number of persons, a key that is held outside the agency has signed this content root too. */
import { signatureFault, parseApprovalKey } from '#formats/approval-key.ts'
import { mostWithoutOutside, outsideRole, parseApproval, type Approval } from '#formats/approval.ts'
import { equalBytes } from '#formats/bytes.ts'
import { parseNote, sameKey } from '#formats/note.ts'
import type { Outside, Statement } from '#formats/statement.ts'
import type { Signed } from './check-approvals.ts'
import { readable, type Findings } from './report.ts'
import { sentenceList } from './vouch.ts'

const check = 'third-signature'

/**
 * From outside the package: what the statement itself says that it needs.
 *
 * @param root the content root as recomputed here
 * @param signed the approvals that held
 */
export async function checkOutside(
  findings: Findings,
  statement: Statement,
  root: string,
  signed: readonly Signed[],
): Promise<Approval | undefined> {
  const { bulk } = statement
  if (bulk === undefined) return undefined
  const { above, persons, outside } = bulk
  if (outside !== undefined) {
    return findings.read(check, 'The signature from outside cannot be read', () =>
      checkNote(findings, outside, statement, root, signed),
    )
  }
  if (persons === undefined || persons <= above) return undefined
  findings.fails(
    check,
    `It is about ${persons} persons, and above ${above} a key held outside the agency signs too; none has.`,
    { persons, above },
  )
  return undefined
}

async function checkNote(
  findings: Findings,
  { id, name, organization, key: vkey, demo, approval: text }: Outside,
  statement: Statement,
  root: string,
  signed: readonly Signed[],
): Promise<Approval | undefined> {
  const note = parseNote(text)
  const [line, ...more] = note.signatures
  const approval = parseApproval(note.text)
  const key = parseApprovalKey(vkey)
  if (line === undefined || more.length > 0 || key.key.name !== id || line.name !== id || !sameKey(key.key, line)) {
    return void findings.fails(check, `The signature from outside is not one of the key of ${id} alone.`, {
      holder: id,
      signatures: note.signatures.map(({ name: by }) => by),
    })
  }
  if ((await signatureFault(key, note.text, line)) !== undefined) {
    return void findings.fails(check, `The signature of ${id}, from outside, is not good.`, { holder: id })
  }
  const wrong = [
    ...(approval.case === statement.case ? [] : ['the case']),
    ...(approval.contentRoot === root ? [] : ['the content root']),
    ...(approval.role === outsideRole ? [] : ['the role']),
    ...(approval.at >= statement.preparedAt ? [] : ['the time (before the release was prepared)']),
  ]
  if (wrong.length > 0) {
    return void findings.fails(
      check,
      `What ${id} signed is not this release: it disagrees on ${sentenceList(wrong)}.`,
      {
        holder: id,
        role: approval.role,
        at: approval.at,
      },
    )
  }
  const names = [statement.preparedBy, ...statement.approvers.map((approver) => approver.id)]
  if (names.includes(id) || signed.some((one) => equalBytes(one.key.material, key.material))) {
    return void findings.fails(check, `${id} is no third: who prepared or approved this release signed from outside.`, {
      holder: id,
    })
  }
  findings.holds(
    check,
    `${name} (${organization}), who holds a key outside the agency, signed this content root on ${readable(approval.at)}.`,
    { holder: id, key: vkey, demo },
  )
  return approval
}

/** With the receiver's identity: whether there are as many persons as the statement says, whatever it says. */
export function checkPersons(findings: Findings, { bulk }: Statement, persons: number): void {
  const above = bulk?.above ?? mostWithoutOutside
  const said = bulk?.persons
  if (said === undefined ? bulk !== undefined && persons > above : said !== persons) {
    findings.fails(check, `The statement says ${said ?? `no more than ${above}`} persons, and there are ${persons}.`, {
      persons,
      said: said ?? null,
      above,
    })
  } else if (persons > above && bulk?.outside === undefined) {
    findings.fails(check, `There are ${persons} persons in it, and no key held outside the agency has signed it.`, {
      persons,
      above,
    })
  } else if (persons <= above) {
    findings.holds(check, `There are not more than ${above} persons in it, so two approvals are enough.`, {
      persons,
      above,
    })
  }
}
