#!/usr/bin/env node
/** The command line: makes the project ready, saying so on stderr only, then runs the command. */
import { run } from './setup.mjs'

run('cli.js', process.argv.slice(2))
