/** `postern case …`: after the answer, and what is open all along: withdrawal, holds, incidents. */
import { Command } from 'commander'
import { stepCommand, type OfficeDeps } from './office.ts'

export function afterCommands(deps: OfficeDeps): readonly Command[] {
  return [
    stepCommand(deps, {
      name: 'receipt',
      does: 'record that the receiver opened the package',
      takes: (command) =>
        command.requiredOption('--code <code>', 'the receipt code from manifest.json inside the payload'),
      help: `  postern case receipt MA-DTA-2026-7K3Q9F2M --code AAECAwQFBgcICQoLDA0ODw \\
    --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, _, { code }: { code: string }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'acknowledge-receipt', code })),
      }),
    }),
    stepCommand(deps, {
      name: 'destroyed',
      does: "record the receiver's certificate that they destroyed the data",
      takes: (command) =>
        command
          .option('--on <day>', 'the day on which it was destroyed', 'today')
          .requiredOption('--by <who>', 'who destroyed it: name and office')
          .requiredOption('--method <how>', 'how'),
      help: `  postern case destroyed MA-DTA-2026-7K3Q9F2M --by "Evidence custodian" \\
    --method "NIST SP 800-88 purge" --as b-officer`,
      run: async (
        { office: { steps, ports }, actor, stream, today },
        _,
        { on, by, method }: { on: string; by: string; method: string },
      ) => ({
        moved: await steps.move(ports, actor, stream, () => ({
          command: 'certify-destruction',
          on: on === 'today' ? today : on,
          by,
          method,
        })),
      }),
    }),
    stepCommand(deps, {
      name: 'withdraw',
      does: 'record that the request was withdrawn',
      takes: (command) => command.requiredOption('--reason <words>', 'why'),
      help: '  postern case withdraw MA-DTA-2026-7K3Q9F2M --reason "closed" --as b-intake',
      run: async ({ office: { steps, ports }, actor, stream }, _, { reason }: { reason: string }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'withdraw', reason })),
      }),
    }),
    stepCommand(deps, {
      name: 'hand-to-requester',
      does: 'let a requester follow the case in their account',
      takes: (command) =>
        command.requiredOption('--to <id>', 'the requester').requiredOption('--reason <words>', 'why'),
      help: `Whoever followed it before does so no more.

  postern case hand-to-requester MA-DTA-2026-7K3Q9F2M --to b-agent \\
    --reason "took over" --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, _, { to, reason }: { to: string; reason: string }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'hand-to-requester', to, reason })),
      }),
    }),
    stepCommand(deps, {
      name: 'close',
      does: 'close the case; its retention begins',
      help: `Whoever must be told afterwards is told first.

  postern case close MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'close' })),
      }),
    }),
    stepCommand(deps, {
      name: 'hold',
      does: 'set a legal hold: nothing of this case may be destroyed',
      takes: (command) => command.argument('<matter>', 'what it is held for'),
      help: '  postern case hold MA-DTA-2026-7K3Q9F2M "Doe v. Example" --as b-counsel',
      run: async ({ office: { steps, ports }, actor, stream }, [matter = '']) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'set-hold', matter })),
      }),
    }),
    stepCommand(deps, {
      name: 'lift-hold',
      does: 'lift a legal hold',
      takes: (command) => command.argument('<matter>', 'what it was held for, in the same words'),
      help: '  postern case lift-hold MA-DTA-2026-7K3Q9F2M "Doe v. Example" --as b-counsel',
      run: async ({ office: { steps, ports }, actor, stream }, [matter = '']) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'lift-hold', matter })),
      }),
    }),
  ]
}

/** `case incident open|close`: while one is open, nothing of the case moves towards its receiver. */
export function incidentCommand(deps: OfficeDeps): Command {
  const steps = [
    stepCommand(deps, {
      name: 'open',
      does: 'stop everything until somebody has found out',
      takes: (command) => command.requiredOption('--what <words>', 'what happened'),
      help: `  postern case incident open MA-DTA-2026-7K3Q9F2M \\
    --what "sent to a wrong fax" --as b-officer`,
      run: async ({ office: { steps: path, ports }, actor, stream }, _, { what }: { what: string }) => {
        const incident = Buffer.from(ports.randomness.bytes(4)).toString('hex')
        const moved = await path.move(ports, actor, stream, () => ({ command: 'open-incident', incident, what }))
        return {
          moved,
          says: `Incident ${incident} is open; nothing is released until it is closed.`,
          json: { incident },
        }
      },
    }),
    stepCommand(deps, {
      name: 'close',
      does: 'say what was found and done, and go on',
      takes: (command) =>
        command
          .argument('<incident>', 'its id')
          .requiredOption('--finding <words>', 'what was found, and what was done'),
      help: `  postern case incident close MA-DTA-2026-7K3Q9F2M 5d1f2c1e \\
    --finding "nothing had left" --as b-privacy`,
      run: async (
        { office: { steps: path, ports }, actor, stream },
        [incident = ''],
        { finding }: { finding: string },
      ) => ({
        moved: await path.move(ports, actor, stream, () => ({ command: 'close-incident', incident, finding })),
      }),
    }),
  ]
  const command = new Command('incident').description('something went wrong: stop, find out, go on')
  for (const step of steps) command.addCommand(step)
  return command
}
