export const lettersPath = '/desk/letters'

export function letterPath(id: string): string {
  return `${lettersPath}/${id}`
}
