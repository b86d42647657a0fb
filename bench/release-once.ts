/** A process of its own that prepares one decided case of listed members, and prints its largest resident size in bytes. */
import { readFileSync } from 'node:fs'
import { openInstallation } from '#parts.ts'
import { prepareMembers } from '#pipeline/bulk-finish.ts'
import { actor } from '#pipeline/register.ts'

const [stream = ''] = process.argv.slice(2)
const installation = await openInstallation(process.env)
const { ports } = installation
const prepared = await prepareMembers(ports, await actor(ports, 'demo-officer'), stream)
if (!prepared.moved) throw new Error(JSON.stringify(prepared.refusal))
await installation.close()
// Of this program alone: what getrusage calls the largest may be that of whoever started it, from before it began.
const [, kilobytes = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
console.log(Number(kilobytes) * 1024)
