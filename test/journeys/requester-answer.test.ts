/** A request that is answered short of a release, as its requester and the desk see it in a real browser. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { countersignAnswer, fixAnswer } from '#pipeline/answer.ts'
import { loadCase, streamOf } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { fileRequest } from '#pipeline/requester.ts'
import { tick } from '#pipeline/tick.ts'
import { leavePicture } from '#testing/page-server.tsx'
import {
  chromiumFound,
  expectAccessible,
  expectNoSidewaysScroll,
  follow,
  kindName,
  kinds,
  behindDoors,
  visitAs,
} from './browser.ts'

const example = join(import.meta.dirname, '..', '..', 'examples', 'administrative-subpoena')

describe.runIf(chromiumFound)('an answer', () => {
  let now = Date.parse('2026-11-23T14:00:00.000Z')
  const clock = { now: () => new Date(now).toISOString() }
  const place = behindDoors({ clock })
  let number = ''

  beforeAll(async () => {
    const { ports } = place.web.office
    const request: object = JSON.parse(await readFile(join(example, 'request.json'), 'utf8'))
    const requester = { kind: 'federal-law-enforcement', organization: 'fbi', name: 'Synthetic Agent' }
    const letter = { ...request, channel: 'portal', form: 'written', requester }
    const file = { name: 'request.json', bytes: utf8(JSON.stringify(letter)) }
    const paper = 'administrative-subpoena.pdf'
    const papers = [{ name: paper, bytes: await readFile(join(example, paper)) }]
    const by = { id: 'demo-agent', roles: ['requester'], agency: 'ma-dta', organization: 'fbi' } as const
    const filed = await fileRequest(ports, by, 'portal', file, papers)
    if (!filed.filed) throw new Error('the request was not filed')
    number = filed.number

    // Fixed from the request alone, signed by counsel where counsel signs, and sent at its time.
    const stream = await streamOf(ports, number)
    await fixAnswer(ports, await actor(ports, 'demo-officer'), stream)
    await countersignAnswer(ports, await actor(ports, 'demo-counsel'), stream)
    now = Date.parse((await loadCase(ports, stream)).state.answer?.goesOutAt ?? '')
    await tick(ports, (about, error) => {
      throw new Error(`${about}: ${String(error)}`)
    })
  })

  for (const kind of kinds) {
    it(
      `is read, and a new request begins where the old one stood, ${kindName(kind)}`,
      { timeout: 60_000 },
      async () => {
        const context = await visitAs(place.browser, kind)
        const look = async (name: string): Promise<void> => {
          await leavePicture(page, `answer-${name}-${kind.width}`)
          if (!kind.javaScript) return
          await expectNoSidewaysScroll(page)
          await expectAccessible(page)
        }
        const as = async (id: string): Promise<void> => {
          await context.clearCookies()
          const { cookies } = await place.web.as(id, true)
          await context.addCookies(
            cookies.map(({ name, value, url }) => ({ name, value, url: url.replace('http:', 'https:'), secure: true })),
          )
        }
        const page = await context.newPage()
        try {
          await as('demo-agent')
          await page.goto(`${place.web.baseUrl}/requester`)
          await follow(page.getByRole('link', { name: number }))
          await look('case')
          await follow(page.getByRole('link', { name: 'Read our answer' }))
          await look('letter')
          const [file] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('link', { name: 'Download as PDF' }).click(),
          ])
          expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-')
          await page.goto(`${place.web.baseUrl}/requester/cases/${number}`)
          await follow(page.getByRole('button', { name: /Ask again/ }))
          await look('again')
          expect(await page.textContent('main')).toContain('Before you can send it')
          await page.goto(page.url().replace(/check$/, 'you'))
          expect(await page.getByLabel(/Number of an earlier request/).inputValue()).toBe(number)

          await as('demo-officer')
          await page.goto(`${place.web.baseUrl}/desk/cases/${number}/hand-over`)
          await look('hand-over')
          await as('demo-administrator')
          await page.goto(`${place.web.baseUrl}/admin/signing-keys`)
          await page.getByLabel(/Verifier key/).fill('not a key')
          await follow(page.getByRole('button', { name: 'Register' }))
          await look('signing-keys')
          expect(await page.getByRole('alert').textContent()).toContain('no Ed25519 verifier key')
          expect(place.web.failures).toEqual([])
        } finally {
          await context.close()
        }
      },
    )
  }
})
