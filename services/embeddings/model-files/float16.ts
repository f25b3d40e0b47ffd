/** Numbers of IEEE 754 binary16 (little-endian words) as float32; exact, for binary32 holds all of them. */
export function widenFloat16(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i += 1) {
    const half = halves[i] as number;
    const sign = (half & 0x8000) << 16;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) words[i] = sign | 0x7f800000 | (fraction << 13);
    else if (exponent !== 0) words[i] = sign | ((exponent + 112) << 23) | (fraction << 13);
    else if (fraction === 0) words[i] = sign;
    else {
      // Subnormal: shift the leading one to where binary32 leaves it out.
      const shift = Math.clz32(fraction) - 21;
      words[i] = sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
    }
  }
  return new Float32Array(words.buffer);
}
