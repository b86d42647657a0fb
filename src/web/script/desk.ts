import { openDetailsForPrint } from './details.ts'
import { keys } from './keys.ts'
import { focusOnProblems } from './problems.ts'

openDetailsForPrint()
focusOnProblems()
keys()
