import { defineConfig } from 'vitest/config'

/** `npm run test:long` asks for the long tests too; without a browser the journeys through it are left out. */
const long = process.env.SIDETRACK_LONG === '1'
const browser = process.env.SIDETRACK_NO_BROWSER !== '1'

const including = (folder: string) => [`${folder}/**/*.test.ts`, ...(long ? [`${folder}/**/*.long.ts`] : [])]
const minutes = (count: number) => count * 60_000

const unit = {
  extends: true as const,
  test: {
    name: 'unit',
    include: including('test'),
    exclude: ['test/e2e/**'],
    testTimeout: long ? minutes(30) : minutes(1),
    hookTimeout: minutes(2),
  },
}
const journeys = {
  extends: true as const,
  test: {
    name: 'e2e',
    include: including('test/e2e'),
    testTimeout: minutes(3),
    hookTimeout: minutes(3),
    // One browser at a time: two cores are enough for one window with its host and its learning.
    fileParallelism: false,
    // After everything else, so that nothing slows the window down.
    sequence: { groupOrder: 1 },
  },
}

export default defineConfig({
  test: {
    environment: 'node',
    // A process for each file: the databases are native code, and tests start threads of their own.
    pool: 'forks',
    maxWorkers: 2,
    projects: browser ? [unit, journeys] : [unit],
  },
})
