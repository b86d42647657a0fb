import { describe, expect, it } from 'vitest'
import { verifyCommand, type VerifyCommandRequest } from './verify.ts'

async function run(args: string[], exitCode: number) {
  const asked: VerifyCommandRequest[] = []
  const out: string[] = []
  const exits: number[] = []
  const command = verifyCommand({
    verify: async (request) => {
      asked.push(request)
      return { output: 'the report', exitCode }
    },
    out: (text) => out.push(text),
    exit: (code) => exits.push(code),
  })
  await command
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(args, { from: 'user' })
  return { asked, out, exits }
}

describe('postern verify', () => {
  it('hands on every file and option, and prints the report', async () => {
    const { asked, out, exits } = await run(['a.postern', '-i', 'key', '-p', 'policy', '-a', 'keys', '--json'], 0)
    expect(asked).toEqual([{ files: ['a.postern'], identity: 'key', policy: 'policy', approvers: 'keys', json: true }])
    expect(out).toEqual(['the report'])
    expect(exits).toEqual([])
  })

  it('takes two checkpoints and the log they are from', async () => {
    const { asked } = await run(['old', 'new', '--log', 'directory'], 0)
    expect(asked).toEqual([{ files: ['old', 'new'], log: 'directory' }])
  })

  it('exits with 1 where it is not proved', async () => {
    expect((await run(['a.postern'], 1)).exits).toEqual([1])
  })

  it('asks for a file', async () => {
    await expect(run([], 0)).rejects.toMatchObject({ code: 'commander.missingArgument' })
  })
})
