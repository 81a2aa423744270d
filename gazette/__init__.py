"""gazette: a static site generator for a trades council's news hub.

A build is a pure function from sources to outputs. An output is made by a recipe that learns about
the world in one way only: it asks the Site questions, and the Reader writes down each answer's
fingerprint. Next time the output is made again if one of its answers is another one now.

In reading order. What goes in: `stamps`, `folders`, `rasters`, `sources`, `decoding`, `fields`,
`frontmatter`, `mending`, `toml`, `sections`, `settings`, `kinds`, `colours`, `mediatypes`, `ledger`,
`allowlist`, `effort`, `signs`, `inline`, `sieve`, `markup`, `comments`, `advice`, `pieces`,
`shortcodes`, `prose`, `records`, `intake`.
What is known: `instants`, `verdicts`, `occasions`, `identity`, `moves`, `site`, `index`, `answers`,
`agenda`, `funds`, `diary`, `relations`, `gallery`, `targets`, `syndication`, `structured`, `facts`,
`published`, `history`, `positions`, `calendar_events`, `versions`, `announcements`, `timetable`, `weeks`,
`digests`, `questions`, `crosschecks`, `legacies`, `promises`, with `addresses`, `links`, `policies`, `zones`,
`wording` and `fingerprint`. What is kept:
`engine`, `shelf`, `traces`, `standing`. What comes out: `recipes`, `plan`, `parts`, `reader`, `filters`,
`illustrations`, `templating`, `feeds`, `calendars`, `letters`, `pictures`, `drawings`, `posters`,
`segments`, `actions`, `documents`, `officefiles`, `recordings`, `icons`, `sitemaps`, `hosting`, `sharing`,
`leaflets`, `store`, `searching`, `desk`, `render`, `workers`, `making`, `sequence`, `locks`, `places`,
`rewriting`, `hub`, `staging`, `publish`.
On one screen: `pipeline`. Around it: `problems`, `reports`, `inquiry`, `verification`, `websub`,
`forms`, `schema`, `backends`, `cms`, `packages`, `workspace`, `drafting`, `founding`, `formatting`,
`renaming`, `importers`, `watch`, `live`, `panel`, `connections`, `serve`, `cli`.
"""

from zoneinfo import reset_tzpath

__version__ = "0.1.0"

# Zones are read from the pinned tzdata alone: a machine's own data is older on one and newer on another,
# and the same sources would give another site there.
reset_tzpath(to=())
