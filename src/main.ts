/**
 * `postern`: the command line, wired to the real parts. Nothing imports this file.
 *
 * Parts that only some commands need (the database, its driver) are imported when such a command runs, so
 * that deciding or verifying a file starts at once.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, CommanderError } from 'commander'
import { accountingCommand } from '#cli/accounting.ts'
import { backupCommand, restoreCommand } from '#cli/backup.ts'
import { caseCommand } from '#cli/case.ts'
import { settle, underHeadings } from '#cli/help.ts'
import { initCommand } from '#cli/init.ts'
import { forgetCommand } from '#cli/forget.ts'
import { keysCommand } from '#cli/keys.ts'
import { rebuildCommand } from '#cli/rebuild.ts'
import { rulesApproveCommand } from '#cli/rules-approve.ts'
import type { Objection } from '#adapters/law/load.ts'
import { rulesCheckCommand } from '#cli/rules-check.ts'
import { rulesConfirmCommand } from '#cli/rules-confirm.ts'
import { rulesConfirmationsCommand } from '#cli/rules-confirmations.ts'
import { rulesDocsCommand, type DocumentChoice } from '#cli/rules-docs.ts'
import { rulesInForceCommand } from '#cli/rules-in-force.ts'
import { rulesMutateCommand } from '#cli/rules-mutate.ts'
import { rulesProposeCommand } from '#cli/rules-propose.ts'
import { rulesProveCommand } from '#cli/rules-prove.ts'
import { rulesReplayCommand } from '#cli/rules-replay.ts'
import { rulesWhatIfCommand } from '#cli/rules-what-if.ts'
import { rulesCommand } from '#cli/rules.ts'
import { rulesExportCommand } from '#cli/rules-export.ts'
import type { OfficeDeps } from '#cli/office.ts'
import { queueCommand } from '#cli/queue.ts'
import { seedCommand } from '#cli/seed.ts'
import { capsCommand } from '#cli/caps.ts'
import { outsideCommand } from '#cli/outside.ts'
import { staffCommand } from '#cli/staff.ts'
import { serveCommand } from '#cli/serve.ts'
import { startCommand } from '#cli/start.ts'
import { tickCommand } from '#cli/tick.ts'
import { contactSources, findingKinds, letters, motionEnds, motionKinds } from '#case/events.ts'
import { orderEffects } from '#case/orders.ts'
import { moves, stateWords } from '#case/moves.ts'
import { roles } from '#case/roles.ts'
import { decideCommand } from '#cli/decide.ts'
import { doctorCommand } from '#cli/doctor.ts'
import { dropCommand } from '#cli/drop.ts'
import { sourceCommand } from '#cli/source.ts'
import { databaseCommand } from '#cli/database.ts'
import { demoCommand } from '#cli/demo.ts'
import { exitCodeOf, failureJson, failureText } from '#cli/failure.ts'
import { logCommand } from '#cli/log.ts'
import { oversightCommand } from '#cli/oversight.ts'
import { verifyCommand } from '#cli/verify.ts'
import { workCommand } from '#cli/work.ts'
import { witnessCommand } from '#cli/witness.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { RuleSet } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import { openDecision } from '#formats/decision-commitment.ts'
import type { Source } from '#law-documents/sheet.ts'
import manifest from '../package.json' with { type: 'json' }

const env = process.env
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const warn = (line: string): void => void process.stderr.write(`${line}\n`)
const exit = (code: number): void => {
  process.exitCode = code
}
/** @param input another way to be asked: that it ends, as it does when whoever holds its other end dies in any way */
const askedToEnd = (input?: NodeJS.ReadStream): Promise<void> =>
  new Promise((resolve) => {
    // A process that only listens for signals has nothing to stay for.
    const stay = setInterval(() => {}, 86_400_000)
    const asked = (): void => {
      clearInterval(stay)
      // Read on, it would keep the process.
      input?.destroy()
      resolve()
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, asked)
    input?.once('close', asked).once('error', asked).resume()
  })
/** Never an address line, a field or a person: the route's pattern, the failure and a reference. */
const tellOperator = ({ reference, route, error }: { reference: string; route: string; error: unknown }): void =>
  warn(`${route}: ${failureText(error)} (${reference})`)
const law = join(import.meta.dirname, '..', 'law')

const files = () => import('#adapters/files/named.ts')
const administer = () => import('#administer.ts')
const keeping = () => import('#keeping.ts')
const parts = () => import('#parts.ts')

const readInput = async (): Promise<string> => (await import('node:stream/consumers')).text(process.stdin)

/** Over itself while the work lasts, where somebody is looking; what comes next is written over it. */
const progress = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${line.padEnd(79)}\r`)
}

/** At each multiple of an interval until the process is asked to end. */
async function onSchedule(interval: number, work: () => Promise<void>): Promise<void> {
  const [{ publishOnSchedule }, { clock }] = await Promise.all([import('#log/schedule.ts'), import('#parts.ts')])
  const end = new AbortController()
  void askedToEnd().then(() => end.abort())
  await publishOnSchedule(work, {
    interval,
    clock,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
    signal: end.signal,
  })
}

const office: OfficeDeps = {
  open: async () => (await administer()).openOffice(env),
  readFile: async (path) => (await files()).readNamed(path),
  states: stateWords,
  moves,
  out: print,
  err: warn,
  exit,
}

const program = new Command('postern')
  .description(manifest.description)
  .version(manifest.version, '-V, --version', 'show which version this is')
  // Behind a command, --version is that command's: counsel names the version of a text.
  .enablePositionalOptions()
  .addHelpText(
    'after',
    `
New here? \`postern demo\` takes one request from the paper to a proven release.
\`postern COMMAND --help\` shows how each is used, by example. All take --json.

Exit codes: 0 done, 1 the answer is no, 2 the input is wrong, 69 something is
not available, 70 a defect of Postern, 75 not yet: try again.`,
  )

/** Asked only where there is an overlay. */
const objection: Objection = async (before, after) =>
  (await import('#proof/overlay.ts')).whatSpeaksAgainst(before, after)

/** Each in a file of its own, src/cli/rules-*.ts. */
const ruleCommands: readonly Command[] = [
  rulesCheckCommand({
    read: async (folder, overlay) =>
      (await import('#adapters/law/load.ts')).readLaw(folder ?? law, { overlay, objection }),
    out: print,
    err: warn,
    exit,
  }),
  rulesProveCommand({
    prove: async (folder = law, from, done) => {
      const [{ proveLaw }, { clock }] = await Promise.all([import('#proving.ts'), parts()])
      return proveLaw(folder, from ?? clock.now().slice(0, 10), done)
    },
    writeNew: async (directory, name, text) =>
      (await files()).writeNamed(directory, name, new TextEncoder().encode(text)),
    elapsed: () => performance.now(),
    progress,
    out: print,
    exit,
  }),
  rulesMutateCommand({
    prepare: async (folder = law) => {
      const [{ prepareHunt }, { clock }] = await Promise.all([import('#mutation.ts'), parts()])
      return prepareHunt(folder, clock.now().slice(0, 10))
    },
    elapsed: () => performance.now(),
    progress,
    out: print,
    err: warn,
    exit,
  }),
  rulesInForceCommand(office),
  rulesConfirmationsCommand(office),
  rulesConfirmCommand(office),
  rulesWhatIfCommand({
    ...office,
    changed: changedLaw,
    packs: async () => (await parts()).packs(env),
    caseFiles: async (paths) => (await import('#adapters/contract/read-files.ts')).readCaseFiles(paths),
    compareLaws: async (...laws) => (await parts()).compareLaws(...laws),
    today: async () => (await parts()).clock.now().slice(0, 10),
    whatIf: async () => (await import('#pipeline/what-if.ts')).whatIf,
    progress,
  }),
  rulesProposeCommand({
    ...office,
    changed: changedLaw,
    hashOf: async (path) => {
      const [{ sha256 }, { toHex }] = await Promise.all([import('#formats/sha256.ts'), import('#formats/bytes.ts')])
      return toHex(sha256(await (await files()).readNamed(path)))
    },
    progress,
  }),
  rulesApproveCommand({
    ...office,
    holder: async (file) => (await administer()).holderNamedIn(file),
    signRules: async (file, text) => (await administer()).signRulesWith(file, text),
  }),
  rulesReplayCommand({
    ...office,
    progress,
    assertWritable: async (directory) => (await files()).assertWritable(directory),
    writeNew: async (directory, name, bytes) => (await files()).writeNamed(directory, name, bytes),
  }),
  rulesDocsCommand({
    documents: async (choice) => {
      const { lawDocuments } = await import('#law-documents/documents.ts')
      const source = await lawForDocuments(choice)
      return { digest: source.law.digest, documents: lawDocuments(source) }
    },
    write: async (directory, file, text) => {
      const [{ writePage }, { generator }] = await Promise.all([
        import('#adapters/files/pages.ts'),
        import('#law-documents/page.ts'),
      ])
      await writePage(directory, file, text, generator)
    },
    out: print,
  }),
  rulesExportCommand({
    files: async ({ overlay, asOf }) => {
      const [{ loadLaw }, { loadCedar }, { exportRules }, { clock }] = await Promise.all([
        import('#adapters/law/load.ts'),
        import('#adapters/cedar/engine.ts'),
        import('#adapters/cedar/export.ts'),
        parts(),
      ])
      const rules = await loadLaw(law, { overlay, objection })
      return { digest: rules.digest, files: exportRules(await loadCedar(), rules, asOf ?? clock.now().slice(0, 10)) }
    },
    assertWritable: async (directory) => (await files()).assertWritable(directory),
    writeNew: async (directory, name, bytes) => (await files()).writeNamed(directory, name, bytes),
    out: print,
  }),
]

/** What the documents are made from: the packs, or what the log of the office here says. */
async function lawForDocuments({ overlay, asOf, office: ofOffice }: DocumentChoice): Promise<Source> {
  const [{ loadLaw }, { readNotes }] = await Promise.all([
    import('#adapters/law/load.ts'),
    import('#adapters/law/read-notes.ts'),
  ])
  const packs = await loadLaw(law, { overlay, objection })
  const notes = await readNotes(law, packs)
  if (!ofOffice) return { law: packs, notes, ...(asOf === undefined ? {} : { day: asOf }) }
  const opened = await office.open()
  try {
    const { ports, steps } = opened
    const day = asOf ?? steps.officeDay(ports)
    const standings = await steps.confirmations(ports, undefined, day)
    return {
      law: await steps.rulesInForce(ports, day),
      notes,
      day,
      standings: new Map(standings.map((standing) => [standing.rule.id, standing])),
    }
  } finally {
    await opened.close()
  }
}

/** The set that was in force in the office here on a day; today's unless told. */
async function officeRules(day: string | undefined): Promise<RuleSet> {
  const opened = await office.open()
  try {
    const { ports, steps } = opened
    return await steps.rulesInForce(ports, day ?? steps.officeDay(ports))
  } finally {
    await opened.close()
  }
}

async function changedLaw(path: string): Promise<RuleSet> {
  const [{ loadChanged }, { overlayOf }] = await Promise.all([import('#adapters/law/changed.ts'), parts()])
  return loadChanged(law, path, { overlay: overlayOf(env), objection })
}

const commands = {
  decide: decideCommand({
    readFile,
    engine: async ({ rules: folder = law, overlay, asOf, office: ofOffice, both }) => {
      const [{ validateCaseFile }, { loadLaw }, { decide }] = await Promise.all([
        import('#adapters/contract/validate.ts'),
        import('#adapters/law/load.ts'),
        import('#decision/decide.ts'),
      ])
      const rules = ofOffice ? await officeRules(asOf) : await loadLaw(folder, { overlay, objection })
      const then = asOf === undefined ? rules : (await import('#decision/on-day.ts')).onDay(rules, asOf)
      const engine = {
        validate: validateCaseFile,
        decide: (caseFile: CaseFile) => decide(caseFile, then),
        explain: async (caseFile: CaseFile) => (await import('#decision/explain.ts')).explain(caseFile, then),
        told: async (caseFile: CaseFile) => (await import('#decision/told.ts')).told(caseFile, then),
      }
      if (!both) return engine
      const [{ decideByBoth }, { cedarWhenAsked }] = await Promise.all([
        import('#pipeline/both-engines.ts'),
        import('#adapters/cedar/differences.ts'),
      ])
      const second = cedarWhenAsked()
      return { ...engine, decide: async (caseFile) => decideByBoth(caseFile, then, second) }
    },
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    exit,
  }),
  verify: verifyCommand({
    verify: async (request, each) => (await import('#verify/run.ts')).runVerify(request, each),
    ...(process.stderr.isTTY ? { progress: showProgress } : {}),
    out: print,
    exit,
  }),
  demo: demoCommand({
    run: async (options) => (await import('#demo/run.ts')).demo(env, options),
    out: print,
    exit,
  }),
  serve: serveCommand({
    serve: async (options) => (await import('#serving.ts')).serveOffice(env, options, tellOperator),
    untilStopped: () => askedToEnd(),
    out: print,
  }),
  start: startCommand({
    start: async (options) => (await import('#demo/start.ts')).start(env, { ...options, report: tellOperator }),
    untilStopped: () => askedToEnd(),
    out: print,
  }),
  database: databaseCommand({
    open: async () => (await import('#adapters/embedded/open-database.ts')).openDatabase(env),
    migrate: async (url) => (await import('#adapters/postgres/migrate.ts')).migrate(url),
    askedToEnd: () => askedToEnd(),
    out: print,
    err: warn,
  }),
  log: logCommand({
    openLog: async () => {
      const { openInstallation } = await import('#parts.ts')
      return openInstallation(env)
    },
    publishEvery: onSchedule,
    logKey: async (origin) => (await administer()).logKey(env, origin),
    exportTo: async (log, directory) => {
      const { tileDirectory } = await import('#adapters/tiles/directory.ts')
      return log.export(await tileDirectory(directory))
    },
    out: print,
    err: warn,
    exit,
  }),
  oversight: oversightCommand({
    sealedDecision: async (number) => {
      const [{ openInstallation }, { sealedDecision }, { streamOf }] = await Promise.all([
        import('#parts.ts'),
        import('#pipeline/determine.ts'),
        import('#pipeline/move.ts'),
      ])
      const installation = await openInstallation(env)
      try {
        const found = await sealedDecision(installation.ports, await streamOf(installation.ports, number))
        if (found !== undefined) return found
      } finally {
        await installation.close()
      }
      throw new PosternError('ERR_INPUT_INVALID', `Nothing was decided in case ${number} yet.`, { case: number })
    },
    open: async (sealed, file) => {
      const { openAge, parseIdentities } = await import('#verify/age.ts')
      return openAge(sealed, await parseIdentities(await readFile(file, 'utf8')))
    },
    check: openDecision,
    recount: async () => {
      const [{ openInstallation }, { recountFigures }] = await Promise.all([
        import('#parts.ts'),
        import('#pipeline/figures.ts'),
      ])
      const installation = await openInstallation(env)
      try {
        return await recountFigures(installation.ports)
      } finally {
        await installation.close()
      }
    },
    out: print,
    err: warn,
    exit,
  }),
  witness: witnessCommand({
    startWitness: async ({ name, ...options }) => {
      const [{ startWitness }, { signingKeyFile }, { clock }] = await Promise.all([
        import('#witness/server.ts'),
        import('#adapters/keys/signing-key.ts'),
        import('#parts.ts'),
      ])
      const key = await signingKeyFile(join(options.directory, 'key.json'), name, name ?? 'postern-witness')
      return startWitness({ ...options, ...key, clock, report: (error) => warn(failureText(error)) })
    },
    untilStopped: (orInputEnds) => askedToEnd(orInputEnds ? process.stdin : undefined),
    out: print,
    err: warn,
  }),
  doctor: doctorCommand({
    checks: [
      {
        name: 'database',
        run: async () => (await import('#adapters/embedded/open-database.ts')).describeDatabase(env),
      },
      {
        name: 'law',
        run: async () => {
          const { rules, digest } = await (await import('#adapters/law/load.ts')).loadLaw(law)
          return `${rules.length} rules, digest ${digest.slice(0, 16)}…`
        },
      },
      {
        name: 'law in force',
        run: async () => (await administer()).describeLaw(env),
      },
      {
        name: 'letters',
        run: async () => (await import('#adapters/typst/fonts.ts')).describeFonts(),
      },
    ],
    out: print,
    exit,
  }),
  seed: seedCommand({
    seed: async (options) => {
      const [{ seedCaseload }, { openDatabase }] = await Promise.all([
        import('#adapters/caseload/seed.ts'),
        import('#adapters/embedded/open-database.ts'),
      ])
      const database = await openDatabase(env)
      try {
        if (database.caseloadUrl !== null) return await seedCaseload({ url: database.caseloadUrl, ...options })
      } finally {
        await database.stop()
      }
      const mend = 'Name the database to fill in POSTERN_SOURCE_URL; a caseload that was seeded there is replaced.'
      throw new PosternError('ERR_SOURCE_MAPPING', 'There is no database to seed.', {}, { mend })
    },
    elapsed: () => performance.now(),
    progress,
    out: print,
  }),
  init: initCommand({ setUp: async (settings) => (await administer()).setUpOffice(env, settings), out: print }),
  staff: staffCommand({
    ...office,
    roles,
    newKey: async (file, id) => (await administer()).newSigningKey(file, id),
  }),
  caps: capsCommand(office),
  outside: outsideCommand({ ...office, sign: async (file, text) => (await administer()).signWith(file, text) }),
  case: caseCommand({
    ...office,
    findings: findingKinds,
    contacts: contactSources,
    effects: orderEffects,
    motions: motionKinds,
    ends: motionEnds,
    letters,
    filesIn: async (directory) => (await files()).filesIn(directory),
    writeNew: async (directory, name, bytes) => (await files()).writeNamed(directory, name, bytes),
    assertWritable: async (directory) => (await files()).assertWritable(directory),
    sign: async (file, text) => (await administer()).signWith(file, text),
    readInput,
    progress: process.stderr.isTTY ? progress : warn,
    progressEvery: process.stderr.isTTY ? 500 : 5000,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  }),
  queue: queueCommand(office),
  accounting: accountingCommand({ ...office, readInput }),
  tick: tickCommand({ ...office, every: onSchedule }),
  work: workCommand({
    ...office,
    untilAsked: () => {
      const end = new AbortController()
      void askedToEnd().then(() => end.abort())
      return end.signal
    },
  }),
  drop: dropCommand({
    take: async (agency) => (await administer()).takeDropsOf(env, agency),
    sign: async (folder, keyFile) => (await administer()).signDropIn(folder, keyFile),
    out: print,
    err: warn,
    exit,
  }),
  source: sourceCommand({ viewsFor: async (file) => (await administer()).viewsIn(file), out: print }),
  rebuild: rebuildCommand({
    rebuild: async (each) => (await administer()).rebuildTables(env, each),
    progress,
    out: print,
  }),
  backup: backupCommand({ backUp: async (request) => (await keeping()).backUp(env, request), out: print }),
  restore: restoreCommand({
    restore: async (request) => (await keeping()).restore(env, request),
    begin: async (into, lookedMyself) => (await keeping()).beginRestored(env, into, lookedMyself),
    out: print,
    err: warn,
    exit,
    progress,
  }),
  rules: rulesCommand(ruleCommands),
  keys: keysCommand({
    rotate: async (as, each) => (await administer()).rotateRootKey(env, as, each),
    progress,
    out: print,
  }),
  forget: forgetCommand({
    forget: async (order) => (await administer()).forgetCases(env, order),
    out: print,
    err: warn,
    exit,
  }),
}

underHeadings(program, [
  ['See it at work', [commands.start, commands.demo, commands.seed, commands.decide]],
  ['The law', [commands.rules]],
  ['Requests', [commands.case, commands.queue, commands.accounting]],
  ['Proof, for anybody', [commands.verify, commands.witness, commands.oversight]],
  [
    'The office',
    [
      commands.serve,
      commands.init,
      commands.staff,
      commands.outside,
      commands.caps,
      commands.tick,
      commands.work,
      commands.drop,
      commands.source,
      commands.log,
      commands.rebuild,
      commands.keys,
      commands.forget,
      commands.backup,
      commands.restore,
    ],
  ],
  ['This machine', [commands.doctor, commands.database]],
])
settle(program)

function showProgress(done: number, of: number): void {
  process.stderr.write(done >= of ? `\r${' '.repeat(40)}\r` : `\r${Math.floor((done / of) * 100)} % checked`)
}

// Whoever reads what is printed may stop reading: `postern rules --help | head`.
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong; asking for help is not wrong.
    exit(error.exitCode === 0 ? 0 : 2)
  } else {
    if (process.argv.includes('--json')) print(failureJson(error))
    warn(failureText(error))
    exit(exitCodeOf(error))
  }
}
