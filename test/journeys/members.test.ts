/** A list of members at the desk, in a real browser: handed in, looked up, read range by range, and read before it is signed. */
import { describe, expect, it } from 'vitest'
import { beginBulk, workBulk } from '#pipeline/bulk.ts'
import { loadCase, move } from '#pipeline/move.ts'
import { cutBy } from '#testing/members.ts'
import { answeredAudit, handInAudit, listOf, memberKeys } from '#testing/audit.ts'
import { officer, ok } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import {
  asCookie,
  behindDoors,
  chromiumFound,
  expectAccessible,
  expectNoSidewaysScroll,
  kindName,
  kinds,
  press,
  visitAs,
  type Kind,
} from './browser.ts'

describe.runIf(chromiumFound)('a release of many', () => {
  const place = behindDoors({ people: 400 })

  async function at(id: string, kind: Kind) {
    const { cookies } = await place.web.as(id, true)
    const context = await visitAs(place.browser, kind)
    await context.addCookies(cookies.map(asCookie))
    const page = await context.newPage()
    const looked = async (name: string): Promise<void> => {
      if (kind.javaScript) await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      await leavePicture(page, `${name}-${kind.width}${kind.javaScript ? '' : '-plain'}`)
    }
    return { context, page, looked, go: (path: string) => page.goto(place.web.baseUrl + path) }
  }

  it.each(kinds.map((kind) => [kindName(kind), kind] as const))(
    'is listed, looked up, paused, let go on and read before it is signed, %s',
    { timeout: 120_000 },
    async (_, kind) => {
      const { ports } = place.web.office
      const keys = await memberKeys(place.web.office)
      const listed = await handInAudit(place.web.office)
      const { context, page, looked, go } = await at('demo-officer', kind)
      const path = `/desk/cases/${listed.number}`
      await go(`${path}/members`)
      await looked('members-list')
      await page.getByLabel('The requester named these very persons').check()
      await page.getByLabel('The list').setInputFiles({
        name: 'sample.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from(listOf(keys.slice(0, 300))),
      })
      await press(page, 'List them')
      await page.getByText('300 persons, listed by the keys of the agency’s records.').waitFor()
      await go(`${path}/match`)
      await press(page, 'Look them up')
      await looked('members-match')

      const { number, stream } = await answeredAudit(place.web.office, keys.slice(0, 300))
      ok(await beginBulk(ports, await officer(ports), stream, cutBy(100)))
      await workBulk(ports, stream, [0])
      await go(`/desk/cases/${number}`)
      await page.getByText('100 of 300 persons, in 1 of 3 ranges.').waitFor()
      await looked('members-reading')
      if (kind.javaScript) {
        await page.getByLabel('Write a note').fill('half a sentence')
        await workBulk(ports, stream, [1])
        await page.getByText('200 of 300 persons, in 2 of 3 ranges.').waitFor()
        expect(await page.getByLabel('Write a note').inputValue()).toBe('half a sentence')
      }
      await press(page, 'Pause')
      await looked('members-paused')
      await press(page, 'Let it go on')
      await expect.poll(async () => (await loadCase(ports, stream)).state.status, { timeout: 20_000 }).toBe('prepared')
      await go(`/desk/cases/${number}`)
      await page.getByRole('heading', { name: 'What leaves' }).waitFor()
      await looked('members-prepared')
      await go(`/desk/cases/${number}/notice`)
      await looked('members-notice')
      await go(`/desk/cases/${number}/announce`)
      await page.getByText('Ten business days end on').waitFor()
      await looked('members-announce')

      const stopped = await answeredAudit(place.web.office, keys.slice(0, 300))
      ok(await beginBulk(ports, await officer(ports), stopped.stream, cutBy(100)))
      await workBulk(ports, stopped.stream, [0])
      const what = 'SYNTHETIC: somebody else had the table open'
      ok(
        await move(ports, await officer(ports), stopped.stream, () => ({
          command: 'open-incident',
          incident: 'looked-at',
          what,
        })),
      )
      await go(`/desk/cases/${stopped.number}`)
      await page.getByRole('heading', { name: 'The reading of the members has stopped' }).waitFor()
      await looked('members-stopped')
      await context.close()

      const approver = await at('demo-approver-1', kind)
      await approver.go(`/desk/cases/${number}/approve`)
      await approver.page.getByText('Needed above 200 persons, and not here yet').waitFor()
      await approver.looked('members-approve')
      await approver.context.close()
    },
  )
})
