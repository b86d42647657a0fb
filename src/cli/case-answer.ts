/** `postern case …`: the answer. Decided, read by counsel, prepared, approved by two, released, delivered; or refused. */
import { Argument, Option, type Command } from 'commander'
import type { Actor } from '#case/commands.ts'
import type { Letter } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import type { LogStatus } from '#log/transparency-log.ts'
import type { Moved } from '#pipeline/move.ts'
import { prepareCommands, type PrepareDeps } from './case-prepare.ts'
import { decisionTable, type ShownDecision } from './decision-table.ts'
import { asOption, list, report, reportRefusal, stepCommand, tryAgain, withOffice, type Office } from './office.ts'
import { columns, labeled, wrap } from './wrap.ts'

export interface AnswerDeps extends PrepareDeps {
  /**
   * Sign a text with the key in this file, as whom the key is called.
   * @throws PosternError ERR_KEY_MISSING, ERR_KEY_WRONG
   */
  readonly sign: (keyFile: string, text: string) => Promise<string>
  /** @throws PosternError ERR_DATA_DIRECTORY, ERR_DISK_FULL, ERR_INPUT_INVALID where the file is there already */
  readonly writeNew: (directory: string, name: string, bytes: Uint8Array | AsyncIterable<Uint8Array>) => Promise<string>
  /** That a file could be written there. @throws PosternError ERR_DATA_DIRECTORY */
  readonly assertWritable: (directory: string) => Promise<void>
  readonly letters: readonly Letter[]
}

const approving = ['approver', 'privacy-officer'] as const
type Approving = (typeof approving)[number]
/** Nobody of staff: whoever holds a key outside the agency. */
const outside = 'outside-holder'
const roleOption = (): Option =>
  new Option('--role <role>', 'the role in which you approve').choices(approving).default('approver')

export function answerCommands(deps: AnswerDeps): readonly Command[] {
  const { letters } = deps
  return [
    stepCommand(deps, {
      name: 'decide',
      does: 'decide, by the cited law, cell by cell, and record it',
      help: `Whatever was prepared or approved on an earlier decision becomes void. The whole
decision is committed to in the log and sealed to oversight; the receiver never
learns what was denied.

  postern case decide MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }) => {
        const moved = await steps.decide(ports, actor, stream)
        const decision = moved.moved ? shownDecision(moved.state) : undefined
        return decision === undefined
          ? { moved }
          : { moved, says: decisionTable(decision), json: { decision: JSON.parse(JSON.stringify(decision)) } }
      },
    }),
    stepCommand(deps, {
      name: 'counsel',
      does: "record counsel's decision on a paper, or on the request itself",
      takes: (command) =>
        command
          .addArgument(new Argument('<decision>', 'what counsel decides').choices(['approve', 'refuse', 'pending']))
          .option('--paper <ids>', 'on which papers: i1,i2; without it, on the request itself', list)
          .option('--person <refs>', 'about whom: p1,p2; without it, about everybody asked about', list)
          .option('--elements <codes>', 'as-instrument, or elements with commas', list)
          .option('--programs <codes>', 'programs with commas', list)
          .option('--on <day>', 'the day on which counsel decided', 'today')
          .option('--note <words>', 'anything to add; names of people are taken out'),
      help: `  postern case counsel MA-DTA-2026-7K3Q9F2M approve --paper i1 \\
    --elements as-instrument --as b-counsel`,
      run: async ({ office: { steps, ports }, actor, stream, today }, [decision], options: CounselOptions) => {
        if (decision !== 'approve' && decision !== 'refuse' && decision !== 'pending') {
          throw new Error('a decision of counsel that is none of the choices')
        }
        const { paper, person, elements, programs, on, note } = options
        const whole = elements?.length === 1 && elements[0] === 'as-instrument'
        return {
          moved: await steps.move(ports, actor, stream, () => ({
            command: 'record-counsel',
            decision,
            on: on === 'today' ? today : on,
            ...(paper === undefined ? {} : { instruments: paper }),
            ...(person === undefined ? {} : { people: person }),
            ...(elements === undefined ? {} : { elements: whole ? 'as-instrument' : elements }),
            ...(programs === undefined ? {} : { programs }),
            ...(note === undefined ? {} : { note }),
          })),
        }
      },
    }),
    stepCommand(deps, {
      name: 'sign',
      does: "record counsel's signature under the answer itself",
      takes: (command) =>
        command.addOption(
          new Option('--answer <answer>', 'what the decision gives, and counsel signs')
            .choices(['release', 'refusal'])
            .makeOptionMandatory(),
        ),
      help: `Asked for where the decision refers the case to counsel. A new decision asks for
a new signature.

  postern case sign MA-DTA-2026-7K3Q9F2M --answer release --as b-counsel`,
      run: async ({ office: { steps, ports }, actor, stream }, _, { answer }: { answer: 'release' | 'refusal' }) => ({
        moved: await steps.move(ports, actor, stream, ({ state }) => ({
          command: 'sign-answer',
          decision: state.decision?.decision ?? '',
          answer,
        })),
      }),
    }),
    ...prepareCommands(deps),
    stepCommand(deps, {
      name: 'void',
      does: 'take the approvals back',
      takes: (command) => command.requiredOption('--reason <words>', 'why'),
      help: '  postern case void MA-DTA-2026-7K3Q9F2M --reason "wrong docket" --as b-privacy',
      run: async ({ office: { steps, ports }, actor, stream }, _, { reason }: { reason: string }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'void-approval', reason })),
      }),
    }),
    stepCommand(deps, {
      name: 'announce',
      does: 'put a release of many persons on the public page, before it leaves',
      takes: (command) => command.option('--order <id>', "the court's order that shortens it: o1; counsel alone"),
      help: `Needed above the number of persons that the agency has set, 200 or fewer. The
page names no case and nobody: how many persons, which elements, by which law.
It stands there for ten business days; the release can go on the day after. A
new decision keeps the notice, unless it goes beyond it. So once it is over, in
one day: match, decide, prepare, approve, sign-outside, release.

  postern case announce MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, _, { order }: { order?: string }) => {
        const moved = await steps.announce(ports, actor, stream, order)
        const notice = moved.moved ? moved.state.announced : undefined
        if (!moved.moved || notice === undefined) return { moved }
        const from = steps.mayLeaveFrom(moved.state) ?? ''
        const { persons, announcedOn, standsUntil } = notice
        const { tooMany } = await steps.toAnnounce(ports, moved.state)
        return {
          moved,
          says: [
            `Announced     ${persons} persons, on the public page from ${announcedOn}`,
            `May leave     from ${from}`,
            ...wrap('From then on, in one day: match, decide, prepare, approve, sign-outside, release.', columns),
            ...tooMany.flatMap(({ words }) => wrap(`Not in a day: ${words}.`, columns)),
          ].join('\n'),
          json: {
            persons,
            announcedOn,
            standsUntil,
            leavesFrom: from,
            tooMany: tooMany.map((reason) => ({ ...reason })),
          },
        }
      },
    }),
    stepCommand(deps, {
      name: 'withdraw-notice',
      does: 'take a notice on the public page back; it stays there as withdrawn',
      takes: (command) => command.requiredOption('--reason <words>', 'why, for staff alone'),
      help: '  postern case withdraw-notice MA-DTA-2026-7K3Q9F2M --reason "wrong count" \\\n    --as b-counsel',
      run: async ({ office: { steps, ports }, actor, stream }, _, { reason }: { reason: string }) => ({
        moved: await steps.withdrawNotice(ports, actor, stream, reason),
      }),
    }),
    stepCommand(deps, {
      name: 'release',
      does: 'enter the approved release in the log; the courier comes after',
      help: `The case is decided once more, now. What no longer may leave stays.

  postern case release MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream, number }) => {
        const moved = await steps.release(ports, actor, stream)
        const index = moved.moved ? moved.appended.at(-1)?.seq : undefined
        return {
          moved,
          says: [
            `Entry ${index} of the log says so. Once it is published and witnessed the package can`,
            `go: \`postern tick\`, or \`postern log publish\` and \`postern case deliver ${number}\`.`,
          ].join('\n'),
        }
      },
    }),
    stepCommand(deps, {
      name: 'refuse',
      does: 'refuse the request, or send it back to be mended',
      takes: (command) =>
        command.addOption(
          new Option('--letter <letter>', 'refusal, or mend: what is lacking').choices(letters).default('refusal'),
        ),
      help: `The letter never tells whether anybody was found.

  postern case refuse MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, _, { letter }: { letter: Letter }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'refuse', letter })),
      }),
    }),
  ]
}

interface CounselOptions {
  paper?: string[]
  person?: string[]
  elements?: string[]
  programs?: string[]
  on: string
  note?: string
}

function shownDecision({ number, decision }: CaseState): ShownDecision | undefined {
  if (decision === undefined) return undefined
  const { disposition, cells, duties, missing, deadlines, rules } = decision
  return { case: number, disposition, cells, duties, missing, deadlines, rules }
}

/** `case to-sign`: for a key that is not on this machine. */
export function toSignCommand(deps: AnswerDeps, command: Command): Command {
  return command
    .description('print what is signed, for a key kept elsewhere or held outside the agency')
    .addOption(
      new Option('--role <role>', 'the role in which it is signed')
        .choices([...approving, outside])
        .default('approver'),
    )
    .option('--json', 'the text as a member of a JSON object')
    .addHelpText(
      'after',
      `
Sign it as a C2SP signed note (c2sp.org/signed-note) under the registered key,
and hand the note in with \`postern case approve NUMBER --note FILE\`. Whoever
holds a key outside signs as ${outside}, with \`postern outside sign\`;
that note is handed in with \`postern case sign-outside NUMBER --note FILE\`.

  postern case to-sign MA-DTA-2026-7K3Q9F2M --role privacy-officer > to-sign.txt`,
    )
    .action(async (number: string, { role, json = false }: { role: Approving | typeof outside; json?: boolean }) =>
      withOffice(deps, async (office) => {
        const text = await textToSign(office, number, role)
        deps.out(json ? JSON.stringify({ case: number, text }) : text.replace(/\n$/, ''))
      }),
    )
}

async function textToSign({ steps, ports }: Office, number: string, role: Approving | typeof outside): Promise<string> {
  const text = await steps.approvalToSign(ports, await steps.streamOf(ports, number), role)
  if (text !== undefined) return text
  throw new PosternError(
    'ERR_INPUT_INVALID',
    'Nothing stands prepared in this case, so there is nothing to approve.',
    { case: number },
    { mend: `Prepare it first: postern case prepare ${number} --as ID` },
  )
}

/** `case approve`: it has no `--as`. Who approves is who holds the key. */
export function approveCommand(deps: AnswerDeps, command: Command): Command {
  return command
    .description('approve exactly what stands prepared, with your own key')
    .addOption(new Option('--key <file>', 'your own key file, from `postern staff new-key`').conflicts('note'))
    .option('--note <file>', 'instead: an approval that was signed elsewhere')
    .addOption(roleOption())
    .option('--content <root>', 'the content root that you have read; anything else is not signed')
    .option('--json', 'what came of it as JSON')
    .addHelpText(
      'after',
      `
You sign the content root: a hash over everything that will leave. A change of
any byte of it voids your approval. Two people approve, neither of whom decided
or prepared it. Nobody approves for you: there is no --as here, only your key.

  postern case content MA-DTA-2026-7K3Q9F2M
  postern case approve MA-DTA-2026-7K3Q9F2M --key my-key.json --content 3f0c…`,
    )
    .action(async (number: string, options: ApproveOptions) =>
      withOffice(deps, async (office) => {
        const { steps, ports } = office
        const stream = await steps.streamOf(ports, number)
        const note = await approvalNote(deps, office, number, options)
        const moved = await steps.approve(ports, note, stream)
        const says = moved.moved ? approvedText(moved) : ''
        report(deps, { moved, says }, options.json === true)
      }),
    )
}

/** `case sign-outside`: whoever hands it in, the holder of the key is who acts. */
export function signOutsideCommand(deps: AnswerDeps, command: Command): Command {
  return command
    .description('hand in what was signed with a key held outside the agency')
    .requiredOption('--note <file>', 'the signed note, from `postern outside sign`')
    .option('--json', 'what came of it as JSON')
    .addHelpText(
      'after',
      `
A release of many persons needs it beside the two approvals. A change of any
byte of what leaves voids it, as it voids them.

  postern case to-sign MA-DTA-2026-7K3Q9F2M --role ${outside} > to-sign.txt
  postern case sign-outside MA-DTA-2026-7K3Q9F2M --note signed.txt`,
    )
    .action(async (number: string, { note, json }: { note: string; json?: true }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const stream = await steps.streamOf(ports, number)
        const moved = await steps.signOutside(ports, noteIn(note, await deps.readFile(note)), stream)
        const { name, organization } = (moved.moved ? moved.state.outside : undefined) ?? {}
        report(deps, { moved, says: `${name} has signed for ${organization}.` }, json === true)
      }),
    )
}

interface ApproveOptions {
  key?: string
  note?: string
  role: Approving
  content?: string
  json?: true
}

async function approvalNote(deps: AnswerDeps, office: Office, number: string, options: ApproveOptions) {
  const { key, note, role, content } = options
  if (note !== undefined) return noteIn(note, await deps.readFile(note))
  if (key === undefined) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'An approval needs a key.',
      {},
      { mend: 'Give your own key file with --key, or a note that was signed elsewhere with --note.' },
    )
  }
  const text = await textToSign(office, number, role)
  if (content !== undefined && !text.includes(`\ncontent-root ${content}\n`)) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'Other content stands prepared than what you have read; nothing was signed.',
      { case: number },
      { mend: `Read it again: postern case content ${number}` },
    )
  }
  return deps.sign(key, text)
}

function noteIn(file: string, bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes, 'the note')
  } catch (error) {
    if (!isPosternError(error)) throw error
    throw new PosternError('ERR_INPUT_INVALID', `${file}: ${error.message}`, { file }, { cause: error })
  }
}

function approvedText({ state }: Extract<Moved, { moved: true }>): string {
  const last = state.approvals.at(-1)
  return last === undefined ? '' : `${last.approver} approves as ${last.role}${last.demo ? ', with a DEMO key' : ''}.`
}

/** `case deliver`: waits for the log and its witnesses, and says since when and for whom. */
export function deliverCommand(deps: AnswerDeps, command: Command): Command {
  return command
    .description('place the released package at the counter for its receiver')
    .addOption(asOption())
    .option('--json', 'where it stands, or what it waits for, as JSON')
    .addHelpText(
      'after',
      `
Goes only once the published log, cosigned by its witnesses, holds the release.
Until then nothing is wrong: exit code 75, and the words say what it waits for.
The same package is placed once, however often this is called; what \`postern
tick\` placed is shown with its pick-up code.

  postern case deliver MA-DTA-2026-7K3Q9F2M --as b-officer`,
    )
    .action(async (number: string, { as, json = false }: { as: string; json?: boolean }) =>
      withOffice(deps, async (office) => {
        const { steps, ports } = office
        const stream = await steps.streamOf(ports, number)
        const actor = await steps.actor(ports, as)
        const delivered = (await standingAt(office, stream, actor)) ?? (await steps.deliver(ports, actor, stream))
        if (delivered.delivered) {
          const { state } = await steps.loadCase(ports, stream)
          const contentRoot = state.prepared?.contentRoot ?? ''
          const { expiresAt, pickupCode, bytes, sha256 } = delivered.placed
          if (json) deps.out(JSON.stringify({ case: number, contentRoot, pickupCode, expiresAt, bytes, sha256 }))
          else deps.out(placedText(number, contentRoot, pickupCode, expiresAt))
        } else if (delivered.waitingFor === 'case') {
          reportRefusal(deps, delivered.moved.refusal, json)
        } else {
          const { events } = await steps.loadCase(ports, stream)
          const since = steps.newest(events, 'release.authorized')?.record.at ?? ''
          const status = await office.log.status()
          const { leafIndex, publishedSize } = delivered
          const waiting = status.waitingOn.map(({ witness, answer, failingSince }) => ({
            witness,
            answer,
            failingSince,
          }))
          if (json)
            deps.out(JSON.stringify({ case: number, waiting: { since, leafIndex, publishedSize, for: waiting } }))
          deps.err(waitingText(number, since, leafIndex, status))
          deps.exit(tryAgain)
        }
      }),
    )
}

/** What the courier placed before, by itself or for somebody: its code is for whoever may deliver. */
async function standingAt({ steps, ports }: Office, stream: string, { roles }: Actor) {
  const { state } = await steps.loadCase(ports, stream)
  if (state.status !== 'delivered' || !roles.includes('disclosure-officer')) return undefined
  const placed = await ports.courier.placed(state.prepared?.contentRoot ?? '')
  return placed && ({ delivered: true, placed } as const)
}

function placedText(number: string, contentRoot: string, pickupCode: string, expiresAt: string): string {
  return [
    `The package of ${number} waits for its receiver until ${expiresAt}.`,
    `Content root  ${contentRoot}`,
    `Pick-up code  ${pickupCode}`,
    'Whoever brings both takes the package away, once. Give the code to the receiver',
    'by another way than the content root.',
  ].join('\n')
}

function waitingText(number: string, since: string, leafIndex: number, status: LogStatus): string {
  const published = status.published === null ? 'nothing yet' : `${status.published.size} entries`
  const signed =
    status.pending === null
      ? 'The next publication holds it: `postern log publish`, or the schedule.'
      : `${status.pending.size} entries are signed and wait for their witnesses since ${status.waitingSince ?? status.pending.at}.`
  return [
    `Not yet: the release of ${number} is entry ${leafIndex} of the log since`,
    `${since}, and of the log is published: ${published}.`,
    signed,
    ...(status.pending === null
      ? []
      : status.waitingOn.flatMap(({ witness, answer, failingSince }) =>
          labeled(
            `  ${witness}`,
            `${answer ?? 'not asked yet'}${failingSince === null ? '' : `, since ${failingSince}`}`,
            Math.max(12, witness.length + 4),
          ),
        )),
  ].join('\n')
}

/** `case collect`: what the receiver does at the counter. */
export function collectCommand({ out, err, exit, ...deps }: AnswerDeps, command: Command): Command {
  return command
    .description('take a package away from the counter, once, as its receiver')
    .argument('<content-root>', '64 hex digits')
    .requiredOption('--code <code>', 'the pick-up code')
    .requiredOption('--to <directory>', 'where the package goes')
    .option('--json', 'where it went as JSON')
    .addHelpText(
      'after',
      `
A wrong code, and a package that nobody placed, are told apart by nothing.

  postern case collect 3f0c… --code X4F00-… --to .
  postern verify MA-DTA-2026-7K3Q9F2M.postern --identity my-age-key.txt`,
    )
    .action(async (contentRoot: string, { code, to, json = false }: { code: string; to: string; json?: boolean }) =>
      withOffice(deps, async ({ ports, steps }) => {
        await deps.assertWritable(to)
        const collected = await steps.collect(ports, contentRoot, code, ({ caseNumber, package: chunks }) =>
          deps.writeNew(to, `${caseNumber}.postern`, chunks),
        )
        if (collected.collected) {
          const { caseNumber, sha256, kept: file } = collected
          if (!collected.recorded) err('It is yours; the case learns so with the next `postern tick`.')
          out(json ? JSON.stringify({ case: caseNumber, package: file, sha256 }) : `${file}\nThe counter is empty now.`)
          return
        }
        if (json) out(JSON.stringify({ refused: { command: 'collect', reasons: [{ code: collected.reason }] } }))
        err(notCollected[collected.reason])
        exit(1)
      }),
    )
}

const notCollected = {
  unknown: 'Nothing waits here under this content root and this code. Check both with the office.',
  used: 'This package was taken away already, and it can be taken only once. Tell the office if it was not you.',
  gone: 'This package is not here any more, and nothing of it left. Ask the office to decide and prepare it again.',
} as const
