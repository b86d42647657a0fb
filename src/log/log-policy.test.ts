import { expect, it } from 'vitest'
import { cosigner } from '#formats/cosignature.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { formatVkey } from '#formats/note.ts'
import { formatPolicy, isQuorum, parsePolicy } from '#formats/policy.ts'
import { scratchLog } from '#testing/scratch-log.ts'
import { logPolicy } from './log-policy.ts'

const { key } = scratchLog().signer
const witnesses = ['court', 'newsroom', 'university'].map((name) => ({
  name,
  vkey: formatVkey(cosigner(`${name}.example.org`, generateEd25519Key(), 1).key),
  url: `https://${name}.example.org/witness`,
}))

it('names the log, its witnesses and how many of them are enough', () => {
  const policy = logPolicy({ log: key, url: 'https://log.example.org/', witnesses, quorum: 2 })
  expect(parsePolicy(formatPolicy(policy))).toEqual(policy)
  expect(isQuorum(policy, new Set(['court']))).toBe(false)
  expect(isQuorum(policy, new Set(['court', 'university']))).toBe(true)
})

it('has a log that nobody watches only where that is said', () => {
  expect(isQuorum(logPolicy({ log: key, witnesses: [], quorum: 'none' }), new Set())).toBe(true)
  for (const quorum of [0, 1, -1, 1.5]) {
    expect(() => logPolicy({ log: key, witnesses: [], quorum })).toThrow(/quorum/)
  }
  expect(() => logPolicy({ log: key, witnesses, quorum: 4 })).toThrow(/quorum/)
})

it('takes no witness twice, and no name that would be read as two', () => {
  const [court] = witnesses
  if (court === undefined) throw new Error('there are three')
  expect(() => logPolicy({ log: key, witnesses: [court, { ...court, name: 'copy' }], quorum: 1 })).toThrow(/public key/)
  expect(() => logPolicy({ log: key, witnesses: [{ ...court, name: 'the court' }], quorum: 1 })).toThrow()
})
