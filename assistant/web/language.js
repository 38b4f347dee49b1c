// The page's language is that of its path; Gradio would set the browser's.
(function () {
  const language = location.pathname.split("/")[1];
  const root = document.documentElement;
  const keep = () => { if (root.lang !== language) root.lang = language; };
  keep();
  new MutationObserver(keep).observe(root, { attributes: true, attributeFilter: ["lang"] });
})();
