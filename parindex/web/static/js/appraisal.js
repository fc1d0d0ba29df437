// A row is appraised by keys: each element says its key. Never while somebody types.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.localName !== "details") return wanted.click();
  wanted.open = true;
  wanted.querySelector("input:not([type=hidden]):not([type=radio]), select, textarea")?.focus();
});

// Of the ways to set a value only the chosen one shows its fields.
for (const ways of document.querySelectorAll("[data-ways]")) {
  const show = () => {
    const chosen = ways.querySelector("input[type=radio]:checked")?.value ?? "";
    for (const part of ways.querySelectorAll("[data-way]")) part.hidden = part.dataset.way !== chosen;
  };
  ways.addEventListener("change", show);
  show();
}
