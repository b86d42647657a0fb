import { openDetailsForPrint } from './details.ts'
import { keys } from './keys.ts'
import { passkeys } from './passkeys.ts'
import { focusOnProblems } from './problems.ts'
import { progress } from './progress.ts'

openDetailsForPrint()
focusOnProblems()
keys()
passkeys()
progress()
