/** What somebody has put before the verifier: each file is told by its content, in whatever order it comes. */
import type { Report } from '../report.ts'
import { isPosternError } from '#errors.ts'
import { formatError } from '#formats/bytes.ts'
import { parseVkey } from '#formats/note.ts'
import { parseIdentities } from '../age.ts'
import { kindOf, type FileKind } from '../detect.ts'
import { verifyCheckpoints } from '../verify-checkpoints.ts'
import { verifyMember } from '../verify-member.ts'
import { verifyPackage } from '../verify-package.ts'
import { verifyProof } from '../verify-proof.ts'

export type Role = FileKind | 'identity' | 'policy' | 'approvers' | 'opening' | 'unknown'

export interface Given {
  readonly name: string
  readonly bytes: Uint8Array
  readonly role: Role
}

/** What the page calls each kind of file. */
export const roleWords: Readonly<Record<Role, string>> = {
  package: 'a release',
  proof: 'a proof',
  member: 'whether one person was in a release of many',
  checkpoint: 'a checkpoint',
  identity: 'an identity, to open the release with',
  policy: 'a policy: whose signatures count',
  approvers: 'keys of approvers',
  opening: 'the opening of an entry',
  unknown: 'nothing that this page knows',
}

export function give(name: string, bytes: Uint8Array): Given {
  return { name, bytes, role: kindOf(bytes, name) ?? roleOfText(bytes) }
}

function roleOfText(bytes: Uint8Array): Role {
  if (bytes.length > 1 << 20) return 'unknown'
  const text = new TextDecoder().decode(bytes)
  if (/^AGE-SECRET-KEY-/im.test(text)) return 'identity'
  if (/^[ \t]*quorum[ \t]/m.test(text)) return 'policy'
  if (/^\{.*"salt"/s.test(text)) return 'opening'
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return lines.length > 0 && lines.every((line) => isVkey(line.trim())) ? 'approvers' : 'unknown'
}

function isVkey(line: string): boolean {
  try {
    parseVkey(line)
    return true
  } catch (error) {
    if (isPosternError(error)) return false
    throw error
  }
}

/**
 * Of each role the latest counts, of checkpoints the latest two.
 *
 * @returns undefined while there is nothing to check yet
 * @throws PosternError ERR_FORMAT where an identity, a policy or the keys cannot be used
 */
export async function verifyTray(tray: readonly Given[]): Promise<Report | undefined> {
  const last = (role: Role) => tray.findLast((given) => given.role === role)?.bytes
  const text = (role: Role) => {
    const bytes = last(role)
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
  }
  const policyFile = last('policy')
  const policy = policyFile === undefined ? {} : { policy: policyFile }
  const subject = tray.findLast(
    ({ role }) => role === 'package' || role === 'proof' || role === 'member' || role === 'checkpoint',
  )
  if (subject === undefined) return undefined
  if (subject.role === 'package') {
    const [identity, approvers] = [text('identity'), text('approvers')]
    return await verifyPackage(subject.bytes, {
      ...policy,
      ...(identity === undefined ? {} : { identities: await parseIdentities(identity) }),
      ...(approvers === undefined ? {} : { approvers }),
    })
  }
  if (subject.role === 'proof') {
    const opening = last('opening')
    return await verifyProof({ proof: subject.bytes, ...policy, ...(opening === undefined ? {} : { opening }) })
  }
  if (subject.role === 'member') return await verifyMember({ proof: subject.bytes, ...policy })
  const [second, first] = tray.filter(({ role }) => role === 'checkpoint').toReversed()
  if (first === undefined || second === undefined) throw formatError('This is one checkpoint. Add the other one.')
  return await verifyCheckpoints({ files: [first.bytes, second.bytes], ...policy })
}
