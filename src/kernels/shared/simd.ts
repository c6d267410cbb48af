/** a · b + c in each lane: one rounding with relaxed SIMD where the machine has it, else two. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/** The sum of four lanes. */
export function laneSum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1))
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1)
}

/** The lane sums of four vectors, in their order. */
export function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
}

/** exp(x) in each lane to a relative 3e-7, for x cut to ±60: 2ⁿ · 2ᶠ with |f| ≤ ½ and a polynomial of degree 6 for 2ᶠ. */
export function exponential(x: v128): v128 {
  const cut = f32x4.min(f32x4.max(x, f32x4.splat(-60)), f32x4.splat(60))
  const y = f32x4.mul(cut, f32x4.splat(<f32>Math.LOG2E))
  // Adding 1.5 · 2²³ rounds to a whole number n and leaves n in the lowest bits.
  const rounded = f32x4.add(y, f32x4.splat(12582912))
  const f = f32x4.sub(y, f32x4.sub(rounded, f32x4.splat(12582912)))
  let p = madd(f32x4.splat(0.000154035304), f, f32x4.splat(0.00133335581))
  p = madd(p, f, f32x4.splat(0.00961812911))
  p = madd(p, f, f32x4.splat(0.0555041087))
  p = madd(p, f, f32x4.splat(0.240226507))
  p = madd(p, f, f32x4.splat(<f32>Math.LN2))
  p = madd(p, f, f32x4.splat(1))
  return i32x4.add(p, i32x4.shl(rounded, 23))
}
