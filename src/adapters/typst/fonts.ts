/** Fonts for scripts that the program that sets letters does not bring along; they come as packages of the system. */
import { existsSync, readFileSync } from 'node:fs'
import { PosternError } from '#errors.ts'

export interface Font {
  /** Debian's package. */
  readonly package: string
  readonly file: string
  /** What cannot be written without it. */
  readonly writes: string
}

/** Latin, Cyrillic and Greek need none of these. */
export const fonts: readonly Font[] = [
  {
    package: 'fonts-noto-core',
    file: '/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf',
    writes: 'Arabic',
  },
  { package: 'fonts-noto-core', file: '/usr/share/fonts/truetype/noto/NotoNaskhArabic-Bold.ttf', writes: 'Arabic' },
  { package: 'fonts-noto-core', file: '/usr/share/fonts/truetype/noto/NotoSansKhmer-Regular.ttf', writes: 'Khmer' },
  { package: 'fonts-noto-core', file: '/usr/share/fonts/truetype/noto/NotoSansKhmer-Bold.ttf', writes: 'Khmer' },
  {
    package: 'fonts-droid-fallback',
    file: '/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf',
    writes: 'Chinese',
  },
  { package: 'fonts-nanum', file: '/usr/share/fonts/truetype/nanum/NanumGothic.ttf', writes: 'Korean' },
  { package: 'fonts-nanum', file: '/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf', writes: 'Korean' },
]

export function missingFonts(known: readonly Font[] = fonts): readonly Font[] {
  return known.filter(({ file }) => !existsSync(file))
}

/**
 * In which scripts letters can be written here.
 *
 * @throws PosternError ERR_TOOL_MISSING naming the scripts, with the command that brings their fonts
 */
export function describeFonts(known: readonly Font[] = fonts): string {
  const missing = missingFonts(known)
  const scripts = (some: readonly Font[]): string => [...new Set(some.map(({ writes }) => writes))].join(', ')
  if (missing.length === 0) return `written in Latin, Cyrillic, Greek, ${scripts(known)}`
  const packages = [...new Set(missing.map((font) => font.package))]
  throw new PosternError(
    'ERR_TOOL_MISSING',
    `no font here writes ${scripts(missing)}, so letters go out without help in it`,
    { tools: packages.join(', ') },
    { mend: `Install the fonts: apt-get install -y --no-install-recommends ${packages.join(' ')}` },
  )
}

/** The bytes of those that are here. */
export function fontsHere(known: readonly Font[] = fonts): readonly Buffer[] {
  return known.filter(({ file }) => existsSync(file)).map(({ file }) => readFileSync(file))
}
