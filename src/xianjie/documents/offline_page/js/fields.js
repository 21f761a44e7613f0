// What a document certifies, each field with its label; what has no label stands under its name.
import { dayInChina } from "./days.js";
import { isObject, member, objects } from "./json.js";
import { moment } from "./keys.js";
import { say } from "./problems.js";

const plain = (value) => say(String(value), String(value));

export function fieldsOfDocument(document, register) {
  const subject = document.credentialSubject;
  const isReport = document.type.includes("CheckReport");
  const rows = isReport ? ofReport(document, subject) : ofCertificate(document, subject);
  const facts = objects(subject, "certifiedFact").map((fact) => [fact.name, fact.factValue]);
  const told = [...rows, ...facts].filter(([, value]) => value !== undefined && value !== "");
  const fields = told.map(([name, value]) => [
    member(register.words.fields, name) ?? plain(name),
    shown(name, value, register),
  ]);
  return [...fields, ...objects(subject, "checkedStep").map((step) => ofStep(step, register))];
}

function ofCertificate(document, subject) {
  const achievement = isObject(subject.achievement) ? subject.achievement : {};
  const [holder] = objects(subject, "identifier").filter((one) => one.identityType === "name");
  const [result] = objects(subject, "result");
  return [
    ["kind", document.name],
    ["number", subject.licenseNumber],
    ["name", holder?.identityHash],
    ["documentKind", subject.documentKind],
    ["documentMasked", subject.documentMasked],
    ["achievement", achievement.name],
    ["code", achievement.humanCode],
    ["direction", achievement.specialization],
    ["level", result?.value ?? subject.skillLevel],
    ["issued_on", dayInChina(moment(document.validFrom))],
    ["issuer", isObject(document.issuer) ? document.issuer.name : document.issuer],
    ["institution", isObject(subject.source) ? subject.source.name : undefined],
  ];
}

function ofReport(document, subject) {
  return [
    ["checked", subject.checked],
    ["fileSha256", subject.fileSha256],
    ["checkedOn", dayInChina(moment(document.validFrom))],
    ["asOf", subject.asOf],
    ["outcome", subject.outcome],
    ["rows", subject.rows],
    ["unreadable", subject.unreadable],
  ];
}

function shown(name, value, register) {
  if (Array.isArray(value)) return plain(value.join("；"));
  return member(member(register.words.values, name) ?? {}, value) ?? plain(value);
}

function ofStep(step, register) {
  const title = member(register.words.steps, step.name) ?? plain(step.name);
  const mark = member(register.words.outcomes, step.outcome) ?? plain(step.outcome);
  return [
    title,
    say(`${mark.zh}。${step.description ?? ""}`, `${mark.en}. ${step.outcomeEn ?? ""}`),
  ];
}
