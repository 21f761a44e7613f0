// Bytes as text and back; every accepted text is the one spelling of its bytes.
import { unreadable } from "./problems.js";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const MOST_BASE58 = 1024; // letters; the conversion is quadratic
const GROUP = 7; // bytes that 17 digits hold
const DIGITS = [0, 3, 5, 8, 10, 13, 15, 17]; // for so many bytes

const wrong = (name) => unreadable(`不是有效的 ${name} 编码`, `this is not valid ${name}`);

export const utf8 = (text) => new TextEncoder().encode(text);

export const hex = (bytes) =>
  Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreadable("不是 UTF-8 文本", "this is no UTF-8 text");
  }
}

export function joined(...parts) {
  const found = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    found.set(part, at);
    at += part.length;
  }
  return found;
}

export const same = (left, right) =>
  left.length === right.length && left.every((one, at) => one === right[at]);

export const numberOf = (bytes) => (bytes.length ? BigInt(`0x${hex(bytes)}`) : 0n);

// Big-endian, in so many bytes.
export function bytesOf(number, size) {
  const digits = number.toString(16).padStart(2 * size, "0");
  return Uint8Array.from({ length: size }, (_, at) =>
    parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

const encodeBase64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

export function decodeBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw wrong("base64url");
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  if (encodeBase64url(bytes) !== text) throw wrong("base64url"); // stray last bits
  return bytes;
}

export function decodeBase58(text) {
  if (text.length > MOST_BASE58) throw wrong("base58");
  let number = 0n;
  for (const letter of text) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) throw wrong("base58");
    number = number * 58n + BigInt(digit);
  }
  const zeros = /^1*/.exec(text)[0].length;
  const size = number ? Math.ceil(number.toString(16).length / 2) : 0;
  return joined(new Uint8Array(zeros), bytesOf(number, size));
}

// Multibase: z and base58, or u and base64url.
export function decodeMultibase(text) {
  if (typeof text === "string" && text.startsWith("z")) return decodeBase58(text.slice(1));
  if (typeof text === "string" && text.startsWith("u")) return decodeBase64url(text.slice(1));
  throw wrong("multibase");
}

// RFC 9285.
export function decodeBase45(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = Array.from(text.slice(at, at + 3), (letter) => BASE45.indexOf(letter));
    const number = values.reduceRight((sum, value) => sum * 45 + value, 0);
    const size = values.length - 1;
    if (!size || values.includes(-1) || number >= 256 ** size) throw wrong("base45");
    bytes.push(...bytesOf(BigInt(number), size));
  }
  return Uint8Array.from(bytes);
}

// Seven bytes as 17 digits, little-endian, as in CTAP 2.2.
export function decodeDigits(text) {
  if (!/^[0-9]*$/.test(text)) throw wrong("digits");
  const bytes = [];
  for (let at = 0; at < text.length; at += DIGITS[GROUP]) {
    const group = text.slice(at, at + DIGITS[GROUP]);
    const size = DIGITS.indexOf(group.length);
    if (size < 1 || BigInt(group) >= 1n << BigInt(8 * size)) throw wrong("digits");
    bytes.push(...bytesOf(BigInt(group), size).reverse());
  }
  return Uint8Array.from(bytes);
}
