// The panel beside the map: on a phone a bar that opens for its form; a notice marks the field that it is about; and
// who has booked from this browser before is filled in.
const REMEMBERED = "tiketa: who booked last";
const OPEN = "panel--open";

export default {
  mounted() {
    this.panel = this.$el.closest("main, .book")?.querySelector(".panel");
    if (!this.panel) return;
    this.panel.addEventListener("focusin", ({ target }) => target.matches(".field") && this.openPanel(true));
    this.panel.addEventListener("submit", ({ target }) => remember(target));
    document.addEventListener("click", this.closeOutside);
    document.addEventListener("keydown", this.closeOnEscape);
    this.said = new MutationObserver(() => this.markField());
    this.said.observe(this.panel.querySelector('[data-part="notice"]'), { childList: true });
    fillIn(this.panel);
  },
  unmounted() {
    document.removeEventListener("click", this.closeOutside);
    document.removeEventListener("keydown", this.closeOnEscape);
    this.said?.disconnect();
  },
  methods: {
    openPanel(isOpen) {
      this.panel.classList.toggle(OPEN, isOpen);
    },
    closeOutside({ target }) {
      if (!this.panel.contains(target)) this.openPanel(false);
    },
    closeOnEscape({ key }) {
      if (key === "Escape") this.openPanel(false);
    },
    markField() {
      const notice = this.panel.querySelector("[data-field]");
      for (const field of this.panel.querySelectorAll(".field")) field.removeAttribute("aria-invalid");
      const wrong = notice && this.panel.querySelector(`.field[name="${notice.dataset.field}"]`);
      if (!wrong) return;
      wrong.setAttribute("aria-invalid", "true");
      wrong.setAttribute("aria-describedby", notice.id);
      wrong.focus();
    },
  },
};

// Where the browser keeps nothing, nothing is remembered.
function remember(form) {
  const typed = Object.fromEntries(new FormData(form));
  try {
    if (typed.customer_name) localStorage.setItem(REMEMBERED, JSON.stringify(typed));
  } catch {}
}

function fillIn(panel) {
  try {
    const typed = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
    for (const field of panel.querySelectorAll(".field")) field.value ||= typed[field.name] ?? "";
  } catch {}
}
