/** The language of the page, at hand for every part of it. */
import { createContext, useContext } from 'hono/jsx'
import type { Child } from 'hono/jsx'
import type { Args, Words } from '../words/words.ts'
import type { Key } from '../words/catalogues.ts'
import { english } from '../words/words.ts'

export type { Child } from 'hono/jsx'

export const Language = createContext<Words>(english)

export function useWords(): Words {
  return useContext(Language)
}

interface Said {
  readonly k: Key
  /** Days and lists are written in the language that the message turns out to be in. */
  readonly args?: Args | ((words: Words) => Args)
}

/** A message; where the language of the page does not have it, it is marked as English for screen readers. */
export function T({ k, args }: Said): Child {
  const words = useWords()
  const own = words.has(k) || words.locale === 'en'
  const text = words.t(k, typeof args === 'function' ? args(own ? words : english) : args)
  if (own) return text
  return (
    <span lang="en" dir="ltr">
      {text}
    </span>
  )
}

/** Text from outside: it cannot turn the direction of what stands around it. */
export function Untrusted({ children }: { readonly children?: Child }): Child {
  return <bdi>{children}</bdi>
}

/** Class names without the empty ones. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ')
}
