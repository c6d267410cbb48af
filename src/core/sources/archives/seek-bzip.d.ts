/** The part of seek-bzip that unpacks single blocks; it brings no types. */
declare module 'seek-bzip' {
  const bzip: {
    /** Unpack the block at bit `at` of a bzip2 file, and look at its checksum; throws what is wrong with it. */
    decodeBlock: (file: Uint8Array, at: number, output: { writeByte: (byte: number) => void }) => void
  }
  export default bzip
}
