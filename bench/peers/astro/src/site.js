import { getCollection } from "astro:content";

export const title = "Elmgate Trades Council";
export const url = "https://bench.example";
export const types = ["news", "campaign", "course", "statement"];

const PER_PAGE = 20;

// The newest in front; read once a build.
let posts;
export const newestFirst = () =>
  (posts ??= getCollection("posts").then((all) => all.sort((a, b) => b.data.date - a.data.date)));

export const address = (post) => `/posts/${post.id}/`;
export const titled = (word) => word[0].toUpperCase() + word.slice(1);
export const day = (date) =>
  date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// The posts by a key that each may have several of.
export function grouped(all, keysOf) {
  const groups = new Map();
  for (const post of all)
    for (const key of keysOf(post)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(post);
    }
  return [...groups];
}

// What `getStaticPaths` gives for each page of a list.
export function paged(list, params = {}) {
  const total = Math.max(1, Math.ceil(list.length / PER_PAGE));
  return Array.from({ length: total }, (_, page) => ({
    params: { ...params, page: page ? `page/${page + 1}` : undefined },
    props: { list: list.slice(page * PER_PAGE, (page + 1) * PER_PAGE), number: page + 1, total },
  }));
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const item = (post) => `<item>
<title>${escaped(post.data.title)}</title>
<link>${url}${address(post)}</link>
<guid>${url}${address(post)}</guid>
<pubDate>${post.data.date.toUTCString()}</pubDate>
<description>${escaped(post.data.summary)}</description>
<content:encoded>${escaped(post.rendered.html)}</content:encoded>
</item>
`;

export const feed = (list, name) => new Response(`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>${title}${name ? `: ${name}` : ""}</title>
<link>${url}/</link>
<description>${title}</description>
${list.slice(0, PER_PAGE).map(item).join("")}</channel>
</rss>
`);
