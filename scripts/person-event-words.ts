/** What each event of a person's own act says, for docs/events.md; held against the shapes by the compiler, as the others. */
import type { PersonEventShapes, PersonEventType } from '../src/person/events.ts'

type NameOf<Shape> = Shape extends unknown ? keyof Shape : never

type Words = {
  readonly [Type in PersonEventType]: {
    readonly says: string
    readonly body: { readonly [Name in NameOf<PersonEventShapes[Type]['body']>]: string }
    readonly person: { readonly [Name in NameOf<PersonEventShapes[Type]['person']>]: string }
  }
}

const of = { agency: 'whose stream it is' }
const opening = {
  ...of,
  number: 'the number on the slip, random',
  channel: 'page, paper, telephone or in-person',
}
const said = {
  identity: 'who they say they are: name, date of birth, and what they chose to add',
  languages: 'in which language we write, and in which we speak',
}
const letter = { ...of, about: 'counter of the event that called for it', letter: 'its kind' }

export const personEventWords: Words = {
  'objection.made': {
    says: 'Somebody objected to what the law leaves to the agency’s choice. It counts from here.',
    body: { ...opening, programs: 'of the agency' },
    person: { ...said, noLetter: 'true where no letter may go to the address on file' },
  },
  'person.found': {
    says: 'Which records are meant was looked up, or a member of staff said so.',
    body: of,
    person: { found: 'one, several or none', keys: 'keys of the records; for what protects, of all that may be meant' },
  },
  'letter.sent': { says: 'A letter to the address on file was handed to the mail.', body: letter, person: {} },
  'letter.dropped': {
    says: 'No letter was sent: no one record with an address was found, or enough were sent lately.',
    body: letter,
    person: {},
  },
  'withdrawal.asked': {
    says: 'The person wants to end an objection. It ends ten days after the address on file was told.',
    body: of,
    person: {},
  },
  'withdrawal.stopped': { says: 'The objection stays.', body: of, person: {} },
  'consent.given': {
    says: 'Somebody consented, with a mailed code.',
    body: { ...opening, programs: 'of the agency', until: 'last day' },
    person: { ...said, recipient: 'who may have it', purpose: 'what for', what: 'what' },
  },
  'consent.withdrawn': {
    says: 'Somebody took back every consent that they had given until then. It counts from here.',
    body: opening,
    person: { ...said, noLetter: 'true where no letter may go to the address on file' },
  },
  'address.asked': {
    says: 'Our letters are to go elsewhere, ten days after the old address was told.',
    body: opening,
    person: { ...said, address: 'the new one' },
  },
  'address.stopped': { says: 'Letters go on to the old address.', body: of, person: {} },
  'code.asked': { says: 'Somebody asked for a code by mail.', body: opening, person: said },
  'code.issued': {
    says: 'A code was made for one letter.',
    body: { ...of, until: 'when it stops to open anything' },
    person: { hash: 'keyed hash of the code' },
  },
  'code.refused': { says: 'A wrong code was tried.', body: of, person: {} },
  'code.used': {
    says: 'The code opened the list, once.',
    body: { ...of, until: 'when the session ends' },
    person: { session: 'keyed hash of the session’s token' },
  },
  'session.closed': { says: 'The person closed their list.', body: of, person: {} },
  'complaint.made': {
    says: 'Somebody complained.',
    body: {
      ...opening,
      office: 'who answers',
      acknowledgeBy: 'day of our own promise',
      answerBy: 'day of our own promise',
    },
    person: { ...said, words: 'what they wrote', hash: 'keyed hash of the code that opens the answer' },
  },
  'complaint.acknowledged': { says: 'We said that we have it.', body: of, person: {} },
  'complaint.answered': {
    says: 'We answered.',
    body: { ...of, outcome: 'upheld, partly-upheld, not-upheld or passed-on' },
    person: { words: 'our answer' },
  },
}
