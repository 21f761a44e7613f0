// SM2 signatures with SM3 (GB/T 32918.2, the curve of GB/T 32918.5), verified.
import { bytesOf, joined, numberOf, utf8 } from "./bytes.js";
import { decompress, SM2_CURVE, xOfSum } from "./curves.js";
import { sm3 } from "./sm3.js";

export const DEFAULT_ID = utf8("1234567812345678"); // that every profile takes

// The signature is r‖s of 64 bytes, the key a compressed point.
export function verifySm2(key, message, signature, identity = DEFAULT_ID) {
  const { p, b, n, g } = SM2_CURVE;
  const point = decompress(SM2_CURVE, key);
  if (!point || signature.length !== 64) return false;
  const [r, s] = [numberOf(signature.slice(0, 32)), numberOf(signature.slice(32))];
  const t = (r + s) % n;
  if (!r || !s || r >= n || s >= n || !t) return false;
  const bits = bytesOf(BigInt(8 * identity.length), 2);
  const numbers = [p - 3n, b, ...g, ...point].map((number) => bytesOf(number, 32));
  const e = sm3(joined(sm3(joined(bits, identity, ...numbers)), message));
  const x = xOfSum(SM2_CURVE, s, t, point);
  return x !== null && (numberOf(e) + x) % n === r;
}
