/** A request that somebody files in their own account, on a page or by system. */
import type { Actor, Refusal } from '#case/commands.ts'
import { refusalOf, type Problem } from '#request/problem.ts'
import { receiveRequest } from '#request/receive.ts'
import { receive, type HandedIn } from './intake.ts'
import type { Ports } from './ports.ts'
import { receivingKeys } from './requester-keys.ts'

/** Somebody with an account, as the register has them. */
export interface Requester extends Actor {
  readonly agency: string
  /** Whom they ask for, where the register says it. */
  readonly organization?: string
}

/** So many people one request may ask about that comes through an account; a list takes the strictest path, on paper. */
export const mostPeople = 50
/** So many papers go with it. */
export const mostPapers = 10

export type Filed =
  | { readonly filed: true; readonly number: string; readonly again: boolean }
  | { readonly filed: false; readonly refusal: Refusal }

/**
 * Take in a request that somebody files in their own account. The same file again is the same case.
 *
 * @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_TOO_LARGE, ERR_RECEIVER_KEY naming pointer and mend; nothing was kept
 */
export async function fileRequest(
  ports: Ports,
  by: Requester,
  channel: 'portal' | 'api',
  file: HandedIn,
  papers: readonly HandedIn[],
): Promise<Filed> {
  const [first, ...others] = await problemsOf(ports, by, channel, file, papers)
  if (first !== undefined) throw refusalOf(file.name, [first, ...others])
  const received = await receive(ports, { id: by.id, roles: ['requester'] }, file, papers)
  if (received.received) return { filed: true, number: received.number, again: false }
  if (received.standing !== undefined) return { filed: true, number: received.standing, again: true }
  return { filed: false, refusal: received.refusal }
}

/** What a request may not say that comes through an account, whatever its form. */
async function problemsOf(
  ports: Ports,
  by: Requester,
  channel: string,
  file: HandedIn,
  papers: readonly HandedIn[],
): Promise<Problem[]> {
  const request = receiveRequest(file.name, file.bytes)
  const { requester, people, receiver, instruments } = request
  const own = new Set((await receivingKeys(ports, by.id)).map(({ recipient }) => recipient))
  const named = new Set(instruments.flatMap((paper) => paper.file ?? []))
  return [
    ...when(request.agency !== by.agency, '/agency', 'this account asks another agency', `Write "${by.agency}".`),
    ...when(request.channel !== channel, '/channel', 'this is not the way it came', `Write "${channel}".`),
    ...when(request.form !== 'written', '/form', 'what is filed in an account is written', 'Write "written".'),
    ...when(
      by.organization !== undefined && requester.organization !== by.organization,
      '/requester/organization',
      'this account asks for another organization',
      `Write "${by.organization}".`,
    ),
    ...when(
      requester.kind === 'data-subject' || requester.kind === 'holder-staff',
      '/requester/kind',
      'nobody asks as this through an account',
      'People ask for their own record without an account; staff enter what the law asks of the agency itself.',
    ),
    ...when(
      people.length > mostPeople,
      '/people',
      `an account asks about ${mostPeople} people at the most in one request`,
      'Name fewer people, or send a longer list to the office in writing.',
    ),
    ...when(
      receiver !== undefined && !own.has(receiver.recipient),
      '/receiver/recipient',
      'this key was not confirmed in this account',
      'Register the key first, and open what is sealed to it.',
    ),
    ...when(
      papers.length > mostPapers,
      '/instruments',
      `${mostPapers} papers go with a request at the most`,
      'Put the pages of one paper into one file.',
    ),
    ...when(
      papers.some(({ name }) => !named.has(name)),
      '/instruments',
      'a file came that the request does not name',
      'Name it as the file of an instrument, or leave it out.',
    ),
  ]
}

function when(wrong: boolean, pointer: string, sentence: string, mend: string): Problem[] {
  return wrong ? [{ pointer, sentence, mend }] : []
}
