/** Where the pages of the desk stand. A case's number says nothing about a person and may stand in an address. */
export const queuePath = '/desk'

export function casePath(number: string): string {
  return `/desk/cases/${number}`
}

/** Somebody's own keys for signing. */
export const passkeysPath = '/desk/passkeys'

/** @param id of a paper or an order; `letter` is what the request was entered from */
export function paperPath(number: string, id: string): string {
  return `${casePath(number)}/papers/${id}`
}
