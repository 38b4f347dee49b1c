// The chat's tools, and its memory: what is kept of the conversation lies in this tab's session storage and nowhere else.
// All is read from the receipts in the answers' links, so what can be seen is what is kept.
import { copy, csv, inflate, plainText, parse, save, tabbed, words } from "/receipts.js";

const KEY = "conversation", MOST_KEPT = 20, PATIENCE = 8000;
const one = (selector) => document.querySelector(selector);
const fragments = () => [...document.querySelectorAll("#chat a.receipt")].map((link) => link.hash.slice(1));
const asked = new URLSearchParams(location.search);
let settled = false;  // nothing is written over what was kept before it is shown

function kept() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { return []; }
}

function keep() {
  if (!settled || one("#chat .busy")) return;
  const shown = JSON.stringify(fragments().slice(-MOST_KEPT));
  try {
    if (shown === "[]") sessionStorage.removeItem(KEY);
    else if (shown !== sessionStorage.getItem(KEY)) sessionStorage.setItem(KEY, shown);
  } catch { /* no room, or no storage: the conversation is not kept */ }
}

function write(selector, value) {
  const box = one(selector);
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const until = (holds) => new Promise((resolve) => {
  const end = Date.now() + PATIENCE;
  const look = () => (holds() || Date.now() > end ? resolve(holds()) : setTimeout(look, 30));
  look();
});

async function begin() {
  await until(() => one('#chat [role="log"][tabindex]') && one("#restore") && one("#question textarea"));
  const before = kept();
  if (before.length) {
    write("#kept textarea", JSON.stringify(before));
    setTimeout(() => one("#restore").click());
    await until(() => fragments().length);
  }
  settled = true;
  new MutationObserver(keep).observe(one("#chat"), { subtree: true, childList: true });
  if (location.search) history.replaceState(null, "", location.pathname + location.hash);  // or a reload would ask again
  if (!asked.get("q")?.trim()) return;
  write("#question textarea", asked.get("q"));
  if (asked.get("ask") === "1") setTimeout(() => one("#send").click());
  else one("#question textarea").focus();
}

const TOOLS = {
  copy_answer: (receipt) => copy(plainText(receipt)),
  copy_table: (receipt) => copy(tabbed(receipt.answer.table)),
  save_table: ({ made, answer }) => save(`${made.slice(0, 10)}.csv`, "text/csv", csv(answer)),
  save_answer: ({ made }, json) => save(`${made.slice(0, 10)}.json`, "application/json", json),
};

async function use(button) {
  const said = button.textContent;
  let told = button.name.startsWith("copy") ? words.copied : said;
  try {
    const json = await inflate(button.closest(".answer").querySelector("a.receipt").hash.slice(1));
    await TOOLS[button.name](parse(json), json);
  } catch { told = words.copy_failed; }
  if (told === said) return;
  one("#told").textContent = button.textContent = told;
  setTimeout(() => { button.textContent = said; one("#told").textContent = ""; }, 2500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#chat button.tool");
  if (button) use(button);
  if (event.target.closest("#stop, #edit")) one("#question textarea").focus();
});

// Gradio tells of a lost connection in English.
new MutationObserver(() => {
  const told = one(".toast-wrap .toast-text");
  if (told && told.textContent !== words.connection_lost) told.textContent = words.connection_lost;
}).observe(document, { subtree: true, childList: true });

begin();
