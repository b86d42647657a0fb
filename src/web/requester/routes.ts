/** The doors of whoever asks. Each opens onto their own account and onto nothing else. */
import { largestArtifact } from '#instrument/artifact.ts'
import type { Doors } from '../doors.ts'
import { mayGive, type Route } from '../route.ts'
import type { Ctx } from '../visit.ts'
import * as one from './case/handle.ts'
import { showStep, takeStep } from './draft/handle.ts'
import { begin, discard, showList, showNew } from './handle.ts'
import * as keys from './keys/handle.ts'
import { requesters } from './who.ts'

type Handle = (c: Ctx, doors: Doors) => Promise<Response>

/** Field names and separators around the one file of a form. */
const aroundAFile = 64 * 1024

/** Staff give these at the desk; this door is for the requester's own account. */
function command(name: 'withdraw' | 'accept-terms' | 'acknowledge-receipt' | 'certify-destruction'): Partial<Route> {
  return { command: name, who: mayGive(name).filter((role) => role === 'requester') }
}

export function requesterRoutes(doors: Doors): readonly Route[] {
  const get = (path: string, name: string, handle: Handle): Route => ({
    method: 'GET',
    path,
    name,
    who: requesters,
    handle: (c) => handle(c, doors),
  })
  const post = (path: string, name: string, handle: Handle, more: Partial<Route> = {}): Route => ({
    ...get(path, name, handle),
    method: 'POST',
    ...more,
  })
  return [
    get('/requester', 'See one’s own requests', showList),
    get('/requester/new', 'Read what a request needs', showNew),
    post('/requester/new', 'Begin a request', begin),
    get('/requester/drafts/:draft/:step', 'Write a request, step by step', showStep),
    post('/requester/drafts/:draft/:step', 'Save a step, and file at the last', takeStep, {
      command: 'receive',
      upload: largestArtifact + aroundAFile,
    }),
    post('/requester/drafts/:draft/discard', 'Throw a draft away', discard),
    get('/requester/keys', 'See one’s own keys', keys.showKeys),
    post('/requester/keys', 'Put in a key', keys.takeKey),
    get('/requester/keys/confirm', 'Read the code that is sealed to a key', keys.showConfirm),
    get('/requester/keys/code.age', 'Download the code that is sealed to a key', keys.sealedCode),
    post('/requester/keys/confirm', 'Confirm a key', keys.takeCode),
    post('/requester/keys/remove', 'Remove a key', keys.dropKey),
    get('/requester/cases/:number', 'Follow a request', one.showCase),
    get('/requester/cases/:number/filed', 'Print the record of a request', one.showFiled),
    post('/requester/cases/:number/again', 'Begin a request that mends this one', one.startAgain),
    get('/requester/cases/:number/answer', 'Read the answer', one.showAnswer),
    get('/requester/cases/:number/answer.pdf', 'Download the answer', one.answerPdf),
    get('/requester/cases/:number/withdraw', 'Read what withdrawal means', one.showWithdraw),
    post('/requester/cases/:number/withdraw', 'Withdraw a request', one.takeWithdrawal, command('withdraw')),
    get('/requester/cases/:number/terms', 'Read the terms', one.showTerms),
    post('/requester/cases/:number/terms', 'Accept the terms', one.takeTerms, command('accept-terms')),
    post('/requester/cases/:number/package', 'Download the package, once', one.takePackage),
    get('/requester/cases/:number/receipt', 'Read what the receipt is', one.showReceipt),
    post('/requester/cases/:number/receipt', 'Give the receipt', one.takeReceipt, command('acknowledge-receipt')),
    get('/requester/cases/:number/destruction', 'Read what the certificate says', one.showDestruction),
    post(
      '/requester/cases/:number/destruction',
      'Certify destruction',
      one.takeDestruction,
      command('certify-destruction'),
    ),
  ]
}
