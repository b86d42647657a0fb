/** The notices as a JSON Feed (jsonfeed.org, version 1.1): for readers of feeds, and for programs. */
import { elementSaid, programsSaid } from '#letter/codes.ts'
import type { PublicNotice } from '#pipeline/announcing.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { english } from '../../words/words.ts'
import type { PublicLaw } from '../rules/law.ts'

/** @param baseUrl scheme, host and port, without a slash at the end */
export function noticesFeed(notices: readonly PublicNotice[], { rules }: Pick<PublicLaw, 'rules'>, baseUrl: string) {
  const citation = (name: string): string => {
    const found = rules.find(({ id }) => id === name.split('/')[0])
    return found === undefined ? name : `${name} (${found.citation})`
  }
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: english.t('notices.title'),
    description: english.t('notices.lead'),
    language: 'en',
    home_page_url: `${baseUrl}/notices`,
    feed_url: `${baseUrl}/notices.json`,
    items: notices.map((notice) => ({
      id: `${baseUrl}/notices#n${notice.id}`,
      url: `${baseUrl}/notices#n${notice.id}`,
      title: `${agencyName(notice.agency)}: ${english.t('notices.one', { count: notice.persons })}`,
      content_text: [
        ...notice.elements.map(
          ({ program, element }) => `${programsSaid([program], 'en')}: ${elementSaid(element, 'en')}.`,
        ),
        `${english.t('notices.law')}: ${notice.basis.map(citation).join(', ')}.`,
        ...(notice.court === undefined ? [] : [`${notice.court.name}, ${notice.court.docket}.`]),
        `${english.t('notices.from')}: ${english.day(notice.leavesFrom)}.`,
      ].join('\n'),
      date_published: notice.at,
      _postern: {
        about: `${baseUrl}/notices`,
        entry: notice.id,
        agency: notice.agency,
        persons: notice.persons,
        elements: notice.elements,
        basis: notice.basis,
        announced_on: notice.announcedOn,
        stands_until: notice.standsUntil,
        leaves_from: notice.leavesFrom,
        court:
          notice.court === undefined
            ? null
            : { name: notice.court.name, docket: notice.court.docket, ordered_on: notice.court.orderedOn },
        state: notice.state,
        on: notice.on ?? null,
      },
    })),
  }
}
