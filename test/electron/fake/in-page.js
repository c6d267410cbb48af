/**
 * Runs in the page before anything else: gives it what the preload script gives it in Electron, by way of the test, which
 * exposes `sidetrackDo` (test/electron/page.test.ts).
 */
const { sidetrackDo } = window
const events = []
const opened = []
let heard = 0

void sidetrackDo('listen')
setInterval(async () => {
  const all = await sidetrackDo('heard')
  const fresh = all.slice(heard)
  heard = all.length
  for (const [first, second] of fresh) {
    if (first === 'opened') for (const listener of opened) listener(second)
    else for (const listener of events) listener(first, second)
  }
}, 50)

window.sidetrack = {
  call: (method, args) => sidetrackDo('bridge', 'call', method, args),
  on: (listener) => {
    events.push(listener)
    return () => {}
  },
  chooseFiles: () => sidetrackDo('bridge', 'chooseFiles'),
  chooseFolder: () => sidetrackDo('bridge', 'chooseFolder'),
  chooseExport: (name) => sidetrackDo('bridge', 'chooseExport', name),
  // Files have the paths that the test gave them, by their names.
  filesDropped: (files) =>
    sidetrackDo(
      'dropped',
      files.map(({ name }) => name),
    ),
  onOpened: (listener) => {
    opened.push(listener)
    return () => {}
  },
}
