// Puts the assistant, without header and footer, where its own <script> stands in another site's page.
(function () {
  const script = document.currentScript;
  const titles = "TITLES"; // by language, the service's own first: the server writes them here
  const wished = script.dataset.language || document.documentElement.lang.slice(0, 2);
  const language = titles[wished] ? wished : Object.keys(titles)[0];
  const frame = document.createElement("iframe");
  frame.src = `${new URL(script.src).origin}/${language}/?compact=1`;
  frame.title = titles[language];
  frame.lang = language;
  frame.allow = "clipboard-write";
  frame.style.cssText = `display: block; width: 100%; height: ${parseInt(script.dataset.height, 10) || 720}px; border: 0`;
  script.after(frame);
})();
