// What every page's browser does without the server.

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
