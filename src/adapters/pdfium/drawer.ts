/**
 * Pages of a PDF as pictures, by PDFium, the engine of Chrome, as WebAssembly.
 *
 * Trust: a PDF is hostile. Each is drawn in a thread of its own, without the environment of this process, for a few
 * seconds at the most and in bounded memory; then the thread is killed and the paper is not drawn. Two at a time.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { PageDrawer } from '#instrument/pages.ts'
import type { Answer, Job } from './job.ts'

export interface DrawerOptions {
  /** Milliseconds for one look into a paper. */
  readonly timeout?: number
  /** Bytes that PDFium may have at once; a scan of one sheet at 600 dpi in color takes about 100 MB. */
  readonly memory?: number
  /** Looks at the same time; the others wait. */
  readonly atOnce?: number
  /** How many may wait. */
  readonly waiting?: number
}

/** The code of the worker and its lists; pixels lie elsewhere. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }

/** PDFium is read and compiled when the first paper is looked at. */
export function pdfium({
  timeout = 8000,
  memory = 384 * 1_048_576,
  atOnce = 2,
  waiting = 60,
}: DrawerOptions = {}): PageDrawer {
  let program: Promise<WebAssembly.Module> | undefined
  let busy = 0
  const queue: (() => void)[] = []

  async function look(pdf: Uint8Array, page?: number): Promise<Answer> {
    if (busy >= atOnce) {
      if (queue.length >= waiting) return { not: 'busy' }
      await new Promise<void>((go) => queue.push(go))
    } else {
      busy += 1
    }
    try {
      program ??= compiled()
      return await inThread({ pdf, program: await program, memory, ...(page === undefined ? {} : { page }) }, timeout)
    } finally {
      // The place goes to whoever waits, or is free.
      const next = queue.shift()
      if (next === undefined) busy -= 1
      else next()
    }
  }

  return {
    measure: async (pdf) => {
      const answer = await look(pdf)
      if ('pages' in answer) return answer
      return { not: 'not' in answer && answer.not !== 'no-page' ? answer.not : 'broken' }
    },
    draw: async (pdf, page) => {
      const answer = await look(pdf, page)
      return 'pages' in answer ? { not: 'broken' } : answer
    },
  }
}

async function compiled(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm')))
}

function inThread(job: Job, timeout: number): Promise<Answer> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: job,
      resourceLimits,
      // Nothing that this process was told in confidence, and no word of a paper in its log.
      env: {},
      argv: [],
      stdout: true,
      stderr: true,
    })
    const end = (answer: Answer): void => {
      clearTimeout(late)
      resolve(answer)
      void worker.terminate()
    }
    const late = setTimeout(() => end({ not: 'too-much' }), timeout)
    worker.on('message', (answer: Answer) => end(answer))
    worker.on('error', (error: unknown) => end({ not: isOutOfMemory(error) ? 'too-much' : 'broken' }))
    worker.on('exit', () => end({ not: 'broken' }))
  })
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
