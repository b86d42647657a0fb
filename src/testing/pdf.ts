/** PDFs written out by hand, for what no program would write: ISO 32000-1, section 7.5. */

/**
 * @param objects numbered from 1; the first is the catalog
 * @param trailer what stands in the trailer beside the size and the root
 */
export function pdfOf(objects: readonly string[], trailer = ''): Uint8Array {
  let file = '%PDF-1.7\n'
  const offsets = objects.map((object, i) => {
    const offset = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const start = file.length
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
  file += `trailer<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`
  return Uint8Array.from(file, (character) => character.charCodeAt(0) & 0xff)
}

export function streamOf(content: string, dictionary = ''): string {
  return `<<${dictionary}/Length ${content.length}>>stream\n${content}\nendstream`
}

/** So many pages, each with a black square in it. */
export function squares(pages: number, mediaBox = '0 0 612 792'): Uint8Array {
  const kids = Array.from({ length: pages }, (_, i) => `${i + 4} 0 R`).join(' ')
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${pages}>>`,
    streamOf('0 g 100 100 200 200 re f'),
    ...Array.from({ length: pages }, () => `<</Type/Page/Parent 2 0 R/MediaBox[${mediaBox}]/Contents 3 0 R>>`),
  ])
}
