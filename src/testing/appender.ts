/**
 * Another application process, started by tests: it appends cases of its own, and moves one case that other
 * processes move too, deciding anew whenever it was overtaken.
 *
 *     appender.ts <database url> <directory of the root key> <appends of each kind> <stream that is shared>
 */
import { randomUUID } from 'node:crypto'
import { event, received, testLedger, testRootKey } from './ledger.ts'

const [url = '', directory = '', count = '0', shared = ''] = process.argv.slice(2)
const ledger = await testLedger(url, testRootKey(directory))

async function moveShared(): Promise<void> {
  for (let after = 0; ;) {
    const result = await ledger.append({ stream: shared, after, events: [after === 0 ? received() : event('x.y')] })
    if (result.outcome === 'appended') return
    after = result.n
  }
}

await Promise.all([
  ...Array.from({ length: Number(count) }, () =>
    ledger.append({ stream: randomUUID(), after: 0, events: [received()] }),
  ),
  (async () => {
    for (let i = 0; i < Number(count); i++) await moveShared()
  })(),
])
await ledger.close()
