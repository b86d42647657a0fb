/**
 * Sessions, sign-ins on their way, forms that were kept for somebody, and what a session looked at.
 *
 * Trust: who can write here can sign in as anybody on the register, and the looks that follow are in the log under
 * that name. Who can only read has hashes and ciphertext.
 */
import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import type pg from 'pg'
import { nonceBytes, seal, unseal } from '#formats/aead.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Json } from '#vocabulary/json.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Instant } from '#vocabulary/time.ts'
import { withDatabaseErrors } from './connect.ts'

export interface SessionLimits {
  /** Minutes without a click after which a session is over. */
  readonly idle: number
  /** Hours after which it is over, whatever was done in it. */
  readonly absolute: number
  /** Minutes that a sign-in may take on its way to the provider and back. */
  readonly attempt: number
  /** Hours for which a form is kept for somebody whose session had ended. */
  readonly kept: number
}

interface Session {
  /** In hex: names the session and opens nothing. */
  readonly hash: string
  readonly member: string
  readonly begunAt: Instant
  readonly steppedUpAt: Instant | undefined
}

type Fields = Readonly<Record<string, string | readonly string[]>>

interface SessionRow {
  readonly member: string
  readonly begunAt: string
  readonly usedAt: string
  readonly steppedUpAt: string | null
}

/** Being seen again within this many seconds is not written down: a click would else be a write. */
const noticed = 30
/** Sign-ins on their way at most; the oldest make room, so that nobody fills the table from outside. */
const mostAttempts = 20_000

/** @param secret 32 bytes or more, which keep what is kept from whoever reads the tables */
export function postgresSessions(pool: pg.Pool, secret: Uint8Array, limits: SessionLimits) {
  const key = keyFrom(secret)
  const ask = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    withDatabaseErrors(() => pool.query<Row>(text, [...values]))

  return {
    /** @returns the token, 32 random bytes in base64url, which nobody keeps but the browser */
    async begin(
      { member, agency }: { readonly member: string; readonly agency: string },
      at: Instant,
      steppedUpAt?: Instant,
    ): Promise<string> {
      const token = newToken()
      await ask(
        `with used as (insert into account_use values ($2, $4)
            on conflict (member) do update set last_at = excluded.last_at)
          insert into session (hash, member, agency, begun_at, used_at, stepped_up_at) values ($1, $2, $3, $4, $4, $5)`,
        [hashOf(token), member, agency, at, steppedUpAt ?? null],
      )
      return token
    },

    /** A session that has not ended, been idle too long or run too long; marks it as used now. */
    async find(token: string, now: Instant): Promise<Session | undefined> {
      const hash = hashOf(token)
      const { rows } = await ask<SessionRow>(
        `select member, begun_at as "begunAt", used_at as "usedAt", stepped_up_at as "steppedUpAt"
          from session where hash = $1 and ended_at is null`,
        [hash],
      )
      const [row] = rows
      if (row === undefined) return undefined
      const idle = minutesBetween(row.usedAt, now)
      if (idle >= limits.idle || minutesBetween(row.begunAt, now) >= limits.absolute * 60) {
        await ask('update session set ended_at = $2 where hash = $1 and ended_at is null', [hash, now])
        return undefined
      }
      if (idle * 60 >= noticed) await ask('update session set used_at = $2 where hash = $1', [hash, now])
      const { member, begunAt, steppedUpAt } = row
      return { hash: hash.toString('hex'), member, begunAt, steppedUpAt: steppedUpAt ?? undefined }
    },

    /** Whose this session is or was, for some days after it ended. */
    async whose(token: string): Promise<string | undefined> {
      const { rows } = await ask<{ member: string }>('select member from session where hash = $1', [hashOf(token)])
      return rows[0]?.member
    },

    async end(token: string, at: Instant): Promise<void> {
      await ask('update session set ended_at = $2 where hash = $1 and ended_at is null', [hashOf(token), at])
    },

    async endAllOf(member: string, at: Instant): Promise<void> {
      await ask('update session set ended_at = $2 where member = $1 and ended_at is null', [member, at])
    },

    /** @returns the token that the browser brings back with the answer */
    async beginAttempt(attempt: Json, now: Instant): Promise<string> {
      const token = newToken()
      const hash = hashOf(token)
      const until = later(now, limits.attempt * 60_000)
      await ask('insert into sign_in_attempt values ($1, $2, $3)', [hash, sealed(key, hash, attempt), until])
      await ask(
        `delete from sign_in_attempt where expires_at < $1 or hash in (
          select hash from sign_in_attempt order by expires_at desc offset ${mostAttempts})`,
        [now],
      )
      return token
    },

    /** The attempt of this browser, once: whatever answer came with it, there is no second. */
    async takeAttempt(token: string, now: Instant): Promise<Json | undefined> {
      const hash = hashOf(token)
      const { rows } = await ask<{ sealed: Buffer; expires_at: string }>(
        'delete from sign_in_attempt where hash = $1 returning sealed, expires_at',
        [hash],
      )
      const [row] = rows
      return row === undefined || row.expires_at <= now ? undefined : opened(key, hash, row.sealed)
    },

    async keep(
      { path, fields, member }: { readonly path: string; readonly fields: Fields; readonly member: string },
      at: Instant,
    ): Promise<string> {
      const token = newToken()
      const hash = hashOf(token)
      const values = Object.fromEntries(
        Object.entries(fields).map(([name, value]): [string, Json] => [
          name,
          typeof value === 'string' ? value : [...value],
        ]),
      )
      await ask('insert into kept_form values ($1, $2, $3, $4)', [
        hash,
        member,
        sealed(key, hash, { path, fields: values }),
        later(at, limits.kept * 3_600_000),
      ])
      return token
    },

    /** What was kept for this page, once; undefined for another page's, for another member, and after its time. */
    async take(token: string, member: string, path: string, now: Instant): Promise<Fields | undefined> {
      const hash = hashOf(token)
      const { rows } = await ask<{ sealed: Buffer }>(
        'select sealed from kept_form where hash = $1 and member = $2 and expires_at > $3',
        [hash, member, now],
      )
      const entry = rows[0] && opened(key, hash, rows[0].sealed)
      if (!isKept(entry) || entry.path !== path) return undefined
      await ask('delete from kept_form where hash = $1', [hash])
      return entry.fields
    },

    /** The stream of what this session looks at: this one, unless another was settled before. */
    async looksOf(session: string, fresh: string): Promise<string> {
      const { rows } = await ask<{ looks: string }>(
        `update session set looks = coalesce(looks, $2::uuid) where hash = decode($1, 'hex') returning looks`,
        [session, fresh],
      )
      return rows[0]?.looks ?? fresh
    },

    async isLooked(session: string, what: string, day: string): Promise<boolean> {
      const { rows } = await ask(`select from looked where session = decode($1, 'hex') and what = $2 and day = $3`, [
        session,
        hashOf(what),
        day,
      ])
      return rows.length > 0
    },

    async setLooked(session: string, what: string, day: string): Promise<void> {
      await ask(`insert into looked values (decode($1, 'hex'), $2, $3) on conflict do nothing`, [
        session,
        hashOf(what),
        day,
      ])
    },

    /** How many events the office's own stream has: the register is what it was for as long as this is. */
    async officeEvents(): Promise<number> {
      const { rows } = await ask<{ n: number | null }>('select max(n) as n from event where stream = $1', [
        officeStream,
      ])
      return rows[0]?.n ?? 0
    },
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url')
}

function hashOf(token: string): Buffer {
  return Buffer.from(sha256(utf8(token)))
}

function keyFrom(secret: Uint8Array): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'postern sign-in v1', 32)))
}

function sealed(key: KeyObject, hash: Buffer, value: Json): Buffer {
  return seal(key, randomBytes(nonceBytes), hash, utf8(JSON.stringify(value)))
}

/** Undefined for what was sealed under another secret, as after a restore without it. */
function opened(key: KeyObject, hash: Buffer, bytes: Buffer): Json | undefined {
  const plain = unseal(key, hash, bytes)
  return plain && parseJson(fromUtf8(plain, 'what was kept'), 'what was kept')
}

function isKept(value: Json | undefined): value is { path: string; fields: Record<string, string | string[]> } {
  return typeof value === 'object' && value !== null && 'path' in value && 'fields' in value
}

function minutesBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000
}

function later(at: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(at) + milliseconds).toISOString()
}
