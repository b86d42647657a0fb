/** With what somebody signs, as their administrator sees it: what is registered and what is not, and withdrawing a key. */
import { keysOf, type StaffMember } from '#approval/staff.ts'
import type { KeyOnce } from '#pipeline/passkey-events.ts'
import { signingRoles } from '#pipeline/passkeys.ts'
import { passkeysPath } from '../../desk/paths.ts'
import type { Form, Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import { Field } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Details, Tag } from '../../layout/text.tsx'
import { english } from '../../words/words.ts'
import { byWhom } from '../words.ts'

/** One word or two for the list of people: who signs something and has no key yet shows. */
export function SignsWith({ member }: { readonly member: StaffMember }): Child {
  const { key, passkeys = [], demo } = member
  if (!signs(member)) return 'Signs nothing'
  if (keysOf(member).length === 0) return <Tag sign="wait">No key yet</Tag>
  const said = [
    ...(passkeys.length === 0 ? [] : [passkeys.length === 1 ? 'a passkey' : `${passkeys.length} passkeys`]),
    ...(key === undefined ? [] : [demo ? 'a DEMO key' : 'a key in a file']),
  ].join(', ')
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}`
}

function signs({ roles }: StaffMember): boolean {
  return signingRoles.some((role) => roles.includes(role))
}

interface KeysProps {
  readonly member: StaffMember
  /** Every key that they have or had. */
  readonly keys: readonly KeyOnce[]
  readonly zone: string
  /** The visitor's own entry. */
  readonly own: boolean
  /** What was typed to withdraw one. */
  readonly form: Form
  readonly problems: Problems
}

export function Keys({ member, keys, zone, own, form, problems }: KeysProps): Child {
  if (!signs(member) && keys.length === 0) return null
  const standing = keys.filter(({ ended }) => ended === undefined)
  return (
    <>
      <h2 id="keys">Keys</h2>
      <p>
        {standing.length === 0
          ? 'They have no key, so they can sign nothing yet. '
          : 'With each of these they sign in their own name. '}
        {own ? (
          <>
            You register and retire yours under <a href={passkeysPath}>Your keys</a>.
          </>
        ) : (
          'They register their own under “Your keys”, after they have signed in with their second factor. Nobody can do it for them: whoever holds a key signs as its owner.'
        )}
      </p>
      <Table
        id="their-keys"
        caption="Keys, the newest first"
        quietCaption
        stack
        columns={[{ head: 'Key' }, { head: 'Registered' }, { head: 'Now' }]}
        rows={keys.map((one) => [
          nameOf(one, member.demo),
          `${english.moment(one.since, zone)}, by ${byWhom(one.by)}`,
          one.ended === undefined ? <Tag sign="ok">Valid</Tag> : <Ended ended={one.ended} zone={zone} />,
        ])}
        empty="No key yet. Once they have registered one, it stands here."
      />
      {!own && standing.length > 0 && <Withdraw member={member} keys={standing} form={form} problems={problems} />}
    </>
  )
}

export function nameOf({ label }: KeyOnce, demo: boolean): Child {
  if (label !== undefined) return <Untrusted>{label}</Untrusted>
  return demo ? 'A DEMO key that anybody may have' : 'A key in a file of their own'
}

export function Ended({
  ended,
  zone,
}: {
  readonly ended: NonNullable<KeyOnce['ended']>
  readonly zone: string
}): Child {
  return (
    <>
      <Tag sign="stop">Not valid any more</Tag>
      <div class="soft">
        {`${english.moment(ended.at, zone)}, by ${ended.by}`}
        {ended.reason !== undefined && (
          <>
            {': '}
            <Untrusted>{ended.reason}</Untrusted>
          </>
        )}
      </div>
    </>
  )
}

interface WithdrawProps extends Pick<KeysProps, 'member' | 'keys' | 'form' | 'problems'> {}

function Withdraw({ member, keys, form, problems }: WithdrawProps): Child {
  const open = problems['withdrawn'] !== undefined || problems['reason'] !== undefined
  return (
    <Details summary="Withdraw a key that is lost" open={open}>
      <form method="post" action={`/admin/people/${member.id}/withdraw-key`} novalidate>
        <p>
          Also for a key that somebody else may have. It signs nothing from this moment on, and cannot come back. What
          was released with it stays valid. What waits to be released with it has to be approved anew.
        </p>
        <RadioGroup
          name="withdrawn"
          legend="Which key"
          required
          value={form.text('withdrawn') || (keys.length === 1 ? keys[0]?.key : undefined)}
          problem={problems['withdrawn']}
          options={keys.map((one) => ({ value: one.key, text: nameOf(one, member.demo) }))}
        />
        <Field
          name="reason"
          label="Why"
          hint="One line. It stays in the log for good, so name nobody from outside."
          required
          maxlength={200}
          value={form.text('reason')}
          problem={problems['reason']}
        />
        <p>
          <Button kind="danger">Withdraw the key now</Button>
        </p>
      </form>
    </Details>
  )
}
