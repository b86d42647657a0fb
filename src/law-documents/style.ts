/** The look of the documents: on a phone, on a desk, on paper, by day and by night. */

/** @param header what runs along the head of each printed page */
export function style(header: string): string {
  return `${colors}${screen}${paper(header)}`
}

const colors = `
:root {
  color-scheme: light dark;
  --ink: #1c2329; --soft: #4c5761; --page: #fdfcf9; --panel: #f4f1ea; --line: #d8d2c6;
  --link: #0b4f8a; --accent: #7a2e1d; --mark: #e9e3d6; --focus: #0b4f8a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e9e6df; --soft: #b9b5ab; --page: #16191c; --panel: #1f2428; --line: #3a4147;
    --link: #8fc1f0; --accent: #f0a68f; --mark: #2e353b; --focus: #8fc1f0;
  }
}`

const screen = `
* { box-sizing: border-box; }
html { scroll-behavior: auto; scroll-padding-top: 1rem; }
body { margin: 0; color: var(--ink); background: var(--page); font: 1.0625rem/1.55 Georgia, 'Times New Roman', serif; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; display: block; padding: .75rem 1rem; }
.sheet { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) 4rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
h1, h2, h3, h4, h5 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: clamp(1.75rem, 5vw, 2.6rem); margin: .25rem 0 .75rem; font-weight: normal; }
h2 { font-size: 1.6rem; margin: 3.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--ink); font-weight: normal; }
h3 { font-size: 1.2rem; margin: 0; }
section > h3 { margin: 1.75rem 0 .5rem; }
h4, h5, dt, th, .marks, .eyebrow, nav, .need, .when, .host { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
h4 { font-size: .8rem; letter-spacing: .04em; margin: 0 0 .5rem; color: var(--accent); }
h5 { font-size: .9rem; margin: 1.1rem 0 .25rem; }
p { margin: 0 0 .8rem; max-width: 68ch; }
.eyebrow { margin: 2.5rem 0 0; color: var(--soft); font-size: .9rem; }
.lead { font-size: 1.15rem; }
.soft { color: var(--soft); }
.note { border-left: 4px solid var(--accent); background: var(--panel); padding: .9rem 1.1rem; max-width: 68ch; }
.note { margin: 0 0 1rem; }
.note p:last-child { margin: 0; }
.ref { white-space: nowrap; }
th .soft { font-weight: normal; }
.digest, code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .85em; overflow-wrap: anywhere; }
nav { font-size: .95rem; margin: 1.5rem 0; padding: 1rem 1.1rem; background: var(--panel); }
nav ol { margin: 0; padding-left: 1.4rem; columns: 18rem; column-gap: 2rem; }
nav li { break-inside: avoid; padding: .12rem 0; }
.rule { margin: 1.5rem 0; border: 1px solid var(--line); border-radius: 4px; overflow: hidden; }
.rule:target { outline: 3px solid var(--focus); }
.rule > header { padding: .8rem 1.1rem; background: var(--panel); border-bottom: 1px solid var(--line); }
.id { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .85em; color: var(--accent); margin-right: .35em; white-space: nowrap; }
.marks { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: .5rem 0 0; padding: 0; font-size: .8rem; }
.marks li { background: var(--mark); border-radius: 3px; padding: .1rem .5rem; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr); }
.pair > section { padding: 1rem 1.1rem; }
.pair > section + section { border-top: 1px solid var(--line); }
@media (min-width: 56rem) {
  .pair { grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); }
  .pair > section + section { border-top: 0; border-left: 1px solid var(--line); }
}
.plain { font-size: 1.1rem; }
dl { margin: 0 0 .6rem; }
dl > div { padding: .3rem 0; border-top: 1px solid var(--line); font-size: .97rem; }
dt { font-size: .8rem; color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (min-width: 40rem) {
  dl > div { display: grid; grid-template-columns: 8.2rem minmax(0, 1fr); gap: .75rem; align-items: baseline; }
}
dd ul { margin: 0; padding-left: 1.1rem; }
.need, .when, .host { font-size: .85em; color: var(--soft); }
.need { white-space: nowrap; }
.need::before { content: '— '; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .97rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); }
th { font-size: .85rem; }
tbody th { min-width: 7rem; }
.item { margin: 1.25rem 0; padding-top: 1rem; border-top: 1px solid var(--line); max-width: 74ch; }
.item h3 { font-size: 1.1rem; margin-bottom: .4rem; }
.item p { margin-bottom: .45rem; }
.wide { max-width: none; }
@media (min-width: 56rem) {
  .wide { display: grid; grid-template-columns: minmax(0, 9fr) minmax(0, 11fr); gap: 2rem; }
}
.verdict { font-weight: bold; }
.formal { margin: .1rem 0 0; padding-left: 1.1rem; color: var(--soft); }
.sources { font-size: .92rem; overflow-wrap: anywhere; padding-left: 1.1rem; margin: .2rem 0; }
.narrow { display: none; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .92rem; }
@media (max-width: 40rem) {
  .narrow { display: inline; }
  .stack thead { position: absolute; left: -999rem; }
  .stack tr, .stack th, .stack td { display: block; border: 0; padding: .1rem 0; }
  .stack tr { border-top: 1px solid var(--line); padding: .6rem 0; }
}`

const paper = (header: string): string => `
@page {
  size: letter; margin: 19mm 16mm 17mm;
  @top-left { content: ${quoted(header)}; font: 8pt Georgia, serif; color: #444; }
  @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt Georgia, serif; color: #444; }
}
@media print {
  :root {
    color-scheme: light;
    --ink: #000; --soft: #333; --page: #fff; --panel: #fff; --line: #999; --link: #000; --accent: #000; --mark: #fff;
  }
  body { font-size: 9pt; line-height: 1.32; background: #fff; }
  .sheet { max-width: none; padding: 0; }
  .skip { display: none; }
  h1 { font-size: 22pt; }
  h2 { font-size: 15pt; margin-top: 18pt; break-after: avoid-page; }
  h3 { font-size: 11.5pt; }
  h3, h4, h5, .rule > header { break-after: avoid-page; }
  .plain { font-size: 9.5pt; }
  p { margin-bottom: 4pt; }
  h4 { margin-bottom: 2pt; font-size: 8pt; }
  h5 { margin: 5pt 0 1pt; font-size: 8.5pt; }
  dl { margin-bottom: 2pt; }
  .rule, .item, tr { break-inside: avoid-page; }
  .rule { margin: 7pt 0; overflow: visible; }
  .rule > header, .pair > section { padding: 4pt 6pt; }
  .item { margin: 8pt 0; padding-top: 6pt; }
  .marks { margin-top: 2pt; }
  .marks li { border: 1px solid #999; }
  .pair { grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); }
  .pair > section + section { border-top: 0; border-left: 1px solid var(--line); }
  .applied dl > div, .law dl > div { display: grid; grid-template-columns: 2.1cm minmax(0, 1fr); gap: 5pt; font-size: 8.5pt; padding: 1pt 0; }
  dt, th { font-size: 7.5pt; }
  p, .item, .note { max-width: none; }
  p, li { orphans: 3; widows: 3; }
  nav { break-inside: avoid-page; border: 1px solid #999; }
  a { text-decoration: none; }
  .law a[href^='http']::after, .sources a[href^='http']::after { content: ' <' attr(href) '>'; font-size: 7.5pt; overflow-wrap: anywhere; color: #333; }
  .host-row { display: none !important; }
  .marks { font-size: 7.5pt; }
}`

/** A string of CSS that ends neither itself nor the element it stands in. */
function quoted(text: string): string {
  return `'${text.replace(/[^\w .,:()-]/g, (sign) => `\\${sign.codePointAt(0)?.toString(16) ?? ''} `)}'`
}
