// Search: looks into the index when somebody asks for something. The form is hidden without this script.
"use strict";

const form = document.getElementById("site-search");
const told = document.getElementById("site-search-told");
const list = document.getElementById("site-search-found");
const box = form.elements.q;
const SHOWN = 20;
let index;
let asked = 0;

async function search(words) {
  const mine = ++asked;
  if (!words) {
    told.textContent = "";
    list.hidden = true;
    return;
  }
  told.textContent = "Searching…";
  try {
    index ??= load();
    const { results } = await (await index).search(words);
    const found = await Promise.all(results.slice(0, SHOWN).map((result) => result.data()));
    if (mine !== asked) return;
    list.replaceChildren(...found.map(item));
    list.hidden = !found.length;
    told.textContent = said(results.length, words);
  } catch {
    index = undefined;
    told.textContent = "The search does not work just now. Please try one of the ways below.";
  }
}

// A large site has further indexes beside the first.
async function load() {
  const at = (name) => new URL(name, new URL(form.dataset.index, location.href)).href;
  const options = { baseUrl: "/", excerptLength: 24 };
  const [made, parts] = await Promise.all([import(at("pagefind.js")), fetch(at("parts.json")).then((told) => told.json())]);
  await made.options(options);
  for (const part of parts) await made.mergeIndex(at(part), options);
  return made;
}

function said(count, words) {
  if (!count) return `Nothing was found for “${words}”. Another word, or fewer of them, may help.`;
  const pages = count === 1 ? "1 page" : `${count} pages`;
  return count > SHOWN ? `${pages} found, of which these ${SHOWN} fit best:` : `${pages} found:`;
}

function item(page) {
  const [entry, heading, link, meta, excerpt] = ["li", "h2", "a", "p", "p"].map((tag) => document.createElement(tag));
  link.href = page.url;
  link.textContent = page.meta.title;
  heading.className = "card-title";
  heading.append(link);
  meta.className = "meta";
  meta.textContent = [page.meta.label, page.meta.date].filter(Boolean).join(" · ");
  // The excerpt comes as HTML, with <mark> around what was found and everything else escaped.
  const parsed = new DOMParser().parseFromString(page.excerpt, "text/html");
  for (const node of parsed.body.childNodes) {
    const marked = node.nodeName === "MARK" ? document.createElement("mark") : null;
    if (marked) marked.textContent = node.textContent;
    excerpt.append(marked ?? node.textContent);
  }
  entry.append(heading, meta, excerpt);
  return entry;
}

document.getElementById("site-search-none").remove();
form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = box.value.trim();
  history.replaceState(null, "", words ? `?q=${encodeURIComponent(words)}` : location.pathname);
  search(words);
});
box.value = new URLSearchParams(location.search).get("q") ?? "";
search(box.value.trim());
