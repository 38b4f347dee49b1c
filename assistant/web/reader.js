// What Gradio's chat does not tell a screen reader: names in the page's language, and that an answer is still being written.
(function () {
  const names = document.currentScript.dataset;
  const log = () => document.querySelector('#chat [role="log"]');
  const set = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };
  const mend = () => {
    const chat = log();
    if (!chat) return;
    set(chat, "aria-label", names.conversation);
    set(chat, "tabindex", "0");
    set(chat, "aria-busy", String(chat.querySelector(".busy") !== null));
    for (const [who, name] of [["user", names.asked], ["bot", names.answered]])
      for (const message of chat.querySelectorAll(`[data-testid="${who}"]`)) {
        set(message, "role", "group");
        set(message, "aria-label", name);
      }
    for (const empty of chat.querySelectorAll('[role="complementary"]')) empty.removeAttribute("role");
  };
  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "class"] };
  new MutationObserver(mend).observe(document, watched);
  // A question that is a button goes away when it is asked; the keyboard goes on from the conversation.
  document.addEventListener("click", (event) => {
    if (event.target.closest("#examples button, #chat .options button")) log()?.focus();
  });
})();
