import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { dataDirectoryOf, engineDirectoriesOf, isRoot } from './places.ts'

describe('the data directory', () => {
  it('is what POSTERN_DATA says, made absolute', () => {
    expect(dataDirectoryOf({ POSTERN_DATA: 'some/where', HOME: '/home/person' })).toBe(resolve('some/where'))
  })

  it.runIf(process.platform === 'linux')(
    'is else the usual place on Linux: of the system for root, of the user else',
    () => {
      const env = { POSTERN_DATA: '', HOME: '/home/person' }
      expect(dataDirectoryOf(env)).toBe(isRoot() ? '/var/lib/postern' : '/home/person/.local/share/postern')
      const xdg = { ...env, XDG_DATA_HOME: '/xdg' }
      expect(dataDirectoryOf(xdg)).toBe(isRoot() ? '/var/lib/postern' : '/xdg/postern')
    },
  )
})

describe('the engine', () => {
  it('falls back to the data directory where no cache can be written', () => {
    expect(engineDirectoriesOf({ HOME: '/home/person' }, '/data').at(-1)).toBe(resolve('/data/engine'))
  })
})
