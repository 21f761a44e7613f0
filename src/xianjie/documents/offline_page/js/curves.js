// Curves y² = x³ - 3x + b over a prime field: points, and the one sum that verifying needs. Only
// public values pass here, so nothing has to run in constant time.
import { numberOf } from "./bytes.js";

export const SM2_CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  g: [
    0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
    0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
  ],
};
export const P256_CURVE = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
};

export const modulo = (number, p) => ((number % p) + p) % p;

export function power(base, exponent, p) {
  let [found, square] = [1n, modulo(base, p)];
  for (let rest = exponent; rest; rest >>= 1n) {
    if (rest & 1n) found = (found * square) % p;
    square = (square * square) % p;
  }
  return found;
}

// The coordinates of a compressed point of 33 bytes; null where it is none of the curve.
export function decompress(curve, point) {
  const { p, b } = curve;
  const x = numberOf(point.slice(1));
  const square = modulo(x * x * x - 3n * x + b, p);
  const y = power(square, (p + 1n) / 4n, p); // p is 3 modulo 4
  if (point.length !== 33 || ![2, 3].includes(point[0]) || x >= p) return null;
  if ((y * y) % p !== square) return null;
  return [x, Number(y & 1n) === (point[0] & 1) ? y : p - y];
}

// The x of left·G + right·point, null where the sum is infinity (both by Shamir's trick).
export function xOfSum(curve, left, right, point) {
  const { p, g } = curve;
  const both = add(p, [...g, 1n], point);
  let total = [1n, 1n, 0n];
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    total = double(p, total);
    const [ofG, ofPoint] = [(left >> bit) & 1n, (right >> bit) & 1n];
    if (ofG && ofPoint) total = addJacobian(p, total, both);
    else if (ofG) total = add(p, total, g);
    else if (ofPoint) total = add(p, total, point);
  }
  const [x, , z] = total;
  if (!z) return null;
  return modulo(x * power(z * z, p - 2n, p), p);
}

// (X, Y, Z) stands for (X/Z², Y/Z³), Z = 0 for infinity.
function double(p, [x, y, z]) {
  const [delta, gamma] = [(z * z) % p, (y * y) % p];
  const beta = (x * gamma) % p;
  const alpha = modulo(3n * (x - delta) * (x + delta), p);
  const x3 = modulo(alpha * alpha - 8n * beta, p);
  return [x3, modulo(alpha * (4n * beta - x3) - 8n * gamma * gamma, p), (2n * y * z) % p];
}

const add = (p, left, [x, y]) => addJacobian(p, left, [x, y, 1n]);

function addJacobian(p, left, right) {
  const [x1, y1, z1] = left;
  const [x2, y2, z2] = right;
  if (!z1) return right;
  if (!z2) return left;
  const [zz1, zz2] = [(z1 * z1) % p, (z2 * z2) % p];
  const u = (x1 * zz2) % p;
  const s = (y1 * zz2 * z2) % p;
  const h = modulo(x2 * zz1 - u, p);
  const r = modulo(y2 * zz1 * z1 - s, p);
  if (!h) return r ? [1n, 1n, 0n] : double(p, left);
  const hh = (h * h) % p;
  const hhh = (h * hh) % p;
  const v = (u * hh) % p;
  const x3 = modulo(r * r - hhh - 2n * v, p);
  return [x3, modulo(r * (v - x3) - s * hhh, p), (z1 * z2 * h) % p];
}
