/** The folder `database` of a data directory, and who and what works in it. */
import type { Account } from './account.ts'
import type { Engine } from './engine.ts'
import type { Address } from './socket.ts'

export interface Home {
  readonly directory: string
  /** PostgreSQL's own data directory; there whole or not at all. */
  readonly cluster: string
  readonly log: string
  /** The file with the superuser's password, readable by us alone. */
  readonly password: string
  readonly account: Account | undefined
  readonly engine: Engine
  readonly address: Address
}

export const superuser = 'postern'
