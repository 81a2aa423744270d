"""Nikola, doing the work that every peer does."""

import blinker

BLOG_TITLE = BLOG_DESCRIPTION = "Elmgate Trades Council"
BLOG_AUTHOR, BLOG_EMAIL = "Press Desk", "desk@bench.example"
SITE_URL = "https://bench.example/"
DEFAULT_LANG, TRANSLATIONS = "en", {"en": ""}
TIMEZONE, DATE_FORMAT = "UTC", "d MMMM yyyy"
FUTURE_IS_NOW = True
THEME, USE_BUNDLES, COMMENT_SYSTEM = "hub", False, ""
POSTS, PAGES = (("posts/*.md", "posts", "post.tmpl"),), ()
COMPILERS = {"markdown": (".md",)}
MARKDOWN_EXTENSIONS = [f"markdown.extensions.{name}" for name in ("fenced_code", "tables", "footnotes")]
METADATA_FORMAT = "YAML"
PRETTY_URLS = STRIP_INDEXES = True
URL_TYPE = "full_path"
SHOW_SOURCELINK = COPY_SOURCES = False

# Lists of twenty, the newest first, and numbered from there.
INDEX_DISPLAY_POST_COUNT = 20
INDEXES_STATIC = INDEXES_PAGES_MAIN = False
INDEXES_PRETTY_PAGE_URL = ["page", "{number}", "{index_file}"]
TAG_PATH, CATEGORY_PATH, CATEGORY_PREFIX = "tags", "types", ""
TAG_PAGES_ARE_INDEXES = CATEGORY_PAGES_ARE_INDEXES = CATEGORY_OUTPUT_FLAT_HIERARCHY = True

GENERATE_RSS, GENERATE_ATOM = True, False
FEED_LENGTH, FEED_TEASERS = 20, False
RSS_FILENAME_BASE, RSS_EXTENSION = "feed", ".xml"

# What the peers do not make either.
DISABLED_PLUGINS = [
    "bundles", "classify_archive", "classify_authors", "classify_page_index", "copy_assets", "copy_files",
    "create_bundles", "gzip", "redirect", "render_galleries", "render_listings", "render_sources", "robots",
    "scale_images",
]  # fmt: skip
CREATE_ARCHIVE_NAVIGATION = False

GLOBAL_CONTEXT = {"TYPES": ["news", "campaign", "course", "statement"]}


def without_feeds_of_tags(event):
    if event["taxonomy"].classification_name == "tag":
        event["kw"]["generate_rss"] = False


blinker.signal("generate_classification_page").connect(without_feeds_of_tags, weak=False)
