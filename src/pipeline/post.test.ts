import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { plainText } from '#letter/model.ts'
import type { PersonLetter } from '#person/letter.ts'
import { officer, testOffice, type TestOffice } from '#testing/office.ts'
import { markPosted, personMail, postedFile, postedLetter, sweepPost } from './post.ts'

let office: TestOffice
beforeAll(async () => {
  office = await testOffice()
})
afterAll(() => office.close())

const posted = {
  agency: 'ma-dta',
  number: 'K7PW-3MXR',
  to: {
    name: 'Testina Samplewright',
    address: { street: '2 Placeholder Road', town: 'Lowell', state: 'MA', zip: '01850' },
  },
  language: 'es',
  on: '2026-11-23',
} as const

const letters: readonly PersonLetter[] = [
  { ...posted, kind: 'objection-confirmation', says: { objectedOn: '2026-11-20' } },
  { ...posted, kind: 'objection-withdrawal', says: { endsOn: '2026-12-05' } },
  { ...posted, kind: 'mailed-code', says: { code: 'ABCD EFGH', until: '2026-12-10' } },
  { ...posted, kind: 'code-guessed', says: {} },
  { ...posted, kind: 'address-changed', says: { from: '2026-12-05' } },
  { ...posted, kind: 'consent-confirmation', says: { recipient: 'A clinic', until: '2027-01-01' } },
  { ...posted, kind: 'consent-withdrawn', says: { withdrawnOn: '2026-11-20' } },
  { ...posted, kind: 'complaint-acknowledgement', says: { answerBy: '2026-12-20' } },
  { ...posted, kind: 'complaint-answer', says: { outcome: 'upheld', words: 'Somebody looked who should not have.' } },
]

const hex = (word: string): string => Buffer.from(word).toString('hex')

async function waiting() {
  return office.ports.post.list('ma-dta', ['made', 'printed', 'mailed', 'returned'], 50)
}

describe('a letter to a person outside a case', () => {
  it.each(letters.map((letter) => [letter.kind, letter] as const))(
    'of the kind %s waits to be printed',
    async (kind, letter) => {
      await personMail(office.ports).send(letter)
      const made = (await waiting()).find((one) => one.kind === kind)
      if (made === undefined) expect.unreachable()
      expect(made).toMatchObject({ number: 'K7PW-3MXR', language: 'es', state: 'made', stream: null })
      const { document } = await postedLetter(office.ports, made)
      expect(document.to).toEqual(['Testina Samplewright', '2 Placeholder Road', 'Lowell, MA 01850'])
      expect(plainText(document)).not.toMatch(/undefined|2026-\d\d/)
      expect(
        Buffer.from(await postedFile(office.ports, made))
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-')
    },
  )

  it('is no other agency’s, and stands in the database under no name', async () => {
    const [made] = await waiting()
    expect(await office.ports.post.find('me-dhhs-ofi', made?.id ?? '')).toBeUndefined()
    expect(await office.ports.post.list('me-dhhs-ofi', ['made'], 10)).toEqual([])
    const client = new Client({ connectionString: office.env['DATABASE_URL'] })
    await client.connect()
    const { rows } = await client.query<{ all: string }>('select string_agg(post::text, chr(10)) as "all" from post')
    await client.end()
    const text = rows[0]?.all ?? ''
    for (const secret of ['Samplewright', 'Placeholder', 'ABCD']) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(hex(secret))
    }
  })

  it('opens under no other letter’s name, and is gone where its file is', async () => {
    const [one, other] = await waiting()
    if (one === undefined || other === undefined) expect.unreachable()
    await expect(postedFile(office.ports, { ...one, id: other.id })).rejects.toMatchObject({
      code: 'ERR_INPUT_INVALID',
    })
    const gone = { ...office.ports, papers: { ...office.ports.papers, open: async () => undefined } }
    await expect(postedFile(gone, one)).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
  })

  it('is marked as it goes on', async () => {
    const [one] = await waiting()
    if (one === undefined) expect.unreachable()
    const by = await officer(office.ports)
    for (const as of ['printed', 'mailed', 'returned'] as const) {
      expect(await markPosted(office.ports, by, one, as, '2026-11-24')).toBeUndefined()
      expect(await office.ports.post.find('ma-dta', one.id)).toMatchObject({ state: as, markedOn: '2026-11-24' })
    }
  })

  it('is gone, with its file, three months after it went out', async () => {
    const [, gone, stays] = await waiting()
    if (gone === undefined || stays === undefined) expect.unreachable()
    await markPosted(office.ports, await officer(office.ports), gone, 'mailed', '2026-11-24')
    const later = (day: string) => ({ ...office.ports, clock: { now: () => `${day}T12:00:00.000Z` } })
    await sweepPost(later('2027-02-22'))
    expect(await postedFile(office.ports, gone)).toBeDefined()
    await sweepPost(later('2027-02-23'))
    expect(await office.ports.post.find('ma-dta', gone.id)).toBeUndefined()
    await expect(postedFile(office.ports, gone)).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
    expect(await postedFile(office.ports, stays)).toBeDefined()
  })

  it('lies in a folder too, in a demonstration', async () => {
    const names = await readdir(join(office.directory, 'DEMO-mail'))
    expect(names.toSorted()).toContain('2026-11-23 mailed-code K7PW-3MXR.pdf')
  })
})
