/** `postern case …`: what goes on around a case. Who works on it, what counsel does about a paper, whose lawyer has come. */
import { basename } from 'node:path'
import { Argument, Option, type Command } from 'commander'
import type { MotionEnd, MotionKind } from '#case/events.ts'
import type { OrderEffect, OrderFacts } from '#case/orders.ts'
import { list, stepCommand, type OfficeDeps } from './office.ts'

export interface AroundDeps extends OfficeDeps {
  readonly effects: readonly OrderEffect[]
  readonly motions: readonly MotionKind[]
  readonly ends: readonly MotionEnd[]
}

/** A second look at what was learned: orders of a court, disputes, the requester. */
export function secondLookCommands(deps: AroundDeps): readonly Command[] {
  return [
    stepCommand(deps, {
      name: 'read-order',
      does: "record what a court's order about a paper says",
      takes: (command) =>
        command
          .argument('<order>', 'o1, o2 …')
          .addOption(new Option('--effect <effect>', 'what it orders').choices(deps.effects).makeOptionMandatory())
          .requiredOption('--about <paper>', 'the paper that it is about: i1')
          .requiredOption('--issued <day>', 'the day of the order')
          .option('--issuer-kind <kind>', 'federal-court or state-court')
          .option('--issuer-state <code>', 'us-ma, us-me')
          .option('--signed-by <signatory>', 'judge, magistrate-judge …')
          .option('--issuer <name>', 'the name of the court')
          .option('--docket <number>', 'its number at the court')
          .option('--leaves-from <day>', 'of one that shortens the public notice: the first day')
          .option('--person <refs>', 'whom notice is dispensed with for: p1,p2', list)
          .option('--file <file>', 'the order itself, where it is new'),
      help: `A stay or a quashing counts at once. Whatever opens something counts when two
people have read it the same and the court has confirmed it (\`verify-paper\`).

  postern case read-order MA-DTA-2026-7K3Q9F2M o1 --effect stay --about i1 \\
    --issued 2026-11-20 --file stay.pdf --as b-counsel`,
      run: async ({ office: { steps, ports }, actor, stream }, [id = ''], options: OrderOptions) => {
        const { file } = options
        const paper = file === undefined ? undefined : { name: basename(file), bytes: await deps.readFile(file) }
        return { moved: await steps.readOrder(ports, actor, stream, orderFacts(id, options), paper) }
      },
    }),
    stepCommand(deps, {
      name: 'settle',
      does: 'say whose reading of a paper stands, where two people differ',
      takes: (command) =>
        command
          .argument('<paper>', 'i1 or o1')
          .requiredOption('--reader <id>', 'whose reading stands')
          .requiredOption('--reason <words>', 'why'),
      help: `  postern case settle MA-DTA-2026-7K3Q9F2M i1 --reader b-officer \\
    --reason "the signature is on the second page" --as b-counsel`,
      run: async (
        { office: { steps, ports }, actor, stream },
        [paper = ''],
        { reader, reason }: { reader: string; reason: string },
      ) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'settle-reading', paper, reader, reason })),
      }),
    }),
    stepCommand(deps, {
      name: 'confirm-requester',
      does: 'confirm, as a second person, that the requester was checked',
      help: `Look at the call-back record and at where the number was found. Who finds
something else records it with \`verify-requester --result failed\`.

  postern case confirm-requester MA-DTA-2026-7K3Q9F2M --as b-intake`,
      run: async ({ office: { steps, ports }, actor, stream }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'confirm-requester' })),
      }),
    }),
  ]
}

interface OrderOptions {
  effect: OrderEffect
  about: string
  issued: string
  issuerKind?: NonNullable<OrderFacts['issuerKind']>
  issuerState?: string
  signedBy?: string
  issuer?: string
  docket?: string
  person?: string[]
  leavesFrom?: string
  file?: string
}

function orderFacts(id: string, options: OrderOptions): OrderFacts {
  const { effect, about, issued, issuerKind, issuerState, signedBy, issuer, docket, person, leavesFrom } = options
  return {
    id,
    about,
    effect,
    issuedOn: issued,
    ...(issuerKind === undefined ? {} : { issuerKind }),
    ...(issuerState === undefined ? {} : { issuerState }),
    ...(signedBy === undefined ? {} : { signedBy }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(docket === undefined ? {} : { docket }),
    ...(person === undefined ? {} : { people: person }),
    ...(leavesFrom === undefined ? {} : { leavesFrom }),
  }
}

export function aroundCommands(deps: AroundDeps): readonly Command[] {
  const { motions, ends } = deps
  return [
    stepCommand(deps, {
      name: 'motion',
      does: 'record that counsel objects to a paper or moves against it, and until when',
      takes: (command) =>
        command
          .addArgument(new Argument('<motion>', 'what counsel does').choices(motions))
          .requiredOption('--paper <id>', 'against which paper: i1')
          .requiredOption('--due <day>', 'the last day to make it')
          .option('--filed <day>', 'the day on which it was made')
          .option('--docket <number>', 'its number at the court')
          .addOption(new Option('--ended <how>', 'how it came to its end').choices(ends)),
      help: `While it stands, counsel approves nothing under that paper.

  postern case motion MA-DTA-2026-7K3Q9F2M motion-to-quash --paper i1 \\
    --due 2026-12-07 --as b-counsel`,
      run: async ({ office: { steps, ports }, actor, stream }, [kind = ''], options: MotionOptions) => {
        const motion = motions.find((known) => known === kind)
        if (motion === undefined) throw new Error('a motion that is none of the choices')
        const { paper, due, filed, docket, ended } = options
        return {
          moved: await steps.move(ports, actor, stream, () => ({
            command: 'record-motion',
            instrument: paper,
            motion,
            due,
            ...(filed === undefined ? {} : { filedOn: filed }),
            ...(docket === undefined ? {} : { docket }),
            ...(ended === undefined ? {} : { ended }),
          })),
        }
      },
    }),
    stepCommand(deps, {
      name: 'refer',
      does: 'send the case to counsel: no answer leaves that counsel has not signed',
      takes: (command) => command.requiredOption('--reason <words>', 'what counsel is asked'),
      help: '  postern case refer MA-DTA-2026-7K3Q9F2M --reason "which court?" --as b-intake',
      run: async ({ office: { steps, ports }, actor, stream }, _, { reason }: { reason: string }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'refer', reason })),
      }),
    }),
    stepCommand(deps, {
      name: 'return',
      does: 'send a case back that staff had referred to counsel',
      takes: (command) => command.requiredOption('--reason <words>', 'what counsel answers'),
      help: '  postern case return MA-DTA-2026-7K3Q9F2M --reason "go on" --as b-counsel',
      run: async ({ office: { steps, ports }, actor, stream }, _, { reason }: { reason: string }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'return-referral', reason })),
      }),
    }),
    stepCommand(deps, {
      name: 'appearance',
      does: "record that a person's own lawyer has appeared; they get copies in time",
      takes: (command) =>
        command
          .requiredOption('--person <ref>', 'whose lawyer: p1')
          .requiredOption('--name <name>', 'the lawyer')
          .option('--address <where>', 'where copies go by mail')
          .option('--email <address>', 'where copies go by e-mail')
          .option('--on <day>', 'when they appeared', 'today'),
      help: `  postern case appearance MA-DTA-2026-7K3Q9F2M --person p1 \\
    --name "Synthia Advocate" --address "1 Example Square" --as b-intake`,
      run: async ({ office: { steps, ports }, actor, stream, today }, _, options: LawyerOptions) => {
        const { person, name, address, email, on } = options
        return {
          moved: await steps.move(ports, actor, stream, () => ({
            command: 'enter-appearance',
            person,
            on: on === 'today' ? today : on,
            lawyer: {
              name,
              ...(address === undefined ? {} : { address }),
              ...(email === undefined ? {} : { email }),
            },
          })),
        }
      },
    }),
    stepCommand(deps, {
      name: 'copies',
      does: "record that a person's lawyer was sent copies",
      takes: (command) =>
        command.requiredOption('--person <ref>', 'whose lawyer: p1').option('--on <day>', 'when', 'today'),
      help: '  postern case copies MA-DTA-2026-7K3Q9F2M --person p1 --as b-officer',
      run: async (
        { office: { steps, ports }, actor, stream, today },
        _,
        { person, on }: { person: string; on: string },
      ) => ({
        moved: await steps.move(ports, actor, stream, () => ({
          command: 'record-copies',
          person,
          on: on === 'today' ? today : on,
        })),
      }),
    }),
    stepCommand(deps, {
      name: 'assign',
      does: 'put the case into the hands of somebody at the desk, or lay it back',
      takes: (command) => command.option('--to <id>', 'whose hands; without it, nobody’s'),
      help: '  postern case assign MA-DTA-2026-7K3Q9F2M --to b-officer --as b-intake',
      run: async ({ office: { steps, ports }, actor, stream }, _, { to }: { to?: string }) => ({
        moved: await steps.assign(ports, actor, stream, to),
      }),
    }),
    stepCommand(deps, {
      name: 'note',
      does: 'write an internal note; counsel can mark it as privileged',
      takes: (command) =>
        command
          .argument('<words>', 'the note; names of people are taken out')
          .option('--privileged', "for counsel's eyes alone", false),
      help: '  postern case note MA-DTA-2026-7K3Q9F2M "the clerk calls back" --as b-officer',
      run: async (
        { office: { steps, ports }, actor, stream },
        [text = ''],
        { privileged }: { privileged: boolean },
      ) => ({ moved: await steps.move(ports, actor, stream, () => ({ command: 'add-note', text, privileged })) }),
    }),
    stepCommand(deps, {
      name: 'tag',
      does: 'put a tag on the case, or take it off',
      takes: (command) => command.argument('<tag>', 'such as needs-interpreter').option('--off', 'take it off', false),
      help: '  postern case tag MA-DTA-2026-7K3Q9F2M needs-interpreter --as b-officer',
      run: async ({ office: { steps, ports }, actor, stream }, [tag = ''], { off }: { off: boolean }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'tag', tag, stands: !off })),
      }),
    }),
  ]
}

interface MotionOptions {
  paper: string
  due: string
  filed?: string
  docket?: string
  ended?: MotionEnd
}

interface LawyerOptions {
  person: string
  name: string
  address?: string
  email?: string
  on: string
}
