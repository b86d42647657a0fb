/**
 * What Stryker leaves alone: words for people.
 *
 * A mutant that empties a sentence is killed only by a test that repeats the sentence. Codes, separators, domain
 * tags, SQL and every text with a line of its own are not words for people, and are mutated.
 */
interface Node {
  readonly type: string
  readonly value?: unknown
  readonly key?: { readonly name?: string }
  readonly properties?: readonly Node[]
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[]
}

const sql = /\b(?:SELECT|FROM|WHERE|CREATE|GRANT|SET|COPY|ON|AS|AND|IN|ARRAY|ORDER BY|JOIN)\b/
const threeWords = /\p{Ll}[,:;'’]? (?:\S+ )*?\p{Ll}+[,:;'’]? (?:\S+ )*?\p{Ll}/u

function isSentence(text: string): boolean {
  return !/[\0\n\r]/.test(text) && !sql.test(text) && threeWords.test(text)
}

function textOf({ type, value, quasis }: Node): string | undefined {
  if (type === 'StringLiteral' && typeof value === 'string') return value
  if (type === 'TemplateLiteral') return quasis?.map((quasi) => quasi.value.cooked).join('x')
  return undefined
}

function isMendAlone({ type, properties = [] }: Node): boolean {
  return type === 'ObjectExpression' && properties.length === 1 && properties[0]?.key?.name === 'mend'
}

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'sentences',
    value: {
      shouldIgnore({ node }: { readonly node: Node }): string | undefined {
        const text = textOf(node)
        return isMendAlone(node) || (text !== undefined && isSentence(text)) ? 'words for people' : undefined
      },
    },
  },
]
