import { describe, expect, it } from 'vitest'
import type { CaseFile, CaseInstrument, CaseSubject, CounselFinding, Findings } from '#vocabulary/case-file.ts'
import type { AskedCell } from './cells.ts'
import { consentFacts, isConsentFor } from './consent.ts'
import { counselOn, dayObjected } from './counsel.ts'
import { aYearAfter, earliest } from './days.ts'
import { noticeOf } from './notice.ts'
import { citesStatusStatute, isInTime, isMassachusettsWarrant, lastDayOf, readPaper } from './papers.ts'
import { lawFor } from './law.ts'
import type { Rule, RuleSet } from './rules.ts'

const yesterday = '2026-11-22'
const today = '2026-11-23'
const tomorrow = '2026-11-24'

const person: CaseSubject = { ref: 'p1', match: 'one', programs: ['snap'] }
const cell: AskedCell = { subject: 'p1', program: 'snap', element: 'home-address', person }
const unnamed: AskedCell = { ...cell, subject: '*', person: undefined }

function aFile(instruments: CaseInstrument[], findings: Findings = {}, subjects = [person]): CaseFile {
  return {
    caseFile: 1,
    case: 'test',
    asOf: `${today}T10:00:00-05:00`,
    agency: 'ma-dta',
    request: {
      form: 'written',
      requester: { kind: 'attorney', organization: 'other' },
      purpose: 'civil-litigation',
      instruments,
      programs: ['snap'],
      elements: ['home-address'],
    },
    subjects,
    findings,
  }
}

const order: CaseInstrument = {
  id: 'i1',
  kind: 'court-order',
  issuerKind: 'federal-court',
  signedBy: 'judge',
  directedTo: 'ma-dta',
  subjects: ['p1'],
  programs: ['snap'],
  elements: ['home-address'],
  authenticity: 'verified',
}

describe('a paper is in time', () => {
  const warrant: CaseInstrument = { id: 'i1', kind: 'judicial-warrant' }
  it.each<[string, CaseInstrument, boolean]>([
    ['on the day of its issue', { ...order, issuedOn: today }, true],
    ['never before it', { ...order, issuedOn: tomorrow }, false],
    ['with no days on it at all', order, true],
    ['on its last day', { ...order, expiresOn: today }, true],
    ['never after it', { ...order, expiresOn: yesterday }, false],
    ['though its return day has passed', { ...order, returnOn: yesterday }, true],
    ['as a warrant with neither its day nor its last: never', warrant, false],
    ['as a warrant with its last day alone', { ...warrant, executeBy: today }, true],
    ['as a warrant within 14 days', { ...warrant, issuedOn: '2026-11-09' }, true],
    ['as a warrant never after 14 days', { ...warrant, issuedOn: '2026-11-08' }, false],
    ['as a warrant that gives itself longer', { ...warrant, issuedOn: '2026-11-01', executeBy: today }, true],
    ['as a warrant never after it has expired', { ...warrant, executeBy: tomorrow, expiresOn: yesterday }, false],
    [
      'as a Massachusetts warrant never after 7 days',
      { ...warrant, issuerKind: 'state-court', issuerState: 'us-ma', issuedOn: '2026-11-15' },
      false,
    ],
    [
      'as a Maine warrant within 14',
      { ...warrant, issuerKind: 'state-court', issuerState: 'us-me', issuedOn: '2026-11-15' },
      true,
    ],
  ])('%s', (_, paper, isIn) => {
    expect(isInTime(paper, today)).toBe(isIn)
  })

  it('by Massachusetts’s seven days only as a warrant of that state’s court', () => {
    const massachusetts: CaseInstrument = { ...warrant, issuerKind: 'state-court', issuerState: 'us-ma' }
    expect(isMassachusettsWarrant(massachusetts)).toBe(true)
    expect(isMassachusettsWarrant({ ...massachusetts, kind: 'court-order' })).toBe(false)
    expect(isMassachusettsWarrant({ ...massachusetts, issuerKind: 'federal-court' })).toBe(false)
    expect(isMassachusettsWarrant({ ...massachusetts, issuerState: 'us-me' })).toBe(false)
    expect(lastDayOf({ ...order, issuedOn: yesterday })).toBeUndefined()
    expect(earliest(undefined, tomorrow, today)).toBe(today)
    expect(aYearAfter('2027-02-28')).toBe('2028-02-28')
    expect(aYearAfter('2028-02-29')).toBe('2029-02-28')
  })
})

describe('what counsel found', () => {
  const stands = (counsel: CounselFinding[], after?: string) =>
    counselOn(aFile([order], { counsel }), 'i1', cell, today, after)
  const approve: CounselFinding = { decision: 'approve', instruments: ['i1'] }
  const refuse: CounselFinding = { decision: 'refuse', instruments: ['i1'] }
  const pending: CounselFinding = { decision: 'pending', instruments: ['i1'] }

  it.each<[string, CounselFinding[], string]>([
    ['an approval that has come', [{ ...approve, on: today }], 'approved'],
    ['an approval that has not come', [{ ...approve, on: tomorrow }], 'open'],
    ['an approval without a day', [approve], 'approved'],
    ['a refusal that is dated ahead', [{ ...refuse, on: tomorrow }], 'refused'],
    [
      'a refusal after an approval',
      [
        { ...approve, on: yesterday },
        { ...refuse, on: today },
      ],
      'refused',
    ],
    [
      'an approval after a refusal',
      [
        { ...approve, on: today },
        { ...refuse, on: yesterday },
      ],
      'approved',
    ],
    [
      'both on one day',
      [
        { ...approve, on: today },
        { ...refuse, on: today },
      ],
      'refused',
    ],
    ['a refusal without a day', [{ ...approve, on: today }, refuse], 'refused'],
    ['an approval without a day beside a dated refusal', [approve, { ...refuse, on: yesterday }], 'refused'],
    [
      'an approval reopened',
      [
        { ...approve, on: yesterday },
        { ...pending, on: today },
      ],
      'open',
    ],
    ['a matter pending without a day', [{ ...approve, on: yesterday }, pending], 'approved'],
    ['nothing', [], 'open'],
    ['an approval of another paper', [{ ...approve, instruments: ['i2'] }], 'open'],
    ['an approval of the request', [{ decision: 'approve', on: today }], 'open'],
    ['an approval for another person', [{ ...approve, subjects: ['p2'] }], 'open'],
    ['an approval of another program', [{ ...approve, programs: ['tanf'] }], 'open'],
    ['an approval of another element', [{ ...approve, elements: ['ssn'] }], 'open'],
    ['an approval of what the paper asks', [{ ...approve, elements: 'as-instrument' }], 'approved'],
  ])('%s', (_, findings, what) => {
    expect(stands(findings)).toBe(what)
    expect(stands(findings.toReversed())).toBe(what)
  })

  it('on the request is no word on a paper, nor the other way round', () => {
    const onRequest = aFile([order], { counsel: [{ decision: 'approve', on: today }] })
    expect(counselOn(onRequest, undefined, cell, today)).toBe('approved')
    expect(counselOn(aFile([order], { counsel: [approve] }), undefined, cell, today)).toBe('open')
  })

  it('before or on the day of an objection does not answer it', () => {
    expect(stands([{ ...approve, on: today }], yesterday)).toBe('approved')
    expect(stands([{ ...approve, on: today }], today)).toBe('open')
    expect(stands([approve], yesterday)).toBe('open')
    expect(dayObjected([])).toBeUndefined()
    expect(dayObjected([today, yesterday])).toBe(today)
    expect(dayObjected([today, undefined])).toBe('9999-12-31')
  })

  const on = (subjects: string[], instruments: string[], objected: boolean) =>
    readPaper(
      order,
      cell,
      aFile([order], {
        counsel: [{ ...approve, on: yesterday }],
        notice: [{ instruments, subjects, objected, objectionPeriodEnds: today }],
      }),
    )['paper-counsel']

  it('on a paper stands against an objection of that person to that paper, and of no other', () => {
    expect(on(['p1'], ['i1'], true)).toBe('open')
    expect(on(['p1'], ['i1'], false)).toBe('approved')
    expect(on(['p2'], ['i1'], true)).toBe('approved')
    expect(on(['p1'], ['i2'], true)).toBe('approved')
  })

  it('on the request counts for a statute in a letter, where the paper itself was not refused', () => {
    const letter: CaseInstrument = { ...order, kind: 'cited-statute', statute: '8 USC 1373' }
    const read = (counsel: CounselFinding[], paper = letter) =>
      readPaper(paper, cell, aFile([paper], { counsel }))['paper-counsel']
    expect(read([{ decision: 'approve' }])).toBe('approved')
    expect(read([{ decision: 'approve' }], order)).toBe('open')
    expect(read([{ decision: 'approve' }, refuse])).toBe('refused')
    expect(read([{ decision: 'refuse' }, approve])).toBe('refused')
    expect(read([approve])).toBe('approved')
  })
})

describe('a consent', () => {
  const sound = {
    signer: 'p1',
    recipientNamed: true,
    specific: true,
    informed: true,
    freelyGiven: true,
  }
  const consent: CaseInstrument = { id: 'i1', kind: 'consent', consent: sound, issuedOn: yesterday }
  const child: CaseSubject = { ref: 'p2', match: 'one', markers: ['minor'] }
  const parent: CaseSubject = { ...person, guardianOf: ['p2'] }
  const facts = (paper: CaseInstrument, of: AskedCell = cell, findings: Findings = {}, subjects = [parent, child]) =>
    consentFacts(paper, of, aFile([paper], findings, subjects), today)
  const isSound = (change: Partial<CaseInstrument>) => facts({ ...consent, ...change })['consent-sound']

  it.each<[string, Partial<CaseInstrument>, boolean]>([
    ['signed yesterday', {}, true],
    ['signed today', { issuedOn: today }, true],
    ['dated ahead', { issuedOn: tomorrow }, false],
    ['within a year', { issuedOn: '2025-11-23' }, true],
    ['after a year', { issuedOn: '2025-11-22' }, false],
    ['on its last day', { expiresOn: today }, true],
    ['after its last day', { expiresOn: yesterday }, false],
    ['in the person’s own hand', { signedBy: 'data-subject' }, true],
    ['in another’s hand', { signedBy: 'agency-officer' }, false],
    ['in nobody’s hand', { signedBy: 'none' }, false],
    ['revoked', { consent: { ...sound, revoked: true } }, false],
    ['to no named recipient', { consent: { ...sound, recipientNamed: false } }, false],
    ['to anything', { consent: { ...sound, specific: false } }, false],
    ['uninformed', { consent: { ...sound, informed: false } }, false],
    ['not freely given', { consent: { ...sound, freelyGiven: false } }, false],
  ])('%s is sound: %s', (_, change, is) => {
    expect(isSound(change)).toBe(is)
  })

  it('is not sound with neither a day nor a last day', () => {
    expect(facts({ id: 'i1', kind: 'consent', consent: sound })['consent-sound']).toBe(false)
    expect(facts({ id: 'i1', kind: 'consent', consent: sound, expiresOn: today })['consent-sound']).toBe(true)
  })

  it('is not in a paper that holds none, and a paper of another kind is nobody’s consent', () => {
    expect(facts({ id: 'i1', kind: 'consent' })).toMatchObject({ 'consent-sound': false, 'consent-from': 'nobody' })
    expect(facts({ ...consent, kind: 'court-order' }, cell, { consentConfirmed: ['p1'] })).toMatchObject({
      'consent-from': 'nobody',
      'consent-confirmed': false,
      'consent-after-objection': false,
    })
  })

  it('is the person’s own, a parent’s for a minor child, or somebody else’s', () => {
    const ofChild = { ...cell, subject: 'p2', person: child }
    expect(facts(consent)['consent-from']).toBe('self')
    expect(facts(consent, ofChild)['consent-from']).toBe('parent')
    expect(facts(consent, { ...ofChild, person: { ...child, markers: [] } })['consent-from']).toBe('other')
    expect(facts(consent, { ...ofChild, person: { ref: 'p2', match: 'one' } })['consent-from']).toBe('other')
    expect(facts(consent, ofChild, {}, [person, child])['consent-from']).toBe('other')
    expect(facts(consent, ofChild, {}, [child])['consent-from']).toBe('other')
    expect(facts(consent, unnamed)['consent-from']).toBe('nobody')
  })

  it('answers an objection only when it is later', () => {
    const objecting = { ...cell, person: { ...person, objection: yesterday } }
    const after = (paper: CaseInstrument) => facts(paper, objecting)['consent-after-objection']
    expect(after({ ...consent, issuedOn: today })).toBe(true)
    expect(after(consent)).toBe(false)
    expect(after({ id: 'i1', kind: 'consent', consent: sound })).toBe(false)
    expect(facts(consent)['consent-after-objection']).toBe(true)
  })

  it('is confirmed where the signer confirmed it', () => {
    expect(facts(consent, cell, { consentConfirmed: ['p1'] })['consent-confirmed']).toBe(true)
    expect(facts(consent, cell, { consentConfirmed: ['p2'] })['consent-confirmed']).toBe(false)
    expect(facts(consent)['consent-confirmed']).toBe(false)
  })

  it('speaks for whom it covers, else whom it names, else its signer, and for no class', () => {
    const { consent: _, ...without } = consent
    expect(isConsentFor({ ...consent, consent: { ...sound, covers: ['p2'] }, subjects: ['p1'] }, cell)).toBe(false)
    expect(isConsentFor({ ...consent, consent: { ...sound, covers: ['p1'] }, subjects: ['p2'] }, cell)).toBe(true)
    expect(isConsentFor({ ...consent, subjects: ['p2'] }, cell)).toBe(false)
    expect(isConsentFor({ ...consent, subjects: 'unnamed' }, cell)).toBe(true)
    expect(isConsentFor(consent, cell)).toBe(true)
    expect(isConsentFor(consent, { ...cell, subject: 'p2', person: child })).toBe(false)
    expect(isConsentFor(without, cell)).toBe(false)
    expect(isConsentFor({ ...consent, consent: { ...sound, covers: ['*'] } }, unnamed)).toBe(false)
  })
})

describe('notice', () => {
  const notice = (findings: Findings, papers: CaseInstrument[] = [order], of = cell) =>
    noticeOf(order, of, aFile(papers, findings), today)
  const served = { instruments: ['i1'], subjects: ['p1'], servedOn: '2026-11-01', objectionPeriodEnds: yesterday }
  const gag: CaseInstrument = {
    id: 'i2',
    kind: 'nondisclosure-order',
    issuerKind: 'federal-court',
    signedBy: 'judge',
    directedTo: 'ma-dta',
    subjects: ['p1'],
    delaysNoticeUntil: today,
    authenticity: 'verified',
  }

  it.each<[string, Findings['notice'] & object, string]>([
    ['the time to object has run', [served], 'told'],
    ['the last day to object is today', [{ ...served, objectionPeriodEnds: today }], 'due'],
    ['it is to be served tomorrow', [{ ...served, servedOn: tomorrow }], 'due'],
    ['it was served today and gave no time', [{ ...served, servedOn: today }], 'told'],
    ['nobody says when the time ends', [{ instruments: ['i1'], subjects: ['p1'], servedOn: yesterday }], 'due'],
    [
      'nobody says when it was served',
      [{ instruments: ['i1'], subjects: ['p1'], objectionPeriodEnds: yesterday }],
      'due',
    ],
    ['it was about another paper', [{ ...served, instruments: ['i2'] }], 'due'],
    ['another person was told', [{ ...served, subjects: ['p2'] }], 'due'],
    ['the court dispensed with it', [{ instruments: ['i1'], subjects: ['p1'], dispensedByCourt: true }], 'dispensed'],
    ['nothing was done', [], 'due'],
  ])('where %s is %s', (_, finding, stands) => {
    expect(notice({ notice: finding })['paper-notice']).toBe(stands)
  })

  it.each<[string, Partial<CaseInstrument>, string]>([
    ['a judge delays it until today', {}, 'delayed'],
    ['a magistrate judge does', { signedBy: 'magistrate-judge' }, 'delayed'],
    ['a court of this state does', { issuerKind: 'state-court', issuerState: 'us-ma' }, 'delayed'],
    ['a court of another state does', { issuerKind: 'state-court', issuerState: 'us-me' }, 'due'],
    ['an agency does', { issuerKind: 'federal-agency' }, 'due'],
    ['a clerk signed it', { signedBy: 'clerk' }, 'due'],
    ['the delay ended yesterday', { delaysNoticeUntil: yesterday }, 'due'],
    ['it is to another agency', { directedTo: 'ma-masshealth' }, 'due'],
    ['it is not genuine', { authenticity: 'failed' }, 'due'],
    ['it is dated ahead', { issuedOn: tomorrow }, 'due'],
    ['it is of today', { issuedOn: today }, 'delayed'],
    ['it has expired', { expiresOn: yesterday }, 'due'],
    ['it expires today', { expiresOn: today }, 'delayed'],
    ['it is about another person', { subjects: ['p2'] }, 'due'],
    ['it is about a class', { subjects: 'unnamed' }, 'due'],
    ['it is another kind of paper', { kind: 'court-order' }, 'due'],
  ])('where %s is %s', (_, change, stands) => {
    expect(notice({}, [order, { ...gag, ...change }])['paper-notice']).toBe(stands)
  })

  it('is delayed on the word of an order that is unverified, and nothing rests on that before it is', () => {
    const unverified: CaseInstrument = { ...gag, authenticity: 'unverified' }
    expect(notice({}, [order, gag])).toEqual({ 'paper-notice': 'delayed', 'delay-verified': true })
    expect(notice({}, [order, unverified])).toEqual({ 'paper-notice': 'delayed', 'delay-verified': false })
    expect(notice({}, [order, unverified, { ...gag, id: 'i3' }])['delay-verified']).toBe(true)
    const itself = { ...order, delaysNoticeUntil: today, authenticity: 'unverified' as const }
    expect(noticeOf(itself, cell, aFile([itself]), today)).toEqual({
      'paper-notice': 'delayed',
      'delay-verified': true,
    })
  })

  it('to a class is delayed by an order about the class alone', () => {
    expect(notice({}, [order, { ...gag, subjects: 'unnamed' }], unnamed)['paper-notice']).toBe('delayed')
    expect(notice({}, [order, { ...gag, subjects: ['*'] }], unnamed)['paper-notice']).toBe('due')
  })
})

describe('a subpoena beside the order for treatment records', () => {
  const part2: CaseInstrument = { ...order, kind: 'part-2-order' }
  const subpoena: CaseInstrument = { ...order, id: 'i2', kind: 'grand-jury-subpoena', issuerKind: 'grand-jury' }
  const beside = (change: Partial<CaseInstrument>, counsel: CounselFinding[] = []) => {
    const paper = { ...subpoena, ...change }
    return readPaper(part2, cell, aFile([part2, paper], { counsel })).compulsion
  }

  it.each<[string, Partial<CaseInstrument>, string]>([
    ['of a grand jury compels', {}, 'verified'],
    ['of a federal court compels', { kind: 'judicial-subpoena', issuerKind: 'federal-court' }, 'verified'],
    ['of an attorney compels', { kind: 'attorney-subpoena', issuerKind: 'attorney' }, 'verified'],
    [
      'of a court of this state compels',
      { kind: 'judicial-subpoena', issuerKind: 'state-court', issuerState: 'us-ma' },
      'verified',
    ],
    [
      'of a court of another state does not',
      { kind: 'judicial-subpoena', issuerKind: 'state-court', issuerState: 'us-me' },
      'none',
    ],
    ['of an agency does not', { kind: 'administrative-subpoena', issuerKind: 'federal-agency' }, 'none'],
    [
      'of an agency that a court enforces does',
      { kind: 'administrative-subpoena', issuerKind: 'federal-agency', enforcedByCourt: true },
      'verified',
    ],
    ['in an agency’s name does not', { kind: 'judicial-subpoena', issuerKind: 'federal-agency' }, 'none'],
    ['signed by an immigration judge does not', { signedBy: 'immigration-judge' }, 'none'],
    ['to another agency does not', { directedTo: 'ma-masshealth' }, 'none'],
    ['for another person does not', { subjects: ['p2'] }, 'none'],
    ['for another program does not', { programs: ['tanf'] }, 'none'],
    ['for another element does not', { elements: ['ssn'] }, 'none'],
    ['for everything does', { elements: 'all' }, 'verified'],
    ['that has expired does not', { expiresOn: yesterday }, 'none'],
    ['that is not genuine does not', { authenticity: 'failed' }, 'none'],
    ['that nobody verified waits', { authenticity: 'unverified' }, 'unverified'],
    [
      'that is a second such order does not',
      { kind: 'part-2-order', issuerKind: 'federal-court', enforcedByCourt: true },
      'none',
    ],
  ])('%s', (_, change, compulsion) => {
    expect(beside(change)).toBe(compulsion)
  })

  it('does not compel once counsel refused it, and compels nothing beside another order', () => {
    expect(beside({}, [{ decision: 'refuse', instruments: ['i2'] }])).toBe('none')
    expect(readPaper(order, cell, aFile([order, subpoena])).compulsion).toBe('none')
    expect(
      readPaper(part2, cell, aFile([part2, { ...subpoena, id: 'i3', authenticity: 'unverified' }, subpoena]))
        .compulsion,
    ).toBe('verified')
  })
})

describe('a paper that leaves something out', () => {
  it('says nothing in its favor', () => {
    const bare: CaseInstrument = { id: 'i1', kind: 'court-order', subjects: ['p1'] }
    expect(readPaper(bare, cell, aFile([bare]))).toMatchObject({
      'paper-signer': 'none',
      'paper-authenticity': 'unverified',
      'paper-describes': false,
      'paper-names-agency': false,
      'paper-enforced': false,
      'paper-with-order': false,
      'court-informed': false,
    })
    const { elements: _, ...noElements } = order
    expect(readPaper(noElements, cell, aFile([]))['paper-describes']).toBe(false)
    expect(readPaper(order, cell, aFile([]))['paper-describes']).toBe(true)
  })

  it('describes a class only where it names nobody', () => {
    expect(readPaper({ ...order, subjects: 'unnamed' }, unnamed, aFile([]))['paper-describes']).toBe(true)
    expect(readPaper({ ...order, subjects: ['*'] }, unnamed, aFile([]))['paper-describes']).toBe(false)
    expect(readPaper({ ...order, subjects: 'unnamed' }, cell, aFile([]))['paper-describes']).toBe(false)
  })
})

const cites = (statute: string, kind = 'cited-statute') => citesStatusStatute({ id: 'i1', kind, statute })

describe('the statute on immigration status', () => {
  it.each([
    '8 USC 1373',
    '8 U.S.C. § 1644',
    '8U.S.C.1373(a)',
    '8 U. S. C. 1373',
    'section 1373 of title 8',
    '8 usc sections 1372 and 1373',
  ])('is cited by %s', (text) => expect(cites(text)).toBe(true))
  it.each(['18 USC 1373', '8 USC 13730', '8 USC 1357', '1373', 'title 8', ''])('is not cited by %j', (text) => {
    expect(cites(text)).toBe(false)
  })
  it('is cited by a letter and by no other kind of paper', () => {
    expect(cites('8 USC 1373', 'court-order')).toBe(false)
    expect(citesStatusStatute({ id: 'i1', kind: 'cited-statute' })).toBe(false)
  })
})

describe('the law of a day', () => {
  const part = {
    effect: 'forbids',
    programs: 'all',
    elements: 'all',
    where: [],
    until: [],
    heldBeside: [],
    stops: ['permits'],
    except: [],
  } as const
  const rule: Rule = {
    id: 'X-1',
    jurisdiction: 'us',
    citation: 'A citation',
    title: 'A title',
    plain: 'a reason',
    effective: { from: null, to: null },
    source: 'a source',
    confidence: 'high',
    confirmed: null,
    parts: [part],
  }
  const forbids = (change: Partial<Rule>) => {
    const rules: RuleSet = { rules: [{ ...rule, ...change }], digest: '0'.repeat(64) }
    return lawFor(rules, 'ma-dta', today).of('snap').forbids.length === 1
  }
  it.each<[string, Partial<Rule>, boolean]>([
    ['that never began or ended', {}, true],
    ['from its first day on', { effective: { from: today, to: null } }, true],
    ['not before it', { effective: { from: tomorrow, to: null } }, false],
    ['up to its last day', { effective: { from: null, to: today } }, true],
    ['not after it', { effective: { from: null, to: yesterday } }, false],
    ['not before it, though it ends later', { effective: { from: tomorrow, to: '2027-01-01' } }, false],
    ['not after it, though it began', { effective: { from: '2020-01-01', to: yesterday } }, false],
    ['of this state', { jurisdiction: 'us-ma' }, true],
    ['not of another', { jurisdiction: 'us-me' }, false],
    ['not what is inactive', { inactive: 'never proved' }, false],
    ['not the default, which forbids only where nothing else does', { id: 'GEN-01' }, false],
  ])('has a rule %s', (_, change, has) => {
    expect(forbids(change)).toBe(has)
  })
})
