/** Format, lint, types, layers and dead code, side by side. Exits 1 and prints what each one says where one fails. */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled, runtime } from './setup.mjs'

const root = resolve(import.meta.dirname, '..')
const packaged = (...path) => join(root, 'node_modules', ...path)

const checks = {
  'format and lint': [packaged('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings'],
  'types of api': [packaged('typescript', 'bin', 'tsc'), '-p', 'tsconfig.pure.json'],
  'types of core and hosts': [packaged('typescript', 'bin', 'tsc'), '-p', 'tsconfig.node.json'],
  'types of kernels': [packaged('typescript', 'bin', 'tsc'), '-p', join('src', 'kernels')],
  'types of window': [packaged('typescript', 'bin', 'tsc'), '-p', 'tsconfig.web.json'],
  'layers and dead code': [join(root, 'scripts', 'check-imports.mjs')],
}

/** Run every check; resolves to the names of those that failed. */
export async function runChecks() {
  const node = runtime()
  const started = performance.now()
  const results = await Promise.all(Object.entries(checks).map(([name, args]) => runCheck(node, name, args)))
  for (const { name, output, failed } of results) if (failed) console.error(`${name}:\n${output}`)
  const failed = results.filter((result) => result.failed).map((result) => result.name)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(failed.length === 0 ? `Checks are clean (${seconds} s).` : `Failed: ${failed.join(', ')} (${seconds} s).`)
  return { failed, passed: results.length - failed.length }
}

function runCheck(node, name, args) {
  return new Promise((done) => {
    const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => done({ name, output: error.message, failed: true }))
    child.on('close', (code) => done({ name, output, failed: code !== 0 }))
  })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled()
  const { failed } = await runChecks()
  process.exit(failed.length === 0 ? 0 : 1)
}
