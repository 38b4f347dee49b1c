// Asks under each finished answer whether it helped. Nothing is sent before Send is pressed, and what is stored is told beside it.
(function () {
  const words = document.currentScript.dataset;
  const boxes = new Map(); // what stands under an answer, by question and answer: the chat may draw itself anew
  const thumb = '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path fill="currentColor" ' +
    'd="M3 10h4v10H3zM9 19V10l3.5-7C14 3 15 4 15 5.5L14.5 9H19c1.3 0 2.2 1.1 2 2.3l-1.3 7C19.5 19.3 18.7 20 17.7 20H11c-1 0-2-.4-2-1z"/></svg>';

  const element = (name, text = "", classes = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = classes;
    return made;
  };
  const button = (text, act) => {
    const made = element("button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  function box(question, answer) {
    const made = element("div", "", "feedback");
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", words.ask);
    made.setAttribute("aria-live", "off"); // it stands in the log, and is no part of the answer
    const show = (...parts) => made.replaceChildren(...parts);
    const tell = (text, ...parts) => {
      const told = element("p", text);
      told.tabIndex = -1;
      show(told, ...parts);
      told.focus(); // so that it is read out
    };
    const call = async (method, path, body) => {
      try {
        const got = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
        return [got.ok, await got.json()];
      } catch {
        return [false, { text: words.failed }];
      }
    };

    function ask() {
      const choices = [true, false].map((helpful) => {
        const choice = button("", () => explain(helpful));
        choice.innerHTML = thumb;
        choice.append(helpful ? words.yes : words.no);
        choice.classList.toggle("down", !helpful);
        return choice;
      });
      show(element("p", words.ask), ...choices);
      return choices;
    }

    function explain(helpful) {
      const reason = element("textarea");
      reason.rows = 2;
      reason.maxLength = words.longest;
      const label = element("label", words.reason);
      label.append(reason);
      const stored = element("p", `${words.stored} `, "quiet");
      const more = element("a", words.more);
      more.href = words.privacy;
      more.target = "_blank"; // the conversation stays
      stored.append(more);
      const send = button(words.send, async () => {
        send.disabled = true;
        const [kept, got] = await call("POST", "/feedback", { language: words.language, helpful, question, answer: answer(), reason: reason.value });
        if (!kept) {
          tell(got.text);
          made.append(label, stored, send, cancel);
          send.disabled = false;
          return;
        }
        tell(got.text, button(words.remove, async () => tell((await call("DELETE", `/feedback/${words.language}/${got.code}`))[1].text)));
      });
      send.classList.add("primary");
      const cancel = button(words.cancel, () => ask()[helpful ? 0 : 1].focus());
      show(label, stored, send, cancel);
      reason.focus();
    }
    ask();
    return made;
  }

  function attach() {
    let question = "";
    for (const row of document.querySelectorAll("#chat .message-row")) {
      const asked = row.querySelector('[data-testid="user"]');
      if (asked) question = asked.textContent.trim();
      const said = row.querySelector('[data-testid="bot"]');
      if (!said) continue;
      const old = row.querySelector(".feedback");
      const finished = !row.querySelector(".busy") && /[\p{L}\d]/u.test(question);
      const key = `${question}\n${said.textContent}`;
      if (finished && !boxes.has(key)) boxes.set(key, box(question, () => said.innerText));
      const wanted = finished ? boxes.get(key) : undefined;
      if (old !== (wanted ?? null)) {
        old?.remove();
        if (wanted) said.parentElement.after(wanted);
      }
    }
  }
  new MutationObserver(attach).observe(document, { subtree: true, childList: true, characterData: true });
})();
