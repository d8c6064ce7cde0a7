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
    replace(part, markup) {
      const focused = part.contains(document.activeElement) && document.activeElement.dataset.act;
      part.innerHTML = markup;
      if (typeof focused !== "string") return;
      const same = [...part.querySelectorAll("[data-act]")].find((piece) => piece.dataset.act === focused);
      (same ?? part.closest("[tabindex]"))?.focus();
    },
  },
};
