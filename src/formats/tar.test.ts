import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { isTarName, readTar, tarEnd, tarHeader, tarPadding, writeTar, type TarMember } from './tar.ts'

const text = (value: string) => new TextEncoder().encode(value)
const two: TarMember[] = [
  { name: 'statement.json', bytes: text('{}\n') },
  { name: 'data/people.csv', bytes: text('a'.repeat(512)) },
]

const member = fc.record({
  name: fc.stringMatching(/^[a-z0-9_-]{1,20}(\/[a-z0-9_-]{1,20}\.csv)?$/),
  bytes: fc.uint8Array({ maxLength: 1100 }),
})
const archives = fc.uniqueArray(member, { selector: ({ name }) => name, maxLength: 5 })

function refuses(archive: Uint8Array, words: string) {
  try {
    readTar(archive)
  } catch (error) {
    expect(isPosternError(error, 'ERR_FORMAT')).toBe(true)
    expect(String(error)).toContain(words)
    return
  }
  expect.unreachable(`an archive was accepted that ought to be refused: ${words}`)
}

/** The first header changed, with a checksum that fits the change. */
function forged(change: (header: Uint8Array) => void): Uint8Array {
  const archive = writeTar(two).slice()
  const header = archive.subarray(0, 512)
  change(header)
  header.set(text('        '), 148)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.set(text(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return archive
}

describe('a tape archive', () => {
  it('gives back the members it was made of, in their order', () => {
    fc.assert(
      fc.property(archives, (members) => {
        expect(readTar(writeTar(members)).map(({ name, bytes }) => [name, [...bytes]])).toEqual(
          members.map(({ name, bytes }) => [name, [...bytes]]),
        )
      }),
    )
  })

  it('is refused, or is another archive, when any one byte differs: no byte is without meaning', () => {
    fc.assert(
      fc.property(archives, fc.nat(), fc.integer({ min: 1, max: 255 }), (members, where, flip) => {
        const archive = writeTar(members)
        const at = where % archive.length
        archive[at] = (archive[at] ?? 0) ^ flip
        try {
          expect(Buffer.compare(writeTar(readTar(archive)), archive)).toBe(0)
        } catch (error) {
          expect(isPosternError(error)).toBe(true)
        }
      }),
    )
  })

  it('opens with the tar program of the system, which finds the same files with nobody as owner and no time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-tar-'))
    try {
      writeFileSync(join(folder, 'a.tar'), writeTar(two))
      const listing = execFileSync('tar', ['--numeric-owner', '--utc', '-tvf', 'a.tar'], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect(listing).toContain('-rw-r--r-- 0/0')
      expect(listing).toContain('1970-01-01 00:00 statement.json')
      execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder })
      expect(readFileSync(join(folder, 'data/people.csv'), 'utf8')).toBe('a'.repeat(512))
      expect(statSync(join(folder, 'statement.json')).mode & 0o777).toBe(0o644)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('is the same when a writer streams it piece by piece', () => {
    const pieces = two.flatMap(({ name, bytes }) => [tarHeader(name, bytes.length), bytes, tarPadding(bytes.length)])
    expect(Buffer.concat([...pieces, tarEnd()]).equals(writeTar(two))).toBe(true)
  })

  it('refuses what the system tar program writes, because that carries owners and times', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-tar-'))
    try {
      writeFileSync(join(folder, 'x'), 'x')
      refuses(execFileSync('tar', ['--format=ustar', '-cf', '-', 'x'], { cwd: folder }), 'not the fixed one')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the reader of tape archives', () => {
  for (const [name, type] of [
    ['a hard link', '1'],
    ['a symbolic link', '2'],
    ['a device', '3'],
    ['a folder', '5'],
    ['a pax header', 'x'],
    ['a long name of GNU tar', 'L'],
    ['a file marked in the old way with a zero byte', '\0'],
  ] as const) {
    it(`refuses ${name}`, () => {
      refuses(
        forged((header) => header.set(text(type), 156)),
        'not a regular file',
      )
    })
  }

  for (const name of [
    '/etc/passwd',
    '../outside',
    'data/../../outside',
    './statement.json',
    'a//b',
    'a/',
    'a b',
    'a\nb',
  ]) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      expect(isTarName(name)).toBe(false)
      expect(() => tarHeader(name, 0)).toThrow('cannot stand')
      refuses(
        forged((header) => {
          header.fill(0, 0, 100)
          header.set(text(name))
        }),
        'name that may not stand',
      )
    })
  }

  it('accepts a name of 100 bytes and refuses one of 101', () => {
    expect(readTar(writeTar([{ name: 'n'.repeat(100), bytes: text('x') }]))).toHaveLength(1)
    expect(() => writeTar([{ name: 'n'.repeat(101), bytes: text('x') }])).toThrow('cannot stand')
  })

  it('refuses one name twice', () => {
    const once = [tarHeader('x', 0), tarHeader('x', 0), tarEnd()]
    refuses(Buffer.concat(once), 'comes twice')
    expect(() => writeTar([...two, ...two])).toThrow('twice')
  })

  it('refuses another owner, mode or time although the checksum fits', () => {
    for (const [offset, value] of [
      [100, '0000755\0'],
      [108, '0001750\0'],
      [136, '14000000000\0'],
      [265, 'root\0'],
      [345, 'prefix\0'],
      [500, 'x'],
    ] as const) {
      refuses(
        forged((header) => header.set(text(value), offset)),
        'not the fixed one',
      )
    }
  })

  it('refuses a header whose checksum does not fit', () => {
    const archive = writeTar(two)
    archive[0] = 0x74
    refuses(archive, 'checksum')
  })

  it('refuses an archive cut short at any block, and anything after its end', () => {
    const archive = writeTar(two)
    for (let length = 0; length < archive.length; length += 256) {
      expect(() => readTar(archive.subarray(0, length))).toThrow()
    }
    refuses(Buffer.concat([archive, Buffer.alloc(512)]), 'exactly two')
    refuses(Buffer.concat([archive, text('tail')]), 'exactly two')
  })

  it('refuses padding that carries something', () => {
    const archive = writeTar(two)
    archive[512 + 100] = 1
    refuses(archive, 'padding')
  })

  it('refuses a member past the limit before reading it', () => {
    expect(readTar(writeTar(two), { memberBytes: 512, members: 2 })).toHaveLength(2)
    expect(() => readTar(writeTar(two), { memberBytes: 511 })).toThrow('larger than allowed')
    expect(() => readTar(writeTar(two), { members: 1 })).toThrow('too many')
  })
})
