import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'

/** 16 bytes in base64url; only who opened the payload has read it. */
const form = /^[A-Za-z0-9_-]{21}[AQgw]$/

/**
 * What the case keeps of a receipt code: SHA-256("postern.receipt.v1\0" ‖ code), hex. 128 random bits
 * cannot be guessed from their hash, so the hash needs no salt.
 *
 * Undefined for a text that is no receipt code.
 */
export function receiptHash(code: string): string | undefined {
  return form.test(code) ? toHex(sha256(utf8(`postern.receipt.v1\0${code}`))) : undefined
}
