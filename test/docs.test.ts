import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { moves, states } from '#case/moves.ts'
import { documents } from '../scripts/docs.ts'
import { eventWords } from '../scripts/event-words.ts'

const printed = documents()

describe('the documents that are printed from code', () => {
  it.each(Object.keys(printed))('are what is committed: %s', (path) => {
    const file = new URL(`../${path}`, import.meta.url)
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(printed[path])
  })

  it('name every state, every move and every event', () => {
    const caseStates = printed['docs/case-states.md'] ?? ''
    for (const state of states) expect(caseStates).toContain(`\n| \`${state}\` `)
    for (const { command, event } of moves) {
      expect(caseStates).toContain(`\n| \`${command}\` `)
      expect(eventWords).toHaveProperty([event])
    }
    for (const type of Object.keys(eventWords)) expect(printed['docs/events.md']).toContain(`## ${type}\n`)
  })

  it('draw each state that a case can come into, and how', () => {
    const diagram = /```mermaid\n([^`]*)```/.exec(printed['docs/case-states.md'] ?? '')?.[1] ?? ''
    for (const { from, to } of moves) {
      for (const state of from) {
        if (to === 'same' || to === state) continue
        const arrow = `${state === 'new' ? '[*]' : state.replaceAll('-', '_')} --> ${to.replaceAll('-', '_')}: `
        expect(diagram).toContain(arrow)
      }
    }
    expect(diagram).toContain('approved_once --> approved: approve\n')
    expect(diagram).toContain('released --> matched: new fact\n')
  })
})
