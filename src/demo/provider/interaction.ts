/** Who signs in at the DEMO provider: choose a person and, where a second factor is asked for, type its code. */
import { randomInt } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { choosePage, codePage, messagePage, type DemoPerson } from './pages.ts'
import { readFields, sayPage } from './say.ts'

/** After so many wrong codes the attempt is over: even a made-up code is not for guessing. */
const tries = 5

const lastCookie = 'demo-last'

interface Waiting {
  readonly person: DemoPerson
  readonly code: string
  wrong: number
}

/** What RFC 8176 calls a user who was there, and several factors of which one was a one-time password. */
const present = ['user']
const strong = ['user', 'otp', 'mfa']

/** @returns answers a request below /interaction/ */
export function interactions(provider: Provider, people: readonly DemoPerson[]) {
  const waiting = new Map<string, Waiting>()

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const details = await provider.interactionDetails(req, res).catch(() => undefined)
    const step = new URL(req.url ?? '/', 'http://localhost').pathname.split('/').at(3)
    if (details === undefined) return sayPage(res, 400, messagePage('This sign-in is over', overSentence))
    const { uid, params } = details
    const again = params['prompt'] === 'login' || String(params['max_age']) === '0'
    const last = cookieIn(req, lastCookie)
    const choose = () => sayPage(res, 200, choosePage(people, { uid, again, ...(last === undefined ? {} : { last }) }))
    const finish = (result: Parameters<Provider['interactionFinished']>[2]) => {
      waiting.delete(uid)
      return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false })
    }
    const enter = ({ id }: DemoPerson, amr: string[]) => {
      res.setHeader('set-cookie', `${lastCookie}=${id}; Path=/interaction; HttpOnly; SameSite=Lax`)
      return finish({ login: { accountId: id, amr, acr: amr === strong ? 'mfa' : 'present', remember: false } })
    }

    if (req.method !== 'POST') {
      const open = waiting.get(uid)
      return open === undefined
        ? choose()
        : sayPage(res, 200, codePage(open.person, { uid, code: open.code, wrong: open.wrong > 0 }))
    }
    const fields = await readFields(req)
    if (step === 'leave') return finish({ error: 'access_denied', error_description: 'turned back' })
    if (step === 'who') {
      const person = people.find(({ id }) => id === fields.get('who'))
      if (person === undefined) return choose()
      if (!again) return enter(person, present)
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      waiting.set(uid, { person, code, wrong: 0 })
      return sayPage(res, 200, codePage(person, { uid, code, wrong: false }))
    }
    const open = waiting.get(uid)
    if (open === undefined) return choose()
    if (fields.get('code')?.replaceAll(/\s/g, '') === open.code) return enter(open.person, strong)
    open.wrong += 1
    if (open.wrong >= tries) return finish({ error: 'access_denied', error_description: 'too many wrong codes' })
    return sayPage(res, 422, codePage(open.person, { uid, code: open.code, wrong: true }))
  }
}

const overSentence =
  'It took too long, or it was finished in another window. Go back to Postern and sign in there again.'

function cookieIn(req: IncomingMessage, name: string): string | undefined {
  const found = (req.headers.cookie ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}
