/**
 * A page of paper for the demonstration: a PDF with a few lines of text and, across it, the words that say it is
 * none. Written out by hand, since it is the simplest PDF there is (ISO 32000-1, section 7.5).
 */

export interface Paper {
  /** In large letters at the top. */
  readonly head: string
  readonly lines: readonly string[]
  /** The name under the line for a signature, as it is written there. */
  readonly signed?: string
}

export function paper({ head, lines, signed }: Paper): Uint8Array {
  const content = [
    'BT /F2 34 Tf 0.92 g 0.8192 0.5736 -0.5736 0.8192 90 230 Tm (SYNTHETIC, NOT A REAL PAPER) Tj ET',
    `0 g BT /F2 16 Tf 72 720 Td (${escaped(head)}) Tj ET`,
    ...lines.flatMap(wrapped).map((line, i) => `BT /F1 11 Tf 72 ${690 - i * 16} Td (${escaped(line)}) Tj ET`),
    ...(signed === undefined ? [] : [`72 150 m 300 150 l S`, `BT /F1 11 Tf 72 135 Td (${escaped(signed)}) Tj ET`]),
  ].join('\n')
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R/F2 5 0 R>>>>/Contents 6 0 R>>',
    '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>',
    '<</Type/Font/Subtype/Type1/BaseFont/Times-Bold/Encoding/WinAnsiEncoding>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, i) => {
    const offset = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
  file += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${file.lastIndexOf('xref\n0')}\n%%EOF\n`
  return Uint8Array.from(file, (character) => character.charCodeAt(0) & 0xff)
}

/** A string of PDF in WinAnsi: what is not in it is left out, for these papers are ours. */
function escaped(text: string): string {
  return text.replaceAll(/[\\()]/g, String.raw`\$&`).replaceAll(/[^\u0020-\u007E\u00A1-\u00FF]/g, '')
}

function wrapped(line: string): string[] {
  return line.match(/.{1,84}(?:\s|$)|\S{84}/g)?.map((part) => part.trimEnd()) ?? ['']
}
