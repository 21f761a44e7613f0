// Data Integrity proofs over canonical JSON: each of a proof set, and SM2 batches.
import { decodeMultibase, joined, numberOf, utf8 } from "./bytes.js";
import { canonical, member } from "./json.js";
import { heldAt, moment, unknownKey } from "./keys.js";
import { rootOf } from "./merkle.js";
import { ALTERED, Problem, say, unreadable } from "./problems.js";
import { ED25519, P256, sha256, SM2, verify } from "./signatures.js";
import { sm3 } from "./sm3.js";

const PURPOSE = "assertionMethod";
const SUITES = {
  "eddsa-jcs-2022": { algorithm: ED25519, hash: sha256 },
  "ecdsa-jcs-2019": { algorithm: P256, hash: sha256 },
  "sm2-sm3-jcs-2026": { algorithm: SM2, hash: sm3 },
  "sm2-sm3-merkle-jcs-2026": { algorithm: SM2, hash: sm3, isBatch: true },
};
const ROOT_TAG = utf8("xianjie sm2-sm3-merkle-jcs-2026\0");
const MEMBERS = new Set([
  "@context",
  "created",
  "cryptosuite",
  "expires",
  "id",
  "proofPurpose",
  "proofValue",
  "type",
  "verificationMethod",
]);
const PLACE = 8; // bytes of the number of leaves and of the index
const SIGNATURE = 64;
const HASH = 32;

const wrong = (zh, en) => unreadable(`证明${zh}`, `a proof ${en}`);

// A proof in parts; every member is one that is looked at here.
export function readProof(proof, document) {
  const suite = member(SUITES, proof.cryptosuite);
  if (proof.type !== "DataIntegrityProof" || !suite) {
    throw wrong(
      `的签名套件 ${proof.cryptosuite} 本页不能核验；请联网核验`,
      `is of the suite ${proof.cryptosuite}, which this page cannot verify; check online`,
    );
  }
  const unknown = Object.keys(proof).filter((name) => !MEMBERS.has(name));
  if (unknown.length)
    throw wrong(`含本页不认识的成员 ${unknown}`, `has members unknown here: ${unknown}`);
  if ("@context" in proof && canonical(proof["@context"]) !== canonical(document["@context"])) {
    throw wrong("的 @context 与凭证不同", "has another @context than the document");
  }
  if (proof.proofPurpose !== PURPOSE || typeof proof.verificationMethod !== "string") {
    throw wrong(`不是用于 ${PURPOSE}`, `is not for ${PURPOSE}`);
  }
  const { proofValue, ...options } = proof;
  return {
    suite,
    options,
    method: proof.verificationMethod,
    value: decodeMultibase(proofValue),
    created: "created" in proof ? moment(proof.created) : null,
    expires: "expires" in proof ? moment(proof.expires) : Infinity,
  };
}

// The proof's key, which held when the proof was made.
export function keyOfProof(proof, register) {
  const key = register.keys.get(proof.method);
  const isBounded = key && (key.from > -Infinity || key.until < Infinity);
  const isHeld = key && (!isBounded || (proof.created !== null && heldAt(key, proof.created)));
  if (isHeld && key.algorithm === proof.suite.algorithm) return key;
  throw unknownKey(proof.method);
}

export async function requireSigned(proof, key, document) {
  const { proof: _, ...bare } = document;
  const digest = await proof.suite.hash(utf8(canonical(bare)));
  for (const options of optionsOf(proof, document)) {
    const data = joined(await proof.suite.hash(utf8(canonical(options))), digest);
    if (await holds(proof, key, data)) return;
  }
  throw new Problem(
    ALTERED,
    `${proof.options.cryptosuite} 签名不成立：内容与签发时不同；请勿采信`,
    `the signature ${proof.options.cryptosuite} does not hold: the content is not what was signed; do not rely on it`,
  );
}

// A proof without `@context` was hashed so, or with the document's: both say the same.
function optionsOf(proof, document) {
  const completed = { ...proof.options, "@context": document["@context"] };
  return "@context" in proof.options ? [completed] : [proof.options, completed];
}

async function holds(proof, key, data) {
  if (!proof.suite.isBatch) return verify(key.algorithm, key.raw, data, proof.value);
  const value = proof.value;
  const [size, index] = [
    Number(numberOf(value.slice(0, 4))),
    Number(numberOf(value.slice(4, PLACE))),
  ];
  const path = [];
  for (let at = PLACE + SIGNATURE; at < value.length; at += HASH)
    path.push(value.slice(at, at + HASH));
  const root = rootOf(data, index, size, path);
  const signature = value.slice(PLACE, PLACE + SIGNATURE);
  return (
    root !== null &&
    verify(key.algorithm, key.raw, joined(ROOT_TAG, value.slice(0, 4), root), signature)
  );
}

export const namesOf = (proofs) => {
  const named = proofs.map((proof) => `${proof.options.cryptosuite} (${proof.method})`);
  return say(named.join("、"), named.join(", "));
};
