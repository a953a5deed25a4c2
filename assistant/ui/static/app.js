// What gradio's components do not do: the panel of a source, one announcement a finished answer, the place of the focus.
(() => {
  "use strict";
  const CITATIONS = "a.cite, a.source-link, .source-panel a.page-link";
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 63.9em)");

  // One status for the whole page. Answers themselves are not live regions: streamed words would be read out again and again.
  const status = document.createElement("p");
  status.className = "sr-only";
  status.setAttribute("role", "status");

  let said = "";
  function say(text) {
    if (text === said) return;
    said = text;
    status.textContent = "";
    setTimeout(() => { status.textContent = text; }, 100);
  }

  // What was said of answers: the page is drawn anew with every question, and shows the form again.
  const thanked = new Map();
  const keyOf = (form) => `${form.action} ${form.elements.answer.value}`;

  async function judge(form) {
    const answer = await fetch(form.action, { method: "POST", headers: { "x-panel": "1" }, body: new URLSearchParams(new FormData(form)) });
    const place = form.closest(".turn");
    if (answer.ok) {
      thanked.set(keyOf(form), await answer.text());
      look();
      place.querySelector(".thanks").focus();
      said = "";
      say(place.querySelector(".thanks").textContent.trim());
      return;
    }
    const problem = form.querySelector(".problem") ?? form.appendChild(Object.assign(document.createElement("p"), { className: "problem" }));
    problem.textContent = answer.status === 429 ? "Too much was sent at once. Try again in a minute." : "It could not be sent. Reload the page and try again.";
    said = "";
    say(problem.textContent);
  }

  // The address is that of the conversation as soon as there is one, and the title has the newest question.
  const begun = document.title;
  let followed = "";
  const questionOf = (turn) => turn.querySelector(".asked").lastChild.textContent.trim();
  function follow() {
    if (!document.getElementById("current")) return;
    const turns = [...document.querySelectorAll("#finished .turn, #current .turn")];
    const kept = turns.map((turn) => turn.dataset.conversation ?? "").filter(Boolean).at(-1) ?? "";
    if (turns.length || followed) document.title = turns.length ? `${questionOf(turns.at(-1))} - Council papers` : begun;
    if (!turns.length && !followed) return;
    followed ||= turns.length ? "begun" : "";
    const address = new URL(location.href);
    kept ? address.searchParams.set("conversation", kept) : address.searchParams.delete("conversation");
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }

  const met = new WeakSet();
  let asked = "", reading = false;  // the question that is being answered, and whether its reader has begun to do something since
  for (const sign of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(sign, () => { reading = true; }, { passive: true });
  function look() {
    // gradio's look of Markdown is not ours
    for (const part of document.querySelectorAll(".prose")) part.classList.remove("prose");
    // gradio's label of this button says other words than the button shows
    for (const button of document.querySelectorAll(".upload-container[aria-label]")) button.removeAttribute("aria-label");
    // a file that was just chosen is the reader's own, and is not given back
    for (const link of document.querySelectorAll("#upload a[href]")) link.removeAttribute("href");
    for (const part of document.querySelectorAll("#current [data-busy], #outcome [data-busy]")) {
      if (part.id && part.id !== asked) {
        asked = part.id;
        part.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
        reading = false;
        say(part.dataset.busy);
      } else if ("waiting" in part.dataset) say(part.dataset.busy);
    }
    for (const form of document.querySelectorAll(".feedback form")) {
      if (thanked.has(keyOf(form))) form.closest(".feedback").outerHTML = thanked.get(keyOf(form));
    }
    for (const part of document.querySelectorAll("#current [data-announce], #outcome [data-announce]")) {
      if (met.has(part)) continue;
      met.add(part);
      asked = "";
      said = "";
      if (!reading) part.scrollIntoView({ block: "start", behavior: "auto" });
      say(part.dataset.announce);
      if (document.activeElement === document.body) part.querySelector("[tabindex]")?.focus({ preventScroll: true });
    }
    follow();
  }

  // The panel beside the chat; on a narrow screen it covers the page and keeps the focus until it is closed.
  const panel = document.createElement("dialog");
  panel.className = "source-panel";
  panel.setAttribute("aria-labelledby", "source-title");
  panel.innerHTML = '<div class="bar"><button type="button" class="close">Close source</button></div><div class="source-body"></div>';
  let opener = null;

  // Opening one is a step in the browser's history, so that Back closes it and does not leave the page.
  async function openSource(href, link) {
    const answer = await fetch(href, { headers: { "x-panel": "1" } });
    if (!answer.ok) { location.href = href; return; }
    panel.querySelector(".source-body").innerHTML = await answer.text();
    if (!link || !panel.contains(link)) opener = link;
    for (const other of document.querySelectorAll("[aria-current='true']")) other.removeAttribute("aria-current");
    opener?.setAttribute("aria-current", "true");
    if (history.state?.source) history.replaceState({ source: href }, "");
    else history.pushState({ source: href }, "");
    if (!panel.open) { narrow.matches ? panel.showModal() : panel.show(); }
    document.body.classList.add("source-open");
    const turned = link?.classList.contains("page-link"), mark = panel.querySelector("mark");
    panel.scrollTop = 0;
    panel.querySelector(turned ? "#page-title" : "#source-title")?.focus();
    if (turned || !mark) return;
    const below = mark.getBoundingClientRect().bottom - panel.clientHeight;
    if (below > 0) panel.scrollTop = mark.getBoundingClientRect().top - panel.clientHeight / 3;
  }

  // The window on the image of a page stands at the marked words; where they begin, in percent, comes with the image.
  async function toMarked(image) {
    const [left, top] = ((await fetch(image.src, { cache: "force-cache" })).headers.get("x-marked-at") || "0 0").split(" ");
    const view = image.closest(".page-view");
    view.scrollTo(image.width * left / 100 - 16, image.height * top / 100 - view.clientHeight / 3);
  }
  document.addEventListener("load", (event) => { if (event.target.matches?.(".page-view img")) toMarked(event.target); }, true);

  // The words behind a number, shown while the pointer or the keyboard is on it: a step before opening the source.
  const preview = Object.assign(document.createElement("div"), { className: "preview", id: "preview", hidden: true });
  preview.setAttribute("role", "tooltip");
  let previewed = null, waiting = 0;

  function showWords(link) {
    const item = link.closest(".turn")?.querySelector(`.sources > li[value="${CSS.escape(link.lastChild.textContent)}"]`);
    if (!item) return;
    hideWords();
    previewed = link;
    link.removeAttribute("title");  // the browser would show it over the words
    link.setAttribute("aria-describedby", preview.id);
    const where = Object.assign(document.createElement("p"), { className: "place", textContent: item.dataset.locator });
    const tags = [...item.querySelectorAll(".tag")].map((tag) => tag.cloneNode(true));
    preview.replaceChildren(where, ...tags, item.querySelector("blockquote").cloneNode(true));
    (link.closest("main") ?? document.body).append(preview);  // gradio may draw its main again until the first question
    preview.hidden = false;
    place();
  }
  function place() {
    if (!previewed) return;
    const at = previewed.getBoundingClientRect(), above = at.bottom + preview.offsetHeight > innerHeight - 130 && at.top > preview.offsetHeight;
    preview.style.left = `${Math.max(16, Math.min(at.left, document.documentElement.clientWidth - preview.offsetWidth - 16))}px`;
    preview.style.top = `${above ? at.top - preview.offsetHeight - 2 : at.bottom + 2}px`;
  }
  function hideWords() {
    clearTimeout(waiting);
    previewed?.removeAttribute("aria-describedby");
    previewed = null;
    preview.hidden = true;
  }
  const later = (what) => { clearTimeout(waiting); waiting = setTimeout(what, 250); };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = event.target.closest?.("a.cite");
    if (link && link !== previewed) later(() => showWords(link));
    else if (link || preview.contains(event.target)) clearTimeout(waiting);
    else if (previewed !== document.activeElement) later(hideWords);
  });
  document.addEventListener("focusin", (event) => { if (event.target.matches("a.cite:focus-visible") && event.target !== opener) showWords(event.target); });
  document.addEventListener("focusout", (event) => { if (event.target === previewed) hideWords(); });
  addEventListener("scroll", place, { passive: true });

  // The markings of exempt matter in these parts of the page, each once.
  function markings(parts) {
    const found = parts.flatMap((part) => [...part.querySelectorAll(".marking > strong")]);
    return [...new Set(found.map((marking) => marking.textContent.trim()))];
  }

  // What is copied by hand from an exempt part of the page begins with its marking, as what is copied by the button does.
  function copyMarked(event) {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || /^(input|textarea)$/i.test(document.activeElement?.tagName)) return;
    const range = selection.getRangeAt(0);
    const first = markings([...document.querySelectorAll(".turn, .source-body, body.page main")]
      .filter((part) => range.intersectsNode(part) && (!part.matches("main") || !part.querySelector(".turn > .marking"))));
    const text = selection.toString();
    if (!first.length || (first.length === 1 && text.trimStart().startsWith(first[0]))) return;
    const copy = document.createElement("div");
    for (const marking of first) copy.append(Object.assign(document.createElement("strong"), { textContent: marking }), document.createElement("br"));
    copy.append(range.cloneContents());
    event.clipboardData.setData("text/plain", [...first, "", text].join("\n"));
    event.clipboardData.setData("text/html", copy.innerHTML);
    event.preventDefault();
  }

  // The head of each printed page says which paragraph it is; without this it says no more than NOT FOR PUBLICATION (style.css).
  const printed = new CSSStyleSheet();
  function headPages() {
    const said = markings([...document.querySelectorAll("main, .turn")]).join(" | ").replace(/[\\"\n]/g, " ");
    printed.replaceSync(said ? `@page exempt { @top-center { content: "${said}"; } }` : "");
  }

  // An answer as plain text that can be pasted into a note or an e-mail, every statement with the number of its source.
  function asText(turn) {
    const answer = turn.querySelector(".answer").cloneNode(true);
    for (const tag of answer.querySelectorAll(".tag.exempt")) tag.textContent = "(exempt)";
    for (const link of answer.querySelectorAll("a.cite")) link.textContent = `[${link.lastChild.textContent}]`;
    for (const row of answer.querySelectorAll("tr")) row.textContent = [...row.cells].map((cell) => cell.textContent.trim()).join(" | ");
    const lines = [...answer.querySelectorAll("p, li, tr")].filter((part) => !part.querySelector("p, li")).map((part) => part.textContent.trim());
    const sources = [...turn.querySelectorAll(".sources > li")].sort((one, other) => one.value - other.value).map((item) =>
      `[${item.value}]${item.querySelector(".tag.exempt") ? " (EXEMPT)" : ""} ${item.dataset.locator}: "${item.querySelector("blockquote").textContent.trim()}"`);
    return [...markings([turn]).flatMap((marking) => [marking, ""]), questionOf(turn), "", ...lines, "", ...sources].join("\n");
  }

  async function write(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
    const field = Object.assign(document.createElement("textarea"), { value: text });  // without https there is no clipboard
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }

  panel.addEventListener("close", () => {
    document.body.classList.remove("source-open");
    for (const other of document.querySelectorAll("[aria-current='true']")) other.removeAttribute("aria-current");
    if (opener?.isConnected) opener.focus();
    opener = null;
    if (history.state?.source) history.back();
  });
  addEventListener("popstate", () => {
    const source = history.state?.source;
    if (source && !panel.open) openSource(source, null);
    else if (!source && panel.open) panel.close();
    follow();
  });
  panel.querySelector(".close").addEventListener("click", () => panel.close());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (previewed) hideWords();
    else if (panel.open) panel.close();
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".turn button.copy, button.copy-link");
    if (!button) return;
    const link = button.dataset.link, copied = await write(link ? new URL(link, location.href).href : asText(button.closest(".turn")));
    const told = !copied ? "It could not be copied: mark it and copy it by hand." : link ? button.dataset.said : "Copied.";
    said = "";
    say(told);
    button.textContent = link && !copied ? button.dataset.link : told.replace(/\.$/, "");
  });
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) print(); });
  document.addEventListener("copy", copyMarked);
  addEventListener("beforeprint", headPages);
  // What is folded on the screen is read on paper.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(".earlier:not([open]), .cited:not([open]), .quoted:not([open])")];
    for (const part of unfolded) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of unfolded) part.open = false; });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".feedback form")) return;
    event.preventDefault();
    judge(event.target);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(CITATIONS);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    hideWords();
    openSource(link.href, link);
  });

  // Single keys for the buttons and fields that name one (aria-keyshortcuts), where the page's box for it is ticked; one press a page.
  let pressed = false;
  function press(event) {
    const box = document.querySelector("input[data-keys]");
    const typing = event.target.matches?.("textarea, select, input:not([type=checkbox])");
    if (!box || event.ctrlKey || event.metaKey || event.altKey || event.repeat || panel.matches(":modal")) return;
    if (typing && event.key === "Escape") document.querySelector("h1").focus();
    if (typing || pressed || !box.checked || event.key.length > 1) return;
    const part = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!part) return;
    event.preventDefault();
    if (part.matches("textarea")) { part.focus(); return; }
    pressed = true;
    part.click();
  }
  function keepKeys() {
    const box = document.querySelector("input[data-keys]");
    if (!box) return;
    box.checked = localStorage.getItem("keys") !== "off";
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", press);
  addEventListener("pageshow", () => { pressed = false; });

  function start() {
    document.body.append(status, panel);
    if (history.state?.source) history.replaceState(null, "");  // it was open when the page was left
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, printed];
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
    keepKeys();
    for (const image of document.querySelectorAll(".page-view img")) if (image.complete) toMarked(image);
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
