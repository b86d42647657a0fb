/** Days come in the order in which things happen. */
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Mistake } from './mistake.ts'

type Named = readonly [name: string, day: string | undefined]

export function checkDates({ request, findings, asOf }: CaseFile): Mistake[] {
  const { receivedAt } = request
  const isEarly = receivedAt !== undefined && Date.parse(receivedAt) > Date.parse(asOf)
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
