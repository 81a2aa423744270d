// What scripts add to pages that are whole without: buttons that copy, and a box that narrows a list.
"use strict";

for (const button of document.querySelectorAll("button[data-copy], button[data-copy-of]")) {
  if (!navigator.clipboard) break;
  const place = button.parentElement;
  const words = button.textContent;
  // Within its own section: a text of the page may have something of the same name.
  const box = button.closest("section")?.querySelector(`[id="${button.dataset.copyOf}"]`);
  place.hidden = false;
  place.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(box ? box.innerText.trim() : button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Please copy it by hand";
    }
    setTimeout(() => { button.textContent = words; }, 3000);
  });
}

for (const list of document.querySelectorAll("[data-filter]")) {
  const items = [...list.querySelectorAll("li")];
  if (items.length < 10) continue;
  const label = document.createElement("label");
  const box = document.createElement("input");
  const told = document.createElement("p");
  box.type = "search";
  told.className = "meta";
  told.setAttribute("role", "status");
  label.append(list.dataset.filter, box);
  list.before(label, told);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  box.addEventListener("input", () => {
    const sought = plain(box.value.trim());
    for (const item of items) item.hidden = !plain(item.textContent).includes(sought);
    const left = items.filter((item) => !item.hidden).length;
    told.textContent = sought ? `${left} of ${items.length}` : "";
  });
}
