"""Importers: other people's sites as posts of the hub.

An importer reads an export and gives its pieces, each with what it had to leave out of it; everything
else is the same for all. In reading order: `piece`, `words`, `stream`, `wxr`, `feed` (what an export
says); `cabinet`, `lookup`, `mapping`, `keys`, `survey`, `ground`, `settling`, `archives` (what is there,
and where everything goes); `blocks`, `shortcodes`, `paragraphs`, `soundness`, `files`, `leads`, `plain`,
`tidy`, `dialect`, `writing`, `matter`, `reviewing`, `post` (a piece as a post); `report`, `store`, `moving`.
"""
