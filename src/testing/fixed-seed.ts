/** For a mutation run: the same examples each time, so that a mutant killed once is killed again. */
import * as fc from 'fast-check'

fc.configureGlobal({ seed: 20261122 })
