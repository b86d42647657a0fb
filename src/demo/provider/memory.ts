/** Where the DEMO provider keeps its sessions and codes: in this process, for as long as it runs. */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

interface Kept {
  readonly payload: AdapterPayload
  readonly until: number
}

/** Each kind of thing has its own shelf; who is signed in here loses it when the demo ends. */
export function memory(now: () => number = Date.now): AdapterFactory {
  return () => {
    const shelf = new Map<string, Kept>()
    const find = (id: string): AdapterPayload | undefined => {
      const kept = shelf.get(id)
      if (kept !== undefined && kept.until > now()) return kept.payload
      shelf.delete(id)
      return undefined
    }
    const where = (wanted: (payload: AdapterPayload) => boolean) =>
      [...shelf.keys()].map(find).find((payload) => payload !== undefined && wanted(payload))
    const adapter: Adapter = {
      upsert: async (id, payload, expiresIn = 3600) => {
        // Forget what is over before something is added, so that nothing grows while a demo stands open.
        for (const key of shelf.keys()) find(key)
        shelf.set(id, { payload, until: now() + expiresIn * 1000 })
      },
      find: async (id) => find(id),
      findByUid: async (uid) => where((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => where((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const kept = shelf.get(id)
        if (kept !== undefined) {
          shelf.set(id, { ...kept, payload: { ...kept.payload, consumed: Math.floor(now() / 1000) } })
        }
      },
      destroy: async (id) => void shelf.delete(id),
      revokeByGrantId: async (grantId) => {
        for (const [id, { payload }] of shelf) if (payload.grantId === grantId) shelf.delete(id)
      },
    }
    return adapter
  }
}
