import { openDetailsForPrint } from './details.ts'
import { exitThisPage } from './exit.ts'
import { focusOnProblems } from './problems.ts'

exitThisPage()
openDetailsForPrint()
focusOnProblems()
