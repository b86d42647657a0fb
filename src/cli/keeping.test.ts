import { describe, expect, it } from 'vitest'
import { forgetCommand, type Forgotten } from './forget.ts'
import { keysCommand } from './keys.ts'
import { rebuildCommand } from './rebuild.ts'

function listener() {
  const said: string[] = []
  const note = (text: string) => void said.push(text)
  return { said, out: note, err: (text: string) => note(`err ${text}`), progress: (text: string) => note(`… ${text}`) }
}

async function rebuild(progress: (events: number) => void) {
  progress(10)
  return { events: 12, cases: 3, forgotten: 1 }
}

const nothing: Forgotten = { forgotten: [], kept: [], acts: 0, scrubbed: undefined }

async function run(result: Forgotten, ...args: string[]) {
  const { said, out, err } = listener()
  let code = 0
  const asked: unknown[] = []
  const forget = async (order: unknown) => {
    asked.push(order)
    return result
  }
  await forgetCommand({ forget, out, err, exit: (given) => (code = given) }).parseAsync(args, { from: 'user' })
  return { said, code, asked }
}

describe('postern rebuild', () => {
  it('says what the tables were made from', async () => {
    const { said, out, progress } = listener()
    await rebuildCommand({ rebuild, out, progress }).parseAsync([], { from: 'user' })
    await rebuildCommand({ rebuild, out, progress }).parseAsync(['--json'], { from: 'user' })
    expect(said).toEqual([
      '… 10 events',
      'made again from 12 events of 3 cases, 1 of them forgotten',
      '… 10 events',
      '{"events":12,"cases":3,"forgotten":1}',
    ])
  })
})

describe('postern keys', () => {
  it('rotates in the name of the one who does it', async () => {
    const { said, out, progress } = listener()
    const rotate = async (actor: string) => {
      out(actor)
      return { generation: 2, keys: 7 }
    }
    await keysCommand({ rotate, out, progress }).parseAsync(['rotate', '--as', 'demo-administrator'], { from: 'user' })
    expect(said).toEqual([
      'demo-administrator',
      '7 keys are wrapped under generation 2 of the root key; older ones are destroyed',
    ])
  })
})

describe('postern forget', () => {
  it.each([[[]], [['--key', 'a.json']], [['--key', 'a', '--key', 'b', '--key', 'c']]])(
    'asks for two keys and does nothing with %j',
    async (args) => {
      const { said, code, asked } = await run(nothing, ...args)
      expect(code).toBe(2)
      expect(asked).toEqual([])
      expect(said).toEqual(['err Forgetting takes two people: give --key twice, with the key file of each.'])
    },
  )

  it('says what was forgotten, what is kept and why, and what the database did not allow', async () => {
    const result: Forgotten = {
      forgotten: [{ number: 'MA-DTA-2026-AAAAAAAA' }],
      kept: [
        { number: 'MA-DTA-2026-BBBBBBBB', why: { state: 'held', holds: 2 } },
        { number: 'MA-DTA-2026-CCCCCCCC', why: { state: 'closed', until: '2033-01-02' } },
      ],
      acts: 2,
      scrubbed: { generation: 3, left: ['dead rows of queue'] },
    }
    const { said, code, asked } = await run(result, '--key', 'a.json', '--key', 'b.json')
    expect(asked).toEqual([{ keys: ['a.json', 'b.json'], cases: [] }])
    expect(code).toBe(0)
    expect(said[0]?.split('\n')).toEqual([
      'forgotten  MA-DTA-2026-AAAAAAAA',
      'kept       MA-DTA-2026-BBBBBBBB: 2 legal holds are on it',
      'kept       MA-DTA-2026-CCCCCCCC: it must be kept until 2033-01-02, that day included',
      'forgotten  2 acts of people that had ended',
      'Older root keys are destroyed; everything that is kept is wrapped under generation 3.',
      'The database did not let us clean dead rows of queue. What is there cannot be opened; its administrator may remove it.',
    ])
  })

  it('ends with 1 where a case that was named is kept', async () => {
    const kept: Forgotten = { ...nothing, kept: [{ number: 'MA-DTA-2026-AAAAAAAA', why: { state: 'open' } }] }
    expect((await run(kept, 'MA-DTA-2026-AAAAAAAA', '--key', 'a', '--key', 'b')).code).toBe(1)
    expect((await run(kept, '--key', 'a', '--key', 'b', '--json')).code).toBe(0)
  })
})
