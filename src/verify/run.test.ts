import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toHex, utf8 } from '#formats/bytes.ts'
import { entryOf, formatOpening, parseOpening } from '#formats/commitment.ts'
import { formatTlogProof, parseTlogProof } from '#formats/tlog-proof.ts'
import { logPolicyFile, makeLog, makeLogKeys } from '#testing/made-log.ts'
import { makePackage, makeWorld, type MadePackage, type World } from '#testing/made-package.ts'
import { runVerify } from './run.ts'

let directory: string
let world: World
let made: MadePackage
const file = (name: string) => join(directory, name)

function put(name: string, bytes: Uint8Array | string): string {
  mkdirSync(dirname(file(name)), { recursive: true })
  writeFileSync(file(name), bytes)
  return file(name)
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'postern-run-'))
  world = await makeWorld()
  made = await makePackage(world)
  const keys = makeLogKeys()
  for (const [path, bytes] of makeLog(keys, 700)) put(`log/${path}`, bytes)
  put('older', makeLog(keys, 300).get('checkpoint') ?? '')
  put('forked', makeLog(keys, 700, 10).get('checkpoint') ?? '')
  put('log-policy', logPolicyFile(keys))
  put('release', made.bytes)
  put('policy', made.files.policy)
  put('proof', made.files.proof)
})

afterAll(() => rmSync(directory, { recursive: true }))

describe('whatever is given', () => {
  it('is a package by its content, whatever its name', async () => {
    const { report, exitCode } = await runVerify({ files: [file('release')] })
    expect([report.kind, report.verdict, exitCode]).toEqual(['package', 'proved', 0])
  })

  it('opens with an identity from a file or in its text, with the same report', async () => {
    const fromText = await runVerify({ files: [file('release')], identity: world.secret, json: true })
    const fromFile = await runVerify({
      files: [file('release')],
      identity: put('key', `${world.secret}\n`),
      json: true,
    })
    expect(fromText.output).toBe(fromFile.output)
    expect(fromText.output).toContain('"opening"')
  })

  it('is a log where it is a directory with a checkpoint, by a policy given or the one beside it', async () => {
    const given = await runVerify({ files: [file('log')], policy: file('log-policy') })
    expect([given.report.kind, given.exitCode]).toEqual(['log', 0])
    expect((await runVerify({ files: [file('log')] })).exitCode).toBe(1)
    put('log/policy', readFileSync(file('log-policy')))
    const beside = await runVerify({ files: [file('log')] })
    expect(beside.exitCode).toBe(0)
    expect(beside.report.notProved.join()).toContain('lay beside the log')
  })

  it('is two checkpoints, compared by the tiles of their log', async () => {
    const policy = file('log-policy')
    const grown = await runVerify({ files: [file('older'), file('log/checkpoint')], policy, log: file('log') })
    expect([grown.report.kind, grown.exitCode]).toEqual(['checkpoints', 0])
    const split = await runVerify({ files: [file('forked'), file('log/checkpoint')], policy })
    expect(split.exitCode).toBe(1)
    expect(split.output).toContain('told two histories')
  })

  it('is a proof, with its entry from an opening or in hex', async () => {
    const { extra, ...bare } = parseTlogProof(new TextDecoder().decode(made.files.proof))
    const opening = parseOpening(extra ?? '')
    const files = [put('bare', formatTlogProof(bare))]
    const policy = file('policy')
    expect((await runVerify({ files, policy })).exitCode).toBe(1)
    expect((await runVerify({ files, policy, opening: put('opening', formatOpening(opening)) })).exitCode).toBe(0)
    expect((await runVerify({ files, policy, entry: toHex(entryOf(opening)) })).exitCode).toBe(0)
  })

  for (const [name, request, code] of [
    ['a file that is not there', () => ({ files: [file('nowhere')] }), 'ERR_INPUT_UNREADABLE'],
    ['a file that is none of these', () => ({ files: [put('hello', 'hello\n')] }), 'ERR_INPUT_INVALID'],
    ['one checkpoint alone', () => ({ files: [file('older')] }), 'ERR_INPUT_INVALID'],
    ['a directory that is no log', () => ({ files: [directory] }), 'ERR_INPUT_INVALID'],
    ['nothing', () => ({ files: [] }), 'ERR_INPUT_INVALID'],
    ['three files', () => ({ files: [file('older'), file('older'), file('older')] }), 'ERR_INPUT_INVALID'],
    ['an identity that is none', () => ({ files: [file('release')], identity: file('policy') }), 'ERR_FORMAT'],
    ['a policy that is none', () => ({ files: [file('release')], policy: put('bad', 'hello\n') }), 'ERR_FORMAT'],
    ['approvers that are none', () => ({ files: [file('release')], approvers: put('bad', 'hello\n') }), 'ERR_FORMAT'],
    [
      'an entry that is not hex',
      () => ({ files: [file('proof')], policy: file('policy'), entry: 'xyz' }),
      'ERR_FORMAT',
    ],
  ] as const) {
    it(`is refused as input where it is ${name}`, async () => {
      await expect(runVerify(request())).rejects.toMatchObject({ code })
    })
  }

  it('is told in words that obey no control character of a stranger', async () => {
    const { output } = await runVerify({ files: [put('x.tlog-proof', utf8('c2sp.org/tlog-proof@v1\u001b[2J\n'))] })
    expect(output).toContain('NOT PROVED')
    // oxlint-disable-next-line no-control-regex
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })
})
