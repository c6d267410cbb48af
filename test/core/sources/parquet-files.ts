/** Parquet files made in memory, each column with its type. */
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'

type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], 'compressors'>

const compressors = {
  GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)),
  BROTLI: (input: Uint8Array) =>
    new Uint8Array(brotliCompressSync(input, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
  ZSTD: (input: Uint8Array) => new Uint8Array(zstdCompressSync(input)),
}

export function parquet(columnData: Options['columnData'], options: Partial<Options> = {}): Buffer {
  return Buffer.from(parquetWriteBuffer({ columnData, compressors, ...options }))
}
