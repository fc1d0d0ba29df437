// Sends files by tus 1.0 in pieces: shows how far each is, goes on by itself after a cut line, and after a closed tab when the
// same file is chosen again. Without this script the form sends its files in one go. A form that came later is given to attach();
// when all its files are through, it hears of it by the event "uploaded", with the documents' addresses.
let form, said, area, status, common, through = [];
const MIB = 1 << 20, AT_ONCE = 2, HASHED = 64 * MIB, PATIENCE = 8;
const subtle = globalThis.crypto?.subtle;
const waiting = [];
let running = 0;

class Final extends Error {}
const pause = (seconds) => new Promise((go) => { setTimeout(go, seconds * 1000); addEventListener("online", go, { once: true }); });
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const text64 = (text) => base64(new TextEncoder().encode(text));

// An answer that does not speak tus comes from the sign-in page.
async function ask(method, url, headers = {}) {
  const answer = await fetch(url, { method, headers: { ...common, ...headers }, credentials: "same-origin" });
  if (!answer.headers.get("Tus-Resumable")) {
    if (answer.status === 404) return answer;
    throw answer.status >= 500 ? new Error(answer.status) : new Final(said.saidSignedOut);
  }
  return answer;
}

// One piece; XMLHttpRequest tells how far it is.
const send = (item, url, offset, piece, headers) => new Promise((done, broken) => {
  const line = item.line = new XMLHttpRequest();
  line.open("PATCH", url);
  const all = { ...common, ...headers, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" };
  for (const [name, value] of Object.entries(all)) line.setRequestHeader(name, value);
  line.upload.onprogress = (event) => item.show(offset + event.loaded);
  line.onerror = line.onabort = line.ontimeout = () => broken(new Error("line"));
  line.onload = () => done(line);
  line.timeout = 180_000;
  line.send(piece);
});

class Item {
  constructor(file) {
    this.file = file;
    this.row = within("template[data-row]").content.firstElementChild.cloneNode(true);
    this.bar = this.row.querySelector("progress");
    this.row.querySelector(".upload-name").textContent = this.bar.ariaLabel = file.name;
    this.row.querySelector("[data-stop]").onclick = () => this.stop();
    this.row.querySelector("[data-again]").onclick = () => { this.stopped = false; enqueue(this); };
    area.querySelector("ol").append(this.row);
    this.key = ["parindex-upload", said.tus, said.document, file.name, file.size, file.lastModified].join("|");
  }

  say(text, { again = false, stop = true, link = "" } = {}) {
    const state = this.row.querySelector(".upload-state");
    state.textContent = text;
    this.row.querySelector("[data-again]").hidden = !again;
    this.row.querySelector("[data-stop]").hidden = !stop;
    if (!link) return;
    const way = Object.assign(document.createElement("a"), { href: link, textContent: this.file.name });
    this.row.querySelector(".upload-name").replaceChildren(way);
  }

  show(sent) { this.bar.value = Math.min((sent / this.file.size) * 100, 100); }

  stop() {
    this.stopped = true;
    this.line?.abort();
    const place = waiting.indexOf(this);
    if (place >= 0) waiting.splice(place, 1);
    this.say(said.saidStopped, { again: true, stop: false });
    finished();
  }

  done(url, known) {
    localStorage.removeItem(this.key);
    through.push(url);
    this.show(this.file.size);
    this.say(known ? said.saidThere : said.saidAdded, { stop: false, link: url });
    status.textContent = `${this.file.name}: ${known ? said.saidThere : said.saidAdded}`;
  }

  async known() {
    if (!subtle || this.file.size > HASHED) return false;
    this.say(said.saidChecking);
    const hash = hex(await subtle.digest("SHA-256", await this.file.arrayBuffer()));
    const answer = await fetch(`${said.known}?sha256=${hash}`, { credentials: "same-origin" });
    const found = answer.ok && !answer.redirected ? await answer.json() : {};
    if (found.known) this.done(found.url, true);
    return Boolean(found.known);
  }

  // Where the server has it, and how much: begun anew if it knows nothing of it.
  async place() {
    const kept = localStorage.getItem(this.key);
    if (kept) {
      const answer = await ask("HEAD", kept);
      if (answer.ok) return [kept, Number(answer.headers.get("Upload-Offset"))];
      if (answer.status >= 500) throw new Error(answer.status);
    }
    const about = [`filename ${text64(this.file.name)}`, ...(said.document ? [`document ${text64(said.document)}`] : [])];
    const answer = await ask("POST", said.tus, { "Upload-Length": this.file.size, "Upload-Metadata": about.join(",") });
    if (answer.status !== 201) throw new Final((await answer.text()) || said.saidFailed);
    const url = answer.headers.get("Location");
    localStorage.setItem(this.key, url);
    return [url, 0];
  }

  async run() {
    let tries = 0, size = MIB / 4;
    while (!this.stopped) {
      try {
        if (!tries && await this.known()) return;
        let [url, offset] = await this.place();
        for (;;) {
          if (this.stopped) return;
          this.say(said.saidSending);
          this.show(offset);
          const piece = await this.file.slice(offset, offset + size).arrayBuffer();
          const sum = subtle ? { "Upload-Checksum": `sha256 ${base64(await subtle.digest("SHA-256", piece))}` } : {};
          const begun = performance.now();
          const line = await send(this, url, offset, piece, sum);
          if (line.status !== 204) throw this.fault(line);
          tries = 0;
          offset = Number(line.getResponseHeader("Upload-Offset"));
          if (offset >= this.file.size) {
            const way = line.getResponseHeader("Upload-Document");
            if (way) this.done(way, line.getResponseHeader("Upload-Known") === "1");
            return;
          }
          // Pieces grow on a fast line and shrink on a slow one, so that little is lost by a cut.
          const took = performance.now() - begun;
          size = took < 1000 ? Math.min(size * 2, 8 * MIB) : took > 8000 ? Math.max(size / 2, MIB / 8) : size;
        }
      } catch (fault) {
        if (this.stopped) return;
        if (fault instanceof Final || ++tries > PATIENCE) {
          const refused = fault instanceof Final && fault.message !== said.saidSignedOut;
          this.row.classList.toggle("refused", refused);
          if (refused) this.show(0);
          this.say(fault instanceof Final ? fault.message : said.saidFailed, { again: !refused, stop: false });
          status.textContent = `${this.file.name}: ${fault.message}`;
          return;
        }
        this.say(said.saidBroken);
        await pause(Math.min(2 ** (tries - 1), 30));
      }
    }
  }

  // What another try may mend, and what not.
  fault(line) {
    if (line.status >= 500 || [404, 409, 410, 423, 460].includes(line.status)) return new Error(line.status);
    localStorage.removeItem(this.key);
    return new Final(line.getResponseHeader("Tus-Resumable") ? line.responseText || said.saidFailed : said.saidSignedOut);
  }
}

function enqueue(item) {
  item.say(said.saidWaiting);
  waiting.push(item);
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    waiting.shift().run().finally(() => { running -= 1; next(); finished(); });
  }
}

function finished() {
  const under_way = running > 0 || waiting.length > 0;
  const after = area.querySelector("[data-after]");
  if (after) after.hidden = under_way;
  if (under_way || !through.length) return;
  form.dispatchEvent(new CustomEvent("uploaded", { bubbles: true, detail: { urls: through } }));
  through = [];
}

const within = (selector) => (form.closest("[data-upload-place]") ?? document).querySelector(selector);

export function attach(next) {
  next.addEventListener("submit", (event) => {
    const field = next.querySelector("input[type=file]");
    if (!field.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    form = next;
    said = form.dataset;
    area = within("[data-uploads]");
    status = document.querySelector("[data-status]");
    common = { "Tus-Resumable": "1.0.0", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
    area.hidden = false;
    for (const file of field.files) enqueue(new Item(file));
    field.value = "";
  });
}
const here = document.querySelector("form[data-resume]");
if (here) attach(here);
addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
