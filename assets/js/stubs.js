// <tiketa-stubs>: the codes of a ticket. One is shown at a time where there is little room, and swiped.
const IN_VIEW = 0.6; // of a code, from which on it counts as shown

class Stubs extends HTMLElement {
  connectedCallback() {
    this.inView = new Set();
    this.turn = Promise.resolve(); // asking for the screen takes time; one request after another
    this.watcher = new IntersectionObserver((changes) => this.see(changes), { threshold: IN_VIEW });
    this.added = new MutationObserver(() => this.watch());
    this.added.observe(this, { childList: true, subtree: true, attributeFilter: ["data-veiled"] });
    this.addEventListener("click", (event) => this.step(event));
    this.awake = () => this.keepAwake();
    document.addEventListener("visibilitychange", this.awake);
    this.watch();
  }

  disconnectedCallback() {
    this.watcher.disconnect();
    this.added.disconnect();
    document.removeEventListener("visibilitychange", this.awake);
    this.keepAwake();
  }

  // Seats come and go while the page is open.
  watch() {
    this.watcher.disconnect();
    this.inView.clear();
    for (const code of this.querySelectorAll(".stub__code")) this.watcher.observe(code);
  }

  see(changes) {
    for (const { target, isIntersecting } of changes) this.inView[isIntersecting ? "add" : "delete"](target);
    const shown = new Set([...this.inView].map((code) => code.closest(".stub").dataset.stub));
    for (const chip of this.querySelectorAll("[data-step]"))
      if (shown.size) chip.setAttribute("aria-current", shown.has(chip.dataset.step));
    this.keepAwake();
  }

  step({ target }) {
    const seat = target.closest("[data-step]")?.dataset.step;
    const stub = seat && this.querySelector(`[data-stub="${CSS.escape(seat)}"]`);
    stub?.scrollIntoView({ inline: "center", block: "nearest" });
  }

  // The screen stays on while a code that is good at the door is in view, where the browser can do that.
  keepAwake() {
    const isGood = [...this.inView].some((code) => !("veiled" in code.dataset));
    this.isWanted = this.isConnected && isGood && document.visibilityState === "visible";
    this.turn = this.turn.then(() => this.settle());
  }

  async settle() {
    if (!this.isWanted) {
      await this.lock?.release();
      this.lock = null;
    } else if (!this.lock || this.lock.released) {
      this.lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    }
  }
}
customElements.define("tiketa-stubs", Stubs);

// A link to one seat is shared, or copied; where the browser can do neither (it wants https) it is followed.
async function share(link) {
  if (navigator.share) return navigator.share({ title: link.dataset.share, url: link.href }).catch(() => null);
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    return location.assign(link.href);
  }
  document
    .querySelector('[data-part="notice"]')
    .replaceChildren(
      Object.assign(document.createElement("span"), { className: "done", textContent: link.dataset.copied }),
    );
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-share]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !(navigator.share || navigator.clipboard)) return;
  event.preventDefault();
  share(link);
});
