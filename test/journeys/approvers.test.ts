/**
 * Two approvers with security keys of their own, in a real browser: they register them, read what will leave, and sign
 * it; the package that leaves is checked with both signatures.
 */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { readPackage } from '#formats/package.ts'
import { parseStatement } from '#formats/statement.ts'
import { deliver, prepare, release } from '#pipeline/fulfill.ts'
import { staff } from '#pipeline/register.ts'
import { answeredWarrant, officer, ok, packageOf, type WarrantCase } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import { verifyPackage } from '#verify/verify-package.ts'
import {
  chromiumFound,
  deskPage,
  expectAccessible,
  expectLight,
  expectNoSidewaysScroll,
  behindDoors,
  visitAs,
  type Kind,
} from './browser.ts'

/** A security key in their hand: it knows its owner, and it signs when it is touched. */
async function withKey(page: Page, touched = true): Promise<{ session: CDPSession; key: string }> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasUserVerification: true,
      isUserVerified: touched,
      automaticPresenceSimulation: touched,
    },
  })
  return { session, key: authenticatorId }
}

async function looked(page: Page, name: string, { width }: Kind): Promise<void> {
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await leavePicture(page, `${name}-${width}`)
}

describe.runIf(chromiumFound)('two approvers', () => {
  const place = behindDoors({ softwareKey: true })

  /** Somebody in their own place.browser, who has just signed in with their second factor. */
  async function at(id: string, kind: Kind): Promise<{ context: BrowserContext; page: Page }> {
    const { cookies } = await place.web.as(id, true)
    const context = await visitAs(place.browser, kind)
    await context.addCookies(cookies.map(asCookie))
    return { context, page: await context.newPage() }
  }

  async function waiting(): Promise<WarrantCase & { readonly path: string }> {
    const found = await answeredWarrant(place.web.office)
    ok(await prepare(place.web.office.ports, await officer(place.web.office.ports), found.stream))
    return { ...found, path: `/desk/cases/${found.number}/approve` }
  }

  async function registerKey(page: Page, label: string): Promise<void> {
    await page.goto(`${place.web.baseUrl}/desk/passkeys`)
    await page.getByLabel('What do you call this key?').fill(label)
    await page.getByRole('button', { name: 'Register a key' }).click()
    await page.getByRole('heading', { name: 'Your key is registered' }).waitFor()
  }

  it('register their keys, read and sign, and the package carries both signatures', { timeout: 240_000 }, async () => {
    const { ports, cast } = place.web.office
    const { path, stream } = await waiting()
    const people = [
      { id: 'demo-approver-1', kind: { width: 1280, javaScript: true } },
      { id: 'demo-approver-2', kind: { width: 320, javaScript: true } },
    ] as const
    for (const { id, kind } of people) {
      const { context, page } = await at(id, kind)
      await withKey(page)
      await registerKey(page, `${id}, SYNTHETIC key`)
      await looked(page, 'keys-one', kind)
      await page.goto(place.web.baseUrl + path)
      await looked(page, 'approve', kind)
      await page.getByRole('button', { name: 'Sign and approve', exact: true }).click()
      await page.getByRole('heading', { name: 'You have approved this' }).waitFor()
      if (kind.width === 1280) await looked(page, 'approved', kind)
      await context.close()
    }

    const by = await officer(ports)
    ok(await release(ports, by, stream))
    await ports.log.publish()
    expect(await deliver(ports, by, stream)).toMatchObject({ delivered: true })
    const bytes = await packageOf(place.web.office, stream)
    const found = await verifyPackage(bytes)
    expect(found.verdict).toBe('proved')
    const signed = found.findings.filter(({ check }) => check === 'approvals')
    expect(signed.map(({ evidence }) => [evidence['approver'], evidence['kind'], evidence['origin']])).toEqual(
      people.map(({ id }) => [id, 'passkey', place.web.baseUrl]),
    )
    const { approvers } = parseStatement(readPackage(bytes).statement)
    const registered = await staff(ports)
    expect(approvers.map(({ key }) => key)).toEqual(
      people.map(({ id }) => registered.get(id)?.passkeys?.[0]?.key ?? expect.unreachable()),
    )
    expect(approvers.some(({ key }) => cast.staff.some((member) => member.key === key))).toBe(false)
    expect(place.web.failures).toEqual([])
  })

  it('are told where a key was not touched, and nothing was signed', { timeout: 60_000 }, async () => {
    const { path } = await waiting()
    const { context, page } = await at('demo-approver-1', { width: 320, javaScript: true })
    const { session, key } = await withKey(page)
    await registerKey(page, 'SYNTHETIC key that is left alone')
    await session.send('WebAuthn.setUserVerified', { authenticatorId: key, isUserVerified: false })
    await page.goto(place.web.baseUrl + path)
    await page.getByRole('button', { name: 'Sign and approve', exact: true }).click()
    await page.getByText('Nothing was signed.').waitFor()
    expect(await page.getByRole('button', { name: 'Sign and approve', exact: true }).isEnabled()).toBe(true)
    expect(await page.locator('main').innerText()).toContain('by nobody yet')
    await context.close()
  })

  it('register one key once, and retire it', { timeout: 60_000 }, async () => {
    const { context, page } = await at('demo-counsel', { width: 1280, javaScript: true })
    await withKey(page)
    await registerKey(page, 'SYNTHETIC key of counsel')
    await page.getByLabel('What do you call this key?').fill('the same once more')
    await page.getByRole('button', { name: 'Register a key' }).click()
    await page.getByText('This key is registered already.').waitFor()
    await page.getByRole('button', { name: 'Retire SYNTHETIC key of counsel' }).click()
    await page.getByRole('heading', { name: 'The key is retired' }).waitFor()
    expect(await page.locator('#passkeys').innerText()).toContain('No key yet.')
    await context.close()
  })

  for (const width of [320, 1280] as const) {
    it(`are told that this one act needs script where there is none, at ${width} px`, { timeout: 60_000 }, async () => {
      const { path } = await waiting()
      const script = await at('demo-approver-2', { width, javaScript: true })
      await withKey(script.page)
      await registerKey(script.page, `SYNTHETIC key for ${width}`)
      await script.context.close()
      const kind = { width, javaScript: false }
      const { context, page } = await at('demo-approver-2', kind)
      await page.goto(place.web.baseUrl + path)
      expect(await page.locator('noscript').first().innerText()).toContain('the one act here that needs script')
      expect(await page.getByRole('button', { name: 'Sign and approve', exact: true }).isVisible()).toBe(false)
      await expectNoSidewaysScroll(page)
      await leavePicture(page, `approve-without-script-${width}`)
      await page.getByRole('button', { name: 'Sign with the DEMO software key' }).click()
      await page.getByRole('heading', { name: 'You have approved this' }).waitFor()
      await page.goto(`${place.web.baseUrl}/desk/passkeys`)
      expect(await page.locator('noscript').first().innerText()).toContain('Registering a key needs script')
      await context.close()
    })
  }

  it('are sent pages that a desk can carry', async () => {
    const { path } = await waiting()
    const { cookies } = await place.web.as('demo-approver-1', true)
    const urls = [path, '/desk/passkeys'].map((address) => place.web.baseUrl + address)
    await expectLight(place.browser, urls, deskPage, cookies.map(asCookie))
  })
})

/** `__Host-` asks for a secure address, which localhost is to a browser and not to the one who sets it here. */
function asCookie({ name, value, url }: { readonly name: string; readonly value: string; readonly url: string }) {
  return {
    name,
    value,
    domain: new URL(url).hostname,
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax' as const,
    expires: -1,
  }
}
