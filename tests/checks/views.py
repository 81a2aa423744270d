"""What is looked at in a browser: one page of each sort, how wide and in which light, and what is asked there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gazette.pipeline import Report
from gazette.plan import plan
from gazette.recipes.pages import EntryPage, Listing

WIDTHS = (320, 768, 1280)
LIGHTS = ("light", "dark")
VIEWS = tuple((width, light) for width in WIDTHS for light in LIGHTS)

AXE_TAGS = (
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page to look at: what sort it is, and its path below the site."""

    sort: str
    path: str


def pages(report: Report, folder: Path, every_entry: bool = False) -> tuple[Page, ...]:
    """One page of every sort that the site has, or that and every entry's."""
    assert report.site is not None
    outputs, problems = plan(report.site)
    assert not problems
    found: dict[str, Page] = {}
    for output in outputs:
        recipe = output.recipe
        if (
            not output.path.endswith(".html")
            or b'http-equiv="refresh"' in (folder / output.path).read_bytes()
        ):
            continue  # what sends a reader on is gone before it can be looked at
        if isinstance(recipe, EntryPage):
            sort = report.site.entries[recipe.source].kind
            if every_entry:
                sort = f"{sort} {report.site.entries[recipe.source].slug}"
        elif isinstance(recipe, Listing):
            sort = f"list of a {recipe.group}" + (", continued" if recipe.number > 1 else "")
        else:
            parts = [type(recipe).__name__]
            parts += [str(n) for n, v in enumerate(vars_of(recipe)) if isinstance(v, int) and v]
            sort = " ".join(parts)
        found.setdefault(sort, Page(sort, output.path.removesuffix("index.html")))
    return tuple(found.values())


def vars_of(recipe: object) -> tuple[object, ...]:
    """The values of a recipe's fields."""
    return tuple(getattr(recipe, name) for name in getattr(recipe, "__dataclass_fields__", ()))


RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + n.failureSummary).join(" | "));
}"""

SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1)
    .map((e) => e.tagName + "." + e.className).slice(0, 5).concat(wide + " px");
}"""

SEEN = """() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim().replace(/\\s+/g, " ");
    if (!text || node.parentElement.closest("script, style, svg, label, #site-search, #site-search-none, [aria-hidden=true], [data-copy], [data-copy-of], .jump, .stacked thead")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()];
    const style = getComputedStyle(node.parentElement);
    if (style.visibility !== "visible" || !boxes.some((b) => b.width > 0 && b.height > 0)) continue;
    // Nothing may be cut off by a box that holds it, unless that box can be scrolled.
    for (let box = node.parentElement; box; box = box.parentElement) {
      const s = getComputedStyle(box);
      if (s.overflowX === "hidden" && box.scrollWidth > box.clientWidth + 1 && s.clipPath === "none")
        seen.push("CUT OFF: " + text);
    }
    seen.push(text);
  }
  return seen;
}"""
"""Every piece of text that is shown, without what scripts add, and with a mark on what is cut off."""

FOCUSABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, audio, video, [tabindex='0']")]
  .filter((e) => e.checkVisibility() && !e.disabled)
  .map((e, n) => { e.dataset.stop = n; return (e.textContent || e.tagName).trim().slice(0, 40); })"""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const b = e.getBoundingClientRect();
  const s = getComputedStyle(e);
  const inside = b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth;
  const top = inside && document.elementFromPoint(
    Math.min(Math.max((b.left + Math.min(b.right, innerWidth)) / 2, 0), innerWidth - 1),
    Math.min(Math.max((Math.max(b.top, 0) + Math.min(b.bottom, innerHeight)) / 2, 0), innerHeight - 1));
  return {
    stop: Number(e.dataset.stop ?? -1),
    shown: b.width > 0 && b.height > 0 && inside,
    ringed: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2,
    media: e.matches("audio, video"),
    scrolls: e.dataset.stop === undefined && e.scrollWidth > e.clientWidth,
    free: !!top && (e.contains(top) || top.contains(e) || e.getClientRects().length > 1),
  };
}"""

SMALL = """() => [...document.querySelectorAll("a[href], button, input, summary")]
  .filter((e) => e.checkVisibility() && !e.closest(".unseen"))
  // A link within a sentence is as high as its line (WCAG 2.2, 2.5.8, "inline").
  .filter((e) => !(getComputedStyle(e).display === "inline" && (e.closest("p, li, dd, td, figcaption, blockquote") ?? e).textContent.trim() !== e.textContent.trim()))
  .filter((e) => { const b = e.getBoundingClientRect(); return b.width && (b.height < 24 || b.width < 24); })
  .map((e) => e.textContent.trim().slice(0, 40) + " " + JSON.stringify([e.getBoundingClientRect().width, e.getBoundingClientRect().height]))"""
