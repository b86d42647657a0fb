/**
 * What an installation is: settings.json in its data directory.
 *
 * Trust: who can write here can weaken the quorum and name another oversight key. Both show: the policy goes
 * out with every package, and its hash stands in the statement that the log commits to.
 */
import { join } from 'node:path'
import { isPosternError, PosternError } from '#errors.ts'
import { formatError, fromUtf8 } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { code, count, flag, line, list, object, text, word, type Shape } from '#formats/shape.ts'
import type { Json } from '#vocabulary/json.ts'
import { readIfThere, writeDurably } from './durable.ts'

export interface WitnessSetting {
  /** As the policy calls it. */
  readonly name: string
  readonly vkey: string
  readonly url: string
}

export type RootKeySetting =
  | { readonly kind: 'file' }
  | { readonly kind: 'passphrase' }
  | { readonly kind: 'service'; readonly url: string }

/** Each part is left out where there is none. */
export interface SenderSetting {
  /** Address lines. */
  readonly lines?: readonly string[]
  readonly phone?: string
  readonly legalHelp?: readonly string[]
}

export interface Settings {
  readonly settings: 'postern/settings/v1'
  /** Name of the log: a schema-less URL. */
  readonly origin: string
  /** The public tree grows in multiples of this many entries. */
  readonly batch: number
  /** Whether a batch of padding goes out when nothing happened. */
  readonly padSilence: boolean
  readonly witnesses: readonly WitnessSetting[]
  readonly quorum: number | 'none'
  /** age recipient of the oversight body. */
  readonly oversight: string
  readonly deliveryDays: number
  /** IANA time zone whose days the law counts. */
  readonly timeZone: string
  readonly rootKey: RootKeySetting
  /** For how many years a closed case is kept. */
  readonly retentionYears?: number
  /** By agency: the hour at which requests are answered short of a release, and how many business days a refusal takes. */
  readonly answers?: Readonly<Record<string, { readonly at: string; readonly businessDays: number }>>
  /** By agency: what stands at the head of its letters, whom to call, and where free legal help is. */
  readonly senders?: Readonly<Record<string, SenderSetting>>
  /** By agency: the key, as a verifier key, that signs what it lays down; for a mapping with `access: drop`. */
  readonly drops?: Readonly<Record<string, { readonly vkey: string }>>
  /** True for an installation of the demonstration: its keys lie open beside it. */
  readonly demo: boolean
}

const quorum: Shape<number | 'none'> = (value, at): value is number | 'none' => value === 'none' || count(value, at)

const rootKey: Shape<RootKeySetting> = (value, at): value is RootKeySetting =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'service'
    ? object({ kind: word('service'), url: line })(value, at)
    : object({ kind: text(/^(?:file|passphrase)$/, '"file", "passphrase" or "service"') })(value, at)

/** Less is taken for a slip of the pen. */
const leastYears = 3

const years: Shape<number> = (value, at): value is number => {
  if (count(value, at) && value >= leastYears) return true
  throw formatError(`${at} must be ${leastYears} or more`, { pointer: at })
}

const answerTimes = object({
  at: text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'an hour such as 10:00'),
  businessDays: (value: unknown, at: string): value is number => {
    if (count(value, at) && value >= 1 && value <= 60) return true
    throw formatError(`${at} must be 1 to 60`, { pointer: at })
  },
})

const answers: Shape<NonNullable<Settings['answers']>> = (value, at): value is NonNullable<Settings['answers']> =>
  byAgency(value, at, answerTimes)

const sender = object({}, { lines: list(line, 0, 6), phone: line, legalHelp: list(line, 0, 6) })

const senders: Shape<NonNullable<Settings['senders']>> = (value, at): value is NonNullable<Settings['senders']> =>
  byAgency(value, at, sender)

const drops: Shape<NonNullable<Settings['drops']>> = (value, at): value is NonNullable<Settings['drops']> =>
  byAgency(value, at, object({ vkey: line }))

/** @throws PosternError ERR_FORMAT */
function byAgency<T>(value: unknown, at: string, one: Shape<T>): value is Readonly<Record<string, T>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw formatError(`${at} must be an object by agency`, { pointer: at })
  }
  return Object.entries(value).every(([agency, its]) => code(agency, at) && one(its, `${at}/${agency}`))
}

const shape = object<
  Omit<Settings, 'retentionYears' | 'answers' | 'senders' | 'drops'>,
  Required<Pick<Settings, 'retentionYears' | 'answers' | 'senders' | 'drops'>>
>(
  {
    settings: word('postern/settings/v1'),
    origin: text(/^[^\s\p{Cc}+]{1,200}$/u, 'the origin of a log, such as records.example.org/log'),
    batch: count,
    padSilence: flag,
    witnesses: list(object<WitnessSetting>({ name: code, vkey: line, url: line }), 0, 32),
    quorum,
    oversight: text(/^age1[a-z0-9]{10,200}$/, 'an age recipient'),
    deliveryDays: count,
    timeZone: text(/^[A-Za-z_]+(?:\/[A-Za-z_+-]+)*$/, 'a time zone such as America/New_York'),
    rootKey,
    demo: flag,
  },
  { retentionYears: years, answers, senders, drops },
)

const fileOf = (dataDirectory: string): string => join(dataDirectory, 'settings.json')

/**
 * The settings of this installation, or undefined where there is none yet.
 *
 * @throws PosternError ERR_INPUT_INVALID naming the file, the JSON pointer and what belongs there
 */
export async function readSettings(dataDirectory: string): Promise<Settings | undefined> {
  const file = fileOf(dataDirectory)
  const bytes = await readIfThere(file)
  if (bytes === undefined) return undefined
  const mend = 'Correct the file; `postern init --help` shows what each setting is.'
  try {
    const settings: Json = parseJson(fromUtf8(bytes, 'settings.json'), 'settings.json')
    if (shape(settings, '')) return settings
  } catch (error) {
    if (!isPosternError(error)) throw error
    throw new PosternError(
      'ERR_INPUT_INVALID',
      `${file}: ${error.message}`,
      { file, ...error.evidence },
      { mend, cause: error },
    )
  }
  throw new PosternError('ERR_INPUT_INVALID', `${file} does not hold settings.`, { file }, { mend })
}

export async function writeSettings(dataDirectory: string, settings: Settings): Promise<void> {
  shape(settings, '')
  await writeDurably(fileOf(dataDirectory), `${JSON.stringify(settings, null, 2)}\n`)
}
