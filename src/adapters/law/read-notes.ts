/** What stands beside the packs for counsel: questions.yaml, claims.yaml, developments.yaml of each jurisdiction. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuleSet } from '#decision/rules.ts'
import { PosternError } from '#errors.ts'
import type { Claim, Development, Notes, Question } from '#law-documents/notes.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { didYouMean } from './near.ts'
import { holidaysFile } from './read-holidays.ts'
import { defined, parseYaml, type Place } from './place.ts'
import { readConfidence } from './read-pack.ts'

export const notesFiles = ['questions.yaml', 'claims.yaml', 'developments.yaml'] as const

const verdicts: readonly Claim['verdict'][] = [
  'supported',
  'supported in part',
  'unsupported',
  'unverifiable',
  'contradicted',
  'not a legal claim',
]

/**
 * The notes of each jurisdiction; a file that is not there has none.
 *
 * @throws PosternError ERR_INPUT_INVALID naming file, line and mend, also where a rule is named that is not there
 */
export async function readNotes(folder: string, { rules }: RuleSet): Promise<Readonly<Record<string, Notes>>> {
  const known = rules.map(({ id }) => id)
  const read = Object.keys(vocabulary.jurisdictions).map(async (jurisdiction): Promise<[string, Notes]> => {
    const placeOf = async (file: string) => placeIn(folder, join(jurisdiction, file))
    const itemsOf = async (file: (typeof notesFiles)[number]) => (await placeOf(file))?.items() ?? []
    const holidays = await placeOf(holidaysFile)
    return [
      jurisdiction,
      {
        questions: (await itemsOf('questions.yaml')).map((place) => readQuestion(place, known)),
        claims: (await itemsOf('claims.yaml')).map((place) => readClaim(place, known)),
        developments: (await itemsOf('developments.yaml')).map((place) => readDevelopment(place, known)),
        ...(holidays === undefined ? {} : { holidays: readHow(holidays) }),
      },
    ]
  })
  return Object.fromEntries(await Promise.all(read))
}

async function placeIn(folder: string, file: string): Promise<Place | undefined> {
  try {
    return parseYaml(await readFile(join(folder, file), 'utf8'), file)
  } catch (error) {
    if (error instanceof PosternError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new PosternError(
      'ERR_INPUT_UNREADABLE',
      `${file} cannot be read.`,
      { file },
      { cause: error, mend: 'Let this user read the folder of the packs.' },
    )
  }
}

/** The days themselves are read with the packs. */
function readHow(place: Place): { readonly confidence: string; readonly source: string } {
  const source = place.at('source')
  return {
    confidence: readConfidence(place.at('confidence')),
    source: source.isThere ? source.text('the source') : '',
  }
}

function readQuestion(place: Place, known: readonly string[]): Question {
  place.onlyFields(['number', 'asks', 'meanwhile', 'rules'])
  const { value } = place.at('number')
  const number = typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
  return {
    number: number ?? place.at('number').fail('this is no number of a question', 'Write a whole number above zero.'),
    asks: place.at('asks').text('the question'),
    meanwhile: place.at('meanwhile').text('what is done until it is answered'),
    rules: readRules(place.at('rules'), known),
  }
}

function readClaim(place: Place, known: readonly string[]): Claim {
  place.onlyFields(['claim', 'verdict', 'as', 'found', 'rules', 'sources'])
  return {
    claim: place.at('claim').text('the claim'),
    verdict: place.at('verdict').word(verdicts, 'a verdict'),
    ...defined({ as: place.at('as').isThere ? place.at('as').text('how far the verdict goes') : undefined }),
    found: place.at('found').text('what the sources say'),
    rules: readRules(place.at('rules'), known),
    sources: readSources(place.at('sources')),
  }
}

function readDevelopment(place: Place, known: readonly string[]): Development {
  place.onlyFields(['when', 'what', 'means', 'confidence', 'rules', 'sources'])
  return {
    when: place.at('when').text('when it was'),
    what: place.at('what').text('what happened'),
    means: place.at('means').text('what it means here'),
    confidence: readConfidence(place.at('confidence')),
    rules: readRules(place.at('rules'), known),
    sources: readSources(place.at('sources')),
  }
}

function readRules(place: Place, known: readonly string[]): string[] {
  if (!place.isThere) return []
  return place.items().map((item) => {
    const id = item.text('a rule id')
    if (known.includes(id)) return id
    return item.fail(`there is no rule ${id}${didYouMean(id, known)}`, 'Name a rule of the packs, or none.')
  })
}

function readSources(place: Place): string[] {
  if (!place.isThere) return []
  return place.items().map((item) => {
    const address = item.text('an address')
    return /^https?:\/\/\S+$/.test(address) ? address : item.fail('this is no address', 'Write it from "https://" on.')
  })
}
