/** Dense matrix products in register tiles of 4 rows × 12 columns, the most that 16 vector registers hold. */
import { madd } from './simd.ts'

/**
 * C += A·B with C rows × columns, columns a multiple of 4. Strides are bytes: entry (row, p) of A lies at
 * a + row·aRow + p·aStep, so that A may be read as it is or transposed; row p of B at b + p·bRow.
 */
export function addProduct(
  c: usize,
  cRow: usize,
  rows: i32,
  columns: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  depth: i32,
): void {
  const whole = rows & ~3
  let column = 0
  for (; column + 12 <= columns; column += 12) {
    const shift = (<usize>column) << 2
    for (let row = 0; row < whole; row += 4) {
      tile4x12(c + <usize>row * cRow + shift, cRow, a + <usize>row * aRow, aRow, aStep, b + shift, bRow, depth)
    }
  }
  for (; column < columns; column += 4) {
    const shift = (<usize>column) << 2
    for (let row = 0; row < whole; row += 4) {
      tile4x4(c + <usize>row * cRow + shift, cRow, a + <usize>row * aRow, aRow, aStep, b + shift, bRow, depth)
    }
  }
  for (let row = whole; row < rows; row++) {
    for (column = 0; column < columns; column += 4) {
      const shift = (<usize>column) << 2
      tile1x4(c + <usize>row * cRow + shift, a + <usize>row * aRow, aStep, b + shift, bRow, depth)
    }
  }
}

function tile4x12(c: usize, cRow: usize, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, depth: i32): void {
  const c1 = c + cRow
  const c2 = c1 + cRow
  const c3 = c2 + cRow
  let s00 = v128.load(c)
  let s01 = v128.load(c, 16)
  let s02 = v128.load(c, 32)
  let s10 = v128.load(c1)
  let s11 = v128.load(c1, 16)
  let s12 = v128.load(c1, 32)
  let s20 = v128.load(c2)
  let s21 = v128.load(c2, 16)
  let s22 = v128.load(c2, 32)
  let s30 = v128.load(c3)
  let s31 = v128.load(c3, 16)
  let s32 = v128.load(c3, 32)
  let a0 = a
  let a1 = a0 + aRow
  let a2 = a1 + aRow
  let a3 = a2 + aRow
  for (let p = 0; p < depth; p++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const b2 = v128.load(b, 32)
    let share = v128.load_splat<f32>(a0)
    s00 = madd(share, b0, s00)
    s01 = madd(share, b1, s01)
    s02 = madd(share, b2, s02)
    share = v128.load_splat<f32>(a1)
    s10 = madd(share, b0, s10)
    s11 = madd(share, b1, s11)
    s12 = madd(share, b2, s12)
    share = v128.load_splat<f32>(a2)
    s20 = madd(share, b0, s20)
    s21 = madd(share, b1, s21)
    s22 = madd(share, b2, s22)
    share = v128.load_splat<f32>(a3)
    s30 = madd(share, b0, s30)
    s31 = madd(share, b1, s31)
    s32 = madd(share, b2, s32)
    a0 += aStep
    a1 += aStep
    a2 += aStep
    a3 += aStep
    b += bRow
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c, s02, 32)
  v128.store(c1, s10)
  v128.store(c1, s11, 16)
  v128.store(c1, s12, 32)
  v128.store(c2, s20)
  v128.store(c2, s21, 16)
  v128.store(c2, s22, 32)
  v128.store(c3, s30)
  v128.store(c3, s31, 16)
  v128.store(c3, s32, 32)
}

function tile4x4(c: usize, cRow: usize, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, depth: i32): void {
  const c1 = c + cRow
  const c2 = c1 + cRow
  const c3 = c2 + cRow
  let s0 = v128.load(c)
  let s1 = v128.load(c1)
  let s2 = v128.load(c2)
  let s3 = v128.load(c3)
  let a0 = a
  let a1 = a0 + aRow
  let a2 = a1 + aRow
  let a3 = a2 + aRow
  for (let p = 0; p < depth; p++) {
    const row = v128.load(b)
    s0 = madd(v128.load_splat<f32>(a0), row, s0)
    s1 = madd(v128.load_splat<f32>(a1), row, s1)
    s2 = madd(v128.load_splat<f32>(a2), row, s2)
    s3 = madd(v128.load_splat<f32>(a3), row, s3)
    a0 += aStep
    a1 += aStep
    a2 += aStep
    a3 += aStep
    b += bRow
  }
  v128.store(c, s0)
  v128.store(c1, s1)
  v128.store(c2, s2)
  v128.store(c3, s3)
}

function tile1x4(c: usize, a: usize, aStep: usize, b: usize, bRow: usize, depth: i32): void {
  let sum = v128.load(c)
  for (let p = 0; p < depth; p++) {
    sum = madd(v128.load_splat<f32>(a), v128.load(b), sum)
    a += aStep
    b += bRow
  }
  v128.store(c, sum)
}
