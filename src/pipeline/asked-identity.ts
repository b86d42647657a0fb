import type { EventShapes } from '#case/events.ts'
import type { AskedIdentity } from '#match/identity.ts'

/** The person as the request names them, in the shape that matching takes. */
export function askedIdentity(person: EventShapes['request.received']['person']): AskedIdentity {
  const { name = {}, dateOfBirth, ...others } = person
  return { ...name, ...others, ...(dateOfBirth === undefined ? {} : { birthDate: dateOfBirth }) }
}
