/**
 * One look into one PDF, in a thread that ends with it: what a paper does to PDFium is gone before the next paper comes.
 *
 * PDFium is compiled to WebAssembly. It reaches its own memory and what `imports` gives it: a clock, a file system that
 * is empty and in memory, and more memory up to a limit. There is no JavaScript engine in it, so the form environment,
 * without which the filled-in fields and signatures of a court's form would be missing from the picture, runs none.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { PDFiumLibrary, type PDFiumDocument, type PDFiumPage } from '@hyzyla/pdfium'
import type { PageSize } from '#instrument/pages.ts'
import { mostPages, type Answer, type Job } from './job.ts'
import { pngOf } from './png.ts'

/** A sheet of letter paper in this has about 140 dots an inch; longer ones are bounded by their height. */
const largest: PageSize = { width: 1200, height: 2400 }

const job: Job = workerData
let memoryRefused = false

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
parentPort?.postMessage(await run())

/** Without memory PDFium may leave out a picture and go on: a page with something missing is not shown as the paper. */
async function run(): Promise<Answer> {
  const answer = await look()
  return memoryRefused ? { not: 'too-much' } : answer
}

async function look(): Promise<Answer> {
  try {
    const library = await PDFiumLibrary.init({
      instantiateWasm: (imports, started) => {
        const instance = new WebAssembly.Instance(job.program, bounded(imports))
        started(instance)
        return instance.exports
      },
    })
    const document = await library.loadDocument(job.pdf)
    return job.page === undefined ? measure(document) : await draw(document, job.page)
  } catch (error) {
    return { not: isLock(error) ? 'locked' : 'broken' }
  }
}

/** Memory is asked for here and nowhere else; 0 is the answer of a system that has none left. */
function bounded(imports: WebAssembly.Imports): WebAssembly.Imports {
  const grow = imports['env']?.['emscripten_resize_heap']
  if (typeof grow !== 'function') throw new TypeError('PDFium asks for memory in another way')
  const ask = (bytes: number): unknown => {
    // Two gigabytes and more come as a negative number.
    memoryRefused ||= bytes >>> 0 > job.memory
    return memoryRefused ? 0 : Reflect.apply(grow, undefined, [bytes])
  }
  return { ...imports, env: { ...imports['env'], emscripten_resize_heap: ask } }
}

/** The package says it in words alone. */
function isLock(error: unknown): boolean {
  return error instanceof Error && /password|security scheme/i.test(error.message)
}

function measure(document: PDFiumDocument): Answer {
  const count = document.getPageCount()
  const drawn = Array.from({ length: Math.min(count, mostPages) }, (_, at) => sizeOf(document.getPage(at)))
  const sizes = drawn.filter((size) => size !== undefined)
  return count < 1 || sizes.length < drawn.length ? { not: 'broken' } : { pages: { count, sizes } }
}

async function draw(document: PDFiumDocument, number: number): Promise<Answer> {
  const count = document.getPageCount()
  if (count < 1) return { not: 'broken' }
  const last = Math.min(count, mostPages)
  if (!Number.isInteger(number) || number < 1 || number > last) return { not: 'no-page' }
  const page = document.getPage(number - 1)
  const size = sizeOf(page)
  if (size === undefined) return { not: 'broken' }
  const { width, height, data } = await page.render({ ...size, scale: 1, render: 'bitmap', renderFormFields: true })
  return { png: pngOf(width, height, data) }
}

/** However large the sheet says that it is; undefined where it says nothing that could be drawn. */
function sizeOf(page: PDFiumPage): PageSize | undefined {
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const scale = Math.min(largest.width / originalWidth, largest.height / originalHeight)
  const [width, height] = [Math.floor(originalWidth * scale), Math.floor(originalHeight * scale)]
  return width >= 1 && height >= 1 ? { width, height } : undefined
}
