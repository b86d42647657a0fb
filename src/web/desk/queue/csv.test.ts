import { describe, expect, it } from 'vitest'
import type { QueueRow } from '#accounting/queue.ts'
import { queueCsv } from './csv.ts'

const row: QueueRow = {
  stream: '5d1f2c1e-8f5b-4a39-9d0e-000000000001',
  number: 'MA-DTA-2026-7K3Q9F2M',
  agency: 'ma-dta',
  account: null,
  status: 'approved-once',
  receivedOn: '2026-11-20',
  requesterKind: 'court',
  organization: 'fbi',
  purposes: 'criminal-investigation',
  programs: 'snap',
  people: 1,
  disposition: null,
  released: null,
  held: null,
  denied: null,
  dueOn: '2026-11-25',
  dueWhat: 'answer',
  deadlines: '2026-11-25 answer',
  closedOn: null,
  assignee: 'demo-officer',
  waitingFor: 'second-approval',
  holds: 0,
  n: 7,
  lastAt: '2026-11-22T12:00:00.000Z',
  lastType: 'release.approved',
}

describe('the queue as a file', () => {
  it('begins with the filters it was made with, then one record a case', () => {
    expect(queueCsv(['Open cases.', 'ma-dta'], [row])).toBe(
      [
        '"Open cases.","ma-dta"',
        '"Case","Received","Asked by","Organization","Purposes","Programs","People asked about","Stands at","Waits for","Holds","With","Disposition","Due","What is due","Last moved","Closed"',
        '"MA-DTA-2026-7K3Q9F2M","2026-11-20","court","fbi","criminal-investigation","snap","1","approved-once","second-approval","0","demo-officer",,"2026-11-25","answer","2026-11-22T12:00:00.000Z",',
        '',
      ].join('\r\n'),
    )
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '  =1', '\r=1', '|cmd', '%0A=1'])(
    'lets a spreadsheet compute nothing: %j',
    (dueWhat) => {
      expect(queueCsv([], [{ ...row, dueWhat }])).toContain(`"'${dueWhat}"`)
    },
  )

  it('leaves every other text as it is, quotes doubled', () => {
    expect(queueCsv([], [{ ...row, dueWhat: 'answer "now", 1=1' }])).toContain('"answer ""now"", 1=1"')
  })
})
