// Shows ready markup, with this element's children where the markup says; its named parts can be changed alone.
export default {
  template: `
    <div>
      <div class="as-if-absent" v-html="before"></div><slot></slot><div v-if="after" class="as-if-absent" v-html="after"></div>
    </div>`,
  props: { content: String, template: String },
  data() {
    const markup = this.template ? document.getElementById(this.template).innerHTML : this.content;
    const [before, after] = markup.split("<!--children-->");
    return { before, after };
  },
  methods: {
    patch(parts) {
      for (const [name, markup] of Object.entries(parts)) {
        const part = this.$el.querySelector(`[data-part="${name}"]`);
        if (part) this.replace(part, markup);
      }
    },
    // What was open stays open, and the focus stays with what says the same, or goes to what has taken its place.
    replace(part, markup) {
      const active = document.activeElement;
      const focused = part.contains(active) && this.nameOf(active);
      const open = [...part.querySelectorAll("details[open]")].map(({ className }) => className);
      part.innerHTML = markup;
      for (const details of part.querySelectorAll("details")) details.open = open.includes(details.className);
      if (focused === false) return;
      const same = [...part.querySelectorAll("a, button, summary")].find((piece) => this.nameOf(piece) === focused);
      const instead = same ?? part.querySelector("[tabindex]");
      if (instead) instead.focus();
      else part.closest("[tabindex]")?.focus({ preventScroll: true });
    },
    nameOf({ dataset, textContent }) {
      return dataset.act ?? textContent;
    },
  },
};
