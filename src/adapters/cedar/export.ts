/** The rules as files for Cedar's own tools: for each agency and program one set of policies with its schema. */
import type { RuleSet } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { facts, type FactName, type FactValue } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import { openEngine, type Library } from './engine.ts'
import { sentencesFor } from './in-force.ts'
import { policiesOf, type Policies } from './policies.ts'
import { contextsOf, schemaOf } from './schema.ts'

export interface ExportedFile {
  readonly path: string
  readonly text: string
}

/**
 * Every policy is checked against its schema on the way.
 *
 * @throws PosternError ERR_SECOND_ENGINE for rules that Cedar does not take
 */
export function exportRules(cedar: Library, rules: RuleSet, day: Day): readonly ExportedFile[] {
  const sets = Object.entries(vocabulary.agencies).flatMap(([agency, { programs }]) =>
    programs.map((program) => ({ agency, program, sentences: sentencesFor(rules, { agency, day }, program) })),
  )
  return [
    { path: 'README.md', text: readme(rules, day, sets) },
    ...sets.flatMap(({ agency, program, sentences }) => {
      openEngine(cedar, sentences)
      const written = policiesOf(sentences)
      const head = `// ${nameOf(agency)}: ${program}, as the rules stand on ${day}.\n// Rules ${rules.digest}. How to ask: ../../README.md\n\n`
      return [
        { path: `${agency}/${program}/policies.cedar`, text: head + formatted(cedar, written) },
        { path: `${agency}/${program}/policies.cedarschema`, text: head + schemaText(cedar, written) },
        { path: `${agency}/${program}/entities.json`, text: '[]\n' },
        { path: `${agency}/${program}/request.json`, text: `${JSON.stringify(anExample(written), null, 2)}\n` },
      ]
    }),
  ]
}

function nameOf(agency: string): string {
  const agencies: Readonly<Record<string, { readonly name: string }>> = vocabulary.agencies
  return agencies[agency]?.name ?? agency
}

function formatted(cedar: Library, { policies }: Policies): string {
  const policyText = policies.map(({ text }) => text).join('\n\n')
  const answer = cedar.formatPolicies({ policyText, lineWidth: 100, indentWidth: 2 })
  return answer.type === 'success' ? answer.formatted_policy : `${policyText}\n`
}

function schemaText(cedar: Library, written: Policies): string {
  const schema = schemaOf(written)
  const answer = cedar.schemaToText(schema)
  return answer.type === 'success' ? answer.text : `${schema}\n`
}

function firstOf(name: FactName): FactValue | undefined {
  return name === 'paper' ? 'none' : facts[name][0]
}

/** A question that everything about it answers with the first value there is, so that it can be tried at once. */
function anExample(written: Policies): object {
  const contexts = contextsOf(written)
  const action = contexts.has('ways/none') ? 'ways/none' : 'disclose'
  return {
    principal: `Requester::"${facts.requester[0] ?? ''}"`,
    action: `Action::"${action}"`,
    resource: `Element::"${facts.element[0] ?? ''}"`,
    context: Object.fromEntries((contexts.get(action) ?? []).map((name) => [name, firstOf(name)])),
  }
}

function readme(
  rules: RuleSet,
  day: Day,
  sets: readonly { readonly agency: string; readonly program: string }[],
): string {
  const folders = sets.map(({ agency, program }) => `| \`${agency}/${program}\` | ${nameOf(agency)} | ${program} |`)
  return `# Postern's rules as Cedar policies

Rules ${rules.digest}, as they stand on ${day}. Written by \`postern rules export\`; change the packs and not these files.

Each folder is one agency and one of its programs: \`policies.cedar\`, the schema that checks them, and a request to begin
with. The facts of a case are the request's context. Nothing that Postern concluded is among them.

| folder | agency | program |
| ------ | ------ | ------- |
${folders.join('\n')}

## Try it

With the \`cedar\` command line (https://github.com/cedar-policy/cedar):

\`\`\`sh
cd ma-dta/snap
cedar validate --schema policies.cedarschema --policies policies.cedar
cedar authorize --schema policies.cedarschema --policies policies.cedar \\
  --entities entities.json --request-json request.json --verbose
\`\`\`

## What to ask

The principal is the kind of requester, the resource the element asked for. A rule that requires or permits is a *way*;
its name is the rule's id, with the name of the sentence where it has several. \`@rule\`, \`@citation\` and \`@confidence\`
say where a policy comes from, \`@need\` what is lacking where it holds.

| action              | allowed means                                     | the policies that determined it                        |
| ------------------- | ------------------------------------------------- | ------------------------------------------------------ |
| \`ways/none\`         | some way that rests on no paper is there          | those ways                                             |
| \`ways/KIND\`         | the same for a paper of this kind                 | those ways                                             |
| \`hold/WAY\`          | the way is there and nothing forbids it           | the way, its conditions, and each thing that is lacking |
| \`release/WAY\`       | besides, nothing is lacking                       | the way                                                |
| \`disclose\`          | never: no way leads there                         | the rules that keep the element closed                 |

\`hold/WAY\` denied names the rules that forbid it. A cell is \`release\` where some \`release/WAY\` is allowed; else \`hold\`
where some \`hold/WAY\` is, with what the way that lacks least is lacking; else \`deny\`. With several papers ask for each;
with several purposes a cell is released only if it would be for each alone.

## Beware

Cedar skips a policy that it cannot evaluate, a forbidding one too. Pass the schema, let it check the request, and take any
error in an answer as deny.
`
}
