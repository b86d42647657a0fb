/**
 * An ECDSA signature on P-256 as an authenticator gives it (ECDSA-Sig-Value of RFC 3279 section 2.2.3, in DER), and as
 * r ‖ s. Strict, so that no library's leniency decides what a good signature is: one spelling for two numbers.
 */

/** @returns 64 bytes, r ‖ s; undefined where it is not DER to the byte, or holds numbers that 32 bytes do not */
export function ecdsaFromDer(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined
  const r = integerAt(der, 2)
  const s = r === undefined ? undefined : integerAt(der, r.end)
  if (r === undefined || s === undefined || s.end !== der.length) return undefined
  const whole = new Uint8Array(64)
  whole.set(r.digits, 32 - r.digits.length)
  whole.set(s.digits, 64 - s.digits.length)
  return whole
}

/** A positive INTEGER of at most 32 bytes in its shortest form. */
function integerAt(der: Uint8Array, at: number): { readonly digits: Uint8Array; readonly end: number } | undefined {
  const length = der[at + 1] ?? 0
  const end = at + 2 + length
  const [first = 0x80, second = 0] = der.subarray(at + 2, end)
  // One that reaches beyond the end is found out where the last one ends; an empty one has no first byte.
  if (der[at] !== 0x02 || first >= 0x80) return undefined
  // A zero in front says only that the number is not negative, and stands only where it has to.
  if (first !== 0) return length <= 32 ? { digits: der.subarray(at + 2, end), end } : undefined
  return length <= 33 && second >= 0x80 ? { digits: der.subarray(at + 3, end), end } : undefined
}
