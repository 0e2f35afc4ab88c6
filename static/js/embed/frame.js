/* Inside the frame: tells the page around it how high the form is, whenever that changes.
   Only sites that the form allows are told. Where the browser names the site around (ancestorOrigins) that one alone;
   elsewhere each allowed one is tried, and the browser delivers to the one that is there. */
"use strict";

(() => {
  if (window.parent === window) return;
  const allowed = document.currentScript.dataset.origins.split(" ").filter(Boolean);
  const around = window.location.ancestorOrigins;
  const targets = around ? allowed.filter((origin) => origin === around[0]) : allowed;
  let told = 0;

  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (!height || height === told) return;
    told = height;
    for (const origin of targets) window.parent.postMessage({ leadwizard: "height", height }, origin);
  };

  /* Browsers do not autofocus inside frames of other sites: where the person is in here, say what was refused. */
  const first = document.querySelector("[autofocus]");
  if (first && document.hasFocus()) first.focus();

  new ResizeObserver(tell).observe(document.body);
  tell();
})();
