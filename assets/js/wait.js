// <tiketa-wait seconds>: counts down on a page that was refused for a moment, then loads it anew.
const SPREAD = 5; // seconds; many who were refused together do not all come back at once

class Wait extends HTMLElement {
  connectedCallback() {
    const left = (Number(this.getAttribute("seconds")) + Math.random() * SPREAD) * 1000;
    this.until = performance.now() + left;
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.until - performance.now()) / 1000));
    this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left || document.hidden) return; // a tab that nobody looks at asks for nothing
    clearInterval(this.timer);
    location.reload();
  }
}
customElements.define("tiketa-wait", Wait);
