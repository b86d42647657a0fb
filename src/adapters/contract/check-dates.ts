/** Days come in the order in which things happen. */
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Mistake } from './mistake.ts'

type Named = readonly [name: string, day: string | undefined]

export function checkDates({ request, findings, asOf }: CaseFile): Mistake[] {
  const { receivedAt } = request
  const isEarly = receivedAt !== undefined && secondOf(receivedAt) > secondOf(asOf)
  return [
    ...(isEarly ? [outOfOrder('/request/receivedAt', 'receivedAt', 'asOf')] : []),
    ...(request.instruments ?? []).flatMap((paper, i) =>
      (['executeBy', 'returnOn', 'expiresOn', 'delaysNoticeUntil'] as const).flatMap((last) =>
        inOrder(`/request/instruments/${i}`, ['issuedOn', paper.issuedOn], [last, paper[last]]),
      ),
    ),
    ...(findings?.notice ?? []).flatMap(({ servedOn, objectionPeriodEnds }, i) =>
      inOrder(`/findings/notice/${i}`, ['servedOn', servedOn], ['objectionPeriodEnds', objectionPeriodEnds]),
    ),
  ]
}

/** What came in and was decided within one second is in order: an office says the moment of a decision in seconds. */
function secondOf(moment: string): number {
  return Math.floor(Date.parse(moment) / 1000)
}

function inOrder(at: string, [first, from]: Named, [second, to]: Named): Mistake[] {
  return from !== undefined && to !== undefined && from > to ? [outOfOrder(`${at}/${first}`, first, second)] : []
}

function outOfOrder(pointer: string, first: string, second: string): Mistake {
  return {
    pointer,
    reason: `${first} is after ${second}`,
    mend: `Check both against the paper: ${first} comes first, or is the same.`,
  }
}
