// The keys of a DID document, each with its period. A key signs from `keyFrom` on until `expires`
// (or `revoked`), and what it signed then holds for ever.
import { decodeMultibase } from "./bytes.js";
import { isObject } from "./json.js";
import { Problem, UNKNOWN_KEY, unreadable } from "./problems.js";
import { ED25519, P256, SM2 } from "./signatures.js";

const CODECS = [
  [ED25519, [0xed, 0x01], 32],
  [P256, [0x80, 0x24], 33],
  [SM2, [0x86, 0x24], 33],
];
const MOMENT = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const PURPOSE = "assertionMethod";

const wrong = (zh, en) =>
  unreadable(`DID 文档${zh}；请取得正确的文档`, `the DID document ${en}; get the right one`);

// Milliseconds since 1970 of a moment with its zone.
export function moment(text) {
  const found = typeof text === "string" && MOMENT.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(found)) throw unreadable("时间的写法不对", "a moment is not written as one");
  return found;
}

export function multikey(text) {
  const data = decodeMultibase(text);
  for (const [algorithm, [first, second], size] of CODECS) {
    if (data[0] === first && data[1] === second && data.length === 2 + size) {
      return { algorithm, raw: data.slice(2) };
    }
  }
  throw wrong("的公钥无法识别", "has a public key of no known kind");
}

// The keys that may sign statements, by the ids of their methods.
export function keysOf(document) {
  const did = isObject(document) ? document.id : null;
  const [methods, named] = [document?.verificationMethod, document?.[PURPOSE]];
  if (typeof did !== "string" || !did.startsWith("did:") || !Array.isArray(methods)) {
    throw wrong("没有 id 或公钥", "has no id, or no keys");
  }
  const keys = new Map();
  for (const method of methods) {
    if (!isObject(method) || method.type !== "Multikey" || typeof method.id !== "string") continue;
    if (method.controller !== did || !method.id.startsWith(`${did}#`)) {
      throw wrong("含他人控制的密钥", "has a key that another controls");
    }
    if (Array.isArray(named) && named.includes(method.id)) keys.set(method.id, keyOf(method));
  }
  return { did, keys };
}

function keyOf(method) {
  const ends = ["expires", "revoked"].filter((name) => name in method);
  return {
    ...multikey(method.publicKeyMultibase),
    controller: method.controller,
    from: "keyFrom" in method ? moment(method.keyFrom) : -Infinity,
    until: Math.min(Infinity, ...ends.map((name) => moment(method[name]))),
  };
}

export const unknownKey = (method) =>
  new Problem(
    UNKNOWN_KEY,
    `本页没有签名时有效的密钥 ${method}；可载入较新的 did.json，或更新本页`,
    `this page has no key ${method} that held when it was signed; load a newer did.json, or get a newer copy of the page`,
  );

export const heldAt = (key, when) => key.from <= when && when < key.until;
