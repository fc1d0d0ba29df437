// Rows of a score sheet: they save by themselves, say how that went, try again after a cut line, and keep what was typed in this
// browser until the server has it. Without this script each row has a button to save.
const sheet = document.querySelector("[data-sheet]");
const said = sheet.dataset;
const loud = document.querySelector("[data-said]");
const PREFIX = `parindex-row|${said.sheet}|`, MONTH = 30 * 24 * 3600 * 1000, IDLE = 3000, PATIENCE = [3, 6, 12, 30];
document.documentElement.classList.add("scripted");

const forms = () => [...sheet.querySelectorAll(".row-form")];
const key = (form) => PREFIX + new URL(form.action).pathname;
// What the person typed: without the version and the token, which come from the server.
const typed = (form) => [...new FormData(form)].filter(([name]) => name === "explanation" || name.startsWith("figures."));
const text = (form) => JSON.stringify(typed(form));
const state = new WeakMap();

function about(form) {
  if (!state.has(form)) state.set(form, { kept: text(form), tries: 0 });
  return state.get(form);
}

function tell(form, words, kind = "") {
  const place = form.querySelector("[data-save-state]");
  if (place) place.textContent = words;
  if (kind) form.dataset.unsaved = kind;
  else delete form.dataset.unsaved;
}

function remember(form) {
  try {
    const draft = { version: form.elements.version.value, fields: typed(form), at: Date.now() };
    localStorage.setItem(key(form), JSON.stringify(draft));
  } catch { /* A full or closed store: the row still saves by itself. */ }
}

// What a closed tab or a dead battery left behind comes back, with the version on which it was typed: the server compares.
function restore(form) {
  const draft = JSON.parse(localStorage.getItem(key(form)) ?? "null");
  if (!draft) return;
  if (JSON.stringify(draft.fields) === text(form)) { localStorage.removeItem(key(form)); return; }
  const given = new Map(draft.fields);
  for (const field of form.elements) {
    if (field.name !== "explanation" && !field.name.startsWith("figures.")) continue;
    if (field.type === "radio") field.checked = field.value === (given.get(field.name) ?? "");
    else if (field.type === "checkbox") field.checked = given.has(field.name);
    else field.value = given.get(field.name) ?? "";
  }
  form.elements.version.value = draft.version;
  tell(form, said.saidKept, "typing");
  save(form);
}

const save = (form) => form.isConnected && htmx.trigger(form, "keep");
const dirty = (form) => text(form) !== about(form).kept;

for (const name of Object.keys(localStorage).filter((each) => each.startsWith("parindex-row|"))) {
  try { if (Date.now() - JSON.parse(localStorage.getItem(name)).at > MONTH) localStorage.removeItem(name); } catch { localStorage.removeItem(name); }
}

sheet.addEventListener("input", (event) => {
  const form = event.target.closest(".row-form");
  if (!form) return;
  remember(form);
  clearTimeout(about(form).idle);
  if (dirty(form)) {
    tell(form, said.saidKept, "typing");
    about(form).idle = setTimeout(() => dirty(form) && save(form), IDLE);
  }
});

// A pause in typing asks only what the figures would come to; leaving a field, a choice or a longer pause saves.
sheet.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest(".row-form");
  if (!form || form !== event.detail.elt || event.detail.verb !== "post") return;
  const cause = event.detail.triggeringEvent?.type;
  if (cause === "input") {
    if (!dirty(form) || event.detail.triggeringEvent.target.name === "explanation") { event.preventDefault(); return; }
    event.detail.parameters.set ? event.detail.parameters.set("preview", "1") : (event.detail.parameters.preview = "1");
    about(form).asking = true;
    return;
  }
  if (cause === "change" && !dirty(form)) { event.preventDefault(); return; }
  about(form).asking = false;
  about(form).sent = text(form);
  clearTimeout(about(form).idle);
  tell(form, said.saidSaving, "saving");
});

sheet.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form?.matches?.(".row-form") || about(form).asking) return;
  const mine = about(form), status = event.detail.xhr.status;
  if (status === 200) {
    mine.kept = mine.sent;
    mine.tries = 0;
    delete form.dataset.unsaved;
    if (!dirty(form)) localStorage.removeItem(key(form));
    loud.textContent = said.saidSaved;
    htmx.trigger(document.body, "row-saved");
  } else if (!status || status >= 500 || status === 429) {
    tell(form, said.saidFailed, "failed");
    loud.textContent = said.saidFailed;
    clearTimeout(mine.again);
    mine.again = setTimeout(() => save(form), PATIENCE[Math.min(mine.tries++, PATIENCE.length - 1)] * 1000);
  } else if (status === 403) {
    // Locked in the meantime: what was typed stays on the screen, and in this browser.
    tell(form, said.saidLocked, "failed");
    loud.textContent = said.saidLocked;
  }
});

// The fields that were refused are marked; a fault reads as part of its field.
sheet.addEventListener("htmx:afterSwap", (event) => {
  const form = event.target.closest?.(".row-form") ?? event.detail.elt?.closest?.(".row-form");
  if (form) mark(form);
});
function mark(form) {
  for (const field of form.querySelectorAll("[data-marked]")) { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); field.removeAttribute("data-marked"); }
  for (const fault of form.querySelectorAll("[data-fault]")) {
    const field = form.elements[fault.dataset.fault];
    const first = field instanceof RadioNodeList ? field[0] : field;
    if (!first) continue;
    fault.id = `fault-${first.id || first.name}`;
    first.setAttribute("aria-invalid", "true");
    first.setAttribute("aria-describedby", fault.id);
    first.dataset.marked = "";
  }
}

// A row that was exchanged as a whole: both values side by side, or what somebody else saved in other figures of it.
document.addEventListener("htmx:load", (event) => {
  const row = event.detail.elt;
  if (!row.matches?.("[data-row]")) return;
  const form = row.querySelector(".row-form");
  if (form) state.set(form, { kept: text(form), tries: 0 });
  const conflict = row.querySelector("[data-focus]");
  if (conflict) { if (form) state.get(form).kept = ""; conflict.focus(); }
  else if (form) { localStorage.removeItem(key(form)); htmx.trigger(document.body, "row-saved"); }
});
sheet.addEventListener("click", (event) => {
  const drop = event.target.closest("[data-drop]");
  if (drop) localStorage.removeItem(key(drop.closest("form")));
});

// New files go up in pieces, as on the library's page; when all are through the row cites them.
document.addEventListener("htmx:load", async (event) => {
  const upload = event.detail.elt.querySelector?.("form[data-sends]");
  if (upload) (await import("./upload.js")).attach(upload);
});
sheet.addEventListener("uploaded", (event) => {
  const upload = event.target;
  const documents = event.detail.urls.map((url) => url.match(/\/(\d+)\/$/)?.[1]).filter(Boolean);
  const target = upload.closest("[data-evidence]"), area = target.querySelector("[data-uploads]");
  const left = [...area.querySelectorAll("li")].filter((each) => !each.querySelector("a"));
  const cited = htmx.ajax("POST", upload.getAttribute("action"), { source: upload, target, swap: "outerHTML", values: { document: documents } });
  // What became of the files that were not taken stays in sight.
  cited.then(() => left.length && sheet.querySelector(`[data-evidence="${target.dataset.evidence}"] .picker-place`)?.append(area));
});

// Citing and taking back count in the fields' progress too.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.matches?.("[data-evidence]")) htmx.trigger(document.body, "row-saved");
});

// Leaving the page sends what is still typed; what does not arrive is kept.
addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") for (const form of forms()) if (dirty(form) && form.dataset.unsaved) save(form); });
addEventListener("online", () => { for (const form of forms()) if (form.dataset.unsaved === "failed") save(form); });

// j and k, or Alt with an arrow also while typing: the next and the previous row.
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  const step = event.altKey ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : !typing && !event.ctrlKey && !event.metaKey ? { j: 1, k: -1 }[event.key] : 0;
  if (!step) return;
  const rows = [...sheet.querySelectorAll("[data-row]")];
  const here = rows.indexOf(document.activeElement.closest("[data-row]"));
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const form of forms()) about(form);
// htmx takes the rows over when the page is there: only then can what was left behind be sent.
const ready = () => { for (const form of forms()) restore(form); };
if (document.readyState === "complete") ready();
else addEventListener("load", ready);
