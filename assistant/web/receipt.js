// Shows the receipt in the address's fragment, or in a file chosen here. Texts are set as text only; nothing is sent but the spans of
// the quotes, and those only when asked for.
import { copy, day, inflate, parse, plainText, save, words } from "/receipts.js";

const part = (name) => document.getElementById(`receipt-${name}`);
const language = document.documentElement.lang;
let shown = null;

function element(tag, content, attributes = {}) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...[content].flat().filter((item) => item !== null && item !== ""));
  return made;
}

function show(receipt, json) {
  shown = { receipt, json };
  const { answer } = receipt, marks = (numbers) => numbers.map((n) => ` [${n}]`).join("");
  part("answer").lang = answer.language;
  part("kind").textContent = words[`kind_${answer.conflicts.length && answer.status === "answered" ? "conflict" : answer.status}`] ?? "";
  part("question").textContent = answer.question;
  const beside = answer.conflicts.map((c) =>
    element("p", `${c.topic}: ${c.values.map((v) => `${v.value}${v.citation ? ` [${v.citation}]` : ""}`).join(" / ")}`));
  const contact = answer.contact.url ? [element("p", element("a", answer.contact.name || answer.contact.url, { href: answer.contact.url, rel: "noreferrer" }))] : [];
  const rows = answer.table ? [element("div", table(answer.table, marks), { className: "wide" })] : [];
  const notices = answer.notices.map((notice) => element("p", notice, { className: "quiet" }));
  part("text").replaceChildren(...answer.text.split("\n").filter((line) => line.trim()).map((line) => element("p", line)),
    ...beside, ...rows, ...contact, ...notices);
  part("quotes").replaceChildren(...answer.citations.map(quote));
  part("sources").hidden = part("check").hidden = !answer.citations.length;
  const counted = ["quoted", "supported", "computed"].map((v) => [words[`verdict_${v}`], answer.verdicts.filter((w) => w === v).length]);
  part("facts").replaceChildren(...[...counted.filter(([, n]) => n), [words.receipt_index, answer.index],
    [words.receipt_made, day(receipt.made, language)]].map(([name, value]) => element("li", `${name}: ${value}`)));
  part("notice").textContent = receipt.notice;
  part("found").textContent = "";
  part("fault").hidden = true;
  part("shown").hidden = false;
}

function table({ columns, rows }, marks) {
  const row = (tag, cells) => element("tr", cells.map((cell) => element(tag, cell)));
  const body = rows.map(({ cells, citations }) => row("td", cells.map((cell, n) => cell + (n === cells.length - 1 ? marks(citations) : ""))));
  return element("table", [element("thead", row("th", columns)), element("tbody", body)]);
}

function quote(citation) {
  const { document_id: id, start, end } = citation.span;
  const whole = element("a", words.whole_document, {
    href: `/${language}/sources/${id.split("/").map(encodeURIComponent).join("/")}?start=${start}&end=${end}#quote` });
  const pages = citation.urls.map((url) => element("li", element("a", url, { href: url, rel: "noreferrer" })));
  const told = `${words[`language_${citation.language}`] ?? citation.language}, ${day(citation.as_of, language)}`;
  return element("li", [
    element("p", [element("strong", `[${citation.number}] ${citation.title}`), ` (${told})`]),
    element("blockquote", citation.quote, { lang: citation.language }),
    element("p", "", { className: "badge", hidden: true }),
    element("p", whole), pages.length ? element("ul", pages) : null], { className: "card" });
}

function fault() {
  shown = null;
  part("shown").hidden = true;
  part("fault").hidden = false;
}

async function check() {
  const spans = shown.receipt.answer.citations.map((citation) => citation.span);
  try {
    const answer = await fetch("/receipt/check", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ spans }) });
    if (!answer.ok) throw new Error(answer.status);
    const { found, index_version: version } = await answer.json();
    [...part("quotes").children].forEach((item, n) => {
      const told = item.querySelector(".badge");
      told.textContent = words[`receipt_${found[n]}`];
      told.hidden = false;
    });
    const held = found.filter((one) => one === "holds").length;
    const summary = held === found.length ? words.receipt_all_hold : words.receipt_some.replace("{held}", held).replace("{total}", found.length);
    part("found").textContent = `${summary} ${words.receipt_index}: ${version}.`;
  } catch { part("found").textContent = words.receipt_failed; }
}

async function read(json) {
  try { const text = await json; show(parse(text), text); } catch { fault(); }
}

const fromAddress = () => { if (location.hash.length > 1) read(inflate(location.hash.slice(1))); };
part("check").addEventListener("click", check);
part("copy").addEventListener("click", async () => {
  try { await copy(plainText(shown.receipt)); part("told").textContent = words.copied; } catch { part("told").textContent = words.copy_failed; }
});
part("save").addEventListener("click", () => save(`${shown.receipt.made.slice(0, 10)}.json`, "application/json", shown.json));
part("file").addEventListener("change", ({ target }) => { if (target.files[0]) read(target.files[0].size < 4e6 ? target.files[0].text() : Promise.reject()); });
addEventListener("hashchange", fromAddress);
fromAddress();
