import type { Pool, PoolClient } from 'pg'

/** A connection that breaks between two statements tells so by an event; the next statement fails and says it again. */
function ignore(): void {}

/** Work on one connection. After a failure the connection is closed, for nobody knows what state it is in. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  client.on('error', ignore)
  let sound = false
  try {
    const result = await work(client)
    sound = true
    return result
  } finally {
    client.off('error', ignore)
    client.release(!sound)
  }
}
