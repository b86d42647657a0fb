import { describe, expect, it } from 'vitest'
import { parseRulesApproval, rulesApprovalText, type RulesApproval } from './rules-approval.ts'

const approval: RulesApproval = {
  rules: 'ab'.repeat(32),
  proposal: 'cd'.repeat(32),
  role: 'counsel',
  at: '2026-11-22T14:00:00.000Z',
}
const text = rulesApprovalText(approval)

describe('the text of an approval of rules', () => {
  it('is five lines that a person can read before signing, and reads back as what was approved', () => {
    expect(text).toBe(
      `postern/rules-approval/v1\nrules ${'ab'.repeat(32)}\nproposal ${'cd'.repeat(32)}\nrole counsel\nat 2026-11-22T14:00:00.000Z\n`,
    )
    expect(parseRulesApproval(text)).toEqual(approval)
  })

  it.each([
    ['a line too many', `${text}note hello\n`],
    ['no line feed at the end', text.trimEnd()],
    ['carriage returns', text.replaceAll('\n', '\r\n')],
    ['a digest in capitals', text.replace('ab'.repeat(32), 'AB'.repeat(32))],
    ['a digest cut short', text.replace('cd'.repeat(32), 'cd'.repeat(31))],
    ['the form of an approval of a release', text.replace('rules-approval', 'approval')],
    ['a day that does not exist', text.replace('2026-11-22', '2026-02-30')],
    ['a time in another zone', text.replace('Z\n', '+01:00\n')],
    ['nothing at all', ''],
  ])('is refused with %s', (_, changed) => {
    expect(() => parseRulesApproval(changed)).toThrow('does not have its form')
  })

  it('cannot be written with a value that would add a line, or a day that does not exist', () => {
    expect(() => rulesApprovalText({ ...approval, role: 'counsel\nat now' })).toThrow('cannot be written')
    expect(() => rulesApprovalText({ ...approval, at: '2026-02-30T00:00:00.000Z' })).toThrow('cannot be written')
  })
})
