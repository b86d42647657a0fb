import { expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { readPack } from './read-pack.ts'
import { writePack } from './write-pack.ts'

it('what is written as a pack is read as the same rules', async () => {
  const { rules } = await theLaw()
  for (const jurisdiction of Object.keys(vocabulary.jurisdictions)) {
    const own = rules.filter((each) => each.jurisdiction === jurisdiction)
    const withoutHolidays = own.map((each) => ({
      ...each,
      parts: each.parts.map(({ deadline, ...part }) => {
        if (deadline === undefined) return part
        const { holidays: _, ...limit } = deadline
        return { ...part, deadline: limit }
      }),
    }))
    expect(readPack(writePack(own), 'written.yaml', jurisdiction)).toEqual(withoutHolidays)
  }
})
