// What every page's browser does without the server.

// <tiketa-wait seconds>: the page was refused for a moment, and is loaded again.
class Wait extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => location.reload(), Number(this.getAttribute("seconds")) * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
}
customElements.define("tiketa-wait", Wait);

// Going back over a reloaded film leads to an address whose page is not here: it is loaded then. The gallery, which
// gave the film its address, shows both by itself.
const loaded = location.pathname;
addEventListener("popstate", () => {
  if (location.pathname === loaded || document.querySelector(".gallery")) return;
  restored = false; // what is typed here, and where, is not of the page at this address
  location.reload();
});

// The footer is sent with the header, and moved behind what the scripts have built.
document.body.append(document.querySelector(".site-foot"));

// NiceGUI's own popup about a lost connection is hidden: ours is in the page's language. A link that cannot be followed
// would leave this page for the browser's own.
const trouble = document.querySelector(".trouble");
const popup = document.getElementById("popup");
const showTrouble = () => {
  const isLost = popup.ariaHidden === "false" || !navigator.onLine;
  trouble.textContent = isLost ? trouble.dataset.offline : "";
};
new MutationObserver(showTrouble).observe(popup, { attributeFilter: ["aria-hidden"] });
addEventListener("offline", showTrouble);
addEventListener("online", showTrouble);
addEventListener("click", (event) => {
  if (navigator.onLine || !event.target.closest?.("a[href]:not([href^='#'])")) return;
  event.preventDefault();
  showTrouble();
});

// Who has their data deleted leaves no name in this browser; signing out clears all that it keeps (Clear-Site-Data).
addEventListener("click", ({ target }) => {
  if (!target.closest?.("[data-action='delete_data']")) return;
  try {
    localStorage.removeItem("tiketa: who booked last"); // components/seats/map/panel.js
  } catch {}
});

// A question page's form is sent once, however often its button is tapped.
document.addEventListener("submit", ({ target }) => {
  if (target.method === "post") target.addEventListener("submit", (again) => again.preventDefault());
});

// The language switch leads back to the page as it is now: scripts change its address without loading it anew.
let switching = false; // to another language, in this tab

addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
  const link = target.closest?.("a.language");
  if (!link) return;
  const [path] = link.getAttribute("href").split("?");
  link.href = `${path}?next=${encodeURIComponent(location.pathname + location.search)}`;
  switching = !(ctrlKey || metaKey || shiftKey);
});
addEventListener("pageshow", () => {
  switching = false; // a page that comes back by the browser's Back is still the same script
});

// A page that is loaded anew (its server was gone, the language is switched) restores typed text and scroll position.
const KEPT = "kept while the page reloads";
const FIELDS = "input[name]:not([type=hidden]), textarea[name], select[name]";
const isErrorPage = () => Boolean(document.querySelector("#main .lost")); // it stands in for a page, and loses nothing
const forms = () => [...document.querySelectorAll("#main form")];
const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)];
let restored = false; // until then, what was kept before is kept: a page may be loaded anew twice

// Names a form, wherever it stands: several on a page may have fields of the same name.
const nameOf = (form) =>
  [...form.elements].map(({ name, type, value }) => name + (type === "hidden" ? `=${value}` : "")).join(" ");

function typedIn(form) {
  return Object.fromEntries(fieldsOf(form).map(({ name, value }) => [name, value]));
}

function keep() {
  if (!restored || isErrorPage()) return;
  const typed = Object.fromEntries(forms().map((form) => [nameOf(form), typedIn(form)]));
  const page = { path: location.pathname, switching, typed, scrolled: scrollY };
  sessionStorage.setItem(KEPT, JSON.stringify(page));
}

function restore() {
  if (!document.getElementById("main")) return requestAnimationFrame(restore);
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  const isReload = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const isSamePage = kept.path === location.pathname && (kept.switching || isReload);
  restored = true;
  if (isSamePage && isErrorPage()) return;
  sessionStorage.removeItem(KEPT);
  if (isSamePage) showAgain(kept);
}

function showAgain({ typed, scrolled }) {
  for (const form of forms())
    for (const field of fieldsOf(form)) field.value = typed[nameOf(form)]?.[field.name] ?? field.value;
  scrollTo(0, scrolled);
}

// Without cookies a browser denies this storage too, and then nothing on the page works.
function canKeep() {
  try {
    return navigator.cookieEnabled && Boolean(sessionStorage);
  } catch {
    return false;
  }
}

if (canKeep()) {
  addEventListener("pagehide", keep);
  restore();
} else {
  trouble.textContent = trouble.dataset.cookies;
}
