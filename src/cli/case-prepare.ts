/** `postern case prepare`, `pause` and `resume`: what may leave is read and sealed; here, or by the workers. */
import type { Command } from 'commander'
import type { BulkProgress } from '#pipeline/bulk-progress.ts'
import type { Moved } from '#pipeline/move.ts'
import { stepCommand, type Desk, type Done, type OfficeDeps } from './office.ts'
import { counted } from './wrap.ts'

export interface PrepareDeps extends OfficeDeps {
  /** How far it has come: over itself where somebody looks, else as a line. */
  readonly progress: (line: string) => void
  /** Milliseconds between two such lines. */
  readonly progressEvery: number
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

export function prepareCommands(deps: PrepareDeps): readonly Command[] {
  return [
    stepCommand(deps, {
      name: 'prepare',
      does: 'read what may leave, and seal it; nothing leaves yet',
      takes: (command) => command.option('--queue', 'leave the reading of listed members to `postern work`'),
      help: `The source reads only the permitted columns of the permitted people, and every
cell passes the gate before it is sealed to the receiver's key. What comes of it
is a content root: two other people approve exactly that.

Listed members are read range by range. Ctrl+C leaves what is done, and the same
command takes it up again; with --queue the workers go on without it.

  postern case prepare MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async (desk, _, { queue = false }: { queue?: boolean }) => {
        const moved = queue ? await byWorkers(deps, desk) : await here(deps, desk)
        return prepared(desk, moved)
      },
    }),
    stepCommand(deps, {
      name: 'pause',
      does: 'pause the reading of listed members, wherever it goes on',
      help: `Ranges at hand are brought to their end. What is done stays done.

  postern case pause MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }) => ({
        moved: await steps.move(ports, actor, stream, () => ({ command: 'pause-preparation' })),
      }),
    }),
    stepCommand(deps, {
      name: 'resume',
      does: 'go on with what was paused, by the workers',
      help: `Where no \`postern work\` runs, take it up yourself: postern case prepare.

  postern case resume MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }) => ({
        moved: await steps.resumeBulk(ports, actor, stream),
      }),
    }),
  ]
}

function prepared({ number }: Desk, moved: Moved): Done {
  if (!moved.moved) return { moved }
  const { contentRoot = '', expiresAt = '' } = moved.state.prepared ?? {}
  const says = [
    `Content root  ${contentRoot}`,
    `Expires       ${expiresAt}`,
    `Read it with  postern case content ${number}`,
  ]
  return { moved, says: says.join('\n'), json: { contentRoot, expiresAt } }
}

/** In this process, and how far it has come beside it. */
async function here(deps: PrepareDeps, desk: Desk): Promise<Moved> {
  const { office, actor, stream } = desk
  const end = new AbortController()
  const showing = show(deps, desk, end.signal)
  try {
    return await office.steps.prepare(office.ports, actor, stream)
  } finally {
    end.abort()
    await showing
  }
}

async function show(deps: PrepareDeps, { office: { steps, ports }, stream }: Desk, signal: AbortSignal): Promise<void> {
  for (;;) {
    await deps.sleep(deps.progressEvery, signal)
    if (signal.aborted) return
    // What fails here fails there too, and is said there.
    const progress = await steps.bulkProgress(ports, stream).catch(() => undefined)
    if (progress !== undefined && !signal.aborted) deps.progress(progressText(progress))
  }
}

/** By whoever takes the ranges; this process looks on. */
async function byWorkers(deps: PrepareDeps, desk: Desk): Promise<Moved> {
  const { steps, ports } = desk.office
  const before = await steps.loadCase(ports, desk.stream)
  if (before.state.members === undefined) return steps.prepare(ports, desk.actor, desk.stream)
  const refused = await steps.leaveToWorkers(ports, desk.actor, desk.stream)
  if (refused !== undefined) return refused
  return steps.followBulk(ports, desk.actor, desk.stream, async (progress) => {
    deps.progress(progressText(progress))
    await deps.sleep(deps.progressEvery)
  })
}

/** "3 of 22 ranges, 150,000 of 1,100,000 persons, 41,000 a second, 23 seconds left" */
export function progressText({
  ranges,
  rangesDone,
  persons,
  personsDone,
  paused,
  perSecond,
  secondsLeft,
}: BulkProgress): string {
  return [
    `${rangesDone} of ${counted(ranges, 'range')}`,
    `${whole(personsDone)} of ${whole(persons)} persons`,
    ...(paused ? ['paused'] : []),
    ...(perSecond === undefined ? [] : [`${whole(perSecond)} a second`]),
    ...(secondsLeft === undefined ? [] : [`${timeText(secondsLeft)} left`]),
  ].join(', ')
}

const whole = (count: number): string => Math.round(count).toLocaleString('en-US')

function timeText(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  if (seconds < 90) return counted(Math.ceil(seconds), 'second')
  if (minutes < 90) return counted(minutes, 'minute')
  return counted(Math.round(minutes / 60), 'hour')
}
