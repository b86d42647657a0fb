import { expect, it } from 'vitest'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { rulesProveCommand, type Proof } from './rules-prove.ts'

const caseFile: CaseFile = {
  caseFile: 1,
  case: 'counterexample',
  asOf: '2026-11-23T12:00:00Z',
  agency: 'ma-dta',
  request: {
    form: 'written',
    requester: { kind: 'court', organization: 'other' },
    purpose: 'audit',
    programs: ['snap'],
    elements: ['ssn'],
  },
  subjects: [],
}

const proof: Proof = {
  number: 9,
  words: 'More than one match, or none, never releases.',
  formal: ['match ∈ {several, none} ⇒ not leaves'],
  combinations: 5_208_365n,
  files: 6912,
  methods: { diagrams: true, solver: true, oneByOne: true },
  counterexample: [],
}
const refuted: Proof = {
  ...proof,
  methods: { diagrams: false, solver: false, oneByOne: true },
  refutedClaim: 'match ∈ {several, none} ⇒ not leaves',
  counterexample: [caseFile, caseFile],
}

async function run(one: Proof, ...args: string[]) {
  const said: string[] = []
  const note = (text: string) => void said.push(text)
  let clock = 0
  const command = rulesProveCommand({
    prove: (folder = 'law', from = '2026-11-23') => {
      note(`prove ${folder} ${from}`)
      return Promise.resolve({ digest: 'ab'.repeat(32), from, proofs: [one] })
    },
    writeNew: (directory, name, text) => {
      note(`write ${directory}/${name} ${String(text.length > 100)}`)
      return Promise.resolve(`${directory}/${name}`)
    },
    elapsed: () => (clock += 1500),
    progress: () => {},
    out: note,
    exit: (code) => note(`exit ${code}`),
  })
  await command.parseAsync(args, { from: 'user' })
  return said
}

it('says what holds, over how many combinations, and by which methods', async () => {
  expect(await run(proof)).toEqual([
    'prove law 2026-11-23',
    [
      'The law abababababab from 2026-11-23 on, in every case that its rules can tell',
      'apart.',
      '',
      ' 9  holds  5.2×10⁶  More than one match, or none, never releases.',
      '',
      'All 1 hold, by decision diagrams and by Z3: 5,208,365 combinations of facts, and',
      '6,912 small case files one by one, in 1.5 s.',
    ].join('\n'),
  ])
})

it('shows the formal text where it is asked for, of the folder and the day that are named', async () => {
  const [asked, text] = await run(proof, 'packs', '--from', '2027-01-01', '--formal')
  expect(asked).toBe('prove packs 2027-01-01')
  expect(text).toContain('match ∈ {several, none} ⇒ not leaves')
  expect((await run(proof, '--rules', 'packs'))[0]).toBe('prove packs 2026-11-23')
})

it('writes each counterexample, with what it is compared with, says how to try it, and exits with 1', async () => {
  const said = await run(refuted, '--out', 'found')
  expect(said.slice(1, 3)).toEqual([
    'write found/invariant-09.json true',
    'write found/invariant-09-compared-1.json true',
  ])
  expect(said[3]).toContain(' 9  FAILS')
  expect(said[3]).toContain('postern decide found/invariant-09.json')
  expect(said[3]?.replaceAll(/\s+/g, ' ')).toContain(
    'Not so in this case: court (other) asks ma-dta for ssn of snap, for audit.',
  )
  expect(said[3]).toContain('1 invariant of 1 does not hold')
  expect(said.at(-1)).toBe('exit 1')
})

it('shows a counterexample on one line where it is written nowhere', async () => {
  const text = (await run(refuted))[1] ?? ''
  expect(
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([caseFile, caseFile])
})

it('believes neither method where they differ', async () => {
  const said = await run({ ...refuted, methods: { diagrams: true, solver: false, oneByOne: true } })
  expect(said[1]?.replaceAll(/\s+/g, ' ')).toContain('The two methods differ, so that neither is to be believed')
  expect(said.at(-1)).toBe('exit 1')
})

it('fails where a small case file does not keep an invariant that both methods prove', async () => {
  const said = await run({ ...proof, methods: { ...proof.methods, oneByOne: false }, counterexample: [caseFile] })
  expect(said[1]).toContain('FAILS')
})

it('gives all of it as JSON, with the number of combinations in full', async () => {
  const [, json = ''] = await run(proof, '--json')
  expect(JSON.parse(json)).toMatchObject({
    holds: true,
    seconds: 1.5,
    invariants: [{ number: 9, holds: true, combinations: '5208365', files: 6912, counterexample: [] }],
  })
})

it('refuses a day that is none', async () => {
  await expect(run(proof, '--from', '2027-13-01')).rejects.toThrow()
})
