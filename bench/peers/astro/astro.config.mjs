// Astro, doing the work that every peer does: bodies are Markdown alone.
import { defineConfig } from "astro/config";

export default defineConfig({
  site: "https://bench.example",
  trailingSlash: "always",
  cacheDir: "./.cache",
  compressHTML: false,
  devToolbar: { enabled: false },
  markdown: { syntaxHighlight: false, smartypants: false },
});
