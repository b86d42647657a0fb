/**
 * The doors for the people whose data it is. What protects asks for no account; what shows or exposes asks for a
 * mailed code, whose session these pages find for themselves.
 */
import type { Doors } from '../doors.ts'
import type { Entrants, Route } from '../route.ts'
import { show } from '../show.ts'
import type { Ctx } from '../visit.ts'
import { askAddress, moveLetters } from './address/page.tsx'
import { askCode, askToEnter, enter, mailCode } from './code/page.tsx'
import { askAnswer, openAnswer, showAnswer } from './complaint/answer.tsx'
import { askComplaint, takeComplaint } from './complaint/page.tsx'
import { askConsent, giveConsent } from './consent/page.tsx'
import { HomePage } from './home/page.tsx'
import { leave, showList, takeLetter, takeProof } from './list/page.tsx'
import { PaperPage, TelephonePage, WhatPage } from './object/beside.tsx'
import { askObjection, takeObjection } from './object/handle.ts'
import { askPermission, takeBackPermission } from './permission/page.tsx'
import { slipOf } from './slip.ts'
import { SlipPage } from './slip/page.tsx'
import { askToWithdraw, withdraw } from './withdraw/page.tsx'

type Handle = (c: Ctx, doors: Doors) => Response | Promise<Response>
type Line = readonly [method: Route['method'], path: string, name: string, who: Entrants, handle: Handle]

const lines: readonly Line[] = [
  ['GET', '/person', 'See what one can do about one’s own data', 'anybody', (c, doors) => page(c, doors, HomePage)],
  ['GET', '/person/object', 'Read the form for an objection', 'anybody', askObjection],
  ['POST', '/person/object', 'Object', 'anybody', takeObjection],
  [
    'GET',
    '/person/object/what',
    'Read what an objection stops and cannot',
    'anybody',
    (c, doors) => page(c, doors, WhatPage),
  ],
  [
    'GET',
    '/person/object/paper',
    'Print the form for an objection',
    'anybody',
    (c, doors) => page(c, doors, PaperPage),
  ],
  [
    'GET',
    '/person/object/telephone',
    'Read what is asked on the telephone',
    'anybody',
    (c, doors) => page(c, doors, TelephonePage),
  ],
  [
    'GET',
    '/person/slip',
    'Keep the slip of what one has just done',
    'person',
    (c, doors) => show(c, SlipPage({ visit: c.var.visit, doors, slip: slipOf(c) })),
  ],
  ['GET', '/person/permission', 'Read the form for taking back a consent', 'anybody', askPermission],
  ['POST', '/person/permission', 'Take back every consent', 'anybody', takeBackPermission],
  ['GET', '/person/code', 'Read the form for a mailed code', 'anybody', askCode],
  ['POST', '/person/code', 'Ask for a mailed code', 'anybody', mailCode],
  ['GET', '/person/code/enter', 'Read the form for entering a code', 'anybody', askToEnter],
  ['POST', '/person/code/enter', 'Enter a mailed code', 'anybody', enter],
  ['GET', '/person/list', 'See one’s own list', 'person', showList],
  ['GET', '/person/list/letter.pdf', 'Get one’s own list as a letter', 'person', takeLetter],
  ['GET', '/person/list/proof', 'Get the proof that one was in a release of many', 'person', takeProof],
  ['POST', '/person/list/leave', 'Close one’s own list', 'person', leave],
  ['GET', '/person/withdraw', 'Read the form for ending an objection', 'person', askToWithdraw],
  ['POST', '/person/withdraw', 'Ask for an objection to end', 'person', withdraw],
  ['GET', '/person/consent', 'Read the form for a consent', 'person', askConsent],
  ['POST', '/person/consent', 'Consent', 'person', giveConsent],
  ['GET', '/person/address', 'Read the form for another address', 'person', askAddress],
  ['POST', '/person/address', 'Have letters sent to another address', 'person', moveLetters],
  ['GET', '/person/complaint', 'Read the form for a complaint', 'anybody', askComplaint],
  ['POST', '/person/complaint', 'Complain', 'anybody', takeComplaint],
  ['GET', '/person/complaint/answer', 'Read the form for the answer to a complaint', 'anybody', askAnswer],
  ['POST', '/person/complaint/answer', 'Open the answer to a complaint', 'anybody', openAnswer],
  ['GET', '/person/complaint/answer/read', 'Read the answer to a complaint once', 'person', showAnswer],
]

export function personRoutes(doors: Doors): readonly Route[] {
  return lines.map(([method, path, name, who, handle]) => ({
    method,
    path,
    name,
    who,
    handle: (c) => handle(c, doors),
  }))
}

function page(
  c: Ctx,
  doors: Doors,
  of: (props: { visit: Ctx['var']['visit']; doors: Doors }) => ReturnType<typeof HomePage>,
) {
  return show(c, of({ visit: c.var.visit, doors }))
}
