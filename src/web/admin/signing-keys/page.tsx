/** The keys that systems of requesters sign with. */
import type { SigningKey } from '#pipeline/requester-keys.ts'
import { toHex } from '#formats/bytes.ts'
import type { Form, Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary, Field } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { english } from '../../words/words.ts'

interface KeysProps {
  readonly visit: Visit
  readonly doors: From
  readonly zone: string
  readonly keys: readonly SigningKey[]
  readonly form: Form
  readonly problems: Problems
}

export function SigningKeysPage({ visit, doors, zone, keys, form, problems }: KeysProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="Keys of requesters’ systems" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: '/admin', text: 'People and settings' }]} here="Keys of requesters’ systems" />
      <ErrorSummary problems={problems} />
      <PageTitle lead="A system signs each of its requests. With its key it can file and take delivery as the requester whom the key is named for, and nothing else.">
        Keys of requesters’ systems
      </PageTitle>
      <Table
        id="keys"
        caption="Registered"
        stack
        columns={[{ head: 'Key' }, { head: 'Requester' }, { head: 'Agreement' }, { head: 'Since' }, { head: 'End it' }]}
        rows={keys.map(({ keyid, member, agreement, since, by, publicKey }) => [
          <code class="hash">
            {keyid} <span class="soft">{toHex(publicKey).slice(0, 16)}…</span>
          </code>,
          member,
          agreement === undefined ? 'None' : <Untrusted>{agreement}</Untrusted>,
          `${english.moment(since, zone)}, by ${by}`,
          <form method="post" action="/admin/signing-keys/revoke">
            <input type="hidden" name="keyid" value={keyid} />
            <Button kind="plain">
              Revoke<span class="usa-sr-only"> {keyid}</span>
            </Button>
          </form>,
        ])}
        empty="No system has a key. Each key would stand here, with who registered it and when."
      />
      <h2>Register a key</h2>
      <p>
        They make it on their side and send the public half alone, by a way that you have checked. Compare it with them
        by telephone, on a number that you found yourself.
      </p>
      <form method="post" action="/admin/signing-keys" novalidate>
        <Field
          name="key"
          label="Verifier key"
          hint="name+id+key, Ed25519. The name is the requester’s id here."
          required
          spellcheck={false}
          maxlength={300}
          value={form.text('key')}
          problem={problems['key']}
        />
        <Field
          name="agreement"
          label="Agreement that names it"
          maxlength={200}
          required={false}
          value={form.text('agreement')}
          problem={problems['agreement']}
        />
        <Button>Register</Button>
      </form>
    </DeskPage>
  )
}
