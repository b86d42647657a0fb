// The order a disclosure passes through the code. A stage may know the shape of what came before
// it, and nothing at all about what comes after. test/architecture.test.ts plants a violation of
// every rule below and expects it to be caught.
const stages = [
  'request',
  'instrument',
  'match',
  'decision',
  'case',
  'approval',
  'release',
  'seal',
  'delivery',
  'log',
  'accounting',
  'letter',
  'person',
  'report',
]
const anyStage = `^src/(${stages.join('|')})/`
const base = '^src/(vocabulary|formats)/|^src/errors[.]ts$'
const within = (folder) => `^src/${folder}/`
const tests = '[.]test[.]tsx?$|^src/testing/'
const lookingAhead = stages.slice(0, -1).map((stage, i) => ({
  name: `${stage}-looks-ahead`,
  comment: `${stage} is upstream of ${stages.slice(i + 1).join(', ')} and must work without them. If it needs something from there, the thing belongs in ${stage} or in vocabulary.`,
  severity: 'error',
  from: { path: within(stage), pathNot: tests },
  to: { path: `^src/(${stages.slice(i + 1).join('|')})/` },
}))

/** Forbid imports from `from` to anything in src except `to`. `why` is what the reader sees in CI. */
const only = (from, to, why) => ({
  name: `${from}-imports`,
  comment: why,
  severity: 'error',
  from: { path: within(from), pathNot: tests },
  to: { path: '^src/', pathNot: to },
})

const npm = ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown']

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...lookingAhead,
    {
      name: 'stages-share-types-only',
      comment:
        "A stage may read an earlier stage's types, so it can accept its output. Calling it is the pipeline's job.",
      severity: 'error',
      from: { path: `^src/(${stages.join('|')})/`, pathNot: tests },
      to: { path: anyStage, pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stages-import-no-outer-layer',
      comment: 'A stage states what it needs as an interface; main.ts hands it one.',
      severity: 'error',
      from: { path: anyStage, pathNot: tests },
      to: { path: '^src/(pipeline|adapters|cli|verify|witness|court)/|^src/main[.]ts$' },
    },
    {
      name: 'stages-are-pure',
      comment:
        'Stages get the clock, randomness, files and network from their caller, so a test can set them and an auditor can replay them.',
      severity: 'error',
      from: { path: `${anyStage}|^src/(vocabulary|formats|pipeline)/`, pathNot: tests },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|assert|util)(/|$)' },
    },
    only('vocabulary', within('vocabulary'), 'Vocabulary is the bottom layer: words, importing nothing.'),
    only(
      'formats',
      `${within('formats')}|${base}`,
      'Formats turn words into bytes and back. They know no stage, so an auditor can read them alone.',
    ),
    only(
      'verify',
      `${within('verify')}|${base}`,
      'The verifier shares formats with the log it checks and nothing else; sharing more would let one bug hide another.',
    ),
    only(
      'witness',
      `${within('witness')}|${base}`,
      'A witness is another party with its own process, store and key; it knows only the formats.',
    ),
    only(
      'court',
      `${within('court')}|^src/adapters/contract/|${within('decision')}|^src/verify/browser/dom[.]ts$|${base}`,
      'Who decides again has the decision and the check of its input, and nothing of an office. Of the verifier it may name the types of a page.',
    ),
    only(
      'law-documents',
      `${within('law-documents')}|${within('proof')}|${within('decision')}|${base}`,
      'What counsel reads is made from the rules and what is proved of them, and from nothing of an office.',
    ),
    only(
      'proof',
      `${within('proof')}|${within('decision')}|${base}`,
      'A proof is about the rules and the decision, and about nothing of an office.',
    ),
    only(
      'pipeline',
      `${within('pipeline')}|${anyStage}|${base}`,
      'The pipeline joins stages. Adapters reach it through interfaces.',
    ),
    only(
      'cli',
      `${within('cli')}|${within('pipeline')}|${within('verify')}|${within('proof')}|${anyStage}|${base}`,
      'Commands call the pipeline and the verifier. They do not touch a database.',
    ),
    only(
      'web',
      `${within('web')}|${within('pipeline')}|${within('law-documents')}|${anyStage}|${base}`,
      'Pages call the pipeline, and may use the tables and pure functions of the stages. They do not touch a database.',
    ),
    {
      name: 'outer-layers-take-stage-types-only',
      comment: "Commands may name a stage's types; only the pipeline runs a stage.",
      severity: 'error',
      from: { path: '^src/cli/', pathNot: tests },
      to: { path: anyStage, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'adapters-stand-alone',
      comment: 'Each adapter wraps one outside system and can be deleted on its own.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/', pathNot: tests },
      to: {
        path: '^src/(adapters|pipeline|cli|web|verify|witness|court)/|^src/main[.]ts$',
        pathNot: '^src/adapters/$1/',
      },
    },
    {
      name: 'second-method-shares-no-formula',
      comment:
        'The solver is asked what the diagrams are asked, and reads the rules on its own: of the proof and of the decision it has types alone.',
      severity: 'error',
      from: { path: '^src/adapters/z3/', pathNot: tests },
      to: { path: '^src/(proof|decision)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'main-is-the-top',
      comment: 'main.ts wires the program together, so nothing imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '^src/main[.]ts$' },
    },
    {
      name: 'parts-are-for-main',
      comment:
        'parts.ts knows every adapter and key, so only what starts the program may have it: main, what administers or keeps an office, and the demo.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(main|parts|administer|keeping|serving)[.]ts$|^src/demo/|${tests}` },
      to: { path: '^src/parts[.]ts$' },
    },
    {
      name: 'demo-is-not-the-product',
      comment: 'The demo uses the product; the product works without it, and never with its open keys.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/main[.]ts$|^src/demo/|${tests}` },
      to: { path: '^src/demo/' },
    },
    {
      name: 'packages-at-the-edges',
      comment:
        'Along the path a disclosure takes, only request (schema parsing) and seal (encryption) use packages. The rest is Node alone, because it is what an auditor reads.',
      severity: 'error',
      from: {
        path: '^src/(vocabulary|formats|instrument|match|decision|proof|case|approval|release|delivery|log|accounting|person|report|pipeline|verify|witness)/',
        pathNot: tests,
      },
      to: { dependencyTypes: npm },
    },
    {
      name: 'cross-folder-imports-use-hash',
      comment: 'Inside a folder write ./name.ts; across folders write #folder/name.ts, so a boundary crossing shows.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: '^src/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-test',
      comment: 'Shipped code does not import test code.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'not-to-dev-dep',
      comment: 'Shipped code imports only packages in `dependencies`.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'Every import resolves.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.]json$' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      conditionNames: ['node', 'import', 'default'],
      exportsFields: ['exports'],
    },
  },
}
