import { describe, expect, it } from 'vitest'
import { approvalText, parseApproval, type Approval } from './approval.ts'

const approval: Approval = {
  case: 'MA-DTA-2026-7K3Q9F2M',
  contentRoot: 'ab'.repeat(32),
  role: 'approver',
  at: '2026-11-22T14:00:00.000Z',
}
const text = approvalText(approval)

describe('the text of an approval', () => {
  it('is five lines that a person can read before signing', () => {
    expect(approvalText(approval)).toBe(
      `postern/approval/v1\ncase MA-DTA-2026-7K3Q9F2M\ncontent-root ${'ab'.repeat(32)}\nrole approver\nat 2026-11-22T14:00:00.000Z\n`,
    )
  })

  it('reads back as what was approved', () => {
    expect(parseApproval(text)).toEqual(approval)
  })

  for (const [name, changed] of [
    ['a line too many', `${text}note hello\n`],
    ['no line feed at the end', text.trimEnd()],
    ['an empty line at the end', `${text}\n`],
    ['carriage returns', text.replaceAll('\n', '\r\n')],
    ['two spaces', text.replace('case ', 'case  ')],
    ['a content root in capitals', text.replace('ab'.repeat(32), 'AB'.repeat(32))],
    ['a content root cut short', text.replace('ab'.repeat(32), 'ab'.repeat(31))],
    ['another version', text.replace('/v1', '/v2')],
    ['a day that does not exist', text.replace('2026-11-22', '2026-02-30')],
    ['a time without milliseconds', text.replace('.000Z', 'Z')],
    ['a time in another zone', text.replace('Z\n', '+01:00\n')],
    ['nothing at all', ''],
  ] as const) {
    it(`is refused with ${name}`, () => {
      expect(() => parseApproval(changed)).toThrow('does not have its form')
    })
  }

  it('cannot be written with a value that would add a line', () => {
    expect(() => approvalText({ ...approval, role: 'approver\nat now' })).toThrow(
      expect.objectContaining({
        code: 'ERR_INPUT_INVALID',
        evidence: { case: approval.case, role: 'approver\nat now', at: approval.at },
      }),
    )
    expect(() => approvalText({ ...approval, at: '2026-02-30T00:00:00.000Z' })).toThrow('cannot be written')
  })
})
