/** The page that lists the keys, and the switch that turns them off: for this person, on every machine. */
import type { Doors } from '../doors.ts'
import { readForm } from '../form.ts'
import { Button } from '../layout/button.tsx'
import type { From } from '../layout/document.tsx'
import { DeskPage } from '../layout/pages.tsx'
import type { Child } from '../layout/said.tsx'
import { Breadcrumbs, PageTitle } from '../layout/text.tsx'
import { deskRoles, type Route } from '../route.ts'
import { seeOther, show } from '../show.ts'
import { signedIn, type Visit } from '../visit.ts'
import { href } from '../words/href.ts'
import { KeyList, queueKeys } from './keys.tsx'
import { queuePath } from './paths.ts'

export function keyRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/desk/keys',
      name: 'See the keys of the queue',
      who: deskRoles,
      handle: async (c) => {
        const { id, agency } = signedIn(c.var.visit)
        const { keysOff } = await (await doors.desk(agency)).settings(id)
        return show(c, <KeysPage visit={c.var.visit} doors={doors} off={keysOff} />)
      },
    },
    {
      method: 'POST',
      path: '/desk/keys',
      name: 'Turn keys off or on for oneself',
      who: deskRoles,
      handle: async (c) => {
        const { id, agency } = signedIn(c.var.visit)
        const off = (await readForm(c)).text('keys') === 'off'
        await (await doors.desk(agency)).setKeys(id, off)
        return seeOther(c, '/desk/keys')
      },
    },
  ]
}

function KeysPage({
  visit,
  doors,
  off,
}: {
  readonly visit: Visit
  readonly doors: From
  readonly off: boolean
}): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="Keys">
      <Breadcrumbs trail={[{ href: href(visit, queuePath), text: 'Queue' }]} here="Keys" />
      <PageTitle
        lead={
          off
            ? 'Keys are off for you, on every machine. Everything that they do can be done with links and buttons.'
            : 'On the queue these keys do the same as the links and buttons there, as long as you are not typing in a field.'
        }
      >
        Keys
      </PageTitle>
      <KeyList keys={queueKeys} />
      <form method="post" action={href(visit, '/desk/keys')}>
        <input type="hidden" name="keys" value={off ? 'on' : 'off'} />
        <Button kind="secondary">{off ? 'Turn keys on' : 'Turn keys off'}</Button>
      </form>
    </DeskPage>
  )
}
