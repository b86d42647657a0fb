/**
 * Cosignatures (C2SP tlog-cosignature v1.0.1, "Ed25519 signed message"): somebody else's word that at
 * this time this was the largest consistent tree they had seen of this log.
 *
 * Type 0x06, ML-DSA-44, is the next step. Its keys are read (`note.ts`) and its signatures are, for now,
 * those of a key that nobody here knows.
 */
import { concat, formatError, utf8 } from './bytes.ts'
import { publicKeyOf, signEd25519, verifyEd25519, type Ed25519Key } from './ed25519.ts'
import { signatureType, verifierKey, type NoteSigner, type NoteVerifier, type VerifierKey } from './note.ts'

const latest = (1n << 63n) - 1n

/** The message does not name the cosigner, which is why every cosigner needs a key of its own. */
function cosignedMessage(checkpoint: string, time: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${checkpoint}`)
}

/**
 * Signs at one moment; make a new one for each checkpoint.
 *
 * @param time whole seconds since 1970, not 0
 * @throws PosternError ERR_FORMAT where the time cannot be written
 */
export function cosigner(name: string, secret: Ed25519Key, time: number | bigint): NoteSigner {
  if (typeof time === 'number' && !Number.isSafeInteger(time)) throw formatError('a cosignature needs whole seconds')
  const seconds = BigInt(time)
  if (seconds < 1n || seconds > latest) throw formatError('a cosignature needs a time after 1970')
  const stamp = new Uint8Array(8)
  new DataView(stamp.buffer).setBigUint64(0, seconds)
  return {
    key: verifierKey(name, signatureType.cosignatureV1, publicKeyOf(secret)),
    sign: (text) => concat(stamp, signEd25519(secret, cosignedMessage(text, seconds))),
  }
}

/**
 * Verifies type 0x04. A time of 0 is refused, although only the witness protocol forbids it: a
 * cosignature that names no time states nothing.
 *
 * @throws PosternError ERR_FORMAT where the key has another type
 */
export function cosignatureVerifier(key: VerifierKey): NoteVerifier {
  if (key.type !== signatureType.cosignatureV1) {
    throw formatError('not the key of an Ed25519 cosigner', { name: key.name, type: key.type })
  }
  return {
    key,
    verify(text, signature) {
      const time = cosignatureTime(signature)
      if (time === undefined) return false
      return verifyEd25519(key.publicKey, cosignedMessage(text, time), signature.subarray(8))
    },
  }
}

/** Seconds since 1970 that an Ed25519 cosignature begins with; undefined where it is none, or its time may not be. */
export function cosignatureTime(signature: Uint8Array): bigint | undefined {
  if (signature.length !== 8 + 64) return undefined
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0)
  return time >= 1n && time <= latest ? time : undefined
}
