// The tree editor's keys and what only makes sense with scripts. All of it works without, with more clicks.
document.documentElement.classList.add("scripted");

// In the tree: arrows go from link to link, Home and End to the ends, Alt with an arrow moves the chosen node.
const tree = document.querySelector("[data-tree]");
tree?.addEventListener("keydown", (event) => {
  const links = [...tree.querySelectorAll(".tree a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0) return;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    const wanted = event.key === "ArrowUp" ? "up" : "down";
    if (links[at].getAttribute("aria-current") === "true") document.querySelector(`[data-move=${wanted}]:not(:disabled)`)?.click();
    return;
  }
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (to === undefined || !links[to] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  links[to].focus();
});

// The chosen node is in sight when the page opens; the tree scrolls by itself, not the page.
const chosen = tree?.querySelector("[aria-current]");
if (chosen) tree.scrollTop += chosen.getBoundingClientRect().top - tree.getBoundingClientRect().top - tree.clientHeight / 3;

// Opening, moving and saving load the page anew: the focus stays on the node, unless something was refused.
const kept = "criteria-tree-focus";
const keep = () => sessionStorage.setItem(kept, location.pathname.split("/edit/")[0]);
tree?.addEventListener("click", (event) => event.target.closest(".tree a") && keep());
document.querySelector("#panel")?.addEventListener("submit", keep);
if (chosen && sessionStorage.getItem(kept) === location.pathname.split("/edit/")[0] && !document.querySelector("#panel :is([aria-invalid=true], [role=alert], .comparison)")) chosen.focus({ preventScroll: true });
sessionStorage.removeItem(kept);

// A row that was just added takes the focus.
let added = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  const value = event.target.getAttribute?.("value") ?? "";
  added = value.startsWith("add:") ? value.slice(4) : "";
});
document.addEventListener("htmx:afterSettle", () => {
  if (!added) return;
  const count = document.querySelector(`[name="${added}-count"]`);
  const fields = count ? document.querySelectorAll(`[name^="${added}-${count.value - 1}-"]:not([type=hidden])`) : [];
  added = "";
  fields[0]?.focus();
});
