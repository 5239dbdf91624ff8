import { run } from './cli.ts'
import { endWithParent } from './end-with-parent.ts'
import { processIo } from './process-io.ts'

endWithParent()
process.exitCode = await run(process.argv.slice(2), processIo())
