#!/usr/bin/env node
// Starts the command line on the Node 24 that comes along as a dependency, whatever Node was called.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const main = join(root, 'src', 'main.ts')
const major = Number(process.versions.node.split('.')[0])

if (major >= 24) {
  await import(main)
} else {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (!existsSync(node)) {
    console.error('postern needs its own Node 24: run `npm ci` in its folder first.')
    process.exit(69)
  }
  const run = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  if (run.signal) process.kill(process.pid, run.signal)
  process.exit(run.status ?? 70)
}
