import { describe, expect, it } from 'vitest'
import { newAuthenticator } from '#testing/authenticator.ts'
import { parseApprovalKey, signatureFault } from './approval-key.ts'
import { utf8 } from './bytes.ts'
import { generateEd25519Key } from './ed25519.ts'
import { ed25519Signer, formatVkey, parseNote, signatureType, signNote, verifierKey } from './note.ts'
import { passkeyVkey } from './passkey.ts'

const signer = ed25519Signer('b-approver', generateEd25519Key())
const text = 'postern/approval/v1\n'

describe('a key that approvals are signed with', () => {
  it('is an Ed25519 key or a passkey, and no other', () => {
    expect(parseApprovalKey(formatVkey(signer.key))).toMatchObject({ passkey: undefined })
    const { passkey } = newAuthenticator('ES256')
    expect(parseApprovalKey(passkeyVkey('b-approver', passkey))).toMatchObject({ material: passkey.publicKey, passkey })
    const other = verifierKey('b-approver', signatureType.named, utf8('postern/other/v1\n0123456789'))
    expect(() => parseApprovalKey(formatVkey(other))).toThrow('approvals are signed with Ed25519 or a passkey')
    const cosigner = verifierKey('b-approver', signatureType.cosignatureV1, signer.key.publicKey)
    expect(() => parseApprovalKey(formatVkey(cosigner))).toThrow('approvals are signed with Ed25519 or a passkey')
  })

  it('tells its own signature of a text from another text’s, and from one that is written otherwise', async () => {
    const [line] = parseNote(signNote(text, [signer])).signatures
    if (line === undefined) throw new Error('it is signed')
    const key = parseApprovalKey(formatVkey(signer.key))
    expect(await signatureFault(key, text, line)).toBeUndefined()
    expect(await signatureFault(key, `${text}x\n`, line)).toBe('signature-wrong')
    expect(await signatureFault(key, text, { ...line, canonical: false })).toBe('malformed')
  })
})
