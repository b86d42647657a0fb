/// <reference lib="dom" />
/**
 * Signing with a passkey, and registering one: the only two acts that need script, because only a browser can reach a
 * security key. A form says what to ask in `data-options` (JSON, bytes in base64url) and takes the answer in the field
 * named by `data-answer`; what goes wrong is said by the page itself, in `[data-said="…"]`.
 */
interface Descriptor extends Omit<PublicKeyCredentialDescriptor, 'id'> {
  readonly id: string
}
interface GetOptions extends Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> {
  readonly challenge: string
  readonly allowCredentials: readonly Descriptor[]
}
interface CreateOptions extends Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> {
  readonly challenge: string
  readonly user: Omit<PublicKeyCredentialUserEntity, 'id'> & { readonly id: string }
  readonly excludeCredentials: readonly Descriptor[]
}

export function passkeys(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    const go = form.querySelector<HTMLButtonElement>('[data-go-passkey]')
    if (go === null) continue
    if (!('PublicKeyCredential' in window)) {
      say(form, 'no-passkeys')
      continue
    }
    go.hidden = false
    go.addEventListener('click', () => {
      if (!form.reportValidity()) return
      go.disabled = true
      say(form, 'waiting')
      answer(form).catch((error: unknown) => {
        go.disabled = false
        say(form, error instanceof DOMException && error.name === 'InvalidStateError' ? 'known' : 'not-done')
      })
    })
  }
}

/** One sentence at a time, which a screen reader says as it appears. */
function say(form: HTMLFormElement, what: string): void {
  for (const sentence of form.querySelectorAll<HTMLElement>('[data-said]')) {
    sentence.hidden = sentence.dataset['said'] !== what
  }
}

/** Ask the key, and send its answer with the form. */
async function answer(form: HTMLFormElement): Promise<void> {
  const { passkey, options = '{}', answer: name = '' } = form.dataset
  const given = passkey === 'create' ? await created(JSON.parse(options)) : await signed(JSON.parse(options))
  const field = form.elements.namedItem(name)
  if (given === undefined || !(field instanceof HTMLInputElement)) throw new Error('no answer')
  field.value = JSON.stringify(given)
  form.submit()
}

async function signed({ challenge, allowCredentials, ...rest }: GetOptions): Promise<object | undefined> {
  const credential = await navigator.credentials.get({
    publicKey: { ...rest, challenge: bytesOf(challenge), allowCredentials: allowCredentials.map(described) },
  })
  if (!(credential instanceof PublicKeyCredential)) return undefined
  const { response } = credential
  if (!(response instanceof AuthenticatorAssertionResponse)) return undefined
  return {
    id: credential.id,
    authenticatorData: textOf(response.authenticatorData),
    clientDataJSON: textOf(response.clientDataJSON),
    signature: textOf(response.signature),
  }
}

async function created({ challenge, user, excludeCredentials, ...rest }: CreateOptions): Promise<object | undefined> {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...rest,
      challenge: bytesOf(challenge),
      user: { ...user, id: bytesOf(user.id) },
      excludeCredentials: excludeCredentials.map(described),
    },
  })
  if (!(credential instanceof PublicKeyCredential)) return undefined
  const { response } = credential
  if (!(response instanceof AuthenticatorAttestationResponse)) return undefined
  return {
    id: credential.id,
    rawId: credential.id,
    type: credential.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports(),
    },
  }
}

function described({ id, ...rest }: Descriptor): PublicKeyCredentialDescriptor {
  return { ...rest, id: bytesOf(id) }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
}

function textOf(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
