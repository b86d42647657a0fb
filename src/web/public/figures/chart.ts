/** The figures as a picture: Observable Plot on a document that is no browser. Bars for what the tables show, no more. */
import { axisY, barY, plot, ruleY } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { PosternError } from '#errors.ts'

export interface Bar {
  /** As the reader's language says it. */
  readonly month: string
  readonly series: string
  readonly count: number
}

/**
 * @param months in their order, those without a bar too
 * @returns SVG without a style of its own, so that it can stand in a page whose policy allows none
 */
export function chart(
  bars: readonly Bar[],
  months: readonly string[],
  series: readonly string[],
  label: string,
): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const svg = plot({
    // Plot asks for the DOM of a browser; of it, linkedom has what Plot uses.
    document: Object(document),
    className: 'chart',
    width: 640,
    height: 260,
    marginBottom: 46,
    fx: { domain: [...months], label: null, padding: 0.15 },
    x: { domain: [...series], axis: null, padding: 0.05 },
    y: { grid: true, label: null, nice: true },
    marks: [
      ruleY([0]),
      axisY({ ticks: 4, tickFormat: (count: number) => String(count) }),
      barY(bars, {
        fx: 'month',
        x: 'series',
        y: 'count',
        fill: (bar: Bar) => (bar.series === series[0] ? 'var(--primary)' : 'var(--wait)'),
      }),
    ],
  })
  for (const style of svg.querySelectorAll('style')) style.remove()
  for (const styled of svg.querySelectorAll('[style]')) styled.removeAttribute('style')
  // One name for the whole; the tables say the rest.
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', label)
  const text = svg.outerHTML
  if (/<script|\son\w+=|style=/i.test(text))
    throw new PosternError('ERR_INPUT_INVALID', 'a picture has more than shapes in it', {})
  return text
}
