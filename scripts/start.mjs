/** `npm start`: makes the project ready, then opens Sidetrack. Options: --library FOLDER, --port NUMBER, --no-open. */
import { run } from './setup.mjs'

run('web.js', ['--open', ...process.argv.slice(2)])
