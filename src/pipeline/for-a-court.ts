/** What a court needs to make a decision of the log again by itself: the facts, the rules, and what was decided. */
import { utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Json } from '#vocabulary/json.ts'
import { PosternError } from '#errors.ts'
import { pastCase, type PastDecision } from './past.ts'
import { lawThen, type ReplayPorts } from './replay.ts'

export interface DecisionFiles {
  /** Index of the decision's leaf in the log. */
  readonly index: number
  readonly asOf: string
  /**
   * SHA-256 of rules.json is the digest that the decision names, and of confirmed.json what it says was confirmed.
   * They hold canonical JSON without a line's end for that.
   */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/**
 * Every decision of one case, the oldest first.
 *
 * @throws PosternError ERR_INPUT_INVALID where nothing was decided, or somebody in it was forgotten;
 *   ERR_RULES_MISSING, ERR_LOG_INCONSISTENT where the log and the archive do not give what it was made from
 */
export async function filesForACourt(ports: ReplayPorts, stream: string): Promise<DecisionFiles[]> {
  const past = await pastCase(ports.ledger, stream)
  const decisions = past?.decisions ?? []
  if (decisions.length === 0) {
    const forgotten = past === undefined || past.forgotten > 0
    throw new PosternError(
      'ERR_INPUT_INVALID',
      forgotten
        ? 'Somebody in this case was forgotten, and what was decided with them.'
        : 'Nothing was decided in this case yet.',
      {},
      { mend: forgotten ? 'Nothing can bring it back; the log still proves that it was there.' : 'Decide it first.' },
    )
  }
  const lawOf = lawThen(ports, await ports.ledger.load(officeStream))
  return Promise.all(decisions.map(async (decision) => filesOf(decision, lawOf, ports)))
}

async function filesOf(
  { seq, caseFile, recorded }: PastDecision,
  lawOf: ReturnType<typeof lawThen>,
  { ruleSets }: ReplayPorts,
): Promise<DecisionFiles> {
  const { digest, confirmed } = recorded.rules
  const [law, archived] = await Promise.all([lawOf(recorded, seq), ruleSets.get(digest)])
  if (archived === undefined || law === 'rules-missing') {
    throw new PosternError('ERR_RULES_MISSING', 'The rules that decided are not in the archive.', { digest })
  }
  if (law === 'confirmations') {
    const message = 'What the log says counsel had confirmed is not what the decision says.'
    throw new PosternError('ERR_LOG_INCONSISTENT', message, { index: seq })
  }
  const ids = law.rules.filter((rule) => rule.confirmed !== null).map(({ id }) => id)
  return {
    index: seq,
    asOf: recorded.asOf,
    files: [
      file('case-file.json', caseFile),
      file('rules.json', archived.rules),
      ...(confirmed === undefined ? [] : [file('confirmed.json', ids.toSorted())]),
      file('decision.json', decisionOf(recorded)),
    ],
  }
}

/** As decision.schema.json has it: the event holds more beside it. */
function decisionOf({ case: name, disposition, cells, duties, missing, deadlines, rules }: PastDecision['recorded']) {
  return { case: name, disposition, cells, duties, missing, deadlines, rules }
}

function file(name: string, value: unknown): DecisionFiles['files'][number] {
  // What is undefined is absent.
  const json: Json = JSON.parse(JSON.stringify(value))
  return { name, bytes: utf8(canonicalJson(json)) }
}
