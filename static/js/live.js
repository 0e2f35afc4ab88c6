/* Live updates: hears which topic changed, and lets the parts of the page that show it fetch themselves again.
   What a part shows comes by an ordinary request with the person's own sign-in, never through the stream. */
"use strict";

(() => {
  const door = document.body.dataset.door;
  const GATHER = 300; /* many browsers hear the same word at once */
  const APART = 2000; /* between two looks at the same topic */
  const POLL = 30000; /* repairs what was lost on the way */
  const RETRY = 3000;
  const EVERYTHING = "*";
  const planned = new Map(); /* a part's topics: the timer of its next look */
  const looked = new Map(); /* a part's topics: when it looked last */
  let source = null;
  let isConnecting = false;
  let wasOpen = false;

  if (!door) return;

  const parts = () => [...document.querySelectorAll("[data-live]")];
  /* "thread" is about every thread, "thread:1" about that one */
  const isAbout = (shown, topic) => topic === EVERYTHING || shown.split(" ").some((word) => topic === word || topic.startsWith(`${word}:`));

  /* whoever is choosing rows keeps the list as it is, until a poll finds that they are done */
  const isInUse = (part) => part.querySelector(".pick input:checked") !== null;

  /* whoever stands on a row stands on it again when its list was exchanged */
  let row = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.requestConfig.elt.matches("[data-live]")) return;
    const stands = event.detail.target.contains(document.activeElement) && document.activeElement.closest("li[id]");
    row = stands ? stands.id : "";
    /* what says the same as before stays: a conversation would be read out again from its beginning */
    const { target, xhr } = event.detail;
    const fresh = target.id && new DOMParser().parseFromString(xhr.responseText, "text/html").getElementById(target.id);
    if (fresh && fresh.innerHTML === target.innerHTML) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const again = row && document.querySelector(`#${CSS.escape(row)} a`);
    row = "";
    if (again && document.activeElement === document.body) again.focus({ preventScroll: true });
  });

  const look = (shown) => {
    planned.delete(shown);
    looked.set(shown, Date.now());
    for (const part of parts()) {
      if (part.dataset.live === shown && !isInUse(part)) part.dispatchEvent(new CustomEvent("live"));
    }
  };

  const plan = (topic) => {
    for (const shown of new Set(parts().map((part) => part.dataset.live))) {
      if (!isAbout(shown, topic) || planned.has(shown)) continue;
      const wait = Math.max(Math.random() * GATHER, (looked.get(shown) || 0) + APART - Date.now());
      planned.set(shown, setTimeout(look, wait, shown));
    }
  };

  const disconnect = () => {
    if (source) source.close();
    source = null;
  };

  const connect = async () => {
    if (source || isConnecting || document.hidden) return;
    isConnecting = true;
    try {
      const answer = await fetch(door, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) return;
      const { url } = await answer.json();
      if (!url || document.hidden) return;
      const opened = new EventSource(url);
      let isOpen = false;
      opened.onopen = () => {
        if (wasOpen) plan(EVERYTHING); /* what changed in between was not heard */
        isOpen = wasOpen = true;
      };
      opened.onmessage = (event) => plan(event.data);
      /* not the browser's own way back, which would knock with the same key: each time the door is asked for anew.
         Who was not let in asks again with the next poll. */
      opened.onerror = () => {
        if (source !== opened) return;
        disconnect();
        if (isOpen) setTimeout(connect, RETRY + Math.random() * RETRY);
      };
      source = opened;
    } catch {
      /* signed out, or no network: the poll goes on, and tries again */
    } finally {
      isConnecting = false;
    }
  };

  setInterval(() => {
    if (document.hidden) return;
    plan(EVERYTHING);
    connect();
  }, POLL);

  /* a page that nobody sees needs no stream, and catches up when somebody does */
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      disconnect();
      return;
    }
    plan(EVERYTHING);
    connect();
  });

  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });

  connect();
})();
