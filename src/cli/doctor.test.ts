import { describe, expect, it } from 'vitest'

import { PosternError } from '#errors.ts'

import { type Check, doctorCommand } from './doctor.ts'

const well: Check = { name: 'database', run: () => Promise.resolve('PostgreSQL 18.4') }
const ill: Check = {
  name: 'tools',
  run: () => {
    throw new PosternError('ERR_TOOL_MISSING', 'age is missing', {}, { mend: 'apt-get install age' })
  },
}

async function run(checks: Check[], ...args: string[]): Promise<{ said: string; code: number }> {
  const result = { said: '', code: 0 }
  const deps = { checks, out: (text: string) => (result.said += text), exit: (code: number) => (result.code = code) }
  await doctorCommand(deps).parseAsync(args, { from: 'user' })
  return result
}

describe('postern doctor', () => {
  it('says what is well and ends with 0', async () => {
    expect(await run([well])).toEqual({ said: 'ok       database: PostgreSQL 18.4', code: 0 })
  })

  it('goes on past what is missing, names its mend and ends with 69', async () => {
    const { said, code } = await run([ill, well])
    expect(said).toContain('MISSING  tools: age is missing\n         apt-get install age')
    expect(said).toContain('ok       database')
    expect(code).toBe(69)
  })

  it('says the same as JSON', async () => {
    const { said, code } = await run([well, ill], '--json')
    expect(JSON.parse(said)).toEqual([
      { name: 'database', well: true, says: 'PostgreSQL 18.4', mend: null },
      { name: 'tools', well: false, says: 'age is missing', mend: 'apt-get install age' },
    ])
    expect(code).toBe(69)
  })

  it('does not take a bug for something missing', async () => {
    const bug: Check = { name: 'bug', run: () => Promise.reject(new TypeError('bug')) }
    await expect(run([bug])).rejects.toThrow(TypeError)
  })
})
