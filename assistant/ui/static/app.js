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

  const met = new WeakSet();
  let asked = "";
  function look() {
    // gradio's label of this button says other words than the button shows
    for (const button of document.querySelectorAll(".upload-container[aria-label]")) button.removeAttribute("aria-label");
    for (const part of document.querySelectorAll("#current [data-busy], #outcome [data-busy]")) {
      if (part.id && part.id !== asked) {
        asked = part.id;
        part.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
        say(part.dataset.busy);
      }
    }
    for (const part of document.querySelectorAll("#current [data-announce], #outcome [data-announce]")) {
      if (met.has(part)) continue;
      met.add(part);
      asked = "";
      said = "";
      say(part.dataset.announce);
      if (document.activeElement === document.body) part.querySelector("[tabindex]")?.focus({ preventScroll: true });
    }
  }

  // The panel beside the chat; on a narrow screen it covers the page and keeps the focus until it is closed.
  const panel = document.createElement("dialog");
  panel.className = "source-panel";
  panel.setAttribute("aria-labelledby", "source-title");
  panel.innerHTML = '<div class="bar"><button type="button" class="close">Close source</button></div><div class="source-body"></div>';
  let opener = null;

  async function openSource(link) {
    const answer = await fetch(link.href, { headers: { "x-panel": "1" } });
    if (!answer.ok) { location.href = link.href; return; }
    panel.querySelector(".source-body").innerHTML = await answer.text();
    opener = panel.contains(link) ? opener : link;
    for (const other of document.querySelectorAll("[aria-current='true']")) other.removeAttribute("aria-current");
    opener?.setAttribute("aria-current", "true");
    if (!panel.open) { narrow.matches ? panel.showModal() : panel.show(); }
    document.body.classList.add("source-open");
    const place = link.classList.contains("page-link") ? "#page-title" : "#source-title";
    panel.scrollTop = 0;
    panel.querySelector(place)?.focus();
  }

  // An answer as plain text that can be pasted into a note or an e-mail, every statement with the number of its source.
  function asText(turn) {
    const answer = turn.querySelector(".answer").cloneNode(true);
    for (const link of answer.querySelectorAll("a.cite")) link.textContent = `[${link.lastChild.textContent}]`;
    const lines = [...answer.querySelectorAll("p, li, tr")].filter((part) => !part.querySelector("p, li")).map((part) => part.textContent.trim());
    const sources = [...turn.querySelectorAll(".sources > li")].map((item) =>
      `[${item.value}] ${item.querySelector("a").textContent.trim()}: "${item.querySelector("blockquote").textContent.trim()}"`);
    return [turn.querySelector(".asked").lastChild.textContent.trim(), "", ...lines, "", ...sources].join("\n");
  }

  panel.addEventListener("close", () => {
    document.body.classList.remove("source-open");
    for (const other of document.querySelectorAll("[aria-current='true']")) other.removeAttribute("aria-current");
    if (opener?.isConnected) opener.focus();
  });
  panel.querySelector(".close").addEventListener("click", () => panel.close());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && panel.open) panel.close(); });
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest?.("button.copy");
    if (!copy) return;
    await navigator.clipboard.writeText(asText(copy.closest(".turn")));
    said = "";
    say("Copied.");
    copy.textContent = "Copied";
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(CITATIONS);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openSource(link);
  });

  function start() {
    document.body.append(status, panel);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  }
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
