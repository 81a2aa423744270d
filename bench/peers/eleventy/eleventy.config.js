// Eleventy, doing the work that every peer does: bodies are Markdown alone, no template pass over them.
import footnote from "markdown-it-footnote";
import markdownIt from "markdown-it";

const PER_PAGE = 20;
const TYPES = ["news", "campaign", "course", "statement"];
const POSTS = "src/posts/*.md";

const newestFirst = (api) => api.getFilteredByGlob(POSTS).sort((a, b) => b.date - a.date);

// The posts by a key that each may have several of.
function grouped(posts, keysOf, keys = []) {
  const groups = new Map(keys.map((key) => [key, []]));
  for (const post of posts)
    for (const key of keysOf(post)) groups.set(key, [...(groups.get(key) ?? []), post]);
  return [...groups];
}

// A piece for each page of each list.
function paged(groups) {
  return groups.flatMap(([name, posts]) => {
    const total = Math.max(1, Math.ceil(posts.length / PER_PAGE));
    return Array.from({ length: total }, (_, page) => ({
      name, total, number: page + 1, posts: posts.slice(page * PER_PAGE, (page + 1) * PER_PAGE),
    }));
  });
}

export default function (config) {
  config.setLibrary("md", markdownIt({ html: true }).use(footnote));
  config.addGlobalData("site", { title: "Elmgate Trades Council", url: "https://bench.example", types: TYPES });
  config.addCollection("posts", (api) => {
    const posts = newestFirst(api);
    posts.forEach((post, place) => {
      post.data.newer = posts[place - 1];
      post.data.older = posts[place + 1];
    });
    return posts;
  });
  const types = (api) => grouped(newestFirst(api), (post) => [post.data.type], TYPES);
  config.addCollection("typePages", (api) => paged(types(api)));
  config.addCollection("typeFeeds", (api) =>
    types(api).map(([name, posts]) => ({ name, posts: posts.slice(0, PER_PAGE) })));
  config.addCollection("tagPages", (api) => paged(grouped(newestFirst(api), (post) => post.data.tags)));
  config.addFilter("day", (date) =>
    date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }));
  config.addFilter("machine", (date) => date.toISOString());
  config.addFilter("rfc822", (date) => date.toUTCString());
  config.addFilter("first", (list, count) => list.slice(0, count));
  return {
    dir: { input: "src", output: "_site", includes: "_includes" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
  };
}
