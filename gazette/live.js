// Listens to the preview server: reloads this page when a build changed it, swaps styles and
// pictures in place, and shows what is wrong over the last good page.
(() => {
  "use strict";

  const own = document.currentScript.dataset;
  const files = JSON.parse(own.files);
  let build = own.build;
  let stream = null;

  // ---- What this page is made of ----

  // The path within the site that a link leads to, as the server names it; null for elsewhere.
  const pathOf = (link) => {
    try {
      const url = new URL(link, document.baseURI);
      const path = decodeURIComponent(url.pathname);
      const base = decodeURIComponent(own.base);
      return url.origin === location.origin && path.startsWith(base) ? path.slice(base.length) : null;
    } catch {
      return null;
    }
  };

  // The same link under a name that no cache has seen.
  const fresh = (link) => {
    const url = new URL(link, document.baseURI);
    url.searchParams.set("gazette", build);
    return url.href;
  };

  const imports = (sheet, changed) => {
    try {
      return [...(sheet?.cssRules ?? [])].some((rule) =>
        rule.styleSheet && (changed.has(pathOf(rule.styleSheet.href)) || imports(rule.styleSheet, changed)));
    } catch {
      return false; // a sheet from elsewhere does not let us look
    }
  };

  // A style that is being replaced stays until the newest one is there: the page is never bare.
  const before = new WeakMap();
  const replaced = new WeakSet();

  const swapStyles = (changed) => {
    for (const link of document.querySelectorAll("link[rel~=stylesheet][href]")) {
      if (replaced.has(link) || !(changed.has(pathOf(link.href)) || imports(link.sheet, changed))) continue;
      const heir = link.cloneNode();
      const olds = [...(before.get(link) ?? []), link];
      before.set(heir, olds);
      replaced.add(link);
      heir.href = fresh(link.href);
      heir.addEventListener("load", () => olds.forEach((old) => old.remove()));
      heir.addEventListener("error", () => { heir.remove(); replaced.delete(link); });
      link.after(heir);
    }
  };

  const swapPictures = (changed) => {
    for (const picture of document.querySelectorAll("img, source")) {
      if (picture.srcset) {
        const candidates = picture.srcset.split(/,\s+/).map((candidate) => candidate.trim().split(/\s+/));
        if (candidates.some(([link]) => changed.has(pathOf(link)))) {
          picture.srcset = candidates.map(([link, ...size]) =>
            [changed.has(pathOf(link)) ? fresh(link) : link, ...size].join(" ")).join(", ");
        }
      }
      if (picture.src && changed.has(pathOf(picture.src))) picture.src = fresh(picture.src);
    }
  };

  // ---- Problems ----

  const STYLE = `
    :host { all: initial; color-scheme: light dark; }
    * { box-sizing: border-box; }
    dialog, button { font: 16px/1.5 system-ui, sans-serif; color: light-dark(#1c1b1f, #eceaf0); }
    dialog { width: min(52rem, 94vw); max-height: 88vh; padding: 1.25rem 1.5rem; border: 0;
      border-top: .4rem solid light-dark(#a8102a, #ff8a9b); border-radius: .3rem;
      background: light-dark(#fff, #201f24); box-shadow: 0 .5rem 3rem #0008; overflow: auto; }
    dialog.mild { border-top-color: light-dark(#8a5a00, #f0c060); }
    dialog::backdrop { background: #0006; }
    h1 { font-size: 1.3em; line-height: 1.3; margin: 0; }
    p { margin: .3rem 0; }
    ol { margin: 0; padding: 0; list-style: none; }
    li { padding: .9rem 0; border-top: 1px solid light-dark(#ddd, #444); overflow-wrap: anywhere; }
    .place { font-family: ui-monospace, monospace; font-size: .9em; color: light-dark(#8a0d22, #ff9dab); }
    .message { font-weight: 600; }
    pre { margin: .5rem 0; padding: .5rem; overflow: auto; font: .85em/1.45 ui-monospace, monospace;
      background: light-dark(#f3f1ee, #2c2b31); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .3rem 0 0; }
    dt { color: light-dark(#5a5862, #aaa7b3); }
    dd { margin: 0; white-space: pre-wrap; }
    button { padding: .3rem .9rem; border: 1px solid light-dark(#8a8790, #77747f); border-radius: .3rem;
      background: light-dark(#f3f1ee, #2c2b31); cursor: pointer; }
    .note { position: fixed; right: .75rem; bottom: .75rem; z-index: 2147483647; font-size: 13px; }
    @media print { :host { display: none; } }
  `;

  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  let overlay = null;
  let shown = "[]";

  const item = (problem) => {
    const entry = make("li");
    entry.append(make("p", problem.place, "place"), make("p", problem.message, "message"));
    if (problem.excerpt) entry.append(make("pre", problem.excerpt));
    const said = make("dl");
    for (const name of ["read", "wanted", "hint", "about"]) {
      if (problem[name]) said.append(make("dt", name), make("dd", problem[name]));
    }
    if (said.childElementCount) entry.append(said);
    return entry;
  };

  const show = (problems) => {
    const told = JSON.stringify(problems);
    if (told === shown) return; // who closed it has seen these
    shown = told;
    overlay?.remove();
    overlay = null;
    if (!problems.length) return;

    const errors = problems.filter((problem) => problem.severity === "error");
    const warnings = problems.filter((problem) => problem.severity !== "error");
    const counts = [];
    if (errors.length) counts.push(count(errors.length, "error"));
    if (warnings.length) counts.push(count(warnings.length, "warning"));
    const summary = counts.join(", ");

    overlay = make("gazette-problems");
    const root = overlay.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // not a style element: a page's policy may forbid those
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];

    const dialog = make("dialog", "", errors.length ? "" : "mild");
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "heading");
    dialog.setAttribute("aria-describedby", "about");
    const heading = make("h1", errors.length ? `The site was not built: ${summary}` : `The site was built, with ${summary}`);
    heading.id = "heading";
    const about = make("p", errors.length
      ? "Behind this is the last good version of the page. Mend this and save: it goes away by itself."
      : "This keeps nothing from being published.");
    about.id = "about";
    const list = make("ol");
    list.append(...errors.map(item), ...warnings.map(item));
    const close = make("button", "Close (Esc)");
    close.addEventListener("click", () => dialog.close());
    dialog.append(heading, about, list, close);

    const note = make("button", summary, "note");
    note.addEventListener("click", () => dialog.showModal());
    root.append(note, dialog);
    document.documentElement.append(overlay);
    if (errors.length) {
      dialog.showModal();
      dialog.scrollTop = 0;
    }
  };

  // ---- Listening ----

  const hear = (event) => {
    const { everything, changed: paths, problems } = JSON.parse(event.data);
    const news = event.lastEventId !== build;
    const changed = new Set(paths);
    build = event.lastEventId;
    const waits = files.length === 0; // this page stands in for a site that was never built
    const scripts = [...document.scripts].some((script) => script.src && changed.has(pathOf(script.src)));
    if (everything || scripts || (waits && news) || files.some((file) => changed.has(file))) {
      location.reload();
      return;
    }
    swapStyles(changed);
    swapPictures(changed);
    if (!waits) show(problems);
  };

  // A browser has six connections for a server, whatever the number of tabs. So a tab that nobody
  // sees listens to nothing; it asks what it missed when it is shown again.
  const connect = () => {
    if (stream || document.hidden) return;
    const opened = new EventSource(`/-gazette/events?after=${encodeURIComponent(build)}`);
    stream = opened;
    opened.onmessage = hear;
    opened.onerror = () => {
      if (opened.readyState !== EventSource.CLOSED || stream !== opened) return;
      stream = null; // given up; otherwise it tries again by itself
      setTimeout(connect, 1000);
    };
  };
  const disconnect = () => {
    stream?.close();
    stream = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
})();
