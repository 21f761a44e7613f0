// One way to verify: Ed25519 and P-256 by the browser where it can, SM2 by what is here.
import { bytesOf, joined } from "./bytes.js";
import { decompress, P256_CURVE } from "./curves.js";
import { verifyEd25519Slowly } from "./ed25519.js";
import { verifySm2 } from "./sm2.js";

export const ED25519 = "Ed25519";
export const P256 = "P-256";
export const SM2 = "SM2";

// Whether the raw signature of 64 bytes is the key's; the key is as a Multikey spells it.
export async function verify(algorithm, key, message, signature) {
  switch (algorithm) {
    case ED25519:
      return verifyEd25519(key, message, signature);
    case P256:
      return verifyP256(key, message, signature);
    case SM2:
      return verifySm2(key, message, signature);
    default:
      return false;
  }
}

export const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

async function verifyEd25519(key, message, signature) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, ED25519, false, ["verify"]);
  } catch {
    return verifyEd25519Slowly(key, message, signature); // also says no to what is no key
  }
  return crypto.subtle.verify(ED25519, imported, signature, message);
}

async function verifyP256(key, message, signature) {
  const point = decompress(P256_CURVE, key);
  if (!point) return false;
  const raw = joined(Uint8Array.of(4), ...point.map((number) => bytesOf(number, 32)));
  const named = { name: "ECDSA", namedCurve: P256, hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", raw, named, false, ["verify"]);
  return crypto.subtle.verify(named, imported, signature, message);
}
