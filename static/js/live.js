/* Live updates: hears which topic changed, and lets the parts of the page that show it fetch themselves again.
   What a part shows comes by an ordinary request with the person's own sign-in, never through the stream. */
"use strict";

(() => {
  const door = document.body.dataset.door;
  const GATHER = 300; /* many browsers hear the same word at once */
  const APART = 2; /* seconds between two looks at the same part; one that costs more says so itself */
  const POLL = 30000; /* repairs what was lost on the way */
  const RETRY = 3000;
  const EVERYTHING = "*";
  const planned = new Map(); /* a part's name and topics: the timer of its next look */
  const looked = new Map(); /* the same: when it looked last */
  let source = null;
  let isConnecting = false;
  let wasOpen = false;

  if (!door) return;

  const parts = () => [...document.querySelectorAll("[data-live]")];
  const nameOf = (part) => `${part.id} ${part.dataset.live}`;
  /* "thread" is about every thread, "thread:1" about that one */
  const isAbout = (shown, topic) => topic === EVERYTHING || shown.split(" ").some((word) => topic === word || topic.startsWith(`${word}:`));

  /* whoever is choosing rows keeps the list as it is, until a poll finds that they are done;
     what somebody searches for just now comes instead of it */
  const isInUse = (part) => part.matches("[aria-busy=true]") || part.querySelector(".pick input:checked") !== null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    /* a part has a name; what fetches figures for other places has none */
    if (!requestConfig.elt.matches("[data-live]") || !target.id) return;
    event.detail.swapOverride = "renew";
    /* looked at again since it was asked for, by the person or for them */
    if (!target.isConnected || isInUse(target)) event.detail.shouldSwap = false;
  });

  const look = (name) => {
    planned.delete(name);
    looked.set(name, Date.now());
    for (const part of parts()) {
      if (nameOf(part) === name && !isInUse(part)) part.dispatchEvent(new CustomEvent("live"));
    }
  };

  const plan = (topic) => {
    for (const part of parts()) {
      const name = nameOf(part);
      if (!isAbout(part.dataset.live, topic) || planned.has(name)) continue;
      const apart = Number(part.dataset.apart || APART) * 1000;
      const wait = Math.max(Math.random() * GATHER, (looked.get(name) || 0) + apart - Date.now());
      planned.set(name, setTimeout(look, wait, name));
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

  /* back on the network: no need to wait for the poll */
  window.addEventListener("online", () => {
    plan(EVERYTHING);
    connect();
  });

  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });

  connect();
})();
