/** The order in which a document goes through the rules: by what they are about, as their ids say. */
import type { Rule } from '#decision/rules.ts'

export interface Topic {
  readonly id: string
  readonly title: string
  /** One sentence under the title. */
  readonly lead: string
  readonly rules: readonly Rule[]
}

/** The part of the id before its number → the topic. What is not named here stands under "Further rules". */
const families: readonly (readonly [title: string, families: string])[] = [
  ['Rules of the product', 'GEN'],
  ['SNAP', 'US-SNAP MA-SNAP ME-SNAP'],
  ['Medicaid and CHIP', 'US-MCD MA-MH ME-MC'],
  ['Health information', 'US-HIP ME-HC ME-MH MA-SHIELD'],
  ['Cash assistance', 'US-TANF MA-CASH MA-DTA ME-TANF ME-PA'],
  ['WIC and public health', 'US-WIC ME-PH'],
  ['Energy and General Assistance, child support', 'ME-LIH ME-GA ME-CS'],
  ['Immigration statutes and papers', 'US-IMM US-SAVE'],
  ['Police, officers and immigration enforcement', 'MA-LE MA-EO MA-AGO MA-BILL ME-LE ME-EO ME-POL'],
  ['Data with a law of its own', 'US-FTI US-SSA US-P2 US-FER US-IEVS US-PA US-OTH'],
  ['Personal data and public records', 'MA-FIPA MA-SEC MA-BR ME-BR ME-FOAA ME-MISC'],
  ['Address confidentiality', 'MA-ACP'],
  ['Papers of the courts', 'T'],
]

/** Each rule once. Inactive rules, standing duties and mere time limits stand apart, after what decides. */
export function topicsOf(rules: readonly Rule[]): readonly Topic[] {
  const apart = [
    topic('The agency’s own stricter rules', 'They bind that agency alone, and only ever close.', rules, isOwn),
    topic(
      'Time limits',
      'Days that the law sets. The table in “Days to keep” says how each is counted.',
      rules,
      isLimit,
    ),
    topic(
      'Standing duties',
      'They attach to no request: they hold all year round, or bind somebody else.',
      rules,
      isStanding,
    ),
    topic('Inactive rules', 'They decide nothing, each for the reason it gives.', rules, isInactive),
  ]
  const rest = rules.filter((rule) => !apart.some((one) => one.rules.includes(rule)))
  const known = families.map(([title, names]) => {
    const family = names.split(' ')
    return topic(title, '', rest, ({ id }) => family.includes(familyOf(id)))
  })
  const further = topic('Further rules', '', rest, (rule) => !known.some((one) => one.rules.includes(rule)))
  return [...known, further, ...apart].filter((one) => one.rules.length > 0)
}

function topic(title: string, lead: string, rules: readonly Rule[], is: (rule: Rule) => boolean): Topic {
  const id = `topic-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`
  return { id, title, lead, rules: rules.filter(is) }
}

function familyOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'))
}

function isInactive({ inactive }: Rule): boolean {
  return inactive !== undefined
}

function isOwn({ agency }: Rule): boolean {
  return agency !== undefined
}

function isLimit({ agency, parts }: Rule): boolean {
  return agency === undefined && parts.length > 0 && parts.every(({ deadline }) => deadline !== undefined)
}

function isStanding({ agency, parts }: Rule): boolean {
  return agency === undefined && parts.length > 0 && parts.every(({ standing }) => standing !== undefined)
}
