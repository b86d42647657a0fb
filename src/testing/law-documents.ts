/** The product's own law as its documents, for tests. */
import { readNotes } from '#adapters/law/read-notes.ts'
import type { Source } from '#law-documents/sheet.ts'
import { lawFolder, theLaw } from './law.ts'

export async function theSource(): Promise<Source> {
  const law = await theLaw()
  return { law, notes: await readNotes(lawFolder, law) }
}
