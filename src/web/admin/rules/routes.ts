/** A change of the rules on the pages: proposed and signed through the same steps as on the command line. */
import { rulesSigners } from '#approval/check-rules.ts'
import type { Role } from '#case/roles.ts'
import { rulesApprovalText } from '#formats/rules-approval.ts'
import { isPosternError } from '#errors.ts'
import type { Proposal } from '#pipeline/law-log.ts'
import { approveRules, lawStands, packsDiffer, propose } from '#pipeline/put-in-force.ts'
import type { Doors } from '../../doors.ts'
import { noteFrom, usableHere } from '../../desk/passkeys/options.ts'
import { readForm, type Problems } from '../../form.ts'
import { isFresh } from '../../guard.ts'
import { messagePage } from '../../message-page.tsx'
import type { Route } from '../../route.ts'
import { show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { ProposalPage, RulesPage } from './page.tsx'

const proposers: readonly Role[] = ['counsel', 'privacy-officer', 'administrator']

export function rulesRoutes(doors: Doors): readonly Route[] {
  const path = '/admin/rules'
  const one = `${path}/:id`
  const { softwareKey } = doors
  return [
    { method: 'GET', path, name: 'See the rules in force', who: rulesSigners, handle: (c) => rules(c, doors) },
    {
      method: 'POST',
      path,
      name: 'Propose a change of the rules',
      who: proposers,
      stepUp: true,
      handle: (c) => proposeHere(c, doors),
    },
    {
      method: 'GET',
      path: one,
      name: 'Read a proposed change of the rules',
      who: rulesSigners,
      handle: (c) => read(c, doors),
    },
    {
      method: 'POST',
      path: one,
      name: 'Sign a change of the rules',
      who: rulesSigners,
      stepUp: true,
      handle: (c) => sign(c, doors),
    },
    ...(softwareKey === undefined
      ? []
      : [
          {
            method: 'POST' as const,
            path: `${one}/demo-key`,
            name: 'Sign a change of the rules with a DEMO software key',
            who: rulesSigners,
            stepUp: true as const,
            handle: (c: Ctx) => sign(c, doors, softwareKey),
          },
        ]),
  ]
}

const doneWords: Readonly<Record<string, string>> = {
  proposed: 'The change is proposed. It decides nothing until two people have signed it.',
  signed: 'Your signature is taken. Another one is missing.',
  begins: 'Two people have signed. The change is in force from the day that stands below.',
}

async function rules(c: Ctx, doors: Doors, problems: Problems = {}): Promise<Response> {
  const { visit } = c.var
  const { agency, roles } = signedIn(visit)
  const ports = await doors.at(agency)
  const page = RulesPage({
    visit,
    doors,
    zone: ports.office.timeZone,
    law: await lawStands(ports),
    differ: await packsDiffer(ports),
    mayPropose: roles.some((role) => proposers.includes(role)),
    problems,
    done: doneWords[c.req.query('done') ?? ''],
  })
  return show(c, page, Object.keys(problems).length > 0 ? 422 : 200)
}

async function proposeHere(c: Ctx, doors: Doors): Promise<Response> {
  // What a change does is tried on every agency's past cases, which one agency's role does not see.
  const { system } = doors
  const proposed = await propose(system, actorOf(c.var.visit), await system.packs())
  return proposed.done ? c.redirect('/admin/rules?done=proposed', 303) : rules(c, doors, said(proposed.reasons))
}

async function read(c: Ctx, doors: Doors, problems: Problems = {}): Promise<Response> {
  const { visit } = c.var
  const who = signedIn(visit)
  const { proposed } = await lawStands(await doors.at(who.agency))
  const proposal = proposed.find(({ id }) => id === c.req.param('id'))
  if (proposal === undefined) return messagePage(c, doors, 'not-found')
  const role = rulesSigners.find((one) => who.roles.includes(one))
  const own = `/admin/rules/${proposal.id}`
  const signing = role && {
    action: own,
    text: rulesApprovalText({ rules: proposal.body.digest, proposal: proposal.id, role, at: visit.now }),
    reasons: proposal.approvals.some(({ approver }) => approver === who.id)
      ? [{ code: 'same-person-twice', words: 'You have signed this already. It takes two people.' }]
      : [],
    passkeys: usableHere((await doors.register()).get(who.id)?.passkeys ?? [], doors.baseUrl),
    fresh: isFresh(who, visit.now),
    again: `/sign-in/again?to=${encodeURIComponent(`${own}#sign`)}`,
    kept: keptFor(proposal, visit),
    softwareKey: doors.softwareKey === undefined || !who.demo ? undefined : `${own}/demo-key`,
  }
  const page = ProposalPage({ visit, doors, zone: doors.system.office.timeZone, proposal, signing, problems })
  return show(c, page, Object.keys(problems).length > 0 ? 422 : 200)
}

/** What was signed before the sign-in ran out, where it is of this very proposal. */
function keptFor(proposal: Proposal, { kept }: Ctx['var']['visit']) {
  const { text, assertion } = kept
  if (typeof text !== 'string' || typeof assertion !== 'string' || assertion === '') return undefined
  return wholeText(text).includes(`\nproposal ${proposal.id}\n`) ? { text, assertion } : undefined
}

/** Lines end as the key signed them, and the last one does: the first things that a form changes. */
function wholeText(text: string): string {
  return `${text.replaceAll('\r\n', '\n').trimEnd()}\n`
}

async function sign(c: Ctx, doors: Doors, softwareKey?: Doors['softwareKey']): Promise<Response> {
  const { id, agency } = signedIn(c.var.visit)
  const form = await readForm(c)
  const text = wholeText(form.text('text'))
  const passkeys = (await doors.register()).get(id)?.passkeys ?? []
  const note =
    softwareKey === undefined
      ? noteFrom(text, form.text('assertion'), id, passkeys)
      : await signedBy(softwareKey, id, text)
  if (note === undefined) return read(c, doors, { '': 'No signature arrived, so nothing was signed. Try once more.' })
  const approved = await approveRules(await doors.at(agency), note)
  if (!approved.done) return read(c, doors, said(approved.reasons))
  return c.redirect(`/admin/rules?done=${approved.begins === undefined ? 'signed' : 'begins'}`, 303)
}

async function signedBy(key: NonNullable<Doors['softwareKey']>, id: string, text: string): Promise<string | undefined> {
  try {
    return await key(id, text)
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}

function said(reasons: readonly { readonly words: string }[]): Problems {
  return { '': reasons.map(({ words }) => words).join(' ') }
}
