/** HTML read strictly, for tests: no tag may be misplaced, and no text may look like one. */
import { expect } from 'vitest'

const voids = new Set(['meta', 'br'])

export interface Tag {
  readonly tag: string
  readonly attributes: string
  readonly depth: number
}

/** Start tags with their depth, in their order; an end tag that ends nothing, or something else, fails. */
export function outline(text: string): Tag[] {
  const [open, found]: [string[], Tag[]] = [[], []]
  const markup = text.replace(/<style>[^<]*(?:<(?!\/style)[^<]*)*<\/style>/, '<style></style>')
  for (const [, ending, tag = '', attributes = ''] of markup.matchAll(
    /<(\/?)([a-z]\w*)((?: [a-z-]+="[^"<>]*")*)(?: \/)?>/g,
  )) {
    if (ending === '/') expect(open.pop()).toBe(tag)
    else {
      found.push({ tag, attributes, depth: open.length })
      if (!voids.has(tag)) open.push(tag)
    }
  }
  expect(open).toEqual([])
  // Whatever else looks like markup was not escaped.
  expect(
    markup.replaceAll(/<\/?[a-z]\w*(?: [a-z-]+="[^"<>]*")*(?: \/)?>/g, '').replace('<!doctype html>', ''),
  ).not.toMatch(/[<>]/)
  return found
}
