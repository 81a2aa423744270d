"""Pelican, doing the work that every peer does, its cache on."""

SITENAME = "Elmgate Trades Council"
SITEURL = "https://bench.example"
AUTHOR = "Press Desk"
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%-d %B %Y"
PATH, ARTICLE_PATHS, PAGE_PATHS, STATIC_PATHS = "content", ["posts"], [], []
THEME, THEME_STATIC_PATHS = "theme", []
PLUGINS = ["pelican.plugins.neighbors"]
ARTICLE_URL, ARTICLE_SAVE_AS = "posts/{slug}/", "posts/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "types/{slug}/", "types/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = TAGS_SAVE_AS = CATEGORIES_SAVE_AS = ARCHIVES_SAVE_AS = ""
DIRECT_TEMPLATES, SITEMAP_SAVE_AS = ["index", "sitemap"], "sitemap.xml"
DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None}
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_ALL_RSS, CATEGORY_FEED_RSS = "feed.xml", "types/{slug}/feed.xml"
FEED_MAX_ITEMS, RSS_FEED_SUMMARY_ONLY = 20, False
FORMATTED_FIELDS = []
MARKDOWN = {
    "extensions": ["meta", "tables", "fenced_code", "footnotes"],
    "extension_configs": {},
    "output_format": "html5",
}
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER, CHECK_MODIFIED_METHOD, GZIP_CACHE = "reader", "mtime", False
