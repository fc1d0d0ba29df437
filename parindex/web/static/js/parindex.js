// Loads what a page's marks ask for. Without scripts every page works as well, only with more steps.
const wanted = [
  ["form[data-guard]", () => import("./guard.js")],
  ["form[data-autosubmit]", () => import("./autosubmit.js")],
  ["form[data-resume]", () => import("./upload.js")],
];
for (const [selector, load] of wanted) if (document.querySelector(selector)) load();

// An error summary takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// Of tabs that do not all fit, the one of this page is in sight.
for (const here of document.querySelectorAll(".tabs [aria-current]")) {
  const tabs = here.closest(".tabs");
  tabs.scrollLeft += here.getBoundingClientRect().left - tabs.getBoundingClientRect().left - (tabs.clientWidth - here.offsetWidth) / 2;
}

// Menus close by Escape, by a click elsewhere and when the focus leaves them.
const menus = document.querySelectorAll("details[data-menu]");
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
});
const closeOthers = (event) => { for (const menu of menus) if (!menu.contains(event.target)) menu.open = false; };
addEventListener("click", closeOthers);
addEventListener("focusin", closeOthers);

// Keys: / goes to the search, ? to the page of keys. Never while somebody types.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search], input[type=search], .filter-bar input");
    if (search) { event.preventDefault(); search.focus(); search.select?.(); }
  }
  if (event.key === "?") location.assign(document.body.dataset.keys);
});

// A part of the page could not be fetched: say so, keep what was typed.
for (const fault of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
  addEventListener(fault, () => { document.querySelector("[data-broken]").hidden = false; });
addEventListener("htmx:afterSwap", () => { document.querySelector("[data-broken]").hidden = true; });
