/** A process of its own that prepares one decided case of listed members, and prints its largest resident size in bytes. */
import { openInstallation } from '#parts.ts'
import { prepareMembers } from '#pipeline/bulk-finish.ts'
import { actor } from '#pipeline/register.ts'

const [stream = ''] = process.argv.slice(2)
const installation = await openInstallation(process.env)
const { ports } = installation
const prepared = await prepareMembers(ports, await actor(ports, 'demo-officer'), stream)
if (!prepared.moved) throw new Error(JSON.stringify(prepared.refusal))
await installation.close()
// Kilobytes, as getrusage has it on Linux.
console.log(process.resourceUsage().maxRSS * 1024)
