import { behaviours } from './behaviours.ts'

behaviours('cli')
