/** What a reading, an order, a verification and counsel's word about a dispute make of the papers of a case. */
import type { CaseEvent } from './events.ts'
import type { OrderFacts } from './orders.ts'
import { differences, readAgain, settle, standingFacts, unread, type Readings } from './readings.ts'
import type { CaseState, InstrumentState } from './state.ts'

export function read(state: CaseState, { actor: by, body: { facts } }: CaseEvent<'instrument.read'>): CaseState {
  const readings = readAgain(state.instruments[facts.id]?.readings ?? unread, { by, facts })
  return withReadings(state, facts.id, facts.kind, readings)
}

export function ordered(state: CaseState, { actor: by, body: { facts } }: CaseEvent<'order.read'>): CaseState {
  const readings = readAgain(state.orders[facts.id]?.readings ?? unread, { by, facts })
  const next = withOrder(state, facts.id, readings)
  // Whatever stops a paper asks for counsel's word anew.
  return ['stay', 'quash'].includes(facts.effect) ? withoutApproval(next, facts.about) : next
}

export function settled(state: CaseState, { body: { paper, reader } }: CaseEvent<'reading.settled'>): CaseState {
  const known = state.instruments[paper]
  if (known !== undefined) return withReadings(state, paper, known.kind, settle(known.readings, reader))
  const order = state.orders[paper]
  return order === undefined ? state : withOrder(state, paper, settle(order.readings, reader))
}

/** A paper or an order that the case does not know is passed over. */
export function checked(state: CaseState, { body }: CaseEvent<'instrument.checked'>): CaseState {
  const { instrument: id, result: authenticity } = body
  const [paper, order] = [state.instruments[id], state.orders[id]]
  if (paper !== undefined) return { ...state, instruments: { ...state.instruments, [id]: { ...paper, authenticity } } }
  return order === undefined ? state : { ...state, orders: { ...state.orders, [id]: { ...order, authenticity } } }
}

/** Counsel approved the paper as it was known then. A refusal stands. */
export function withoutApproval(state: CaseState, id: string): CaseState {
  const counsel = state.counsel.filter((word) => word.instrument !== id || word.decision !== 'approve')
  return { ...state, counsel }
}

/** A second person who reads the same changes nothing else; anything else asks for everything anew. */
function withReadings(state: CaseState, id: string, kind: string, readings: InstrumentState['readings']): CaseState {
  const known = state.instruments[id]
  const facts = standingFacts(readings)
  if (known !== undefined && isSame(known.facts, facts) && readings.given.length > 1) {
    return { ...state, instruments: { ...state.instruments, [id]: { ...known, readings } } }
  }
  const anew: InstrumentState = {
    kind: facts?.kind ?? known?.kind ?? kind,
    facts,
    authenticity: 'unverified',
    readings,
  }
  return { ...withoutApproval(state, id), instruments: { ...state.instruments, [id]: anew } }
}

function withOrder(state: CaseState, id: string, readings: Readings<OrderFacts>): CaseState {
  const known = state.orders[id]
  const before = known === undefined ? undefined : standingFacts(known.readings)
  const same = isSame(before, standingFacts(readings)) && readings.given.length > 1
  const authenticity = same && known !== undefined ? known.authenticity : 'unverified'
  return { ...state, orders: { ...state.orders, [id]: { readings, authenticity } } }
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  return one !== undefined && other !== undefined && differences(one, other).length === 0
}
