/**
 * What each event and each of its fields says, for docs/events.md. The compiler holds this table against
 * the shapes of the events: a field that is new, gone or renamed does not compile.
 */
import type { CaseEventType, EventShapes } from '../src/case/events.ts'
import type { CountEventShapes } from '../src/pipeline/day-stream.ts'
import type { FigureEventShapes } from '../src/pipeline/figures.ts'
import type { LawEventShapes, LawEventType } from '../src/pipeline/law-events.ts'

type NameOf<Shape> = Shape extends unknown ? keyof Shape : never

type Words = {
  readonly [Type in CaseEventType]: {
    readonly says: string
    readonly body: { readonly [Name in NameOf<EventShapes[Type]['body']>]: string }
    readonly person: { readonly [Name in NameOf<EventShapes[Type]['person']>]: string }
  }
}

const verification = {
  result: 'verified or failed',
  channel: 'by what means somebody was asked',
  contactFrom: 'where the contact was found; never on the paper itself',
  spokeTo: 'the official who answered',
}
const made = {
  contentRoot: 'hash over all that will leave (formats/content-root.ts)',
  decision: 'commitment to the decision that it rests on',
}
const because = {
  because: 'type of the event in the same batch that made it void, or "asked"',
  reason: 'why, where somebody asked',
  contentRoot: 'what had been prepared',
}

export const eventWords: Words = {
  'request.received': {
    says: 'A request came in.',
    body: {
      number: 'the case number, random',
      agency: 'whose records are asked for',
      channel: 'letter, fax, e-mail, portal, api or visit',
      form: 'written or oral',
      requester: 'who asks; a person asking for their own record is their ref here',
      receiver: 'the key to seal to',
      reference: 'the requester’s number for the matter',
      follows: 'the earlier case that this one mends',
      purposes: 'every purpose stated or shown',
      violation: 'the violation said to be under investigation',
      statements: 'facts that the requester asserts',
      suppliesSsn: 'whether the number of each person was given',
      programs: 'programs asked about',
      elements: 'elements asked for, or all',
      subjectClass: 'the unnamed group asked about',
      statute: 'the law said to be violated, or said to require the answer',
      nature: 'criminal, civil or neither',
      immigration: 'whether any purpose is the enforcement of immigration law',
      period: 'the time that the records asked for are about',
      delay: 'by which law, and until when, the person is to be told later',
      onward: 'whether the answer is to be shared, where kept, when deleted',
      emergency: 'the emergency, where one is claimed',
      preserveOnly: 'whether records are only to be kept',
      signed: 'who signed the request, and when',
      instruments: 'id, kind, refs, file of each paper, and what the requester says of it',
      artifact: 'hash, length and type of the request as it arrived',
      letter: 'the same of the scan that staff entered it from',
      filedBy: 'who filed it in their own account; absent where staff entered it',
    },
    person: {
      name: 'as the requester wrote it',
      dateOfBirth: 'as given',
      ssn: 'as given',
      caseNumber: 'as given',
      memberId: 'as given',
      address: 'as given',
    },
  },
  'instrument.read': {
    says: 'Somebody of the staff read a paper. A new reading asks for a new verification.',
    body: {
      facts: 'what the paper says of itself, in the contract’s fields',
      artifact: 'its file, where it is a new paper',
    },
    person: {},
  },
  'order.read': {
    says: 'Somebody of the staff read an order of a court about a paper.',
    body: {
      facts: 'which paper, what it orders, whose it is and of what day',
      artifact: 'its file, where it is a new order',
    },
    person: {},
  },
  'reading.settled': {
    says: 'Counsel said whose reading of a paper stands, where two people had read it differently.',
    body: { paper: 'which paper or order', reader: 'whose reading stands', reason: 'why, in writing' },
    person: {},
  },
  'instrument.checked': {
    says: 'The issuer was asked whether the paper is real.',
    body: { instrument: 'which paper', ...verification },
    person: {},
  },
  'requester.checked': {
    says: 'The requester’s office was asked whether the requester is who they say.',
    body: { ...verification, recipient: 'the key to seal to, as they confirmed it' },
    person: {},
  },
  'requester.confirmed': {
    says: 'A second person looked at the call-back record of the requester and confirmed it.',
    body: {},
    person: {},
  },
  'finding.recorded': {
    says: 'Staff found something that the law asks about, or took it back.',
    body: {
      finding: 'what was found',
      stands: 'false where an earlier finding is taken back',
      instruments: 'the papers that it is about',
      programs: 'the programs under an injunction; an empty list: checked, none',
      note: 'free words, without the people of the case',
    },
    person: { grounds: 'what the suspicion of this household rests on' },
  },
  'members.listed': {
    says: 'The agency listed the members of the class that was asked for.',
    body: {
      count: 'how many there are',
      sha256: 'hash of the list as it is kept',
      list: 'key under which the list is kept',
      named: 'true where the requester named these very persons',
    },
    person: {},
  },
  'people.matched': {
    says: 'The people asked about were looked for in the agency’s records.',
    body: {},
    person: {
      match: 'one, none or several; or class, for listed members about whom the rules see the same',
      mask: 'the facts of a class, in digits',
      persons: 'how many members are in a class',
      digest: 'the same for the same members of a class',
      on: 'the day as of which a class was looked up',
      key: 'key of the record at the source',
      candidates: 'how many records it might be',
      programs: 'programs with a record',
      holds: 'elements on file',
      markers: 'protections on file',
      role: 'applicant, recipient, former recipient or neither',
      household: 'the household’s key',
      guardianOf: 'refs of their wards',
      objection: 'day of the standing objection on file',
      consentWithdrawn: 'day on which every consent until then was taken back',
      unlawfulPresence: 'what 42 USC 611a asks about',
    },
  },
  'answer.fixed': {
    says: 'What the requester is told short of a release was fixed, before anybody was looked for.',
    body: {
      answer: 'refusal, mend, or counsel where a court is answered by counsel',
      lacks: 'prescribed contents that the request lacks',
      counselSigns: 'whether it waits for counsel’s signature',
      asOf: 'the moment that it follows from',
      rules: 'digest of the rule set',
      goesOutAt: 'the set time at which it is sent',
    },
    person: {},
  },
  'answer.countersigned': {
    says: 'Counsel signed a fixed answer.',
    body: { answer: 'counter of the event that fixed it', goesOutAt: 'the set time at which it is sent now' },
    person: {},
  },
  'answer.sent': {
    says: 'The fixed answer was placed where the requester reads it.',
    body: { answer: 'counter of the event that fixed it', letter: 'the letter, as in `letter.made`, with its files' },
    person: {},
  },
  'letter.made': {
    says: 'A letter was made. One to a person has its files in that person’s part.',
    body: {
      letter: 'its name in the case',
      kind: 'refusal, notice, cover …',
      language: 'the language that it is written in',
      to: 'requester, person, lawyer or court',
      pdf: 'hash, length and type of the letter as printed',
      source: 'the same of what it was made from',
    },
    person: { pdf: 'the letter as printed', source: 'what it was made from' },
  },
  'letter.marked': {
    says: 'What became of a letter on paper.',
    body: {
      letter: 'which letter',
      as: 'printed, mailed, handed-over or returned',
      on: 'the day',
      note: 'free words, without the people of the case',
    },
    person: {},
  },
  'decision.made': {
    says: 'The case was decided, cell by cell.',
    body: {
      decision: 'commitment to the full decision',
      sealed: 'the full decision, sealed to oversight’s key',
      asOf: 'the moment that it was decided for',
      disposition: 'what follows for the agency',
      duties: 'what the law attaches',
      missing: 'prescribed contents that the request lacks',
      deadlines: 'days to keep',
      rules: 'digest of the rule set, and of what counsel had confirmed of it',
      classCells: 'cells about an unnamed class',
    },
    person: { cells: 'program, element, outcome, needs, rules and the sentence that says why' },
  },
  'counsel.decided': {
    says: 'Counsel decided on a paper or on the request. The latest word stands.',
    body: {
      decision: 'approve, refuse or pending',
      instruments: 'the papers; absent: the request itself',
      everyone: 'true for every person, else for those in people',
      elements: 'narrowed to these elements',
      programs: 'narrowed to these programs',
      on: 'the day',
      note: 'free words, without the people of the case',
    },
    person: {},
  },
  'motion.recorded': {
    says: 'Counsel is to object to a paper or to move against it, has done so, or came to the end of it.',
    body: {
      instrument: 'which paper',
      motion: 'objection, motion-to-quash, or motion-for-limits where it is a warrant',
      due: 'the last day to make it',
      filedOn: 'the day on which it was made',
      docket: 'its number at the court',
      ended: 'granted, denied or withdrawn',
    },
    person: {},
  },
  'case.referred': { says: 'Staff sent the case to counsel.', body: { reason: 'what counsel is asked' }, person: {} },
  'referral.returned': {
    says: 'Counsel sent the case back to staff.',
    body: { reason: 'what counsel answers' },
    person: {},
  },
  'answer.signed': {
    says: 'Counsel signed the answer that may leave while a referral stands.',
    body: { decision: 'commitment to the decision that was signed', answer: 'release or refusal' },
    person: {},
  },
  'notice.served': {
    says: 'People were told, or a court dispensed with it.',
    body: { instruments: 'the papers that they were told of' },
    person: {
      servedOn: 'the day',
      objectionPeriodEnds: 'the last day to object',
      dispensedByCourt: 'true where a court dispensed with notice',
    },
  },
  'objection.recorded': {
    says: 'A person objected.',
    body: { instrument: 'to this paper; absent: to all that the law leaves to the agency’s choice' },
    person: { on: 'the day' },
  },
  'preparation.begun': {
    says: 'Listed members are being read, range by range.',
    body: {
      preparation: 'its id',
      decision: 'commitment to the decision that it rests on',
      ranges: 'how many ranges of members there are',
      perRange: 'how many members are in each but the last',
      perPiece: 'how many members the rows of one piece of a table are of, at most',
      pieceBytes: 'bytes that the rows of one piece come to, at most',
      edition: 'hash of the drop that is read; absent for a database',
      salt: 'what keeps anybody from guessing at the manifest',
      receiptCode: 'what only who opens the package will know',
      setId: 'what names the set of who is in it',
      workKey: 'key of the work in between',
    },
    person: {},
  },
  'preparation.paused': { says: 'The reading of the members was paused.', body: {}, person: {} },
  'preparation.resumed': { says: 'The reading of the members goes on.', body: {}, person: {} },
  'worksheet.filled': {
    says: 'What no query reaches was filled in by hand: exactly the columns and people of the decision.',
    body: {
      decision: 'the decision that fixed its columns',
      sheet: 'which table: a program, or a program and an element',
      key: 'key under which the agency keeps it',
      sha256: 'hash of the sheet',
      rows: 'in how many rows something stands',
    },
    person: {},
  },
  'release.prepared': {
    says: 'A package was made, gated and sealed. It goes nowhere yet.',
    body: {
      ...made,
      opened: 'commitment to the manifest',
      sealed: 'name, length and hash of each sealed part',
      terms: 'hash of the terms that bind the receiver',
      recipient: 'the key that it is sealed to',
      receipt: 'hash of the receipt code inside',
      expiresAt: 'when it can no longer be delivered',
      synthetic: 'true where no real person is in it',
      copy: 'key under which the agency keeps a copy',
      above: 'above so many persons it needs a signature from outside the agency',
      bulk: 'of a release of listed members: how many persons, how many of them get which cells, the number of each class in the set, and the roots of who was listed and of what was released of each class',
    },
    person: { cells: 'program and element of each cell in the package' },
  },
  'release.approved': {
    says: 'One person signed the content root with their own key.',
    body: {
      contentRoot: made.contentRoot,
      role: 'approver or privacy-officer',
      key: 'the registered verifier key',
      demo: 'true for a key of the demonstration',
      approval: 'the signed note, whole',
      countFell: 'where a passkey’s device counts fewer signatures than before: there may be a copy of the key',
    },
    person: {},
  },
  'release.signed-outside': {
    says: 'Somebody outside the agency signed the content root with a key that two people have registered; they are the actor.',
    body: {
      contentRoot: made.contentRoot,
      name: 'who holds the key',
      organization: 'whose inspector, auditor or attorney they are',
      key: 'the registered verifier key',
      demo: 'true for a key of the demonstration',
      approval: 'the signed note, whole',
    },
    person: {},
  },
  'release.announced': {
    says: 'A release of many persons stands on the public page before it leaves.',
    body: {
      persons: 'how many persons it is about',
      elements: 'each program and element of it',
      basis: 'the rules by which they leave',
      announcedOn: 'the day on which the notice began',
      standsUntil: 'the last day on which it must stand: the tenth business day after',
      courtOrder: 'the order that shortens it: which of the case, court, docket, day, and from when it may leave',
    },
    person: {},
  },
  'announcement.withdrawn': {
    says: 'The notice of a release was taken back; the public page shows it as withdrawn.',
    body: { reason: 'why, for staff alone' },
    person: {},
  },
  'approvals.voided': {
    says: 'Approvals count no longer.',
    body: { ...because, approvers: 'whose they were' },
    person: {},
  },
  'preparation.voided': { says: 'What was prepared may not leave any more.', body: because, person: {} },
  'release.voided': { says: 'A release that was not delivered yet is taken back.', body: because, person: {} },
  'release.authorized': {
    says: 'The release is in the log. Its opening goes to the receiver, so it says nothing else.',
    body: { ...made, statement: 'hash of statement.json, both approvals in it', sealed: 'as prepared' },
    person: {},
  },
  'package.delivered': {
    says: 'The package was placed at the counter for its receiver, once.',
    body: {
      contentRoot: made.contentRoot,
      checkpoint: 'size and root of the published checkpoint that holds the release',
      leafIndex: 'where in the log it stands',
      members:
        'of a release of listed members: the root of the set of who was listed, how many, and the root of what was released of each class',
    },
    person: { cells: 'what the package holds about this person' },
  },
  'package.collected': {
    says: 'Somebody took the package away with the pick-up code.',
    body: { contentRoot: 'of the package' },
    person: {},
  },
  'package.expired': {
    says: 'Nobody took the package away in time, and it was destroyed: nothing of it was disclosed. The case is decided and prepared again.',
    body: { contentRoot: 'of the package' },
    person: {},
  },
  'package.taken-back': {
    says: 'What somebody said of themselves closed it before the receiver came. It was taken away from the counter, and nothing of it was disclosed. The case is decided again.',
    body: { contentRoot: 'of the package' },
    person: {},
  },
  'terms.accepted': {
    says: 'The receiver agreed to the terms before the package was handed over in their account.',
    body: { contentRoot: 'the content that they bind', terms: 'SHA-256 of terms.txt' },
    person: {},
  },
  'receipt.acknowledged': {
    says: 'The receiver opened the package and said so with the code inside.',
    body: { contentRoot: made.contentRoot },
    person: {},
  },
  'destruction.certified': {
    says: 'The receiver certified that the data were destroyed.',
    body: { on: 'the day', by: 'who', method: 'how' },
    person: {},
  },
  'request.handed-over': {
    says: 'Staff let another requester follow the case in their account; nobody who did before does any more.',
    body: { to: 'id in the register', reason: 'why' },
    person: {},
  },
  'appearance.entered': {
    says: 'A person’s own lawyer has appeared; copies go to them in time.',
    body: {},
    person: { on: 'the day', lawyer: 'who, and where copies go' },
  },
  'copies.sent': { says: 'A person’s lawyer was sent copies.', body: {}, person: { on: 'the day' } },
  'case.assigned': {
    says: 'Somebody of the desk works on the case from now on.',
    body: { to: 'who; absent where it was laid back' },
    person: {},
  },
  'note.added': {
    says: 'Somebody of the desk wrote an internal note.',
    body: { text: 'free words, without the people of the case', privileged: 'true for counsel’s eyes alone' },
    person: {},
  },
  'case.tagged': {
    says: 'A tag was put on the case or taken off.',
    body: { tag: 'the tag', stands: 'false where it was taken off' },
    person: {},
  },
  'request.refused': {
    says: 'The refusal, or the request to mend, left. Neither says whether anybody was found.',
    body: { letter: 'refusal or mend', decision: made.decision },
    person: {},
  },
  'request.withdrawn': { says: 'The requester took the request back.', body: { reason: 'why' }, person: {} },
  'case.closed': { says: 'Nothing is left to do.', body: {}, person: {} },
  'accounting.suspended': {
    says: 'The people of the case do not see it in their lists until a day has passed; then it is there by itself.',
    body: {
      issuer: 'which agency stated that seeing it would impede its work',
      ground: 'its statement',
      form: 'written, or oral (then 30 days at most)',
      from: 'first day',
      until: 'last day',
    },
    person: {},
  },
  'accounting.resumed': { says: 'A suspension ended before its day.', body: { reason: 'why' }, person: {} },
  'hold.set': {
    says: 'Nothing of this case may be destroyed.',
    body: { matter: 'because of this matter' },
    person: {},
  },
  'hold.lifted': { says: 'The hold for a matter ended.', body: { matter: 'which matter' }, person: {} },
  'incident.opened': {
    says: 'Something went wrong; nothing moves toward the door until it is closed.',
    body: { incident: 'its id', what: 'what happened' },
    person: {},
  },
  'incident.closed': {
    says: 'The incident was looked into.',
    body: { incident: 'its id', finding: 'what was found and done' },
    person: {},
  },
}

type LawWords = {
  readonly [Type in LawEventType]: {
    readonly says: string
    readonly body: { readonly [Name in NameOf<LawEventShapes[Type]>]: string }
  }
}

const change = {
  digest: 'the rule set, by the SHA-256 of its canonical JSON',
  before: 'the set that was in force; null where none was',
  direction: 'first, same, tightens or loosens, over all combinations of facts',
  order: "docket and SHA-256 of the court's order, where one is why the law changes at once",
}

/** Events of the office's own stream that are about the law. */
export const lawEventWords: LawWords = {
  'rules.confirmed': {
    says: 'Counsel read the official text of these rules.',
    body: {
      rules: 'id of each, and the SHA-256 of what it said then: a rule that changes is unconfirmed',
      version: 'which text was read',
      readOn: 'when; it counts twelve months from here, or seven days for an injunction',
      demo: 'true for counsel of the demonstration',
    },
  },
  'rules.proposed': {
    says: 'The what-if of a change of law was published. It names no case, and decides nothing yet.',
    body: {
      ...change,
      on: 'the day; what loosens begins thirty days after it',
      rules: 'ids that were added, removed and changed',
      cases: 'how many cases were decided under both sets, how many differ, and how many cells go from what to what',
    },
  },
  'rules.approved': {
    says: 'One person signed a proposal with their own key.',
    body: {
      proposal: 'SHA-256 of the canonical JSON of the body of rules.proposed',
      role: 'as whom they signed',
      key: 'the registered verifier key',
      demo: 'true for a key of the demonstration',
      approval: 'the signed note, whole',
    },
  },
  'rules.in-force': {
    says: 'Two people have signed it, one of them counsel; or the office begins with it.',
    body: {
      ...change,
      from: 'the first day on which it decides',
      by: 'the two, counsel first; whoever set the office up for the set that it begins with',
      proposal: 'what they signed; absent where the office begins with it',
    },
  },
}

/** Words for events that are about nobody. */
type WordsFor<Shapes> = {
  readonly [Type in keyof Shapes]: {
    readonly says: string
    readonly body: { readonly [Name in keyof Shapes[Type]]: string }
  }
}

/** Events of the office's own stream that are shown to the public. */
export const figureEventWords: WordsFor<FigureEventShapes> = {
  'figures.published': {
    says: 'A month had closed, was counted, and this is what the public may see of it.',
    body: {
      month: "the month, by the office's calendar",
      shown: 'each count by its name, "requests/ma-dta" or "ground/US-SNAP-00"; null for one that is hidden',
      threshold: 'counts from 1 up to below this were hidden, and more beside them',
      checkpoint: 'the published log from which they can be counted again',
    },
  },
}

/** Events of the streams in which a day's releases are counted. */
export const countEventWords: WordsFor<CountEventShapes> = {
  'release.counted': {
    says: 'A release takes its room of this day. It counts as long as its content stands prepared in its case.',
    body: {
      agency: 'whose day it is',
      day: "the day, by the office's calendar",
      receiver: 'the organization that is to receive it',
      case: 'the stream of the case',
      contentRoot: 'what is released; counted again, it counts once',
      persons: 'how many persons are in it',
      slice:
        'whether they are listed members who leave without a third signature or a notice: as many fewer leave so for three weeks',
    },
  },
}
