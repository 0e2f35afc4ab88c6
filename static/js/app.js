/* Comfort for pages that work without it. No handler is inline, nothing is evaluated,
   and nothing that a person typed is stored outside of this page's memory. */
"use strict";

(() => {
  const panel = document.getElementById("panel");
  const overlay = window.matchMedia("(max-width: 74.99rem)");
  const drafts = new Map();
  let opener = null;
  let shown = document.getElementById("results") ? document.getElementById("results").dataset.said : "";

  const openPanel = () => panel && panel.querySelector(".panel");
  const reply = () => panel && panel.querySelector("textarea[name=body]");

  /* ---- buttons that only work with script: shown where they can */
  const showButtons = () => {
    const able = navigator.clipboard ? "[data-dismiss][hidden], [data-copy][hidden]" : "[data-dismiss][hidden]";
    for (const button of document.querySelectorAll(able)) button.hidden = false;
    for (const all of document.querySelectorAll("[data-pick-all]")) all.hidden = false;
  };

  const copy = async (button) => {
    const words = button.querySelector("span");
    const before = words.textContent;
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 2000);
  };

  /* ---- trouble: one toast that stays */
  const say = (id) => {
    const template = document.getElementById(id);
    const place = document.getElementById("toasts");
    if (template && place) place.replaceChildren(template.content.cloneNode(true));
  };

  /* said once, and taken back when somebody has signed in again elsewhere */
  let isStale = false;
  const tellStale = (stale) => {
    if (stale === isStale) return;
    isStale = stale;
    if (stale) say("stale");
    else for (const toast of document.querySelectorAll("#toasts [data-stale]")) toast.remove();
  };

  /* ---- panel: what lies behind it is out of reach while it covers the page */
  const settleBehind = () => {
    const covered = Boolean(openPanel()) && overlay.matches;
    for (const part of document.querySelectorAll(".behind")) part.inert = covered;
  };

  const markCurrentRow = () => {
    const open = openPanel();
    const current = open && document.getElementById(`row-${open.dataset.lead}`);
    for (const row of document.querySelectorAll(".row.lead[aria-current]")) row.removeAttribute("aria-current");
    if (current) current.querySelector(".row").setAttribute("aria-current", "true");
  };

  const keepDraft = () => {
    const open = openPanel();
    const text = reply();
    if (!open || !text) return;
    const kept = drafts.get(open.dataset.lead);
    if (kept && !text.value) text.value = kept;
  };

  const closePanel = (link) => {
    const row = document.getElementById(`row-${openPanel().dataset.lead}`);
    const target = opener && opener.isConnected ? opener : row && row.querySelector("a");
    const titled = panel.querySelector("[data-title]");
    panel.replaceChildren();
    /* htmx reads this mark: going back fetches the lead's page again */
    history.pushState({ htmx: true }, "", link.href);
    if (titled) document.title = titled.dataset.title;
    markCurrentRow();
    settleBehind();
    if (target) target.focus();
  };

  document.addEventListener("click", (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    const copier = event.target.closest("[data-copy]");
    const closer = event.target.closest("[data-close]");
    const toast = event.target.closest("[data-dismiss]");
    if (copier) copy(copier);
    if (toast) toast.closest(".toast").remove();
    if (closer && plain && openPanel() && document.getElementById("results")) {
      event.preventDefault();
      closePanel(closer);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !openPanel()) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    panel.querySelector("a.btn[data-close]").click();
  });

  document.addEventListener("input", (event) => {
    const open = openPanel();
    if (open && event.target === reply()) drafts.set(open.dataset.lead, event.target.value);
  });

  /* ---- several leads at once */
  const picks = () => [...document.querySelectorAll(".pick input")];
  const countPicked = () => {
    const all = document.querySelector("[data-pick-all] input");
    const words = document.querySelector("[data-picked]");
    const picked = picks().filter((box) => box.checked).length;
    if (words && picked) words.textContent = `${picked} ${words.dataset.picked}`;
    if (all) {
      all.checked = picked > 0 && picked === picks().length;
      all.indeterminate = picked > 0 && !all.checked;
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-pick-all]")) for (const box of picks()) box.checked = event.target.checked;
    if (event.target.matches(".pick input, [data-pick-all] input")) countPicked();
  });

  /* ---- a second press while the first is on its way does nothing */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter || form.querySelector("button");
    if (form.method === "get" || form.closest("dialog")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented || form.hasAttribute("hx-post")) return;
    form.dataset.sent = "1";
    drafts.clear();
    if (button) button.setAttribute("aria-busy", "true");
  });

  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };

  /* a page that the browser kept in memory comes back usable */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some((text) => text.trim())) event.preventDefault();
  });

  /* ---- htmx */
  const looksAgain = (source) => Boolean(source) && source.matches("[data-live]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    const source = event.detail.elt;
    if (source.closest(".rows")) opener = source;
    /* what looks again by itself is not waited for */
    if (!looksAgain(source)) event.detail.target.setAttribute("aria-busy", "true");
    if (source.matches("form")) {
      const button = source.querySelector("button:not([type=button])");
      if (button) button.setAttribute("aria-busy", "true");
    }
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    /* a whole page instead of a part: the sign-in has ended, or the part is not to be had */
    const isPage = /^\s*<!doctype/i.test(event.detail.xhr.responseText);
    const looks = looksAgain(event.detail.requestConfig.elt);
    if (looks && event.detail.xhr.status < 400) tellStale(isPage);
    if (isPage) {
      event.detail.shouldSwap = false;
      if (event.detail.xhr.status >= 400) return;
      /* nobody is taken away from what they write by a page that looked again by itself */
      if (looks) return;
      if (event.detail.requestConfig.verb === "post") say("signed-out");
      else window.location.assign(event.detail.xhr.responseURL);
    }
    /* only a panel that was not there slides in: not one that came with its page, nor its next tab */
    if (event.detail.target === panel) panel.toggleAttribute("data-opening", !openPanel());
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const source = event.detail.requestConfig.elt; /* detail.elt may be its parent once it is swapped out */
    for (const part of document.querySelectorAll("#panel[aria-busy], #results[aria-busy]")) part.removeAttribute("aria-busy");
    if (source.matches("form")) release(source);
    if (source.matches(".composer") && event.detail.successful) {
      drafts.delete(openPanel() ? openPanel().dataset.lead : "");
    }
  });

  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    /* what looks again by itself fails in silence: it will look once more */
    document.addEventListener(trouble, (event) => { if (!looksAgain(event.detail.elt)) say("trouble"); });
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    showButtons();
    countPicked();
    if (target.id === "results") {
      const said = document.getElementById("said");
      const results = document.getElementById("results");
      /* who searches is told; who only reads is told when there are more or fewer than before */
      const source = event.detail.requestConfig ? event.detail.requestConfig.elt : null;
      if (said && results && (!looksAgain(source) || shown !== results.dataset.said)) said.textContent = results.dataset.said;
      shown = results ? results.dataset.said : "";
      markCurrentRow();
      settleBehind();
    }
    if (target === panel && openPanel()) {
      keepDraft();
      markCurrentRow();
      settleBehind();
      const source = event.detail.requestConfig ? event.detail.requestConfig.elt : null;
      const wrong = panel.querySelector("[role=alert][tabindex], [aria-invalid=true]");
      if (wrong) wrong.focus();
      else if (source && source.matches("[data-compose]") && reply()) reply().focus();
      else if (!panel.contains(document.activeElement)) panel.querySelector(".panel-title").focus();
    }
  });

  overlay.addEventListener("change", settleBehind);
  showButtons();
  settleBehind();
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
})();
