// What every page's browser does without the server.

// <tiketa-countdown until now>: counts to an instant of the server's clock, whatever the browser's own clock says.
const MARKS = [120, 60]; // seconds

class Countdown extends HTMLElement {
  static observedAttributes = ["until"];

  connectedCallback() {
    this.timer = setInterval(() => this.tick(), 250);
  }

  // Called at first too, and again when the time was extended.
  attributeChangedCallback() {
    this.until = Number(this.getAttribute("until"));
    this.ahead = Number(this.getAttribute("now")) - Date.now();
    this.tick();
  }

  tick() {
    this.show(Math.max(0, Math.ceil((this.until - Date.now() - this.ahead) / 1000)));
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  // Shows the time that is left; the words of `at-120` and `at-60` are announced when so many seconds are left,
  // or later where the tab was suspended at that moment.
  show(left) {
    if (left === this.left) return;
    const passed = MARKS.filter((mark) => this.left > mark && left <= mark);
    if (passed.length) {
      document.querySelector('[data-part="notice"]').textContent = this.getAttribute(`at-${Math.min(...passed)}`);
    }
    this.left = left;
    this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.toggleAttribute("urgent", left <= 60);
  }
}
customElements.define("tiketa-countdown", Countdown);

// Going back over a reloaded film leads to an address whose page is not here: it is loaded then. The gallery, which
// gave the film its address, shows both by itself.
const loaded = location.pathname;
addEventListener("popstate", () => {
  if (location.pathname !== loaded && !document.querySelector(".gallery")) location.reload();
});

// The footer is sent with the header, and moved behind what the scripts have built.
document.body.append(document.querySelector(".site-foot"));

// NiceGUI's own popup about a lost connection is hidden: ours is in the page's language.
const offline = document.querySelector(".offline");
const popup = document.getElementById("popup");
new MutationObserver(() => {
  offline.textContent = popup.ariaHidden === "false" ? offline.dataset.words : "";
}).observe(popup, { attributeFilter: ["aria-hidden"] });

// A question page's form is sent once, however often its button is tapped.
document.addEventListener("submit", ({ target }) => {
  if (target.method === "post") target.addEventListener("submit", (again) => again.preventDefault());
});

// A page that reloads, because its server is gone or the language is switched, restores typed text and scroll position.
const KEPT = "kept while the page reloads";
const fields = () => [...document.querySelectorAll("#main form input[name]")];
let switched = false; // to another language
let restored = false; // until then, what was kept before is kept: a page may be loaded anew twice

document.addEventListener("click", ({ target }) => {
  switched = Boolean(target.closest?.("a.language"));
});

addEventListener("pagehide", () => {
  const lost = !window.did_handshake || popup.ariaHidden === "false";
  if (!restored || !(lost || switched)) return;
  const typed = Object.fromEntries(fields().map(({ name, value }) => [name, value]));
  sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, typed, scrolled: scrollY }));
});

function restore() {
  if (!document.getElementById("main")) return requestAnimationFrame(restore);
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  sessionStorage.removeItem(KEPT);
  restored = true;
  if (kept.path !== location.pathname) return;
  for (const field of fields()) field.value = kept.typed[field.name] ?? "";
  scrollTo(0, kept.scrolled);
}
restore();
