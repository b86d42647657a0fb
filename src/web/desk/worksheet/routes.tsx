/** The doors of the worksheet: see what is called for, take it empty, hand it in filled. */
import type { Reason } from '#case/commands.ts'
import { calledFor, emptySheet, fillWorksheet, notToBeFilled } from '#pipeline/worksheet.ts'
import { largestWorksheet } from '#release/worksheet.ts'
import type { Doors } from '../../doors.ts'
import { readForm, type Problems } from '../../form.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { refusalSentences } from '../case/next.ts'
import { openCase, withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { statusOf } from '../step-page.tsx'
import { WorksheetPage } from './page.tsx'

const path = '/desk/cases/:number/worksheet'

export function worksheetRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path,
      name: 'See what is filled in by hand',
      who: deskRoles,
      handle: withCase(doors, (c, open) => page(c, doors, open)),
    },
    {
      method: 'GET',
      path: `${path}/:sheet`,
      name: 'Take an empty worksheet away',
      who: mayGive('fill-worksheet'),
      handle: withCase(doors, (c, open) => takeAway(c, doors, open)),
    },
    {
      method: 'POST',
      path,
      name: 'Hand a filled worksheet in',
      who: mayGive('fill-worksheet'),
      command: 'fill-worksheet',
      upload: largestWorksheet + 256 * 1024,
      handle: withCase(doors, (c, open) => handIn(c, doors, open)),
    },
  ]
}

interface NotTaken {
  readonly problems: Problems
  /** Everything that is wrong with the sheet. */
  readonly wrong: readonly Reason[]
}

function page(
  c: Ctx,
  doors: Doors,
  open: OpenCase,
  { problems, wrong }: NotTaken = { problems: {}, wrong: [] },
): Response | Promise<Response> {
  const sheets = calledFor(open.ports, open.state)
  return show(
    c,
    <WorksheetPage doors={doors} open={open} sheets={sheets} problems={problems} wrong={wrong} />,
    statusOf(problems),
  )
}

function takeAway(c: Ctx, doors: Doors, open: OpenCase): Response | Promise<Response> {
  const early = notToBeFilled(open.state, open.context)
  if (early !== undefined) {
    return page(c, doors, open, { problems: { '': refusalSentences(early.reasons, early.move) }, wrong: [] })
  }
  const called = calledFor(open.ports, open.state).find(({ sheet }) => sheet.name === c.req.param('sheet'))
  if (called === undefined) return messagePage(c, doors, 'not-found')
  const { file, bytes } = emptySheet(open.state, called)
  return c.body(Uint8Array.from(bytes), 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${file}"`,
  })
}

async function handIn(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const form = await readForm(c)
  const file = form.files['file']?.[0]
  const notTaken = (words: string, wrong: readonly Reason[] = []) =>
    page(c, doors, open, { problems: { file: words }, wrong })
  if (file === undefined) return notTaken('Choose the file that you have filled in.')
  const { found } = await doors.scanner.scan(file.bytes)
  if (found === 'harm')
    return notTaken('The scanner knows this file as harmful. Fill in a new sheet on another machine.')
  const moved = await fillWorksheet(open.ports, open.actor, open.stream, file.bytes)
  if (moved.moved) return seeOther(c, `${casePath(open.number)}/worksheet`)
  const { reasons, move } = moved.refusal
  if (reasons.every(({ code }) => code.startsWith('worksheet-'))) {
    return notTaken(
      'Nothing of this sheet was taken. Everything that is wrong with it is listed here, row by row.',
      reasons,
    )
  }
  // Somebody may have moved the case since the page was made.
  const now = (await openCase(c, doors)) ?? open
  return page(c, doors, now, { problems: { '': refusalSentences(reasons, move) }, wrong: [] })
}
