/**
 * Where a demonstration lays what an office would mail: a folder that anybody at this machine may open.
 *
 * Trust: none. Nothing here is read again; an office of its own has no such folder.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from './durable.ts'

export function mailFolder(folder: string): (name: string, pdf: Uint8Array) => Promise<void> {
  return async (name, pdf) => {
    await mkdir(folder, { recursive: true })
    await writeDurably(join(folder, `${name.replaceAll(/[^A-Za-z0-9 -]/g, '_')}.pdf`), pdf)
  }
}
