// <tiketa-countdown now until whole>: counts down to an instant of the server's clock, all in milliseconds since 1970.
// The browser's own clock may be minutes wrong, or be set meanwhile: time is counted by the monotonic one. That one may
// stand still while a computer sleeps, so the server is asked again when the page was not at work for a while.
const MARKS = [120, 60]; // seconds
const EVERY = 250; // milliseconds
const SLEPT = 5000; // milliseconds without a tick, or in the background
const UNSURE = 2000; // milliseconds: the server's answer has whole seconds, and was on its way for a moment

const anchor = { server: 0, at: 0 }; // the server's time at an instant of the monotonic clock

const setAnchor = (server, at = performance.now()) => Object.assign(anchor, { server, at });
const serverTime = () => anchor.server + performance.now() - anchor.at;

// A page's own markup is as old as its answer; what comes later is new.
function sentAt() {
  const [page] = performance.getEntriesByType("navigation");
  return window.did_handshake || !page ? performance.now() : page.responseStart;
}

async function askServer() {
  const asked = performance.now();
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  const said = Date.parse(answer?.headers.get("date"));
  const server = said + 500 + (performance.now() - asked) / 2; // the header's second has begun, half of it on average
  if (Math.abs(server - serverTime()) > UNSURE) setAnchor(server);
}

class Countdown extends HTMLElement {
  static observedAttributes = ["now", "until"];

  connectedCallback() {
    this.ticked = performance.now();
    this.timer = setInterval(() => this.tick(), EVERY);
    document.addEventListener("visibilitychange", this.seen);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
    this.say("");
  }

  attributeChangedCallback(name, _, value) {
    if (name === "now") setAnchor(Number(value), sentAt());
    else this.until = Number(value);
    if (this.until) this.show(this.secondsLeft());
  }

  seen = () => {
    if (!document.hidden) askServer().then(() => this.tick());
  };

  secondsLeft() {
    return Math.max(0, Math.ceil((this.until - serverTime()) / 1000));
  }

  tick() {
    const now = performance.now();
    if (now - this.ticked > SLEPT) askServer();
    this.ticked = now;
    this.show(this.secondsLeft());
  }

  // A mark is announced when so many seconds are left, or later where the tab slept at that moment.
  show(left) {
    if (left === this.left) return;
    if (this.left < left || !left) this.say("");
    const passed = MARKS.filter((mark) => this.left > mark && left <= mark);
    if (passed.length && left) this.say(this.getAttribute(`at-${Math.min(...passed)}`));
    this.left = left;
    this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.toggleAttribute("urgent", left <= 60);
    this.style.setProperty("--left", Math.min(1, (1000 * left) / Number(this.getAttribute("whole"))));
  }

  // In a place of its own: what an act has answered is not overwritten.
  say(words) {
    const place = document.querySelector("[data-time-notice]");
    if (place && place.textContent !== words) place.textContent = words;
  }
}
customElements.define("tiketa-countdown", Countdown);
