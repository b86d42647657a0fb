/** What anybody can read: no sign-in, no cookie, nothing from anybody else, the same for all. */
import { publicNotices } from '#pipeline/announcing.ts'
import { publishedFigures } from '#pipeline/figures.ts'
import { publicCaps } from '#pipeline/daily-caps.ts'
import type { Doors } from '../doors.ts'
import type { From } from '../layout/document.tsx'
import type { Child } from '../layout/said.tsx'
import { messagePage } from '../message-page.tsx'
import type { Route } from '../route.ts'
import { show } from '../show.ts'
import type { Ctx, Visit } from '../visit.ts'
import { CheckPage, CourtPage } from './check/pages.tsx'
import { figuresCsv } from './figures/csv.ts'
import { FiguresPage } from './figures/page.tsx'
import { HomePage } from './home/page.tsx'
import { LimitsPage } from './limits/page.tsx'
import { forEverybody, lookedAt, showToAll } from './for-everybody.ts'
import { noticesFeed } from './notices/feed.ts'
import { NoticesPage } from './notices/page.tsx'
import { AccessibilityPage, AgreementsPage, PrivacyPage, WillNotPage } from './pages/words-pages.tsx'
import { ClaimsPage, QuestionsPage } from './rules/beside.tsx'
import { jurisdictions, publicLaw } from './rules/law.ts'
import { JurisdictionPage, RulePage, RulesPage } from './rules/pages.tsx'
import { answerStandalone, standalonePages } from './standalone.ts'

type Page = (props: { readonly visit: Visit; readonly doors: From }) => Child

function open(path: string, name: string, handle: Route['handle']): Route {
  return { method: 'GET', path, name, who: 'anybody', cache: 'public', handle }
}

export function publicRoutes(doors: Doors): readonly Route[] {
  const alone = standalonePages(doors)
  const law = lookedAt(10, doors.clock, () => publicLaw(doors))

  const figures = lookedAt(10, doors.clock, () => publishedFigures(doors.system))

  const caps = lookedAt(10, doors.clock, () => publicCaps(doors.system))

  const notices = lookedAt(10, doors.clock, () => publicNotices(doors.system))

  const plain = (path: string, name: string, page: Page): Route =>
    open(path, name, (c) => showToAll(c, page({ visit: c.var.visit, doors })))
  const ofLaw = (path: string, name: string, page: (c: Ctx, law: Awaited<ReturnType<typeof publicLaw>>) => Child) =>
    open(path, name, async (c) => {
      const rules = await law()
      return showToAll(c, page(c, rules))
    })

  return [
    plain('/', 'Read what this is', HomePage),
    open('/rules', 'Read and search the rules', async (c) => {
      const rules = await law()
      const props = { visit: c.var.visit, doors, law: rules }
      const q = (c.req.query('q') ?? '').slice(0, 200).trim()
      // What somebody looked for is not kept.
      if (q !== '') return show(c, <RulesPage {...props} q={q} />)
      return showToAll(c, <RulesPage {...props} q="" />)
    }),
    ofLaw('/rules/claims', 'Read claims and facts', (c, rules) => (
      <ClaimsPage visit={c.var.visit} doors={doors} law={rules} />
    )),
    ofLaw('/rules/questions', 'Read the open questions', (c, rules) => (
      <QuestionsPage visit={c.var.visit} doors={doors} law={rules} />
    )),
    open('/rules/:what', 'Read one rule, or all of a jurisdiction', async (c) => {
      const rules = await law()
      const { visit } = c.var
      const what = visit.path.slice('/rules/'.length)
      if (jurisdictions.includes(what)) {
        return showToAll(c, <JurisdictionPage visit={visit} doors={doors} law={rules} jurisdiction={what} />)
      }
      const rule = rules.rules.find(({ id }) => id === what)
      if (rule === undefined) return messagePage(c, doors, 'not-found')
      return showToAll(c, <RulePage visit={visit} doors={doors} law={rules} rule={rule} />)
    }),
    open('/figures', 'Read the figures', async (c) => {
      const [months, rules] = await Promise.all([figures(), law()])
      const ruleTitle = (id: string): string | undefined => rules.rules.find((rule) => rule.id === id)?.title
      return showToAll(c, <FiguresPage visit={c.var.visit} doors={doors} months={months} ruleTitle={ruleTitle} />)
    }),
    open('/figures.csv', 'Download the figures', async (c) =>
      c.body(figuresCsv(await figures()), 200, {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': 'attachment; filename="postern-figures.csv"',
        'cache-control': forEverybody,
      }),
    ),
    open('/limits', 'Read how much may leave', async (c) =>
      showToAll(c, <LimitsPage visit={c.var.visit} doors={doors} caps={await caps()} />),
    ),
    open('/notices', 'Read which large releases are announced', async (c) => {
      const [all, rules] = await Promise.all([notices(), law()])
      return showToAll(c, <NoticesPage visit={c.var.visit} doors={doors} notices={all} law={rules} />)
    }),
    open('/notices.json', 'Follow the announcements as a feed', async (c) => {
      const [all, rules] = await Promise.all([notices(), law()])
      return c.body(`${JSON.stringify(noticesFeed(all, rules, doors.baseUrl), null, 2)}\n`, 200, {
        'content-type': 'application/feed+json; charset=utf-8',
        'cache-control': forEverybody,
      })
    }),
    plain('/agreements', 'Read the agreements', AgreementsPage),
    open('/check', 'Learn to check a release', async (c) => {
      const { hash } = await alone('verifier')
      return showToAll(c, <CheckPage visit={c.var.visit} doors={doors} hash={hash} />)
    }),
    open('/check/verifier', 'Open the verifier', async (c) => answerStandalone(c, await alone('verifier'))),
    open('/for-a-court', 'Learn to decide again', async (c) => {
      const { hash } = await alone('decide')
      return showToAll(c, <CourtPage visit={c.var.visit} doors={doors} hash={hash} />)
    }),
    open('/for-a-court/decide', 'Open the page that decides again', async (c) =>
      answerStandalone(c, await alone('decide')),
    ),
    plain('/will-not', 'Read what is never done', WillNotPage),
    plain('/privacy', 'Read about privacy', PrivacyPage),
    plain('/accessibility', 'Read about accessibility', AccessibilityPage),
  ]
}
