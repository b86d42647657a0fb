/** The real parts, with a boundary before and after each call that reaches outside the process. */
import type { Ledger } from '#log/ledger.ts'
import type { PublisherDesk } from '#log/log-store.ts'
import type { Publishing } from '#log/publish.ts'
import type { PublishCall } from './boundaries.ts'

export type Observe = (boundary: string) => Promise<void>

/** Put the boundaries of a publication around the parts that it works with. */
export function watchedPublishing(parts: Publishing, observe: Observe): Publishing {
  const { store, tiles, signer, witnesses } = parts
  const around = async <T>(call: PublishCall, work: () => Promise<T>): Promise<T> => {
    await observe(`publish: before ${call}`)
    const result = await work()
    await observe(`publish: after ${call}`)
    return result
  }
  const watchedDesk = (desk: PublisherDesk): PublisherDesk => ({
    ...desk,
    pad: (padding) => around('pad', () => desk.pad(padding)),
    claim: (claim) => around('claim', () => desk.claim(claim)),
    sign: (size, note) => around('remember the signature', () => desk.sign(size, note)),
    cosign: (...cosignature) => around('remember the cosignature', () => desk.cosign(...cosignature)),
    contact: (...contact) => around('remember the contact', () => desk.contact(...contact)),
    publish: (checkpoint) => around('publish', () => desk.publish(checkpoint)),
  })
  return {
    ...parts,
    store: { ...store, asPublisher: (work) => store.asPublisher((desk) => work(watchedDesk(desk))) },
    tiles: {
      ...tiles,
      write: (files) => around('write tiles', () => tiles.write(files)),
      replace: (file, text) => around(`replace ${file}`, () => tiles.replace(file, text)),
      removePartials: (full) => around('remove partial tiles', () => tiles.removePartials(full)),
    },
    signer: { ...signer, sign: (text) => around('sign', () => signer.sign(text)) },
    witnesses: {
      ...witnesses,
      addCheckpoint: (...asked) => around('ask the witness', () => witnesses.addCheckpoint(...asked)),
    },
  }
}

export interface Acknowledged {
  readonly stream: string
  readonly n: number
  readonly seq: number
  /** Hex. */
  readonly entry: string
}

/** A ledger that says what it has acknowledged, at the moment it does. */
export function watchedLedger(
  ledger: Ledger,
  acknowledge: (events: readonly Acknowledged[]) => void,
  underWay: () => void,
): Ledger {
  return {
    load: (stream) => ledger.load(stream),
    lengthOf: (stream) => ledger.lengthOf(stream),
    opening: (seq) => ledger.opening(seq),
    streams: () => ledger.streams(),
    streamsWith: (type, limit) => ledger.streamsWith(type, limit),
    streamOf: (number) => ledger.streamOf(number),
    matchesOf: (agency, personKey) => ledger.matchesOf(agency, personKey),
    dueJobs: (now, limit, kinds) => ledger.dueJobs(now, limit, kinds),
    finishJob: (job, at) => ledger.finishJob(job, at),
    append: async (batch) => {
      const appending = ledger.append(batch)
      underWay()
      const result = await appending
      if (result.outcome === 'appended') {
        acknowledge(
          result.events.map(({ n, seq, entry }) => ({
            stream: batch.stream,
            n,
            seq,
            entry: Buffer.from(entry).toString('hex'),
          })),
        )
      }
      return result
    },
  }
}
