import { describe, expect, it } from 'vitest'
import { fromUtf8, toBase64, toHex, utf8 } from './bytes.ts'
import { decisionCommitment, decisionForOversight, openDecision } from './decision-commitment.ts'
import { sha256 } from './sha256.ts'

const salt = new Uint8Array(32).fill(7)
const decision = { case: 'MA-DTA-2026-7K3Q9F2M', cells: [{ subject: 'p1', outcome: 'deny' }] }

describe('the commitment to a decision', () => {
  it('is SHA-256 over its tag, the salt and the canonical JSON', () => {
    const json = '{"case":"MA-DTA-2026-7K3Q9F2M","cells":[{"outcome":"deny","subject":"p1"}]}'
    expect(decisionCommitment(decision, salt)).toBe(toHex(sha256(utf8('postern.decision.v1\0'), salt, utf8(json))))
    expect(decisionCommitment(decision, new Uint8Array(32))).not.toBe(decisionCommitment(decision, salt))
  })

  it('is opened by what was sealed to oversight, one line of canonical JSON', () => {
    const bytes = decisionForOversight(decision, salt)
    expect(fromUtf8(bytes)).toMatch(/^\{"decision":\{.*\},"salt":"BwcH[^\n]*"\}\n$/)
    expect(openDecision(bytes, decisionCommitment(decision, salt))).toEqual(decision)
  })

  it.each<[string, string]>([
    ['another decision', JSON.stringify({ decision: { ...decision, cells: [] }, salt: toBase64(salt) })],
    ['another salt', JSON.stringify({ decision, salt: toBase64(new Uint8Array(32)) })],
    ['a decision without its salt', JSON.stringify({ decision })],
    ['a salt that is no text', JSON.stringify({ decision, salt: 7 })],
    ['a salt alone', JSON.stringify({ salt: toBase64(salt) })],
    ['a text', '"decision salt"'],
    ['null', 'null'],
    ['a list', '[]'],
  ])('is not opened by %s', (_, text) => {
    expect(openDecision(utf8(text), decisionCommitment(decision, salt))).toBeUndefined()
  })
})
