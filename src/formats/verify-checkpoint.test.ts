import { describe, expect, it } from 'vitest'
import { utf8 } from './bytes.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { cosigner } from './cosignature.ts'
import { ed25519KeyFromSeed } from './ed25519.ts'
import { appendLeaf, emptyFrontier, frontierRoot } from './frontier.ts'
import { leafHash } from './merkle.ts'
import { ed25519Signer, formatNote, formatVkey, parseNote, signNote, signatureType, verifierKey } from './note.ts'
import { parsePolicy } from './policy.ts'
import { formatTlogProof } from './tlog-proof.ts'
import { verifyCheckpoint, verifyTlogProof } from './verify-checkpoint.ts'

const key = (i: number) => ed25519KeyFromSeed(new Uint8Array(32).fill(i))
const origin = 'log.example/demo'
const log = ed25519Signer(origin, key(1))
const stranger = ed25519Signer('stranger.example', key(2))
const w1 = cosigner('w1.example', key(3), 1_700_000_000)
const w2 = cosigner('w2.example', key(4), 1_700_000_001)
const entries = ['a', 'b', 'c'].map(utf8)
const leaves = entries.map(leafHash)
const text = formatCheckpoint(origin, 3, frontierRoot(leaves.reduce(appendLeaf, emptyFrontier)))
const policyWith = (quorum: string) =>
  parsePolicy(
    `log ${formatVkey(log.key)}\nwitness one ${formatVkey(w1.key)}\nwitness two ${formatVkey(w2.key)}\n` +
      `group both all one two\nquorum ${quorum}\n`,
  )

describe('a checkpoint under a policy', () => {
  it('is believed with the log and a quorum, and says who cosigned and when', async () => {
    const verdict = await verifyCheckpoint(signNote(text, [stranger, w2, log, w1]), policyWith('one'))
    expect(verdict).toMatchObject({
      ok: true,
      checkpoint: { origin, size: 3n },
      log: { key: { name: origin } },
      cosigned: [
        { witness: { name: 'one' }, time: 1_700_000_000n },
        { witness: { name: 'two' }, time: 1_700_000_001n },
      ],
    })
  })

  it('is believed on the word of the log alone where the policy asks for no quorum', async () => {
    expect(await verifyCheckpoint(signNote(text, [log]), policyWith('none'))).toMatchObject({ ok: true, cosigned: [] })
  })

  it('is not believed without a quorum, and says who did cosign', async () => {
    expect(await verifyCheckpoint(signNote(text, [log, w2]), policyWith('both'))).toMatchObject({
      ok: false,
      reason: 'no-quorum',
      cosigned: [{ witness: { name: 'two' } }],
    })
  })

  it('is not believed without its log, however many witnesses there are', async () => {
    expect(await verifyCheckpoint(signNote(text, [w1, w2]), policyWith('both'))).toMatchObject({
      reason: 'no-log-signature',
    })
    expect(await verifyCheckpoint(signNote(text, [stranger]), policyWith('none'))).toMatchObject({
      reason: 'no-log-signature',
    })
  })

  it('is not believed of another origin, even if signed by a log of the policy', async () => {
    const other = signNote(text.replace(origin, 'other.example'), [log])
    expect(await verifyCheckpoint(other, policyWith('none'))).toMatchObject({ ok: false, reason: 'unknown-log' })
    const foreign = ed25519Signer('foreign.example', key(9))
    const two = parsePolicy(`log ${formatVkey(log.key)}\nlog ${formatVkey(foreign.key)}\nquorum none\n`)
    expect(await verifyCheckpoint(signNote(text, [foreign]), two)).toMatchObject({
      ok: false,
      reason: 'no-log-signature',
    })
  })

  it('is not believed with one bad signature of a witness that the quorum could do without', async () => {
    const { signatures } = parseNote(signNote(text.replace('\n3\n', '\n4\n'), [w2]))
    const note = parseNote(signNote(text, [log, w1]))
    const forged = formatNote({ text, signatures: [...note.signatures, ...signatures] })
    expect(await verifyCheckpoint(forged, policyWith('one'))).toMatchObject({
      reason: 'bad-signature',
      name: 'w2.example',
    })
  })

  it('takes the same key of a log and a witness for one signature with two meanings', async () => {
    const both = cosigner(origin, key(5), 5)
    const policy = parsePolicy(`log ${formatVkey(both.key)}\nwitness self ${formatVkey(both.key)}\nquorum self\n`)
    expect(await verifyCheckpoint(signNote(text, [both]), policy)).toMatchObject({ ok: true, cosigned: [{ time: 5n }] })
  })

  it('passes over a witness whose kind of signature is not verified here, and does not count it', async () => {
    const mlDsa = verifierKey('pq.example', signatureType.mlDsa44, new Uint8Array(1312))
    const policy = parsePolicy(`log ${formatVkey(log.key)}\nwitness pq ${formatVkey(mlDsa)}\nquorum pq\n`)
    const signature = { name: mlDsa.name, id: mlDsa.id, signature: new Uint8Array(2428), canonical: true }
    const note = formatNote({ text, signatures: [...parseNote(signNote(text, [log])).signatures, signature] })
    expect(await verifyCheckpoint(note, policy)).toMatchObject({ ok: false, reason: 'no-quorum' })
    expect(await verifyCheckpoint(note, { ...policy, quorum: 'none' })).toMatchObject({ ok: true })
  })

  it('is refused as malformed where it is no checkpoint', async () => {
    const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
    await expect(verifyCheckpoint(signNote('hello\n', [log]), policyWith('none'))).rejects.toEqual(malformed)
    await expect(verifyCheckpoint(text, policyWith('none'))).rejects.toEqual(malformed)
  })
})

describe('a proof under a policy', () => {
  const proof = formatTlogProof({
    index: 2n,
    hashes: [frontierRoot(leaves.slice(0, 2).reduce(appendLeaf, emptyFrontier))],
    checkpoint: signNote(text, [log, w1]),
  })

  it('proves its entry and no other', async () => {
    expect(await verifyTlogProof(proof, utf8('c'), policyWith('one'))).toMatchObject({ ok: true, proof: { index: 2n } })
    expect(await verifyTlogProof(proof, utf8('b'), policyWith('one'))).toMatchObject({
      ok: false,
      reason: 'not-included',
    })
    expect(await verifyTlogProof(proof.replace('index 2', 'index 3'), utf8('c'), policyWith('one'))).toMatchObject({
      reason: 'not-included',
    })
  })

  it('proves nothing under a checkpoint that is not believed', async () => {
    expect(await verifyTlogProof(proof, utf8('c'), policyWith('both'))).toMatchObject({
      ok: false,
      reason: 'no-quorum',
    })
  })

  it('is altered in no byte without being refused', async () => {
    const policy = policyWith('one')
    for (let i = 0; i < proof.length; i++) {
      const altered = proof.slice(0, i) + String.fromCharCode(proof.charCodeAt(i) ^ 1) + proof.slice(i + 1)
      const verdict = await verifyTlogProof(altered, utf8('c'), policy).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'ERR_FORMAT' })
      })
      expect(verdict?.ok ?? false, `character ${i}`).toBe(false)
    }
  })
})
