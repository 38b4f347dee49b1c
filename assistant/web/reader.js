// What Gradio's chat does not tell a screen reader: names in the page's language, and that an answer is still being written.
// It also scrolls a new question, and so the start of its answer, into sight.
(function () {
  const names = document.currentScript.dataset;
  const log = () => document.querySelector('#chat [role="log"]');
  const set = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };
  const top = (element) => element.getBoundingClientRect().top;
  let asked = 0;
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
    const questions = chat.querySelectorAll(".user-row");
    if (questions.length > asked) chat.scrollTop += top(questions[questions.length - 1]) - top(chat) - 8;
    if (chat.getAttribute("aria-busy") !== "true") asked = questions.length;
    for (const empty of chat.querySelectorAll('[role="complementary"]')) empty.removeAttribute("role");
  };
  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "class"] };
  new MutationObserver(mend).observe(document, watched);
  // A question that is a button goes away when it is asked; the keyboard goes on from the conversation.
  document.addEventListener("click", (event) => {
    if (event.target.closest("#examples button, #chat .options button, #send, #retry")) log()?.focus();
  });
})();
