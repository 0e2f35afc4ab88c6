/* Shows a form where its line of script stands. Answered at /e/<slug>.js as a call of this function with the facts
   of one form. It writes no cookie, evaluates nothing and sets no style attribute: a page with a strict
   Content-Security-Policy needs our origin in script-src and frame-src, and nothing else. */
(facts) => {
  "use strict";
  const script = document.currentScript;
  const here = new URL(window.location.href);
  const address = new URL(facts.url);

  const pass = (name, value) => {
    if (value) address.searchParams.set(name, value.slice(0, 300));
  };
  for (const name of ["source", "medium", "campaign", "term", "content"]) {
    pass(`utm_${name}`, here.searchParams.get(`utm_${name}`));
  }
  pass("ref", document.referrer);
  pass("page", here.origin + here.pathname);
  /* Values of the site's own, written as data-x_plan="gold" on the line of script. */
  for (const [name, value] of Object.entries(script ? script.dataset : {})) {
    if (name.startsWith("x_")) pass(name, value);
  }

  const frame = document.createElement("iframe");
  frame.title = facts.title;
  frame.src = address.href;
  /* Through the object model, which a policy on inline styles leaves alone. */
  frame.style.setProperty("display", "block");
  frame.style.setProperty("inline-size", "100%");
  frame.style.setProperty("block-size", "40rem");
  frame.style.setProperty("border", "0");

  let heard = false;
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== address.origin) return;
    const height = event.data && event.data.leadwizard === "height" ? event.data.height : 0;
    if (!Number.isFinite(height) || height < 1 || height > 20000) return;
    heard = true;
    frame.style.setProperty("block-size", `${Math.ceil(height)}px`);
  });

  let pages = 0;
  frame.addEventListener("load", () => {
    pages += 1;
    /* Sent or refused: the answer stands at the top of the form, which may have scrolled away. */
    if (pages > 1 && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
    window.setTimeout(() => {
      if (!heard) console.warn(`LeadWizard: the form did not answer. Is ${here.origin} in its list of sites?`);
    }, 3000);
  });

  if (script && script.parentElement && !script.closest("head")) script.after(frame);
  else console.warn("LeadWizard: put the line of script into the page's body, where the form shall stand.");
}
