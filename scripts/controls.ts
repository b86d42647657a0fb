/**
 * The controls that an attacker tries first, each with the tests that hold it.
 *
 * Printed as docs/controls.md; test/controls.test.ts looks for each test under its name in its file, so that a test
 * that is renamed or removed takes its control with it.
 */

export interface Control {
  /** Of the list that this product is held to. */
  readonly number: number
  readonly holds: string
  /** OWASP ASVS 5.0.0. */
  readonly asvs: readonly string[]
  /** NIST SP 800-53 revision 5. */
  readonly nist: readonly string[]
  /** File → names of tests in it, as they stand there. */
  readonly tests: Readonly<Record<string, readonly string[]>>
}

const web = 'src/web'

export const controls: readonly Control[] = [
  {
    number: 1,
    holds: 'No request, release, notice or complaint opens by changing an id, in one office or between two.',
    asvs: ['8.2.2'],
    nist: ['AC-3'],
    tests: {
      [`${web}/access.test.ts`]: ['in %s, the doors of the table open and no other'],
      [`${web}/desk/queue/queue.test.ts`]: [
        'finds nothing of another agency, by name or by number, and does not tell the difference',
      ],
      [`${web}/requester/requester.test.ts`]: [
        'request answers as one that there is not, byte for byte, by every door',
        'draft is a page that there is not, by every door',
      ],
      [`${web}/desk/objections/objections.test.ts`]: [
        'is found by its number alone; codes, other agencies’ and unknown numbers are no page',
      ],
    },
  },
  {
    number: 2,
    holds: 'A user of one agency never touches a row of another, in SQL as well as in code.',
    asvs: ['8.4.1'],
    nist: ['AC-4'],
    tests: {
      'src/adapters/postgres/agencies.test.ts': [
        'the other agency has no row in %s, and its own has',
        'no row of the other agency in %s is changed or taken away',
        'no row for the other agency is put into %s',
      ],
    },
  },
  {
    number: 3,
    holds: 'What staff do refuses the session of a requester and of anybody else, on every route and every method.',
    asvs: ['8.2.1', '8.3.1'],
    nist: ['AC-6'],
    tests: {
      [`${web}/access.test.ts`]: [
        'in %s, the doors of the table open and no other',
        'knows no other method than those of the table',
        'comes through no door that asks for a session',
      ],
    },
  },
  {
    number: 4,
    holds: 'Nothing is released before two approvals, nor after the approved content changed.',
    asvs: ['2.3.1'],
    nist: ['AC-5'],
    tests: {
      [`${web}/desk/approve/approve.test.ts`]: [
        'ends in a plain sentence where the content changed, and the page shows what is different',
        'approves, once each, by two people; and then says that it can be released',
      ],
      'test/journeys/office.test.ts': ['is prepared, and approved by nobody who may not'],
    },
  },
  {
    number: 5,
    holds: 'Two different people approve; not the drafter, and nobody twice by a second account or key.',
    asvs: ['2.3.5'],
    nist: ['AC-5'],
    tests: {
      [`${web}/desk/approve/approve.test.ts`]: [
        'says why somebody cannot sign, where the button would be',
        'ends in a plain sentence where one person signs in two windows: one counts',
      ],
      [`${web}/desk/passkeys/passkeys.test.ts`]: ['takes no key that is somebody else’s'],
    },
  },
  {
    number: 6,
    holds: 'Two approvals at one instant, and an approval racing an objection, end safely.',
    asvs: ['2.3.3'],
    nist: ['SI-10'],
    tests: {
      [`${web}/desk/approve/approve.test.ts`]: [
        'ends in a plain sentence where the two sign at the same instant: both count',
        'never stands beside an objection, whichever of the two is faster',
      ],
    },
  },
  {
    number: 7,
    holds:
      'An objection, a role that was taken or an account that was closed counts on the next click, and for work that waits.',
    asvs: ['8.3.2'],
    nist: ['AC-2', 'PT-4'],
    tests: {
      'src/pipeline/person-object.test.ts': [
        'stops what was decided, prepared, approved and released, and sends each case back by itself',
        'that comes while a package is being carried takes it back from the counter',
      ],
      'src/pipeline/take-back.test.ts': [
        'is not handed over a moment after the answer, before any tick; whoever died then is made good',
        'has one winner where the answer and the receiver come at the same instant',
      ],
      [`${web}/admin/admin.test.ts`]: ['changes roles, which count on the next click'],
      [`${web}/sign-in/sign-in.test.ts`]: ['a closed account is out, and in again once it is opened'],
    },
  },
  {
    number: 8,
    holds: 'A requester cannot learn whether somebody is a recipient: the same bytes after the same time.',
    asvs: ['2.4.1', '16.5.1'],
    nist: ['AC-22', 'SI-11'],
    tests: {
      'src/pipeline/answers.test.ts': [
        'anybody of these is answered in the same bytes after the same time, whatever staff do and find',
      ],
      [`${web}/requester/requester.test.ts`]: [
        'is the same to the byte whether the person was found, and decided and refused, or not',
      ],
      [`${web}/api/api.test.ts`]: ['takes as long as one that there is not'],
    },
  },
  {
    number: 9,
    holds: 'One request does not quietly cover a list: the number of people is limited in the server.',
    asvs: ['2.3.2'],
    nist: ['PT-3'],
    tests: {
      [`${web}/requester/requester.test.ts`]: [
        'are fifty at the most, in the server and not in the page',
        'are never a group without names',
      ],
    },
  },
  {
    number: 10,
    holds:
      'What the decision does not release is in no release, and a page shows no more of a record than its task needs.',
    asvs: ['8.2.3', '14.2.6'],
    nist: ['SI-12(1)', 'PT-7(1)'],
    tests: {
      'src/release/release.test.ts': [
        'has a line for each released element and nobody else in it',
        'cuts slices so that nobody is in one with a column that is not released for them',
      ],
      [`${web}/desk/approve/approve.test.ts`]: [
        'shows everything that will leave, to whom, by whom prepared, and the text that is signed',
      ],
    },
  },
  {
    number: 11,
    holds: 'An upload is bounded and typed by its content; its name is never a path.',
    asvs: ['5.1.1', '5.2.1', '5.2.2', '5.3.2'],
    nist: ['SI-3', 'SI-10'],
    tests: {
      'src/instrument/artifact.test.ts': [
        'is known by its content: %s',
        'is refused where its name says another kind, naming both',
        'is refused where it is empty, unknown or too large',
      ],
      [`${web}/requester/requester.test.ts`]: [
        'keeps nothing of the name that it came under',
        'is too large above its limit',
      ],
      [`${web}/api/api.test.ts`]: ['is not taken with a file %s', 'is bounded, and so is a body that no form is'],
      [`${web}/desk/receive/receive.test.ts`]: [
        'calls the file of a paper by a name of ours, whatever the sender called it',
      ],
    },
  },
  {
    number: 12,
    holds: 'What was uploaded never runs in our origin.',
    asvs: ['3.2.1', '5.3.1'],
    nist: ['SI-10'],
    tests: {
      [`${web}/desk/papers/papers.test.ts`]: [
        'is a file to be opened elsewhere, with nothing that could run in our origin',
        'is shown as a picture where it is one, and never as what it claims to be',
        'is seen page by page beside a specimen of its kind, as pictures that we drew',
      ],
      'src/adapters/pdfium/drawer.test.ts': [
        'shows what was filled in, and runs nothing of what it brings along',
        'because it never ends is given up after a time, and holds nobody else up',
      ],
      [`${web}/desk/approve/approve.test.ts`]: ['gives each file whole, as text that a browser runs nothing of'],
    },
  },
  {
    number: 14,
    holds: 'What people type is text on every page, in every letter and in every mail.',
    asvs: ['1.2.1', '3.4.3'],
    nist: ['SI-10'],
    tests: {
      [`${web}/requester/requester.test.ts`]: ['is inert on every page'],
      [`${web}/public/answers.test.ts`]: ['show what was searched for as text, whatever it is, and nothing keeps it'],
      [`${web}/layout/parts.test.tsx`]: ['comes back as text, in every kind of field'],
    },
  },
  {
    number: 15,
    holds: 'SQL and the filters of a search are parameterized.',
    asvs: ['1.2.4'],
    nist: ['SI-10'],
    tests: {
      'test/journeys/office.test.ts': ['a name may look like SQL, a formula, a path or markup, and is a name'],
      [`${web}/desk/queue/filters.test.ts`]: ['leave out whatever is none of the vocabulary, and never fail'],
    },
  },
  {
    number: 16,
    holds: 'A CSV file makes a spreadsheet compute nothing.',
    asvs: ['1.2.10'],
    nist: ['SI-10'],
    tests: { [`${web}/desk/queue/csv.test.ts`]: ['lets a spreadsheet compute nothing: %j'] },
  },
  {
    number: 17,
    holds: 'No XML is read at all, so none of its outside entities: a file of XML is none of the kinds that are taken.',
    asvs: ['1.5.1'],
    nist: ['SI-10'],
    tests: { 'src/instrument/artifact.test.ts': ['is refused where it is empty, unknown or too large'] },
  },
  {
    number: 18,
    holds:
      'The identity provider’s addresses cannot lead inside the network; nothing else of ours asks an address that came from outside.',
    asvs: ['1.3.6'],
    nist: ['SC-7'],
    tests: {
      'src/adapters/oidc/provider.test.ts': [
        'is no address inside the network, by number or by name',
        'counts %s as inside: %s',
        'is no other issuer than the configured, whatever its metadata says, and redirects are not followed',
      ],
    },
  },
  {
    number: 19,
    holds: 'Guessing of sign-ins and of mailed codes is limited, and told.',
    asvs: ['6.3.1'],
    nist: ['AC-7'],
    tests: {
      'src/pipeline/person-code.test.ts': [
        'dies after five wrong tries, and the address on file is told',
        'is mailed three times in two weeks and no more, whoever asks',
      ],
      [`${web}/person/person.test.ts`]: ['is counted, told on the page and to the address on file, and the code dies'],
      [`${web}/api/api.test.ts`]: [
        'waits for whoever comes too often',
        'is refused after five wrong codes, the right one too',
      ],
      [`${web}/sign-in/sign-in.test.ts`]: ['ends in the browser in which it began, once, and not with another’s state'],
      'src/adapters/oidc/provider.test.ts': ['takes a wrong code five times at most'],
    },
  },
  {
    number: 21,
    holds: 'There is no weaker way in: no account without the provider, no demonstration’s key in a real office.',
    asvs: ['6.3.4'],
    nist: ['IA-2', 'IA-8'],
    tests: {
      [`${web}/desk/approve/approve.test.ts`]: ['has no door in a real office'],
      [`${web}/sign-in/sign-in.test.ts`]: [
        'says so to who turned back, and to whom the register does not know',
        'asks staff for a second factor at every sign-in outside of a demonstration',
      ],
    },
  },
  {
    number: 22,
    holds: 'OpenID Connect: nonce, audience, signature and algorithm are fixed; no implicit and no password grant.',
    asvs: ['10.5.1', '9.1.1', '9.2.3', '10.4.4'],
    nist: ['IA-2(8)', 'SC-23'],
    tests: {
      'src/adapters/oidc/provider.test.ts': [
        'asks for a code with PKCE, a state and a nonce, and for no other grant',
        'takes no answer that belongs to another %s',
        'takes no signature of another algorithm than the configured',
      ],
      'src/adapters/oidc/forged.test.ts': ['takes none %s'],
      'src/demo/provider/provider.test.ts': ['gives nothing for the grant %s'],
    },
  },
  {
    number: 23,
    holds: 'A sign-in gives a new session; sign-out and a closed account end it on the server.',
    asvs: ['7.2.4', '7.4.1', '7.4.2'],
    nist: ['SC-23', 'AC-12'],
    tests: {
      [`${web}/sign-in/sign-in.test.ts`]: [
        'gives a session a new id, and one that was planted opens nothing',
        'ends the session on the server, clears the cookie, and offers to end the provider’s',
      ],
      'src/adapters/postgres/sessions.test.ts': ['ends at sign-out, alone, and with all others of somebody'],
    },
  },
  {
    number: 26,
    holds: 'Approving, releasing, and changing the law or the register ask for a fresh sign-in with a second factor.',
    asvs: ['7.5.3'],
    nist: ['IA-2'],
    tests: {
      [`${web}/access.test.ts`]: ['opens with a fresh sign-in what asks for one'],
      [`${web}/desk/approve/approve.test.ts`]: [
        'asks for a fresh sign-in before it lets anybody sign, and again where the answer comes without one',
      ],
      'src/adapters/oidc/provider.test.ts': ['does not take a sign-in from before it was asked for'],
    },
  },
  {
    number: 27,
    holds: 'Cookies are __Host-, Secure, HttpOnly and SameSite.',
    asvs: ['3.3.1'],
    nist: ['SC-23'],
    tests: {
      [`${web}/sign-in/sign-in.test.ts`]: [
        'signs somebody in, gives their session a cookie that scripts and other hosts do not get, and leads to their work',
      ],
    },
  },
  {
    number: 28,
    holds: 'A form counts only from a page of ours; nothing changes on GET.',
    asvs: ['3.5.1', '3.5.3'],
    nist: ['SC-23'],
    tests: {
      [`${web}/access.test.ts`]: ['changes nothing for a form that another site sent, whoever it comes with'],
      [`${web}/sign-in/sign-in.test.ts`]: ['begins nothing and ends nothing for another site’s form: %j', 'is no GET'],
    },
  },
  {
    number: 29,
    holds: 'The policy of every page lets no inline script run and nobody frame it.',
    asvs: ['3.4.1', '3.4.3', '3.4.6'],
    nist: ['SC-8'],
    tests: { [`${web}/public/answers.test.ts`]: ['have a style and a script of ours and nothing inline'] },
  },
  {
    number: 34,
    holds: 'No personal data in addresses, titles, referrers or the subjects of mail.',
    asvs: ['14.2.1'],
    nist: ['AU-3(3)'],
    tests: {
      [`${web}/access.test.ts`]: ['names each door once, and nothing personal in its address'],
      [`${web}/person/person.test.ts`]: ['puts no number and no name into an address, and keeps nothing in a cache'],
      'src/adapters/mail/smtp.test.ts': ['arrives, and says that there is a message and nothing more'],
    },
  },
  {
    number: 35,
    holds: 'No page fetches anything from anybody else.',
    asvs: ['14.2.3'],
    nist: ['SC-7'],
    tests: {
      [`${web}/assets.test.ts`]: ['ask nobody else for anything'],
      [`${web}/public/public.test.ts`]: ['weigh little, and come from nobody else'],
      'test/journeys/person.test.ts': ['is sent pages that a slow network can carry, from here alone'],
    },
  },
  {
    number: 39,
    holds: 'Nobody, the database’s owner included, changes or drops an entry of the log unseen.',
    asvs: ['16.4.1', '16.4.2', '16.4.3'],
    nist: ['AU-9', 'AU-9(2)', 'AU-9(3)', 'AU-9(4)', 'AU-10'],
    tests: {
      'src/log/standing.test.ts': [
        'is refused where an entry was changed, and nothing new is signed',
        'is refused where an entry below the last checkpoint was changed and its tiles are made again',
      ],
      'src/verify/verify-log.test.ts': [
        'is not proved when one entry is altered: the tile over it and the root both show it',
      ],
      'src/verify/run.test.ts': ['is told in words that obey no control character of a stranger'],
    },
  },
  {
    number: 40,
    holds: 'What fails, fails closed: without the log, the second engine, the database or a true clock nothing leaves.',
    asvs: ['16.5.1', '16.5.3'],
    nist: ['SI-11'],
    tests: {
      'test/trouble.test.ts': [
        'is refused at every move of the path, stores nothing, and holds nothing up once it is right',
      ],
      [`${web}/oversight/oversight.test.ts`]: [
        'are recorded before the page is made: where the log cannot be written, nothing is shown',
      ],
    },
  },
]
