import { utf8 } from '#formats/bytes.ts'
import { factColumns } from '#match/mask.ts'
import type { SourceMapping } from '#match/mapping.ts'
import {
  bytesInPiece,
  rangesOf,
  readMembers,
  type ClassMask,
  type MemberRange,
  type MemberSource,
} from '#match/members.ts'
import { compileBulk, type BulkSource } from '#release/bulk/compile.ts'
import { bulkGate, type Into, type PassedPiece } from '#release/bulk/gate.ts'
import type { Decision } from '#vocabulary/case-file.ts'

/** @param first their place in the list, counted from 1 */
export function rangeOf(keys: readonly string[], first = 1): MemberRange {
  return { first, count: keys.length, bytes: utf8(keys.map((key) => `${key}\n`).join('')), keys: () => keys }
}

/** Pieces as a gate hands them over, in order. */
export function collecting(perPiece: number, pieceBytes = bytesInPiece): { into: Into; pieces: PassedPiece[] } {
  const pieces: PassedPiece[] = []
  return { into: { perPiece, pieceBytes, take: (piece) => void pieces.push(piece) }, pieces }
}

/** Each range one piece. */
export const cutBy = (members: number) => ({ perRange: members, perPiece: members })

/** Each member's own facts, as the gate sees them come with their row; nothing else is read. */
export async function masksOf(
  source: MemberSource & BulkSource,
  mapping: SourceMapping,
  keys: readonly string[],
  { mask, said }: { readonly mask: ClassMask; readonly said: ReadonlyMap<string, number> },
): Promise<Map<string, string>> {
  const list = readMembers(utf8(keys.join('\n')), 'text')
  const found = await source.classes(rangesOf(list), said, mask.query)
  const classes = found.map((one, at) => ({ ref: `p${at + 1}`, mask: one.mask, persons: one.persons, markers: [] }))
  const roll = { name: 'data/snap.csv', program: 'snap', rows: 'one', columns: [] } as const
  const compiled = compileBulk(
    { agency: mapping.agency, schema: mapping.schema, tables: [roll] },
    mask.query,
    factColumns(mapping),
  )
  const gate = bulkGate({ decision: nothing, classes, mapping, bits: mask.bits, said })
  const masks = new Map<string, string>()
  await source.withBulk(compiled, said, async (reader) => {
    for (const range of rangesOf(list)) {
      for (const statement of compiled.statements) {
        const onPerson = (key: string, one: string) => void masks.set(key, one)
        const passing = gate.range(roll, range, { ...collecting(range.count).into, onPerson })
        await reader.read(range, (rows) =>
          rows(statement, (bytes) => {
            passing.rows(bytes)
            return undefined
          }),
        )
        passing.finish()
      }
    }
  })
  return masks
}

const nothing: Decision = {
  case: 'MA-DTA-2026-7K3Q9F2M',
  disposition: 'deny',
  cells: [],
  duties: [],
  missing: [],
  deadlines: [],
  rules: { digest: '0'.repeat(64) },
}
