/**
 * `npm run bench [-- import|train|query|quality|lists] [--full [SCALE]]`: how fast Sidetrack is on this computer. Stdout is JSON
 * lines only, one a measurement; what is going on is told on stderr. `--full` also generates the pair of five million
 * songs and twenty-four million likes, or SCALE times as many, and measures on it.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root, runtime } from './setup.mjs'

try {
  ensureInstalled()
  ensureBuilt()
} catch (fault) {
  process.stderr.write(`${fault.message}\n`)
  process.exit(1)
}
const child = spawn(runtime(), [join(root, 'test', 'bench', 'index.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
