// Shows markup, with this element's children where it has a slot; its named parts are morphed into their new markup.
import { Idiomorph } from "/assets/vendor/idiomorph-0.8.0/idiomorph.esm.js";

const CHILDREN = "<!-- children -->";

// New markup does not close what the visitor has opened, overwrite what they have typed, or forget what is shown.
const VISITORS = { DETAILS: "open", INPUT: "value", BUTTON: "aria-current" };
const keepWhatIsTheVisitors = (attribute, node) => VISITORS[node.tagName] !== attribute;

const nameOf = ({ dataset, textContent }) => (dataset?.action ?? "") + (dataset?.args ?? "") || textContent;

export default {
  template: `
    <div>
      <div class="as-if-absent" v-html="before"></div><slot></slot>
      <div v-if="after" class="as-if-absent" v-html="after"></div>
    </div>`,
  props: { content: String, template: String },
  data() {
    const markup = this.template ? document.getElementById(this.template).innerHTML : this.content;
    const [before, after] = markup.split(CHILDREN);
    return { before, after };
  },
  methods: {
    patch(parts) {
      for (const [name, markup] of Object.entries(parts)) {
        const part = this.$el.querySelector(`[data-part="${name}"]`);
        if (part) this.morph(part, markup);
      }
    },
    morph(part, markup) {
      const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
      Idiomorph.morph(part, markup, {
        morphStyle: "innerHTML",
        callbacks: { beforeAttributeUpdated: keepWhatIsTheVisitors },
      });
      if (focused !== null) this.keepFocus(part, focused);
    },
    // Keep the focus on the same action, or its replacement: a morphed button may have another action now.
    keepFocus(part, focused) {
      const active = document.activeElement;
      if (part.contains(active) && nameOf(active) === focused) return;
      const same = [...part.querySelectorAll("a, button, summary")].find((piece) => nameOf(piece) === focused);
      const instead = same ?? part.querySelector("[tabindex]");
      if (instead) instead.focus();
      else part.closest("[tabindex]")?.focus({ preventScroll: true });
    },
  },
};
