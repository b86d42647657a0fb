/** Hold an identity as it was asked about against one record, trait by trait. */
import {
  nameParts,
  normalizeName,
  normalizeNumber,
  normalizeStreet,
  normalizeSuffix,
  normalizeZip,
  oneSlipApart,
  transposedDates,
} from './normalize.ts'
import type { AskedIdentity, Candidate, Comparison, PersonAddress, PersonName, Trait } from './identity.ts'

type Verdict = 'agrees' | 'close' | 'differs'

/** A trait that was not asked about, or that the record does not hold, stands in none of the lists. */
export function compare(asked: AskedIdentity, record: Candidate): Comparison {
  const verdicts: Partial<Record<Trait, Verdict | undefined>> = {
    ...closestName(asked, record.names),
    'birth-date': date(asked.birthDate, record.birthDate),
    ssn: number(asked.ssn, record.ssns),
    'case-number': number(asked.caseNumber, record.caseNumbers),
    'member-id': number(asked.memberId, record.memberIds),
    address: closestAddress(asked.address, record.addresses),
  }
  const having = (verdict: Verdict) => traits.filter((trait) => verdicts[trait] === verdict)
  return { sourceKey: record.sourceKey, agrees: having('agrees'), close: having('close'), differs: having('differs') }
}

const traits: readonly Trait[] = [
  'ssn',
  'case-number',
  'member-id',
  'family',
  'given',
  'middle',
  'suffix',
  'birth-date',
  'address',
]
const weight: Readonly<Record<Verdict, number>> = { agrees: 3, close: 1, differs: 0 }

type NameVerdicts = Partial<Record<'family' | 'given' | 'middle' | 'suffix', Verdict | undefined>>

/** One name on file at a time, so that a given name of one alias and a family name of another make no match. */
function closestName(asked: AskedIdentity, names: readonly PersonName[]): NameVerdicts {
  const all = names.map((name): NameVerdicts => compareName(asked, name))
  const score = (one: NameVerdicts) =>
    Object.values(one).reduce((sum, verdict) => sum + (verdict === undefined ? 0 : weight[verdict]), 0)
  return all.reduce<NameVerdicts>((best, next) => (score(next) > score(best) ? next : best), all[0] ?? {})
}

function compareName(asked: AskedIdentity, name: PersonName): NameVerdicts {
  const family = text(asked.family, name.family)
  const given = text(asked.given, name.given)
  const exchanged =
    family === 'differs' &&
    given === 'differs' &&
    text(asked.family, name.given) === 'agrees' &&
    text(asked.given, name.family) === 'agrees'
  return {
    family: exchanged ? 'close' : family,
    given: exchanged ? 'close' : given,
    middle: middle(asked.middle, name.middle),
    suffix: exact(asked.suffix, name.suffix, normalizeSuffix),
  }
}

function text(asked: string | undefined, held: string): Verdict | undefined {
  const [a, b] = [normalizeName(asked ?? ''), normalizeName(held)]
  if (a === '' || b === '') return undefined
  if (a === b) return 'agrees'
  const shared = nameParts(asked ?? '').some((part) => nameParts(held).includes(part))
  return shared || oneSlipApart(a, b) ? 'close' : 'differs'
}

/** An initial agrees with every name that begins with it. */
function middle(asked: string | undefined, held: string | undefined): Verdict | undefined {
  const [a, b] = [normalizeName(asked ?? ''), normalizeName(held ?? '')]
  if (a === '' || b === '') return undefined
  const initial = a.length === 1 || b.length === 1
  if (a === b || (initial && a[0] === b[0])) return 'agrees'
  return oneSlipApart(a, b) ? 'close' : 'differs'
}

function exact(
  asked: string | undefined,
  held: string | undefined,
  normalize: (text: string) => string,
): Verdict | undefined {
  const [a, b] = [normalize(asked ?? ''), normalize(held ?? '')]
  if (a === '' || b === '') return undefined
  return a === b ? 'agrees' : 'differs'
}

function date(asked: string | undefined, held: string | undefined): Verdict | undefined {
  if (asked === undefined || held === undefined) return undefined
  if (asked === held) return 'agrees'
  return transposedDates(asked).includes(held) ? 'close' : 'differs'
}

function number(asked: string | undefined, held: readonly string[]): Verdict | undefined {
  const wanted = normalizeNumber(asked ?? '')
  const numbers = held.map(normalizeNumber).filter((one) => one !== '')
  if (wanted === '' || numbers.length === 0) return undefined
  if (numbers.includes(wanted)) return 'agrees'
  return numbers.some((one) => oneSlipApart(one, wanted)) ? 'close' : 'differs'
}

/** People move, so an address that differs contradicts nothing; it only helps a person to judge. */
function closestAddress(asked: AskedIdentity['address'], held: readonly PersonAddress[]): Verdict | undefined {
  if (asked === undefined) return undefined
  const verdicts = new Set(held.map((one) => address(asked, one)))
  return (['agrees', 'close', 'differs'] as const).find((verdict) => verdicts.has(verdict))
}

function address(asked: PersonAddress, held: PersonAddress): Verdict | undefined {
  const street = exact(asked.street, held.street, normalizeStreet)
  const place = exact(asked.zip, held.zip, normalizeZip) ?? exact(asked.town, held.town, normalizeName)
  if (street === undefined) return place === 'agrees' ? 'close' : place
  if (street === 'agrees') return place === 'differs' ? 'close' : 'agrees'
  return place === 'agrees' ? 'close' : 'differs'
}
