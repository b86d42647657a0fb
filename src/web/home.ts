import type { Role } from '#case/roles.ts'

/** Where somebody in these roles begins: a page that is theirs. */
export function homeOf(roles: readonly Role[]): string {
  if (roles.includes('requester')) return '/requester'
  if (roles.includes('oversight')) return '/oversight'
  if (roles.every((role) => role === 'administrator')) return '/admin'
  return '/desk'
}
