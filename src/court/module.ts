/** The same as the page without the page, for whoever compares many decisions with a program of their own. */
export { readContent } from './read.ts'
export { replay } from './replay.ts'
