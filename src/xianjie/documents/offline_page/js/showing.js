// What a check found, as elements of the page. Texts only become text: nothing is parsed as HTML.
import { printed } from "./credential.js";
import { say } from "./problems.js";

const VERDICTS = {
  holds: ["good", say("签名成立，内容没有改动", "The signature holds: nothing was changed")],
  unreadable: ["bad", say("无法读取", "Unreadable")],
  not_ours: ["bad", say("不是本登记册签发的", "Not of this register")],
  unknown_key: ["warn", say("没有核验所需的公钥", "The key is unknown")],
  altered: ["bad", say("内容被改动，请勿采信", "Altered: do not rely on it")],
  out_of_time: ["warn", say("不在有效期间内", "Out of its period")],
};
const MARKS = {
  passed: say("是", "yes"),
  failed: say("否", "no"),
  left_out: say("未核", "not checked"),
};
const NOT_REVOKED = say(
  "签名成立不等于没有撤销或暂停，那要联网核验。",
  "That a signature holds does not mean that the certificate was not revoked or suspended; that is told online.",
);
const ONLINE = say("联网核验", "Check online");
const FIELDS = say(
  "载明的每一项（请与手中的证书逐项对照）",
  "Every field that it certifies: compare each with the paper in your hand",
);
const STEPS = say("核验的步骤", "What was looked at");
const WHOLE = say("整份文件", "The whole document");

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

export const asSentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

export function shown(found, register, lang) {
  const [tone, title] = VERDICTS[found.verdict];
  const failed = found.steps.find((step) => step.outcome === "failed");
  const verdict = element(
    "div",
    { class: `verdict ${tone}`, "data-verdict": found.verdict },
    element("h2", {}, title[lang]),
    element("p", {}, asSentence((failed ? failed.words : NOT_REVOKED)[lang])),
    element("p", {}, ...online(found, register, lang)),
  );
  return [verdict, ...fieldsOf(found, lang), ...stepsOf(found, lang), ...wholeOf(found, lang)];
}

function online(found, register, lang) {
  const query = found.number ? `?number=${encodeURIComponent(found.number)}` : "";
  const address = `${register.address}/${lang}/verify/${query}`;
  const link = element("a", { href: address, rel: "noreferrer" }, address);
  return [`${ONLINE[lang]}${lang === "zh" ? "：" : ": "}`, link];
}

function fieldsOf(found, lang) {
  if (found.verdict !== "holds" || !found.fields.length) return [];
  const list = element("dl");
  for (const [label, value] of found.fields) {
    list.append(element("dt", {}, label[lang]), element("dd", {}, value[lang]));
  }
  return [element("h2", {}, FIELDS[lang]), list];
}

function stepsOf(found, lang) {
  const list = element("ol", { class: "steps" });
  for (const step of found.steps) {
    const mark = element("span", { class: "mark" }, MARKS[step.outcome][lang]);
    const words = element("span", { class: "soft" }, asSentence(step.words[lang]));
    list.append(
      element(
        "li",
        { class: step.outcome, "data-step": step.name },
        element("strong", {}, step.title[lang]),
        " ",
        mark,
        element("br"),
        words,
      ),
    );
  }
  return [element("h2", {}, STEPS[lang]), list];
}

function wholeOf(found, lang) {
  if (found.verdict !== "holds" || !found.whole) return [];
  const text = element(
    "pre",
    { tabindex: "0", role: "region", "aria-label": WHOLE[lang] },
    printed(found.whole),
  );
  return [element("details", {}, element("summary", {}, WHOLE[lang]), text)];
}
