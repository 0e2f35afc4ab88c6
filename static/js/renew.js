/* A way of swapping for parts that look again by themselves: only what differs is exchanged. Whoever stands in the part
   stays there, what is ticked stays ticked, and a conversation is not read out again from its beginning. */
"use strict";

(() => {
  /* set by scripts and by people since the part came; the server does not know */
  const OURS = new Set(["aria-busy", "aria-current", "hidden", "inert", "open"]);

  /* what tells an element from its like: whoever is about to press one must not press another */
  const NAMES = ["id", "aria-labelledby", "name", "rel", "href", "action"];
  const nameOf = (node) => {
    const name = node.nodeType === Node.ELEMENT_NODE && NAMES.find((one) => node.hasAttribute(one));
    return name ? node.getAttribute(name) : "";
  };

  const isSame = (old, fresh) => old.nodeName === fresh.nodeName && nameOf(old) === nameOf(fresh);

  const renewAttributes = (old, fresh) => {
    for (const { name } of [...old.attributes]) if (!OURS.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) {
      if (!OURS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
  };

  const renewChildren = (old, fresh) => {
    const spare = [...old.childNodes];
    const wanted = [...fresh.childNodes].map((child) => {
      const place = spare.findIndex((node) => isSame(node, child));
      if (place < 0) return child;
      const [node] = spare.splice(place, 1);
      renew(node, child);
      return node;
    });
    for (const node of spare) node.remove();
    let next = old.firstChild;
    for (const node of wanted) {
      /* words between elements make way: an element that is moved would lose the focus */
      while (next && next !== node && next.nodeType === Node.TEXT_NODE) {
        const words = next;
        next = next.nextSibling;
        words.remove();
      }
      if (node === next) next = next.nextSibling;
      else old.insertBefore(node, next);
    }
  };

  const renew = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    renewAttributes(old, fresh);
    renewChildren(old, fresh);
  };

  /* whoever stood on something that is gone stands on what is in its place now */
  const keepFocus = (part, change) => {
    const stood = document.activeElement;
    const isWithin = part.contains(stood) && part !== stood;
    const row = isWithin ? stood.closest("li") : null;
    const list = row && row.parentElement;
    const place = row ? [...list.children].indexOf(row) : 0;
    change();
    if (!isWithin || document.activeElement === stood) return;
    const now = list && list.isConnected && list.children[Math.min(place, list.children.length - 1)];
    const next = stood.isConnected ? stood : (now && now.querySelector("a")) || document.getElementById("main");
    if (next) next.focus({ preventScroll: true });
  };

  htmx.defineExtension("renew", {
    isInlineSwap: (style) => style === "renew",
    handleSwap: (style, target, fragment) => {
      const fresh = fragment.firstElementChild;
      if (style !== "renew" || !fresh || !isSame(target, fresh)) return false;
      keepFocus(target, () => renew(target, fresh));
      return [target];
    },
  });
})();
