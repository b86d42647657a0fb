import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { concat, utf8 } from './bytes.ts'
import { ed25519KeyFromSeed, publicKeyOf } from './ed25519.ts'
import { formatVkey, signatureType, verifierKey } from './note.ts'
import { formatPolicy, isQuorum, parsePolicy } from './policy.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })

const publicKey = (i: number) => publicKeyOf(ed25519KeyFromSeed(new Uint8Array(32).fill(i)))
const log = (i: number) => formatVkey(verifierKey(`log${i}.example`, signatureType.ed25519, publicKey(100 + i)))
const witness = (i: number) => formatVkey(verifierKey(`w${i}.example`, signatureType.cosignatureV1, publicKey(i)))
const [w1, w2, w3] = [witness(1), witness(2), witness(3)]

/** Which of the given witnesses are enough, as one text for each least quorum. */
function leastQuorums(policy: string, names: readonly string[]): string[] {
  const parsed = parsePolicy(policy)
  const subsets = names.reduce<string[][]>((all, name) => [...all, ...all.map((some) => [...some, name])], [[]])
  const enough = subsets.filter((some) => isQuorum(parsed, new Set(some)))
  return enough
    .filter((some) => !enough.some((less) => less.length < some.length && less.every((name) => some.includes(name))))
    .map((some) => some.join(' '))
    .toSorted()
}

/** Gives each witness a key of its own with the type that cosigns, and drops comments behind a line. */
const mend = (policy: string) =>
  policy
    .replaceAll(/(witness\s+w(\d)\s+)\S+/g, (_, before: string, i: string) => before + witness(Number(i)))
    .replaceAll(/(\/\s+)#comment/g, '$1')

/**
 * transparency-dev/formats wrote these before the text was there. As published each of the good ones
 * breaks the text, which wins; with its keys and comments mended each means what it was published to mean.
 */
describe.runIf(hasVectors)('the published policies', () => {
  interface Published {
    readonly good: readonly { readonly desc: string; readonly policy: string; readonly wantN: number }[]
    readonly bad: readonly { readonly desc: string; readonly policy: string }[]
  }
  const published: Published = hasVectors ? JSON.parse(vectorText('tlog-policy.json')) : { good: [], bad: [] }
  it.each(published.good)('refused for the type of their keys, and good once mended: $desc', ({ policy, wantN }) => {
    expect(() => parsePolicy(policy)).toThrow(malformed)
    const { groups, witnesses } = parsePolicy(mend(policy))
    expect(groups).toMatchObject([{ name: 'g1', threshold: wantN }])
    const names = groups.flatMap(({ members }) => members)
    expect(isQuorum(parsePolicy(mend(policy)), new Set(names.slice(0, wantN)))).toBe(true)
    expect(isQuorum(parsePolicy(mend(policy)), new Set(names.slice(0, wantN - 1)))).toBe(false)
    expect(witnesses.every(({ url }) => url?.startsWith('https://'))).toBe(true)
  })

  it.each(published.bad)('refused: $desc', ({ policy }) => {
    expect(() => parsePolicy(policy)).toThrow(malformed)
    expect(() => parsePolicy(mend(`${policy}\n`))).toThrow(malformed)
  })
})

describe('a quorum', () => {
  const three = `witness a ${w1}\nwitness b ${w2}\nwitness c ${w3}\n`

  it.each([
    ['one witness', `${three}quorum b\n`, ['b']],
    ['none', `${three}quorum none\n`, ['']],
    ['any', `${three}group g any a b c\nquorum g\n`, ['a', 'b', 'c']],
    ['all', `${three}group g all a b c\nquorum g\n`, ['a b c']],
    ['two of three', `${three}group g 2 a b c\nquorum g\n`, ['a b', 'a c', 'b c']],
    ['a group in a group', `${three}group g any a b\ngroup h all g c\nquorum h\n`, ['a c', 'b c']],
    ['a witness beside the quorum', `${three}group g all a\nquorum g\n`, ['a']],
  ])('of %s is what it says', (_, policy, expected) => {
    expect(leastQuorums(policy, ['a', 'b', 'c'])).toEqual(expected)
  })

  it('is not made by a name that is no witness of the policy', () => {
    expect(isQuorum(parsePolicy(`${three}group g all a\nquorum g\n`), new Set(['b', 'c', 'x', '']))).toBe(false)
  })

  it('of groups within groups is settled in one pass, however deep', () => {
    const names = Array.from({ length: 200 }, (_, i) => `g${i}`)
    const groups = names.map((name, i) => `group ${name} all ${names[i - 1] ?? 'a'}\n`).join('')
    expect(leastQuorums(`${three}${groups}quorum g199\n`, ['a', 'b'])).toEqual(['a'])
  })
})

describe('a policy', () => {
  const good = `log ${log(1)} https://log.example/\nwitness a ${w1} https://w1.example/\nwitness b ${w2}\ngroup g 2 a b\nquorum g\n`

  it('may have spaces, tabs, blank lines and whole lines of comment', () => {
    const spaced = `# a policy\n\n \t \n\t# indented\n${good.replaceAll(' ', ' \t ').replaceAll('\n', '  \n')}`
    expect(parsePolicy(spaced)).toEqual(parsePolicy(good))
  })

  it('has one form when it is written', () => {
    expect(formatPolicy(parsePolicy(good))).toBe(good)
    expect(formatPolicy(parsePolicy(good.replace('group g 2', 'group g all')))).toBe(good)
  })

  it('is not written with a name that would be read as something else', () => {
    const policy = parsePolicy(`witness a ${w1}\nquorum none\n`)
    const [one] = policy.witnesses
    for (const name of ['a b', '', 'none', 'a\nquorum a', '\udc80']) {
      expect(() => formatPolicy({ ...policy, witnesses: one ? [{ ...one, name }] : [] }), JSON.stringify(name)).toThrow(
        malformed,
      )
    }
  })

  it('may have its logs and witnesses in any order and anything behind the quorum', () => {
    const policy = parsePolicy(`witness a ${w1}\nquorum a\nlog ${log(1)}\nwitness b ${w2}\ngroup g any b\n`)
    expect([policy.logs.length, policy.witnesses.length, policy.groups.length]).toEqual([1, 2, 1])
  })

  it('may have no log, where the log is known from elsewhere', () => {
    expect(parsePolicy('quorum none\n')).toEqual({ logs: [], witnesses: [], groups: [], quorum: 'none' })
  })

  it('may have 32 logs, 32 witnesses and 32 groups', () => {
    const each = Array.from({ length: 32 }, (_, i) => i)
    const text = [
      ...each.map((i) => `log ${log(i)}`),
      ...each.map((i) => `witness n${i} ${witness(i)}`),
      ...each.map((i) => `group g${i} all n${i}`),
      'group top 17 ' + each.map((i) => `g${i}`).join(' '),
      'quorum top',
      '',
    ].join('\n')
    expect(formatPolicy(parsePolicy(text))).toContain('group top 17')
  })

  it('has names that are octets: not Unicode, not even UTF-8', () => {
    // K and the Kelvin sign, which a reader that normalizes would take for one.
    const kelvin = parsePolicy(`witness K ${w1}\nwitness \u212a ${w2}\nquorum \u212a\n`)
    expect(isQuorum(kelvin, new Set(['K']))).toBe(false)
    expect(isQuorum(kelvin, new Set(['\u212a']))).toBe(true)
    const octets = (name: number[]) => concat(utf8('witness '), Uint8Array.from(name), utf8(` ${w1}\n`))
    const two = concat(octets([0xff]), utf8(`witness \u00ff ${w2}\nquorum none\n`))
    expect(parsePolicy(two).witnesses).toHaveLength(2)
    expect(() => parsePolicy(concat(octets([0xff]), octets([0xff]), utf8('quorum none\n')))).toThrow(malformed)
    // A no-break space is no white space here.
    expect(parsePolicy(`witness a\u00a0b ${w1}\nquorum a\u00a0b\n`).quorum).toBe('a\u00a0b')
  })

  it('may name a witness by a word of the syntax, which only "none" is kept from', () => {
    expect(leastQuorums(`witness all ${w1}\nwitness 2 ${w2}\ngroup any all all 2\nquorum any\n`, ['all', '2'])).toEqual(
      ['all 2'],
    )
  })

  const quorum = 'quorum none\n'
  it.each([
    ['no quorum', good.replace('quorum g\n', '')],
    ['two quorums', `${good}quorum g\n`],
    ['a quorum that is not defined', good.replace('quorum g', 'quorum h')],
    ['a quorum that is defined later', `quorum a\nwitness a ${w1}\n`],
    ['a quorum and one name too many', good.replace('quorum g', 'quorum g g')],
    ['no end of its last line', good.slice(0, -1)],
    ['no end of a last line that could be missed', `${good}# end`],
    ['a carriage return', good.replaceAll('\n', '\r\n')],
    ['a form feed', `\f${good}`],
    ['a DEL', `#\x7f\n${good}`],
    ['a NUL in a comment', `#\0\n${good}`],
    ['a comment behind a line', good.replace('quorum g', 'quorum g # why')],
    ['a comment where a URL may stand', good.replace(w2, `${w2} #why`)],
    ['a word that is no keyword', `monitor m\n${good}`],
    ['a keyword in capitals', good.replace('quorum', 'Quorum')],
    ['a member that is not defined', good.replace('2 a b', '2 a c')],
    ['a member that is defined later', `group g any a\nwitness a ${w1}\n${quorum}`],
    ['a group that is its own member', `witness a ${w1}\ngroup g any a g\n${quorum}`],
    ['"none" as a member', good.replace('2 a b', '2 a none')],
    ['"none" as a witness', `witness none ${w1}\n${quorum}`],
    ['"none" as a group', `witness a ${w1}\ngroup none any a\n${quorum}`],
    ['a member twice in one group', good.replace('2 a b', '2 a a')],
    ['a member of two groups', good.replace('quorum g', 'group h any a\nquorum g')],
    ['a group without members', `group g all\n${quorum}`],
    ['a group of none', good.replace('g 2', 'g 0')],
    ['a group of more than there are', good.replace('g 2', 'g 3')],
    ['a number with a leading zero', good.replace('g 2', 'g 02')],
    ['a number with a sign', good.replace('g 2', 'g +2')],
    ['two witnesses with one name', `witness a ${w1}\nwitness a ${w2}\n${quorum}`],
    ['a witness and a group with one name', `witness a ${w1}\ngroup a any a\n${quorum}`],
    [
      'two witnesses with one public key under two names',
      `witness a ${w1}\nwitness b ${formatVkey(verifierKey('other.example', signatureType.cosignatureV1, publicKey(1)))}\n${quorum}`,
    ],
    [
      'two logs with one public key under two types',
      `log ${log(1)}\nlog ${formatVkey(verifierKey('log1.example', signatureType.cosignatureV1, publicKey(101)))}\n${quorum}`,
    ],
    ['a witness whose signatures state no time', `witness a ${log(1)}\n${quorum}`],
    ['a witness without a key', `witness a\n${quorum}`],
    ['a key with a wrong id', good.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['a URL that is none', good.replace('https://log.example/', 'log')],
    ['two URLs', good.replace('https://log.example/', 'https://a.example/ https://b.example/')],
  ])('is refused with %s', (_, policy) => {
    expect(() => parsePolicy(policy)).toThrow(malformed)
  })

  it('names the line that is wrong', () => {
    expect(() => parsePolicy(good.replace('quorum g', '\nquorum h'))).toThrow(
      expect.objectContaining({
        evidence: { line: 6 },
        message: 'line 6 of the policy: the quorum is defined on an earlier line',
      }),
    )
  })

  it('comes back from its text', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[^\s#\p{C}]{1,8}$/u), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 2 }), ([a = '', b = '', g = ''], threshold) => {
        fc.pre(![a, b, g].includes('none'))
        const { logs, witnesses } = parsePolicy(good)
        const [first, second] = witnesses
        fc.pre(first !== undefined && second !== undefined)
        const policy = {
          logs,
          witnesses: [
            { ...first, name: a },
            { ...second, name: b },
          ],
          groups: [{ name: g, threshold, members: [a, b] }],
          quorum: g,
        }
        expect(parsePolicy(formatPolicy(policy))).toEqual(policy)
      }),
    )
  })
})
