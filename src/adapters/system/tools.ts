/**
 * Programs that the tests use beside npm packages: whether they are here, and how they come here.
 *
 * Trust: what the system's package manager installs is what runs.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { PosternError } from '#errors.ts'

export interface Tool {
  /** Of the package; of the program in it too, where nothing else is said. */
  readonly name: string
  readonly use: string
  readonly program?: string
  /** A file that it brings, for what is no program. */
  readonly file?: string
}

/** What the tests can do without, and are slower without. */
export const quickeningTools: readonly Tool[] = [
  { name: 'chromium-headless-shell', use: 'the pages that run in a browser, in a third of the time' },
]

export const testTools: readonly Tool[] = [
  { name: 'age', use: 'opening sealed packages with the published program' },
  { name: 'chromium', use: 'the pages that run in a browser' },
  { name: 'poppler-utils', program: 'pdfinfo', use: 'what another program reads in a letter' },
  // Offices need these too: a letter leaves out the help in a script that it has no font for.
  {
    name: 'fonts-noto-core',
    file: '/usr/share/fonts/truetype/noto/NotoSansKhmer-Regular.ttf',
    use: 'letters with help in Arabic and Khmer',
  },
  {
    name: 'fonts-droid-fallback',
    file: '/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf',
    use: 'letters with help in Chinese',
  },
  {
    name: 'fonts-nanum',
    file: '/usr/share/fonts/truetype/nanum/NanumGothic.ttf',
    use: 'letters with help in Korean',
  },
]

/** What of the machine matters here; a test gives one of its own. */
export interface Machine {
  /** Folders with programs, as PATH has them. */
  readonly path: string
  readonly root: boolean
  readonly platform: NodeJS.Platform
}

export function thisMachine(): Machine {
  return { path: process.env['PATH'] ?? '', root: process.geteuid?.() === 0, platform: process.platform }
}

export function missingTools(tools: readonly Tool[], machine: Machine): Tool[] {
  return tools.filter(({ name, program = name, file }) =>
    file === undefined ? !hasProgram(program, machine) : !existsSync(file),
  )
}

const managers: readonly { program: string; install: string; asRoot: boolean }[] = [
  { program: 'apt-get', install: 'apt-get install -y --no-install-recommends', asRoot: true },
  { program: 'dnf', install: 'dnf install -y', asRoot: true },
  { program: 'pacman', install: 'pacman -S --noconfirm', asRoot: true },
  { program: 'zypper', install: 'zypper install -y', asRoot: true },
  { program: 'brew', install: 'brew install', asRoot: false },
]

/** The one command that installs these tools on this machine, or undefined where we know none. */
export function installCommand(tools: readonly Tool[], machine: Machine): string | undefined {
  const manager = managers.find(({ program }) => hasProgram(program, machine))
  if (!manager) return undefined
  const sudo = manager.asRoot && !machine.root ? 'sudo ' : ''
  return `${sudo}${manager.install} ${tools.map(({ name }) => name).join(' ')}`
}

/** Whether these tools may be installed without asking: root has apt-get. */
export function mayInstall(machine: Machine): boolean {
  return machine.root && hasProgram('apt-get', machine)
}

/**
 * Install by apt-get; its lists are fetched only if it cannot do without.
 *
 * Throws ERR_TOOL_MISSING with the last lines of what apt-get said.
 */
export function installTools(tools: readonly Tool[], machine: Machine): void {
  const names = tools.map(({ name }) => name)
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { PATH: machine.path, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    })
  const install = () => apt('install', '-y', '-q', '--no-install-recommends', ...names)
  let last = install()
  if (last.status !== 0) {
    apt('update', '-q')
    last = install()
  }
  if (last.status === 0 && missingTools(tools, machine).length === 0) return
  throw new PosternError(
    'ERR_TOOL_MISSING',
    `apt-get could not install ${names.join(', ')}`,
    { said: `${last.stdout}${last.stderr}`.trim().split('\n').slice(-6) },
    { mend: 'Look at what apt-get said; without network, install the packages from your mirror.' },
  )
}

/**
 * Say which of the tests' tools are here.
 *
 * Throws ERR_TOOL_MISSING with the command that installs the others as its mend.
 */
export function describeTools(machine: Machine, tools: readonly Tool[] = testTools): string {
  const missing = missingTools(tools, machine)
  const names = (some: readonly Tool[]) => some.map(({ name }) => name).join(', ')
  if (missing.length === 0) return `${names(tools)} are installed`
  const mend = installCommand(missing, machine) ?? "Install them with your system's package manager."
  throw new PosternError('ERR_TOOL_MISSING', `${names(missing)} is missing`, { tools: names(missing) }, { mend })
}

function hasProgram(name: string, { path, platform }: Machine): boolean {
  const file = platform === 'win32' ? `${name}.exe` : name
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, file), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
