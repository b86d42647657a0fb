/** The letters in English. Short, exact, and never cold; what happened stands first, then what one can do, then by when. */
import {
  contentSaid,
  daySaid,
  elementSaid,
  elementsSaid,
  paperSaid,
  programsSaid,
  purposesSaid,
  whoSaid,
} from './codes.ts'
import type { AccountedEntry, LetterFacts } from './facts.ts'
import { bullets, facts, heading, literal, paragraph, steps, strong, type Block, type Sender } from './model.ts'
import type { Templates } from './templates.ts'

const day = (on: string): string => daySaid(on, 'en')
const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

export const english: Templates = {
  refusal: (about) => ({
    title: 'Answer to your request',
    blocks: [
      ...received(about),
      paragraph(strong('Nothing is disclosed on this request.')),
      paragraph(
        'This letter says nothing about whether there is a record of anybody. It reads the same, and is sent at the same time, whoever a request is about.',
      ),
      ...law(about),
      heading('What you can do'),
      bullets(
        'If you can bring what the law asks for, such as an order of a court, send it as a new request and name the number above.',
        'If you are an officer, please do not ask our front-line staff, by telephone or at a counter. They cannot answer you.',
      ),
      paragraph(
        'If the law later lets us send something on this request, it is sent to you without your asking again.',
      ),
    ],
  }),

  mend: (about) => ({
    title: 'Your request is not complete',
    blocks: [
      ...received(about),
      paragraph(strong('We cannot act on it yet. It lacks what the law asks of a request:')),
      bullets(...about.lacks.map((code) => contentSaid(code, 'en'))),
      heading('What you can do'),
      steps(
        'Write the request again, with what is missing.',
        'Name the number at the top of this letter as the request that it follows.',
        'Send it in the way you sent the first one.',
      ),
      paragraph(
        'This letter says nothing about whether there is a record of anybody. Nothing was disclosed. It reads the same whoever a request is about.',
      ),
      ...law(about),
    ],
  }),

  counsel: (about) => ({
    title: 'Your papers are with our counsel',
    blocks: [
      ...received(about),
      paragraph(strong("The agency's counsel answers papers of a court.")),
      paragraph(
        'You will hear from counsel. Please address what concerns these papers to counsel, with the number above, and not to our front-line staff.',
      ),
      paragraph('This letter says nothing about whether there is a record of anybody.'),
      ...law(about),
    ],
  }),

  notice: (about, { sender }) => ({
    title: about.when === 'before' ? 'Somebody asked for your information' : 'Your information was asked for',
    blocks: [
      paragraph(
        strong(
          `${sentence(whoSaid(about.who, 'en'))} asked for information about you.${about.when === 'before' ? ' We have not given it.' : ''}`,
        ),
      ),
      paragraph(
        `They sent us ${paperSaid(about.paper, 'en')}. A copy comes with this letter. It asks for your records of ${programsSaid(about.programs, 'en')}.`,
      ),
      ...whatWasAsked(about.elements),
      ...(about.when === 'after'
        ? [paragraph('A court did not let us tell you before. You can ask us for a list of what left, and to whom.')]
        : []),
      heading('What you can do'),
      ...(about.when === 'before' ? objecting(about) : []),
      ...help(sender),
      ...(about.when === 'before' ? [heading('What we do'), ...waiting(about)] : []),
      paragraph(
        'This letter does not say that you did anything wrong. You do not have to answer it, and your benefits do not change because somebody asked.',
      ),
    ],
  }),

  cover: (about) => ({
    title: 'What we release to you, and on what terms',
    blocks: [
      paragraph(
        `A sealed package is released to you on your request${about.theirReference === undefined ? '' : ' '}`,
        ...(about.theirReference === undefined ? [] : [literal(about.theirReference)]),
        `. It holds records of ${programsSaid(about.programs, 'en')}.`,
      ),
      facts(
        ['Content root', literal(about.contentRoot)],
        ['Collect it by', day(about.expiresOn)],
        ['How often', 'Once. After that, or after the day above, it is gone.'],
      ),
      heading('Before you open it'),
      steps(
        'Check the package with the verifier: postern verify. It shows who approved the release and that the public log holds it.',
        'Read terms.txt inside. You accepted these terms when you collected the package.',
        'Send us the receipt code from manifest.json inside.',
      ),
      heading('Terms, in short'),
      bullets(
        'Use it for the purpose that you stated, and for no other.',
        'Give it to nobody else, unless the terms say that you may.',
        'When you no longer need it, destroy it and certify to us that you did.',
      ),
    ],
  }),

  accounting: (about) => ({
    title: 'Who asked about you, and what left',
    blocks: [
      paragraph(`This is every request about you from ${day(about.from)} to ${day(about.to)} that we know of.`),
      ...(about.entries.length === 0
        ? [paragraph(strong('Nobody asked about you in that time, and nothing left.'))]
        : [entriesTable(about.entries)]),
      ...(about.entries.some(({ many }) => many)
        ? [paragraph('Where you were one of many in one package, what your record does not hold went out empty.')]
        : []),
      paragraph(
        'A request that a court or the law keeps from you for a time is not in this list yet. It appears by itself on the day that time ends.',
      ),
      heading('What you can do'),
      bullets(
        'If something here looks wrong, tell us. You can also complain; we give you a number and a day by which you hear from us.',
        'You can object to having your information shared. It is free, and it does not change your benefits.',
      ),
    ],
  }),

  'objection-confirmation': (about, { sender }) => ({
    title: 'We have your objection',
    blocks: [
      paragraph(strong(`You objected to having your information shared. It counts since ${day(about.on)}.`)),
      facts(['Receipt number', literal(about.receipt)]),
      heading('What it stops'),
      paragraph(
        'Where the law leaves it to us whether to share your information with police, immigration officers or others outside, we do not.',
      ),
      heading('What it cannot stop'),
      bullets(
        'An order or a warrant of a court.',
        'What a law says we must share.',
        'The work of the program itself: checking eligibility, audits, child support, school meals.',
      ),
      paragraph('Your benefits do not change because you objected.'),
      heading('If this was not you'),
      paragraph(
        `Nothing bad happens: an objection can only protect you.${sender.phone === undefined ? '' : ' You can call us, and we tell you how to take it back.'}`,
      ),
    ],
  }),

  'objection-withdrawal': (about) => ({
    title: 'Somebody asked to take your objection back',
    blocks: [
      paragraph('We were asked to end your objection to having your information shared.'),
      facts(['Your objection ends on', day(about.endsOn)]),
      heading('If this was you'),
      paragraph('You do not have to do anything. You can object again at any time.'),
      heading('If this was not you'),
      paragraph('Call us before that day, and your objection goes on.'),
    ],
  }),

  'consent-confirmation': (about) => ({
    title: 'Did you agree to this?',
    blocks: [
      paragraph(strong(`We have a form that says you agree that we share your information with ${about.recipient}.`)),
      facts(['It lasts until', day(about.until)]),
      heading('If you agreed'),
      paragraph('You do not have to do anything. You can end it at any time, and it does not change your benefits.'),
      heading('If you did not, or if somebody pressed you'),
      paragraph('Call us, and we end it. Nobody is told why.'),
    ],
  }),

  'consent-withdrawn': (about) => ({
    title: 'Your consent has ended',
    blocks: [
      paragraph(strong(`You ended your consent on ${day(about.on)}. We share nothing more because of it.`)),
      paragraph('What was shared before stays in your list of who asked and what left. You can ask us for that list.'),
      paragraph('If this was not you, call us. Until then, ending it can only protect you.'),
    ],
  }),

  'code-guessed': () => ({
    title: 'Somebody tried your code',
    blocks: [
      paragraph(strong('Somebody typed wrong codes for you several times. The code does not work any more.')),
      paragraph('Nothing of yours was shown, and nothing changed.'),
      heading('What you can do'),
      bullets(
        'If it was you, ask for a new code. It comes by mail.',
        'If it was not you, you do not have to do anything. Call us if you are worried.',
      ),
    ],
  }),

  'complaint-answer': (about) => ({
    title: 'The answer to your complaint',
    blocks: [
      paragraph(strong(outcomes[about.outcome])),
      paragraph(about.words),
      paragraph('If you think that we are wrong, call or write to us with the number at the top of this letter.'),
    ],
  }),

  'mailed-code': (about) => ({
    title: 'Your code',
    blocks: [
      paragraph('You, or somebody who gave your name, asked us for this code.'),
      facts(
        ['Code', strong(about.code)],
        ['It works until', day(about.until)],
        [
          'Where to type it',
          about.where === undefined ? 'on our pages: “Who asked about me”, then “I have a code”' : literal(about.where),
        ],
      ),
      paragraph(strong('Give this code to nobody. We never ask for it by telephone, mail or message.')),
      paragraph('If you did not ask for it, you do not have to do anything. Throw this letter away.'),
    ],
  }),

  'address-changed': (about) => ({
    title: 'Somebody asked us to change your address',
    blocks: [
      paragraph(
        `${about.askedOn === undefined ? 'We' : `On ${day(about.askedOn)} we`} were asked to send your mail to another address.`,
      ),
      paragraph('We write to this address, the one that we had, so that nobody can change it without your knowing.'),
      facts(['The new address counts from', day(about.from)]),
      heading('If this was you'),
      paragraph('You do not have to do anything.'),
      heading('If this was not you'),
      paragraph(
        'Call us before that day, and nothing changes. For your safety, the new address is not in this letter.',
      ),
    ],
  }),

  'complaint-acknowledgement': (about) => ({
    title: 'We have your complaint',
    blocks: [
      paragraph(`Your complaint reached us on ${day(about.receivedOn)}. Thank you for telling us.`),
      facts(...(about.office === undefined ? [] : [['Who looks into it', about.office] as const]), [
        'You hear from us by',
        day(about.answerBy),
      ]),
      paragraph(
        'Complaining cannot hurt you: it does not change your benefits, and nobody whom you ask for information is told of it.',
      ),
      paragraph('Please give the number at the top of this letter when you write or call.'),
    ],
  }),

  'appearance-copies': (about, { sender }) => ({
    title: 'Copies for the person you represent',
    blocks: [
      paragraph(
        'You entered an appearance. These are copies of the papers that ask for information about your client:',
      ),
      bullets(...about.papers.map((code) => sentence(paperSaid(code, 'en')))),
      ...(about.objectBy === undefined
        ? []
        : [
            facts(['Last day to object to us', day(about.objectBy)]),
            paragraph(
              'An objection in writing that reaches us by that day goes back to our counsel before anything may leave. A motion to quash is made to the court.',
            ),
          ]),
      ...(sender.phone === undefined
        ? []
        : [
            paragraph(
              'Please call us if you need more time. We do not act on your client’s file on this paper before that day.',
            ),
          ]),
    ],
  }),

  court: (about) => ({
    title: `Answer to ${paperSaid(about.paper, 'en')}`,
    blocks: [
      facts(['Court', about.court], ['Docket', literal(about.docket)]),
      paragraph(
        `This agency holds records of ${programsSaid(about.programs, 'en')}. Federal and state law restrict their disclosure, and we respectfully bring that law to the attention of the court.`,
      ),
      ...law(about),
      heading('Enclosed'),
      bullets(...about.enclosed),
    ],
  }),
}

const outcomes: Readonly<Record<LetterFacts['complaint-answer']['outcome'], string>> = {
  upheld: 'You were right: something went wrong.',
  'partly-upheld': 'You were right in part.',
  'not-upheld': 'We looked into it and did not find that something went wrong.',
  'passed-on': 'Another office has to decide this, and we have passed it on.',
}

function received(about: { receivedOn: string; theirReference?: string }): Block[] {
  const number =
    about.theirReference === undefined ? [] : [' Your number for it is ', literal(about.theirReference), '.']
  return [paragraph(`We received your request on ${day(about.receivedOn)}.`, ...number)]
}

/** Which law closes the records of the programs asked about. It follows from the request, whoever it names. */
function law({ programs }: { programs: readonly string[] }): Block[] {
  const laws = [...new Set(programs.flatMap((program) => lawOf[program] ?? []))]
  if (laws.length === 0) return []
  return [
    heading('The law'),
    paragraph(
      'Records of people who ask for or get benefits are confidential. They leave this agency only where the law opens them:',
    ),
    bullets(...laws),
    paragraph('Counsel has not confirmed every rule of this agency that names them.'),
  ]
}

const lawOf: Readonly<Record<string, readonly string[]>> = {
  snap: ['7 U.S.C. 2020(e)(8) and 7 CFR 272.1(c) (SNAP)'],
  medicaid: ['42 U.S.C. 1396a(a)(7) and 42 CFR part 431, subpart F (Medicaid)'],
  chip: ['42 CFR 457.1110 (CHIP)'],
  tanf: ['42 U.S.C. 602(a)(1)(A)(iv) and 45 CFR 205.50 (TANF)'],
  wic: ['7 CFR 246.26 (WIC)'],
}

function whatWasAsked(elements: LetterFacts['notice']['elements']): Block[] {
  if (elements === 'all') return [paragraph('They asked for everything in your file.')]
  return [paragraph('They asked for:'), bullets(...elements.map((code) => sentence(elementSaid(code, 'en'))))]
}

function objecting({ objectBy }: LetterFacts['notice']): Block[] {
  const until = objectBy === undefined ? '' : ` The last day is ${day(objectBy)}.`
  return [
    bullets(
      [
        strong('Object.'),
        ` Write or call us and say that you object, or do it on our web page with the number at the top of this letter.${until} You do not have to say why.`,
      ],
      [
        strong('Ask the court.'),
        ` A lawyer can ask the court to cancel the paper. This is called a motion to quash. Do it ${objectBy === undefined ? 'soon' : 'by the same day'}.`,
      ],
      [strong('Do nothing.'), ' Our counsel still reads the paper and decides what the law lets us do.'],
    ),
  ]
}

function waiting({ objectBy, answerBy }: LetterFacts['notice']): Block[] {
  return [
    ...(objectBy === undefined
      ? []
      : [paragraph(`We give nothing on this paper before ${day(objectBy)} has passed, unless a court orders it.`)]),
    ...(answerBy === undefined ? [] : [paragraph(`The paper wants our answer by ${day(answerBy)}.`)]),
  ]
}

function help({ legalHelp }: Sender): Block[] {
  if (legalHelp.length === 0) return []
  return [heading('Free legal help'), bullets(...legalHelp)]
}

function entriesTable(entries: readonly AccountedEntry[]): Block {
  return {
    block: 'table',
    caption: 'Requests about you, the newest first',
    head: ['Day', 'Who asked', 'What for', 'What happened'],
    rows: entries.map(({ on, who, purposes, outcome, elements, leftOn }) => [
      [day(on)],
      [sentence(whoSaid(who, 'en'))],
      [sentence(purposesSaid(purposes, 'en'))],
      [
        outcome === 'none'
          ? 'Nothing was given.'
          : outcome === 'waiting'
            ? 'Not decided yet. Nothing was given.'
            : `Given${leftOn === undefined ? '' : ` on ${day(leftOn)}`}: ${elementsSaid(elements, 'en')}.`,
      ],
    ]),
  }
}
