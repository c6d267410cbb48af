import { behaviours } from './behaviours.ts'

behaviours('web')
