"""Importers: other people's sites as posts of the hub.

An importer reads an export and gives its pieces; everything else is the same for all. In reading order:
`piece`, `stream`, `wxr` (what an export says), `mapping`, `lookup`, `settling` (where everything goes),
`shortcodes`, `paragraphs`, `tidy`, `writing`, `post` (a piece as a post), `report`, `store`, `moving`.
"""
