// Reads receipts (receipts.py makes them) and tells them as plain text, or their table as a file for a spreadsheet.
// A receipt may come from anybody: what is read is cut to size, and holds only texts, numbers and lists of them.
const MOST_PACKED = 200000, MOST_BYTES = 2000000, MOST_TEXT = 20000, MOST_ITEMS = 500;
const LOCALES = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" };

export const words = JSON.parse(document.querySelector('meta[name="words"]').content);

export async function inflate(fragment) {
  if (fragment.length > MOST_PACKED || !/^[\w-]+$/.test(fragment)) throw new Error("no receipt");
  const bytes = Uint8Array.from(atob(fragment.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  for (let size = 0, read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > MOST_BYTES) { reader.cancel(); throw new Error("too long"); }
    parts.push(read.value);
  }
  return new Blob(parts).text();
}

export const unpack = async (fragment) => parse(await inflate(fragment));

export function parse(json) {
  if (json.length > MOST_BYTES) throw new Error("too long");
  const receipt = JSON.parse(json), answer = receipt?.answer;
  if (typeof answer?.text !== "string" || !Array.isArray(answer.citations)) throw new Error("no receipt");
  return {
    made: text(receipt.made), notice: text(receipt.notice),
    answer: {
      question: text(answer.question), text: text(answer.text), status: text(answer.status), index: text(answer.engine?.index_version),
      language: answer.language in LOCALES ? answer.language : "fi",
      notices: list(answer.notices).map(text), table: table(answer.table),
      verdicts: list(answer.claims).map((claim) => text(claim?.verdict)),
      conflicts: list(answer.conflicts).map((conflict) => ({
        topic: text(conflict?.topic),
        values: list(conflict?.values).map((side) => ({ value: text(side?.value), citation: whole(side?.citation) })) })),
      contact: { name: text(answer.contact?.name), url: address(answer.contact?.url) },
      citations: list(answer.citations).map(citation),
    },
  };
}

// Invisible and direction-changing characters could make a text look like another.
const text = (value) => (typeof value === "string" ? value.slice(0, MOST_TEXT).replace(/[^\P{C}\n\t]/gu, "") : "");
const list = (value) => (Array.isArray(value) ? value.slice(0, MOST_ITEMS) : []);
const whole = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);
const address = (value) => (/^https?:\/\/[^\s<>"'\\`]+$/.test(value ?? "") ? value : "");

function table(value) {
  if (!value || !list(value.columns).length) return null;
  const rows = list(value.rows).map((row) => ({ cells: list(row?.cells).map(text), citations: list(row?.citations).map(whole) }));
  return { columns: list(value.columns).map(text), rows };
}

function citation(value) {
  const span = { document_id: String(value?.document_id ?? ""), start: whole(value?.start), end: whole(value?.end),
    quote: typeof value?.quote === "string" ? value.quote : "" };
  const urls = [value?.url, ...list(value?.sources).map((source) => source?.url)].map(address).filter(Boolean);
  return { number: whole(value?.number), title: text(value?.title), language: text(value?.language).slice(0, 12), page: whole(value?.page),
    as_of: text(value?.as_of), quote: text(span.quote), urls: [...new Set(urls)].slice(0, 3), span };
}

export function day(iso, language) {
  const [, month, date] = /^\d{4}-(\d\d)(-\d\d)?/.exec(iso) ?? [], shown = new Date(iso);
  if (!month || isNaN(shown)) return iso || words.undated;
  const form = date ? { dateStyle: "long" } : { year: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[language], form).format(shown);
}

export function plainText({ made, notice, answer }) {
  const { language, table: rows } = answer;
  const source = (c) => `[${c.number}] ${c.title}, ${day(c.as_of, language)}: “${c.quote}”${c.urls.length ? `\n${c.urls.join("\n")}` : ""}`;
  const parts = [`${words.question_label}: ${answer.question}`, answer.text];
  if (rows) parts.push(tabbed(rows));
  parts.push(...answer.conflicts.map((c) => `${c.topic}: ${c.values.map((v) => `${v.value}${v.citation ? ` [${v.citation}]` : ""}`).join(" / ")}`));
  if (answer.contact.url) parts.push(`${answer.contact.name}: ${answer.contact.url}`);
  if (answer.notices.length) parts.push(answer.notices.join("\n"));
  if (answer.citations.length) parts.push(`${words.sources_label}\n${answer.citations.map(source).join("\n")}`);
  return [...parts, notice, `${words.receipt_index}: ${answer.index}\n${words.receipt_made}: ${day(made, language)}`].join("\n\n");
}

// As spreadsheets take it from the clipboard, and as their file.
export const tabbed = ({ columns, rows }) =>
  [columns, ...rows.map(marked)].map((cells) => cells.map((cell) => inert(cell).replace(/\s+/g, " ")).join("\t")).join("\n");

export function csv({ table: rows, citations, language }) {
  const separator = language === "en" ? "," : ";";  // what Excel expects in these languages
  const titles = (row) => row.citations.map((n) => citations.find((c) => c.number === n)).filter(Boolean)
    .map((c) => [c.title, ...c.urls.slice(0, 1)].join(" ")).join(" | ");
  const lines = [[...rows.columns, words.sources_label], ...rows.rows.map((row) => [...row.cells, titles(row)])];
  return "\ufeff" + lines.map((cells) => cells.map((cell) => `"${inert(cell).replaceAll('"', '""')}"`).join(separator) + "\r\n").join("");
}

const marked = ({ cells, citations }) => cells.map((cell, n) => (n === cells.length - 1 ? [cell, ...citations.map((c) => `[${c}]`)].join(" ") : cell));
const inert = (cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);  // a spreadsheet would compute it

export async function copy(value) {
  try {
    await navigator.clipboard.writeText(value);
  } catch {  // no permission, or a page without TLS
    const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value, className: "for-readers" }));
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("not copied");
  }
}

export function save(name, kind, content) {
  const url = URL.createObjectURL(new Blob([content], { type: `${kind};charset=utf-8` }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
