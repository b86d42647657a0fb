/** PDF (ISO 32000-1), as far as it takes to know that a file is one and is whole. */

const latin = new TextDecoder('latin1')

export function isPdf(bytes: Uint8Array): boolean {
  // Section 7.5.2 wants the header first; readers accept it within the first 1024 bytes, and fax servers need that.
  return /%PDF-[12]\.\d/.test(latin.decode(bytes.subarray(0, 1024)))
}

/** What keeps it from being read; undefined where nothing does. */
export function faultInPdf(bytes: Uint8Array): string | undefined {
  const end = latin.decode(bytes.subarray(-1024))
  // Section 7.5.5: the last lines are startxref, the offset of the last cross-reference section, and %%EOF.
  const [, offset] = /startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(end.replace(/\0+$/, '')) ?? []
  if (offset === undefined) return 'its end is missing'
  const table = latin.decode(bytes.subarray(Number(offset), Number(offset) + 4096))
  if (!/^\s*(?:xref\s|\d+ \d+ obj\b)/.test(table)) return 'its table of contents is not where its end says'
  if (/\/Encrypt\b/.test(table) || /\/Encrypt\b/.test(end)) return 'it is locked with a password'
  return undefined
}
