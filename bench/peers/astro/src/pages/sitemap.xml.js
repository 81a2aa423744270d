import { address, grouped, newestFirst, types, url } from "../site.js";

const row = (path, date) =>
  `<url><loc>${url}${path}</loc>${date ? `<lastmod>${date.toISOString()}</lastmod>` : ""}</url>\n`;

export async function GET() {
  const all = await newestFirst();
  const lists = [
    ...types.map((type) => `/types/${type}/`),
    ...grouped(all, (post) => post.data.tags).map(([tag]) => `/tags/${tag}/`),
  ];
  return new Response(`<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${row("/")}${lists.map((path) => row(path)).join("")}${all.map((post) => row(address(post), post.data.date)).join("")}</urlset>
`);
}
