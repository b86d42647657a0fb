#!/usr/bin/env node
// Starts the command line on the Node 24 that comes along as a dependency, whatever Node was called.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const main = join(root, 'src', 'main.ts')
const major = Number(process.versions.node.split('.')[0])

// A worker reads a state range by range and needs little at a time; without a bound Node would take what the machine
// has before it throws anything away.
const workerHeap = JSON.parse(readFileSync(join(root, 'bin', 'worker-heap.json'), 'utf8'))
const { flags, env } = process.argv[2] === 'work' ? workerHeap : { flags: [], env: {} }

if (major >= 24 && flags.length === 0) {
  await import(main)
} else {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  const node = major >= 24 ? process.execPath : own
  if (!existsSync(node)) {
    console.error('postern needs its own Node 24: run `npm ci` in its folder first.')
    process.exit(69)
  }
  const run = spawn(node, [...flags, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...env, ...process.env },
  })
  // Whoever ends us means what we have started.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const pass = (signal) => run.kill(signal)
  for (const signal of signals) process.on(signal, pass)
  run.on('exit', (code, signal) => {
    for (const one of signals) process.off(one, pass)
    if (signal) process.kill(process.pid, signal)
    else process.exit(code ?? 70)
  })
}
