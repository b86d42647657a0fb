import type { Pool, PoolClient } from 'pg'

/** Work on one connection. After a failure the connection is closed, for nobody knows what state it is in. */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let sound = false
  try {
    const result = await work(client)
    sound = true
    return result
  } finally {
    client.release(!sound)
  }
}
