import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Write files.json, the list of everything the web host serves (src/main/web/static-files.ts). */
function listFiles(): Plugin {
  let folder = ''
  return {
    name: 'sidetrack-list-files',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir
    },
    closeBundle: () => {
      const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'files.json')
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
      const files = paths.map((path) => {
        const type = contentTypes[extname(path)]
        if (type === undefined)
          throw new Error(`${path}: give its kind of file a content type in electron.vite.config.ts`)
        const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
        return { path: relative(folder, path).split(sep).join('/'), type, sha256 }
      })
      writeFileSync(join(folder, 'files.json'), `${JSON.stringify(files, null, 1)}\n`)
    },
  }
}

export default defineConfig({
  main: {
    build: {
      // The oldest Node that runs it: a Mac without the packaged Node has 22.12 or newer.
      target: 'node22',
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          web: 'src/main/web.ts',
          cli: 'src/cli/index.ts',
          'benchmark-worker': 'src/workers/benchmark-worker.ts',
          'core-worker': 'src/workers/core-worker.ts',
          'job-worker': 'src/workers/job-worker.ts',
          'kernel-worker': 'src/workers/kernel-worker.ts',
          'read-worker': 'src/workers/read-worker.ts',
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload script is one CommonJS file.
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), listFiles()],
    build: {
      // The web host shows it in any current browser.
      target: 'es2022',
      minify: true,
      // Nothing inline: the content security policy allows files only.
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
})
