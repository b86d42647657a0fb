/** The policy of our own log (C2SP tlog-policy), from what an operator configures. */
import { PosternError } from '#errors.ts'
import { formatPolicy, type Policy } from '#formats/policy.ts'
import { parseVkey, type VerifierKey } from '#formats/note.ts'

export interface LogPolicySettings {
  readonly log: VerifierKey
  /** Where the published directory can be read, if anywhere. */
  readonly url?: string
  readonly witnesses: readonly { readonly name: string; readonly vkey: string; readonly url: string }[]
  /** How many of the witnesses have to cosign. 0 only by its name: a log that nobody watches. */
  readonly quorum: number | 'none'
}

/** The group of all witnesses. */
const groupName = 'witnesses'

/**
 * One log, its witnesses, and a quorum of so many of them.
 *
 * @throws PosternError ERR_INPUT_INVALID where the quorum is not between one and all of the witnesses,
 * ERR_FORMAT where a name, a key or an address cannot stand in a policy
 */
export function logPolicy({ log, url, witnesses, quorum }: LogPolicySettings): Policy {
  if (quorum !== 'none' && (!Number.isSafeInteger(quorum) || quorum < 1 || quorum > witnesses.length)) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'the quorum is not between one and all of the witnesses',
      { quorum, witnesses: witnesses.length },
      { mend: 'Name more witnesses, or write "none" for a log that nobody watches.' },
    )
  }
  const named = witnesses.map((witness) => ({ ...witness, key: parseVkey(witness.vkey) }))
  const policy: Policy = {
    logs: [{ key: log, ...(url === undefined ? {} : { url }) }],
    witnesses: named.map(({ name, key, url: address }) => ({ name, key, url: address })),
    groups:
      quorum === 'none' ? [] : [{ name: groupName, threshold: quorum, members: witnesses.map(({ name }) => name) }],
    quorum: quorum === 'none' ? 'none' : groupName,
  }
  formatPolicy(policy)
  return policy
}
