// Draws a hall and reports which seat was tapped. The server names seats and sofas, and makes every decision.
import keyboard from "tiketa-seat-map/keyboard.js";
import live from "tiketa-seat-map/live.js";
import minimap from "tiketa-seat-map/minimap.js";
import zoom from "tiketa-seat-map/zoom.js";

const CHANGE_GLOWS_FOR = 700; // milliseconds
const PANEL_GROWS_WITHIN = 120; // milliseconds; it grows when the first seat is won, and may hide that very seat
const SAME_TAP_WITHIN = 450; // milliseconds; a second tap within it repeats the first tap's wish

const read = (id) => JSON.parse(document.getElementById(id).content.textContent);

export default {
  mixins: [live, keyboard, zoom, minimap],
  template: `
    <div
      class="seat-map" data-testid="seat-map" :data-screen="drawing.screen" role="group" :aria-label="words.map"
      @keydown="showKeysOnQuestionMark"
    >
      <div class="seat-map__tools">
        <canvas
          v-show="!listed && hidden" ref="minimap" class="seat-map__small" aria-hidden="true" @click="goTo"
        ></canvas>
        <button
          type="button" class="chip" :aria-pressed="listed" :aria-label="words.list" :title="words.list"
          @click="listed = !listed"
        ><i class="icon icon--list" aria-hidden="true"></i></button>
        <template v-if="!listed">
          <button
            type="button" class="chip" :aria-pressed="isWhole" :aria-label="words.whole" :title="words.whole"
            @click="showWhole"
          ><i class="icon icon--whole" aria-hidden="true"></i></button>
          <button type="button" class="chip" :aria-label="words.zoom_out" @click="zoomOut">
            <span aria-hidden="true">−</span>
          </button>
          <button type="button" class="chip" :aria-label="words.zoom_in" @click="zoomIn">
            <span aria-hidden="true">+</span>
          </button>
        </template>
        <button
          type="button" class="chip seat-map__help" :aria-label="words.keys" @click="$refs.keys.showModal()"
        ><span aria-hidden="true">?</span></button>
      </div>
      <div
        v-show="!listed" ref="scroll" class="seat-map__scroll" tabindex="-1" @scroll.passive="drawMinimap"
        @touchstart.passive="pinchStart" @touchmove="pinchMove"
      >
        <div ref="hall" class="seat-map__hall" :style="{ '--zoom': zoom }" @click="tap" @keydown="move">
          <div class="seat-map__screen" aria-hidden="true"><span>{{ words.screen }}</span></div>
          <div
            v-for="row in rows" :key="row.name" class="seat-map__row"
            :class="{ 'seat-map__walkway': !row.cells.length }"
          >
            <span class="seat-map__name" aria-hidden="true">{{ row.name }}</span>
            <template v-for="(cell, column) in row.cells" :key="column">
              <button
                v-if="cell" type="button" class="seat" :class="{ 'seat--changed': changed.has(cell.index) }"
                :style="{ '--off': cell.off }" :data-seat="cell.seat" v-bind="hooks(stateOf(cell))"
                :data-kind="cell.special" :data-side="cell.side" :aria-label="nameOf(cell)"
                :aria-pressed="stateOf(cell) === 'mine'" :tabindex="cell.index === focused ? 0 : -1"
              ><span aria-hidden="true">{{ cell.number }}</span></button>
              <span v-else class="seat-map__gap"></span>
            </template>
            <span class="seat-map__name" aria-hidden="true">{{ row.name }}</span>
          </div>
        </div>
      </div>
      <div v-if="listed" class="seat-map__list" @click="tap">
        <section v-for="row in seated" :key="row.name">
          <h2>{{ filled('row', { row: row.name }) }}</h2>
          <ul>
            <li v-for="cell in row.cells.filter(Boolean)" :key="cell.seat">
              <button
                type="button" class="chip" :data-seat="cell.seat" v-bind="hooks(stateOf(cell))"
                :aria-pressed="stateOf(cell) === 'mine'" :aria-label="nameOf(cell)"
              ><span aria-hidden="true"><b>{{ cell.seat }}</b> <span>{{ describe(cell) }}</span></span></button>
            </li>
          </ul>
        </section>
      </div>
      <ul class="seat-map__legend">
        <li v-for="entry in legend" :key="entry.state">
          <i class="seat" v-bind="hooks(entry.state)" aria-hidden="true"><span></span></i>{{ entry.label }}
        </li>
      </ul>
      <ul class="seat-map__legend seat-map__prices" data-testid="prices">
        <li v-for="kind in kindsHere" :key="kind.name">
          <i
            v-for="side in kind.name === 'sofa' ? ['left', 'right'] : [null]" :key="side" class="seat"
            data-state="free" :data-kind="special(kind.name)" :data-side="side" aria-hidden="true"
          ><span></span></i>
          <span>{{ kind.label }} <b>{{ prices[kind.name] }}</b></span>
        </li>
      </ul>
      <dialog ref="keys" class="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">{{ words.keys_title }}</h2>
        <dl>
          <div v-for="entry in words.shortcuts" :key="entry.keys">
            <dt>{{ entry.keys }}</dt><dd>{{ entry.action }}</dd>
          </div>
        </dl>
        <form method="dialog"><button class="button">{{ words.close }}</button></form>
      </dialog>
    </div>`,
  props: { showtime: Number, states: String, ownSeats: Object, prices: Object },
  emits: ["pick"],
  data() {
    return { listed: false, changed: new Set() };
  },
  computed: {
    words: () => read("seat-map-words"),
    drawing: () => read("seat-map-drawing"),
    rows() {
      let index = 0;
      return this.drawing.rows.map(({ name, seats }) => ({
        name,
        cells: seats.map((seat, column) => seat && this.cellOf(seat, name, column, seats.length, index++)),
      }));
    },
    seated() {
      return this.rows.filter((row) => row.cells.some(Boolean));
    },
    cells() {
      return this.rows.flatMap((row) => row.cells.filter(Boolean));
    },
    shown() {
      return this.cells.map((cell) => this.stateOf(cell));
    },
    legend() {
      return this.words.legend.filter(({ state }) => state !== "booked" || this.shown.includes(state));
    },
    kindsHere() {
      const here = new Set(this.cells.map((cell) => cell.kind));
      return this.words.kinds.filter(({ name }) => here.has(name));
    },
  },
  watch: {
    shown(now, before) {
      const changed = this.cells.filter(({ index }) => now[index] !== before[index] && now[index] !== "mine");
      this.changed = new Set(changed.map(({ index }) => index));
      setTimeout(() => {
        this.changed = new Set();
      }, CHANGE_GLOWS_FOR);
      const won = this.cells.find(({ index }) => now[index] === "mine" && before[index] !== "mine");
      if (won) setTimeout(() => this.bringIntoView(won), PANEL_GROWS_WITHIN);
      this.$nextTick(() => this.drawMinimap());
    },
  },
  methods: {
    filled(key, gaps) {
      return this.words[key].replace(/{(\w+)}/g, (_, gap) => gaps[gap]);
    },
    cellOf(seat, row, column, columns, index) {
      const kind = this.drawing.kinds[seat] ?? "regular";
      const sofa = this.drawing.sofas[seat];
      const side = sofa && (sofa[0] === seat ? "left" : "right");
      const toMiddle = { left: 0.5, right: -0.5 }[side] ?? 0; // a sofa stands straight, however the row bends
      const off = column - (columns - 1) / 2 + toMiddle;
      const number = seat.slice(row.length);
      return { seat, row, number, column, kind, special: this.special(kind), side, off, index };
    },
    special(kind) {
      return kind === "regular" ? undefined : kind;
    },
    // For tests and scripts a seat of one's own booking is `sold`, with a mark (DESIGN.md, section 7).
    hooks(state) {
      return state === "booked" ? { "data-state": "sold", "data-own": "" } : { "data-state": state };
    },
    describe(cell) {
      const state = this.words.state_labels[this.stateOf(cell)];
      if (!cell.special) return state;
      const { label } = this.words.kinds.find(({ name }) => name === cell.kind);
      return `${label}, ${this.prices[cell.kind]}, ${state}`;
    },
    nameOf(cell) {
      return this.filled("seat", { row: cell.row, number: cell.number, state: this.describe(cell) });
    },
    tap(event) {
      const seat = event.target.closest("[data-seat]")?.dataset.seat;
      if (this.isWhole && !this.listed && event.detail) return this.zoomToPoint(event); // a finger covers several seats
      if (!seat) return;
      const cell = this.cells.find((each) => each.seat === seat);
      if (cell) this.focused = cell.index;
      this.$emit("pick", { seat, wanted: !cell || this.wantedAt(cell) });
    },
    // Says whether the seat is to be held or released; a second tap on it, or on its sofa's other half, says the same.
    wantedAt(cell) {
      const piece = (this.drawing.sofas[cell.seat] ?? [cell.seat])[0];
      const isRepeated = this.tapped?.piece === piece && performance.now() - this.tapped.at < SAME_TAP_WITHIN;
      const wanted = isRepeated ? this.tapped.wanted : this.stateOf(cell) !== "mine";
      this.tapped = { piece, wanted, at: performance.now() };
      return wanted;
    },
  },
};
