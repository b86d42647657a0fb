/** The shells: one for each kind of visitor, alike in everything but the way about. */
import type { Role } from '#case/roles.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { href } from '../words/href.ts'
import { Document, type NavItem, type PageProps } from './document.tsx'
import { ExitThisPage } from './exit-this-page.tsx'
import { T, type Child } from './said.tsx'

const publicNav: readonly NavItem[] = [
  { path: '/person', label: 'nav.home-person' },
  { path: '/rules', label: 'nav.rules' },
  { path: '/figures', label: 'nav.figures' },
  { path: '/agreements', label: 'nav.agreements' },
  { path: '/check', label: 'nav.check' },
]

/** For anybody: no sign-in, nothing kept. */
export function PublicPage(props: PageProps): Child {
  return <Document {...props} sheet="public" nav={publicNav} languages />
}

const personNav: readonly NavItem[] = [
  { path: '/person', label: 'nav.home' },
  { path: '/person/object', label: 'nav.object' },
  {
    path: '/person/list',
    label: 'nav.my-list',
    also: ['/person/code', '/person/withdraw', '/person/consent', '/person/address'],
  },
  { path: '/person/complaint', label: 'nav.complaint' },
]

/** For the people whose data it is: a way out of every page. */
export function PersonPage(props: PageProps): Child {
  return <Document {...props} sheet="public" nav={personNav} languages above={<ExitThisPage />} />
}

const requesterNav: readonly NavItem[] = [
  { path: '/requester', label: { text: 'Your requests' } },
  { path: '/requester/new', label: { text: 'Make a request' } },
  { path: '/requester/keys', label: { text: 'Keys' } },
]

/** For those who ask. */
export function RequesterPage(props: PageProps): Child {
  return <Document {...props} sheet="public" nav={requesterNav} beside={<SignedIn {...props} />} />
}

interface RoleItem extends NavItem {
  readonly who: readonly Role[]
}

const desk: readonly Role[] = ['intake-officer', 'disclosure-officer', 'counsel', 'approver', 'privacy-officer']

const deskNav: readonly RoleItem[] = [
  { path: '/desk', label: { text: 'Queue' }, who: desk },
  { path: '/desk/receive', label: { text: 'Take in a request' }, who: ['intake-officer', 'disclosure-officer'] },
  { path: '/desk/counsel', label: { text: 'Counsel' }, who: ['counsel'] },
  {
    path: '/desk/objections',
    label: { text: 'From people' },
    who: ['intake-officer', 'disclosure-officer', 'privacy-officer'],
  },
  { path: '/desk/letters', label: { text: 'Letters' }, who: desk },
  { path: '/desk/counter', label: { text: 'At the counter' }, who: desk },
  {
    path: '/desk/passkeys',
    label: { text: 'Your keys' },
    who: ['approver', 'privacy-officer', 'counsel', 'administrator'],
  },
  { path: '/oversight', label: { text: 'Oversight' }, who: ['oversight'] },
  { path: '/oversight/cases', label: { text: 'Cases' }, who: ['oversight'] },
  { path: '/oversight/people', label: { text: 'People' }, who: ['oversight'] },
  { path: '/oversight/rules', label: { text: 'Rules' }, who: ['oversight'] },
  { path: '/oversight/looks', label: { text: 'Looks' }, who: ['oversight', 'privacy-officer'] },
  {
    path: '/admin/rules',
    label: { text: 'Rules' },
    who: ['counsel', 'privacy-officer', 'approver', 'administrator'],
  },
  {
    path: '/admin/settings/caps/proposed',
    label: { text: 'Daily limits' },
    who: ['counsel', 'privacy-officer'],
  },
  { path: '/admin', label: { text: 'People and settings' }, who: ['administrator'] },
]

/** For staff: wide, with the way about that their roles open. */
export function DeskPage(props: PageProps): Child {
  const roles = props.visit.who?.roles ?? []
  const nav = deskNav.filter(({ who }) => who.some((role) => roles.includes(role)))
  return <Document {...props} sheet="desk" nav={nav} wide beside={<SignedIn {...props} />} />
}

/** For auditors and inspectors, who look at everything and change nothing. */
export function OversightPage(props: PageProps): Child {
  return DeskPage(props)
}

function SignedIn({ visit }: PageProps): Child {
  const { who } = visit
  if (who === undefined) return null
  return (
    <form class="signed-in" method="post" action={href(visit, '/sign-out')}>
      <span>
        <bdi>{who.name}</bdi>
        <span class="soft">{` · ${agencyName(who.agency)} · ${who.roles.map((role) => role.replaceAll('-', ' ')).join(', ')}`}</span>
      </span>
      <button class="usa-button usa-button--unstyled">
        <T k="sign-out" />
      </button>
    </form>
  )
}
