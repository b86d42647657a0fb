import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { testOffice, type TestOffice } from '#testing/office.ts'
import {
  beginDraft,
  discardDraft,
  emptyDraft,
  keepPaper,
  openDraft,
  ownDrafts,
  saveDraft,
  sweepDrafts,
} from './request-draft.ts'
import type { Ports } from './ports.ts'

let office: TestOffice
let ports: Ports

beforeAll(async () => {
  office = await testOffice({ people: 10 })
  ports = office.ports
})
afterAll(() => office.close())

async function begun(member: string): Promise<string> {
  const id = await beginDraft(ports, ports.drafts, member)
  if (id === undefined) throw new Error('no draft was begun')
  return id
}

describe('a draft', () => {
  const content = { ...emptyDraft, answers: { name: 'Synthetic Agent' }, people: [{ family: 'Samplewright' }] }

  it('is kept as it was typed, and in no form that the database could read', async () => {
    const id = await begun('a')
    await saveDraft(ports, ports.drafts, 'a', id, content)
    expect(await openDraft(ports, ports.drafts, 'a', id)).toMatchObject({ id, ...content })
    const sealed = Buffer.from((await ports.drafts.get('a', id))?.sealed ?? [])
    expect(sealed.includes('Samplewright')).toBe(false)
    expect((await ownDrafts(ports, ports.drafts, 'b')).length).toBe(0)
  })

  it('opens for nobody who has its bytes under another name, or in another place', async () => {
    const id = await begun('a')
    await saveDraft(ports, ports.drafts, 'a', id, content)
    const stolen = await ports.drafts.get('a', id)
    const other = await begun('b')
    await ports.drafts.put('b', { id: other, sealed: stolen?.sealed ?? new Uint8Array(), savedAt: ports.clock.now() })
    expect(await openDraft(ports, ports.drafts, 'b', other)).toBeUndefined()
  })

  it('takes its papers with it when it is thrown away, and when nobody has touched it for thirty days', async () => {
    for (const leave of ['discarded', 'forgotten']) {
      const id = await begun('a')
      const file = await keepPaper(ports, { name: 'x.txt', bytes: utf8(`SYNTHETIC ${leave}`) })
      const copy = file.copy ?? ''
      await saveDraft(ports, ports.drafts, 'a', id, { ...content, papers: [{ answers: {}, file }] })
      await sweepDrafts(ports)
      expect(await ports.papers.open(copy)).toBeDefined()
      const later = { now: () => new Date(Date.now() + 31 * 86_400_000).toISOString() }
      if (leave === 'discarded') await discardDraft(ports, ports.drafts, 'a', id)
      else await sweepDrafts({ ...ports, clock: later })
      expect(await openDraft(ports, ports.drafts, 'a', id)).toBeUndefined()
      expect(await ports.papers.open(copy)).toBeUndefined()
    }
  })

  it('is begun fifty times and no more by one requester', async () => {
    for (let i = 0; i < 50; i++) await begun('c')
    expect(await beginDraft(ports, ports.drafts, 'c')).toBeUndefined()
    expect(await begun('d')).toBeTruthy()
  })
})
