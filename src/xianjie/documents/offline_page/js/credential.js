// A certificate, a written proof or a report of the register as JSON (W3C VC Data Model 2.0).
import { requireOurs } from "./code.js";
import { momentInChina } from "./days.js";
import { fieldsOfDocument } from "./fields.js";
import { canonical, isObject, objects, readJson } from "./json.js";
import { moment } from "./keys.js";
import { OUT_OF_TIME, Problem, say, UNKNOWN_KEY, unreadable } from "./problems.js";
import { keyOfProof, namesOf, readProof, requireSigned } from "./proofs.js";
import { HOLDS, stepOf, walk } from "./steps.js";

export async function checkDocument(text, register, now) {
  let [document, proofs, keys] = [null, [], []];
  const found = await walk([
    stepOf("readable", () => {
      document = readJson(text);
      requireCredential(document, register);
      proofs = objects(document, "proof").map((proof) => readProof(proof, document));
      if (!proofs.length)
        throw unreadable("没有任何证明，等于未签名", "there is no proof, so nobody signed it");
      return kindOf(document, register).label;
    }),
    stepOf("issuer", () => {
      requireOurs(issuerOf(document), register);
      return say(register.did, register.did);
    }),
    stepOf("key", () => {
      keys = proofs.map((proof) => keyOfProof(proof, register));
      if (!keys.some((key) => key.controller === issuerOf(document))) {
        throw new Problem(UNKNOWN_KEY, "没有签发者的证明", "there is no proof by the issuer");
      }
      return namesOf(proofs);
    }),
    stepOf("signature", async () => {
      for (const [at, proof] of proofs.entries()) await requireSigned(proof, keys[at], document);
      return say(`${proofs.length} 个签名全部成立`, `all of ${proofs.length} hold`);
    }),
    stepOf("period", () => requireInTime(document, proofs, now)),
  ]);
  const subject = isObject(document?.credentialSubject) ? document.credentialSubject : {};
  return {
    ...found,
    number: typeof subject.licenseNumber === "string" ? subject.licenseNumber : "",
    fileSha256: typeof subject.fileSha256 === "string" ? subject.fileSha256 : "",
    fields: found.verdict === HOLDS ? fieldsOfDocument(document, register) : [],
    whole: document,
  };
}

const issuerOf = (document) => (isObject(document.issuer) ? document.issuer.id : document.issuer);

function kindOf(document, register) {
  const types = Array.isArray(document.type) ? document.type : [document.type];
  return register.types.find((kind) => types.includes(kind.type));
}

function requireCredential(document, register) {
  const isWhole =
    isObject(document) &&
    Array.isArray(document["@context"]) &&
    document["@context"][0] === register.context &&
    Array.isArray(document.type) &&
    document.type.includes("VerifiableCredential") &&
    typeof issuerOf(document) === "string" &&
    isObject(document.credentialSubject);
  if (!isWhole || !kindOf(document, register)) {
    throw unreadable(
      "不是证书、书面证明或核验报告的签名文件",
      "this is no signed certificate, written proof or report of a check",
    );
  }
}

function requireInTime(document, proofs, now) {
  const [from, until] = ["validFrom", "validUntil"].map((name) =>
    name in document ? moment(document[name]) : null,
  );
  const ends = [...proofs.map((proof) => proof.expires), until ?? Infinity];
  if ((from !== null && now < from) || ends.some((end) => now > end)) {
    throw new Problem(
      OUT_OF_TIME,
      "现在不在它自己写明的有效期间内；也请核对本机时钟",
      "it is not in the period that it states; look at this machine's clock too",
    );
  }
  if (from === null) return say("没有写明起始", "it states no beginning");
  return say(`自 ${momentInChina(from)} 起`, `from ${momentInChina(from)}`);
}

export const printed = (document) => JSON.stringify(JSON.parse(canonical(document)), null, 1);
