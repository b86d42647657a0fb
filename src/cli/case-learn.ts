/** `postern case …`: what the case is told. The request, its papers, who stands behind them, what was found. */
import { basename } from 'node:path'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { FindingKind, Verification } from '#case/events.ts'
import type { HandedIn } from '#pipeline/intake.ts'
import { isPosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { asOption, list, reportRefusal, standing, withOffice, stepCommand, type OfficeDeps } from './office.ts'
import { matchText } from './match-text.ts'
import { classesText, classLines, membersWords } from './members-text.ts'
import { columns, counted, wrap } from './wrap.ts'

export interface LearnDeps extends OfficeDeps {
  /** Names of the files in a directory. @throws PosternError ERR_INPUT_UNREADABLE */
  readonly filesIn: (directory: string) => Promise<readonly string[]>
  readonly findings: readonly FindingKind[]
  readonly contacts: readonly Verification['contactFrom'][]
}

/** `case receive`: the one step that has no case yet. */
export function receiveCommand(deps: LearnDeps): Command {
  return new Command('receive')
    .description('take in a request with its papers; opens a case')
    .argument('<request>', 'the request file (postern/request/v1)')
    .option('--paper <name=file>', 'a paper that the request names, and where it lies; repeat for more', pairs)
    .option('--papers <directory>', 'where all papers lie, under the names that the request gives them')
    .addOption(asOption())
    .option('--json', 'the number of the case as JSON')
    .addHelpText(
      'after',
      `
The request and its papers are kept as they arrived, encrypted, and hashed. A
file that is not what it says is refused by name, and nothing is kept of it.
The same request handed in twice is the same case.

  postern case receive request.json --papers ./scans --as b-intake
  postern case receive letter.json --paper warrant.pdf=scan17.pdf --as b-intake`,
    )
    .action(async (path: string, { paper = [], papers, as, json = false }: ReceiveOptions) => {
      const request = { name: basename(path), bytes: await deps.readFile(path) }
      const handedIn = await papersFor(deps, request, paper, papers)
      await withOffice(deps, async ({ steps, ports }) => {
        const received = await steps.receive(ports, await steps.actor(ports, as), request, handedIn)
        if (!received.received) {
          reportRefusal(deps, received.refusal, json)
          return
        }
        const { state } = await steps.loadCase(ports, received.stream)
        if (json) deps.out(JSON.stringify({ case: received.number, status: state.status }))
        else deps.out(wrap(standing(deps, state), columns).join('\n'))
      })
    })
}

interface ReceiveOptions {
  paper?: [name: string, file: string][]
  papers?: string
  as: string
  json?: boolean
}

function pairs(value: string, before: [string, string][] = []): [string, string][] {
  const at = value.indexOf('=')
  const pair: [string, string] = at < 0 ? [basename(value), value] : [value.slice(0, at), value.slice(at + 1)]
  if (pair[0] === '' || pair[1] === '') throw new InvalidArgumentError('Write name=file, such as warrant.pdf=scan.pdf.')
  return [...before, pair]
}

/** Only what the request names is read; a name leads to a file that is listed there and to no path. */
async function papersFor(
  { readFile, filesIn }: LearnDeps,
  request: HandedIn,
  named: readonly [string, string][],
  directory: string | undefined,
): Promise<HandedIn[]> {
  const found: [string, string][] = []
  if (directory !== undefined) {
    const wanted = filesNamedIn(request.bytes)
    for (const name of await filesIn(directory)) if (wanted.has(name)) found.push([name, `${directory}/${name}`])
  }
  return Promise.all([...named, ...found].map(async ([name, file]) => ({ name, bytes: await readFile(file) })))
}

/** What is wrong with the request is said when it is taken in. */
function filesNamedIn(request: Uint8Array): ReadonlySet<string> {
  try {
    const value = parseJson(request)
    const papers = typeof value === 'object' && value !== null && 'instruments' in value ? value['instruments'] : []
    const names = Array.isArray(papers) ? papers.map((paper) => Object(paper).file as unknown) : []
    return new Set(names.filter((name) => typeof name === 'string'))
  } catch (error) {
    if (isPosternError(error)) return new Set()
    throw error
  }
}

export function learnCommands(deps: LearnDeps): readonly Command[] {
  const { readFile, findings, contacts } = deps
  const asked = (command: Command): Command =>
    command
      .addOption(
        new Option('--result <result>', 'what they said').choices(['verified', 'failed']).makeOptionMandatory(),
      )
      .requiredOption('--channel <how>', 'by what means: telephone, in person')
      .addOption(
        new Option('--contact-from <source>', 'where the number or address was found')
          .choices(contacts)
          .makeOptionMandatory(),
      )
      .requiredOption('--spoke-to <who>', 'who answered: name and office')

  return [
    stepCommand(deps, {
      name: 'read',
      does: 'record what a paper says, field by field',
      takes: (command) =>
        command
          .argument('<reading>', 'the reading file (postern/reading/v1)')
          .option('--paper <file>', 'the paper itself, where it came later than the request'),
      help: `A new reading takes the place of the last, and asks for a new verification.
The file says what the paper says of itself:

  {"reading": "postern/reading/v1", "instrument": {"id": "i1",
   "kind": "judicial-warrant", "signedBy": "magistrate-judge",
   "issuedOn": "2026-11-20", "subjects": ["p1"], "elements": ["application"]}}

  postern case read MA-DTA-2026-7K3Q9F2M reading.json --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, [path = ''], { paper }: { paper?: string }) => {
        const reading = { name: basename(path), bytes: await readFile(path) }
        const handedIn = paper === undefined ? undefined : { name: basename(paper), bytes: await readFile(paper) }
        return { moved: await steps.read(ports, actor, stream, reading, handedIn), says: 'The reading is recorded.' }
      },
    }),
    stepCommand(deps, {
      name: 'verify-paper',
      does: 'record whether the issuer says that a paper is theirs',
      takes: (command) => asked(command.argument('<paper>', 'i1, i2 …')),
      help: `Ask the issuer by a way that does not stand on the paper: whoever forged it
wrote the number on it too.

  postern case verify-paper MA-DTA-2026-7K3Q9F2M i1 --result verified \\
    --channel telephone --contact-from court-website \\
    --spoke-to "Deputy clerk" --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, [instrument = ''], options: Verification) => ({
        moved: await steps.move(ports, actor, stream, () => ({
          command: 'verify-instrument',
          instrument,
          ...verification(options),
        })),
      }),
    }),
    stepCommand(deps, {
      name: 'verify-requester',
      does: 'record whether the requester is who they say',
      takes: (command) =>
        asked(command).option('--recipient <age1…>', 'the key to seal to, as they confirmed it themselves'),
      help: `  postern case verify-requester MA-DTA-2026-7K3Q9F2M --result verified \\
    --channel telephone --contact-from published-directory \\
    --spoke-to "Duty desk" --recipient age1… --as b-officer`,
      run: async (
        { office: { steps, ports }, actor, stream },
        _,
        { recipient, ...options }: Verification & { recipient?: string },
      ) => ({
        moved: await steps.verifyRequester(ports, actor, stream, {
          ...verification(options),
          ...(recipient === undefined ? {} : { recipient }),
        }),
      }),
    }),
    stepCommand(deps, {
      name: 'finding',
      does: 'record what staff found out, or take it back',
      takes: (command) =>
        command
          .addArgument(new Argument('<kind>', 'what was found out').choices(findings))
          .option('--paper <ids>', 'the papers it is about, with commas: i1,i2', list)
          .option('--programs <codes>', 'the programs it is about', list)
          .option('--person <refs>', 'the people it is about: p1,p2', list)
          .option('--grounds <words>', 'what the finding about these people rests on')
          .option('--note <words>', 'anything to add; names of people are taken out')
          .option('--no-longer', 'it does not stand any more'),
      help: `  postern case finding MA-DTA-2026-7K3Q9F2M court-informed --paper i1 \\
    --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, [kind = ''], options: FindingOptions) => {
        const finding = findings.find((known) => known === kind)
        if (finding === undefined) throw new Error('a kind of finding that is none of the choices')
        const { paper, programs, person = [], grounds, note, longer } = options
        return {
          moved: await steps.move(ports, actor, stream, () => ({
            command: 'record-finding',
            finding,
            stands: longer,
            ...(paper === undefined ? {} : { instruments: paper }),
            ...(programs === undefined ? {} : { programs }),
            people: Object.fromEntries(person.map((ref) => [ref, grounds === undefined ? {} : { grounds }])),
            ...(note === undefined ? {} : { note }),
          })),
        }
      },
    }),
    stepCommand(deps, {
      name: 'members',
      does: 'list who is in a class that was asked for, by the keys of your records',
      takes: (command) =>
        command
          .argument('<file>', 'a text file: one key of a record on each line')
          .option('--named', 'the requester named these very persons, such as an audit sample'),
      help: `For a request about a class, which releases nothing by itself. Without --named
the agency says who is in the class; the request then stays one about a class.
The list is kept encrypted like a paper. A line that is no key, or a key that is
there twice, is refused by its line, and nothing is recorded. A new list takes
the place of the last, and whoever is in it is looked for anew.

  postern case members MA-DTA-2026-7K3Q9F2M sample.txt --named --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }, [path = ''], { named = false }: { named?: boolean }) => {
        const moved = await steps.listMembers(ports, actor, stream, { bytes: await readFile(path), named })
        if (!moved.moved) return { moved }
        const { members } = moved.state
        const persons = members?.count ?? 0
        const { threshold, above } = await steps.toAnnounce(ports, moved.state)
        const text = listedText(persons, threshold.above, above)
        return { moved, says: wrap(text, columns).join('\n'), json: { members: persons } }
      },
    }),
    stepCommand(deps, {
      name: 'fix-answer',
      does: 'fix what the requester is told short of a release, before anybody is looked for',
      help: `It follows from the request and its papers alone and goes out by itself at a set
time. \`match\` fixes it where nobody has. A new paper asks for a new one.

  postern case fix-answer MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }) => ({
        moved: await steps.fixAnswer(ports, actor, stream),
      }),
    }),
    stepCommand(deps, {
      name: 'countersign',
      does: "record counsel's signature under the fixed answer",
      help: `Asked for wherever a request would be referred to counsel, whoever it is about,
and before anybody is looked for: so the wait for counsel tells nobody anything.

  postern case countersign MA-DTA-2026-7K3Q9F2M --as b-counsel`,
      run: async ({ office: { steps, ports }, actor, stream }) => ({
        moved: await steps.countersignAnswer(ports, actor, stream),
      }),
    }),
    stepCommand(deps, {
      name: 'match',
      does: "look for each person in the agency's records",
      help: `Exactly one record by a sure key is a match; anything else is shown to you and
chosen by nobody. What the requester is told does not depend on it.

  postern case match MA-DTA-2026-7K3Q9F2M --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream }) => {
        const { shown, moved } = await steps.match(ports, actor, stream)
        if (moved.moved && moved.state.members !== undefined) {
          const classes = classLines(moved.state)
          const says = [`${membersWords(moved.state)}:`, ...classesText(classes)].join('\n')
          return { moved, says, json: { classes: JSON.parse(JSON.stringify(classes)) } }
        }
        return { moved, says: matchText(shown), json: { people: JSON.parse(JSON.stringify(shown)) } }
      },
    }),
    stepCommand(deps, {
      name: 'notice',
      does: 'record that people were told, and until when they may object',
      takes: (command) =>
        command
          .requiredOption('--person <refs>', 'who was told: p1,p2', list)
          .option('--paper <ids>', 'about which papers: i1,i2', list)
          .option('--served <day>', 'the day on which they were told', 'today')
          .option('--objection-ends <day>', 'the last day on which they may object')
          .option('--dispensed', 'a court dispensed with notice'),
      help: `  postern case notice MA-DTA-2026-7K3Q9F2M --person p1 --paper i1 \\
    --served 2026-11-23 --objection-ends 2026-12-07 --as b-officer`,
      run: async ({ office: { steps, ports }, actor, stream, today }, _, options: NoticeOptions) => {
        const { person, paper = [], served, objectionEnds, dispensed } = options
        const given = {
          ...(dispensed === true ? { dispensedByCourt: true } : { servedOn: served === 'today' ? today : served }),
          ...(objectionEnds === undefined ? {} : { objectionPeriodEnds: objectionEnds }),
        }
        return {
          moved: await steps.move(ports, actor, stream, () => ({
            command: 'serve-notice',
            instruments: paper,
            people: Object.fromEntries(person.map((ref) => [ref, given])),
          })),
        }
      },
    }),
    stepCommand(deps, {
      name: 'object',
      does: "record a person's objection; what stood approved becomes void",
      takes: (command) =>
        command
          .requiredOption('--person <ref>', 'who objects: p1')
          .option('--paper <id>', 'to which paper; without it, to whatever the law leaves to the agency')
          .option('--on <day>', 'when they objected', 'today'),
      help: `  postern case object MA-DTA-2026-7K3Q9F2M --person p1 --as b-privacy`,
      run: async (
        { office: { steps, ports }, actor, stream, today },
        _,
        { person, paper, on }: { person: string; paper?: string; on: string },
      ) => ({
        moved: await steps.move(ports, actor, stream, () => ({
          command: 'record-objection',
          person,
          on: on === 'today' ? today : on,
          ...(paper === undefined ? {} : { instrument: paper }),
        })),
        says: wrap('The objection stands. Whatever was decided before it must be decided again.', columns).join('\n'),
      }),
    }),
  ]
}

function listedText(persons: number, above: number, words: string): string {
  const listed = `${counted(persons, 'member is', 'members are')} listed, by their keys alone.`
  if (persons <= above) return listed
  return `${listed} Lists ${words} leave only with a third signature, by a key held outside the agency, and after ten business days of public notice: \`case announce\`.`
}

interface FindingOptions {
  paper?: string[]
  programs?: string[]
  person?: string[]
  grounds?: string
  note?: string
  /** `--no-longer` makes it false. */
  longer: boolean
}

interface NoticeOptions {
  person: string[]
  paper?: string[]
  served: string
  objectionEnds?: string
  dispensed?: true
}

function verification({ result, channel, contactFrom, spokeTo }: Verification): Verification {
  return { result, channel, contactFrom, spokeTo }
}
