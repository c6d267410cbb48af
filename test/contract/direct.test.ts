import { behaviours } from './behaviours.ts'

behaviours('direct')
