// The page itself: what is handed in, what is shown, the language, the keys.
import { hex } from "./bytes.js";
import { check, registerOf } from "./checking.js";
import { dayInChina } from "./days.js";
import { readJson } from "./json.js";
import { Problem, say, unreadable } from "./problems.js";
import { NO_PICTURES, readsPictures, textOfFile } from "./reading.js";
import { asSentence, element, shown } from "./showing.js";
import { sha256 } from "./signatures.js";
import { stepOf, walk } from "./steps.js";

const NO_CRYPTOGRAPHY = say(
  "浏览器在这里不提供密码运算：请经 https 打开本页，或存到本机再打开。",
  "The browser offers no cryptography here: open this page over https, or save it and open it from disk.",
);
const COMPARED = [
  say("文件与报告相符：正是报告所说的那一份", "The file is the one that the report is of"),
  say(
    "文件与报告不符：不是报告所说的那一份，或已改动",
    "The file is not the one that the report is of, or was changed",
  ),
];
const LANGS = ["zh", "en"];

const at = (id) => document.getElementById(id);
const made = JSON.parse(at("register").textContent);
const state = { lang: preferred(), register: registerOf(made), loaded: "", found: null };

function preferred() {
  const asked = navigator.languages.map((one) => one.slice(0, 2).toLowerCase());
  return asked.find((one) => LANGS.includes(one)) ?? "zh";
}

function speak() {
  const { lang } = state;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = at(`title-${lang}`).textContent;
  LANGS.forEach((one) => at(`to-${one}`).setAttribute("aria-pressed", String(one === lang)));
  showKeys();
  if (state.found) showFound();
}

function showKeys() {
  const { lang, register, loaded } = state;
  const rows = [...register.keys].map(([id, key]) =>
    element(
      "li",
      {},
      element("code", {}, id),
      ` ${key.algorithm}`,
      ...periodOf(key).map((one) => one[lang]),
    ),
  );
  at("keys").replaceChildren(...rows);
  at("did").textContent = register.did;
  at("loaded").textContent = loaded;
}

function periodOf(key) {
  const told = [];
  if (key.from > -Infinity)
    told.push(say(`，自 ${dayInChina(key.from)} 起`, `, from ${dayInChina(key.from)}`));
  if (key.until < Infinity)
    told.push(say(`，至 ${dayInChina(key.until)} 止`, `, until ${dayInChina(key.until)}`));
  return told;
}

function showFound() {
  at("result").replaceChildren(...shown(state.found, state.register, state.lang));
  at("compare").hidden = !(state.found.verdict === "holds" && state.found.fileSha256);
  at("compared").replaceChildren();
}

async function checked(read) {
  if (!globalThis.crypto?.subtle) return;
  at("result").replaceChildren(); // whatever happens, no earlier answer stands for this
  state.found = await read()
    .then((text) => check(text, state.register, Date.now()))
    .catch(refused);
  showFound();
  at("result").focus();
}

// What could not even be read as text is told as what could not be read further on.
async function refused(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const found = await walk([stepOf("readable", () => Promise.reject(problem))]);
  return { ...found, number: "", fields: [] };
}

async function loadKeys(file) {
  try {
    const register = registerOf(made, readJson(await textOfFile(file)));
    if (register.did !== made.did) {
      throw unreadable(
        `这是 ${register.did} 的公钥，不是本登记册的`,
        `these are the keys of ${register.did}, not of this register`,
      );
    }
    Object.assign(state, { register, loaded: file.name });
    showKeys();
    at("keys-problem").replaceChildren();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    at("keys-problem").replaceChildren(problem.words[state.lang]);
  }
}

async function compare(file) {
  const digest = hex(await sha256(await file.arrayBuffer()));
  const isSame = digest === state.found.fileSha256;
  at("compared").replaceChildren(COMPARED[isSame ? 0 : 1][state.lang]);
  at("compared").dataset.same = String(isSame);
}

function onFile(id, act) {
  // So that a file that was changed meanwhile can be chosen again.
  at(id).addEventListener("click", ({ target }) => {
    target.value = "";
  });
  at(id).addEventListener("change", ({ target }) => target.files[0] && act(target.files[0]));
}

function fromAddress() {
  if (location.hash.length > 1) checked(async () => location.hash);
}

LANGS.forEach((lang) => {
  at(`to-${lang}`).addEventListener("click", () => {
    state.lang = lang;
    speak();
  });
});
at("by-text").addEventListener("submit", (event) => {
  event.preventDefault();
  checked(async () => at("text").value);
});
onFile("file", (file) => checked(() => textOfFile(file)));
onFile("did-file", loadKeys);
onFile("compare-file", compare);
addEventListener("hashchange", fromAddress);
speak();
if (!globalThis.crypto?.subtle) at("trouble").append(...both(NO_CRYPTOGRAPHY));
readsPictures().then((can) => can || at("pictures").append(...both(NO_PICTURES)));
fromAddress();

function both(words) {
  return LANGS.map((lang) =>
    element("span", { lang: lang === "zh" ? "zh-CN" : "en" }, asSentence(words[lang])),
  );
}
