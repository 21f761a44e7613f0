// Ed25519 (RFC 8032), verified without the browser's own: for browsers that have none.
import { bytesOf, joined, numberOf, same } from "./bytes.js";
import { modulo, power } from "./curves.js";

const littleEndian = (bytes) => numberOf(bytes.slice().reverse());

const P = (1n << 255n) - 19n;
const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;
const D = modulo(-121665n * power(121666n, P - 2n, P), P);
const ROOT = power(2n, (P - 1n) / 4n, P); // of -1
const BASE = decode(bytesOf((4n * power(5n, P - 2n, P)) % P, 32).reverse());

export async function verifyEd25519Slowly(key, message, signature) {
  const point = key.length === 32 && decode(key);
  if (!point || signature.length !== 64) return false;
  const [r, s] = [signature.slice(0, 32), littleEndian(signature.slice(32))];
  if (s >= ORDER) return false;
  const hash = await crypto.subtle.digest("SHA-512", joined(r, key, message));
  const k = littleEndian(new Uint8Array(hash)) % ORDER;
  const [x, y, z, t] = point;
  const minus = [modulo(-x, P), y, z, modulo(-t, P)];
  return same(encode(add(times(BASE, s), times(minus, k))), r);
}

// The point of 32 bytes in extended coordinates; null where there is none.
function decode(bytes) {
  const whole = littleEndian(bytes);
  const y = whole & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const u = modulo(y * y - 1n, P);
  const v = modulo(D * y * y + 1n, P);
  let x = modulo(u * power(v, 3n, P) * power(u * power(v, 7n, P), (P - 5n) / 8n, P), P);
  if (modulo(v * x * x, P) !== u) x = (x * ROOT) % P;
  const sign = whole >> 255n;
  if (modulo(v * x * x, P) !== u || (!x && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, (x * y) % P];
}

function encode([x, y, z]) {
  const inverse = power(z, P - 2n, P);
  const odd = ((x * inverse) % P) & 1n;
  return bytesOf(((y * inverse) % P) | (odd << 255n), 32).reverse();
}

function times(point, scalar) {
  let [found, double] = [[0n, 1n, 1n, 0n], point];
  for (let rest = scalar; rest; rest >>= 1n) {
    if (rest & 1n) found = add(found, double);
    double = add(double, double);
  }
  return found;
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = modulo((y1 - x1) * (y2 - x2), P);
  const b = modulo((y1 + x1) * (y2 + x2), P);
  const c = (2n * D * t1 * t2) % P;
  const d = (2n * z1 * z2) % P;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [modulo(e * f, P), modulo(g * h, P), modulo(f * g, P), modulo(e * h, P)];
}
