import * as fc from 'fast-check'
import { assert, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { formatSourceKey, keyValues, parseSourceKey } from './source-key.ts'

const key = {
  agency: 'ma-dta',
  keys: {
    person: [{ value: 'SYN-1' }],
    case: [
      { value: 'C2', program: 'tanf' },
      { value: 'C1', program: 'snap' },
    ],
  },
}

describe('a source key', () => {
  it('is one text for equal keys, in whatever order and however often they come', () => {
    const other = {
      agency: 'ma-dta',
      keys: { case: [...key.keys.case, ...key.keys.case].toReversed(), person: key.keys.person },
    }
    assert.equal(formatSourceKey(other), formatSourceKey(key))
  })
  it('gives back what was put in', () => {
    const value = fc.string({ minLength: 1, maxLength: 9 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('person', 'case', 'household'), fc.uniqueArray(value, { maxLength: 3 })),
        (keys) => {
          const given = Object.fromEntries(
            Object.entries(keys).map(([name, some]) => [name, some.map((one) => ({ value: one }))]),
          )
          const { keys: back } = parseSourceKey(formatSourceKey({ agency: 'a', keys: given }))
          for (const [name, some] of Object.entries(given)) assert.sameDeepMembers([...(back[name] ?? [])], some)
        },
      ),
    )
  })
  it('leads to the rows of one program only where the key is the program’s own', () => {
    assert.deepEqual(keyValues(key, 'case', 'snap'), ['C1'])
    assert.deepEqual(keyValues(key, 'case', 'medicaid'), [])
    assert.deepEqual(keyValues(key, 'person', 'medicaid'), ['SYN-1'])
    assert.deepEqual(keyValues(key, 'toString', 'snap'), [])
  })
  for (const text of [
    '',
    '{}',
    '{"agency":"a","keys":[]}',
    '{"agency":"a","keys":{"person":[{"value":""}]}}',
    '{"agency":"a","keys":{"person":[{"value":"x","more":1}]}}',
    '{"agency":"a","keys":{},"x":1}',
  ]) {
    it(`is refused as ${text === '' ? 'nothing' : text}`, () => {
      try {
        parseSourceKey(text)
      } catch (error) {
        assert.isTrue(isPosternError(error, 'ERR_FORMAT'))
        return
      }
      assert.fail('it was taken')
    })
  }
})
