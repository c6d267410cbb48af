/** "Find the best settings": chosen on hidden items of the training part alone, never on a test part. */
import type { Csr } from '#core/math/csr.ts'
import type { RankerName } from '../rankers.ts'
import { tuneHybrid } from './tune-hybrid.ts'
import { openBench, type Tuned, type TuneOptions, tuneSingle } from './tune-single.ts'

/** Search within the time. Throws AppError bad-arguments where nothing can be hidden. */
export async function tune(name: RankerName, matrix: Csr, options: TuneOptions): Promise<Tuned> {
  const bench = openBench(matrix, options)
  return name === 'hybrid' ? tuneHybrid(bench) : tuneSingle(name, bench, options.seconds)
}
