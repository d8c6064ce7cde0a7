// Draws a hall and says which seat was tapped. All decisions are made on the server; states come as one letter a seat.
const CLOSEST = 1.6;
const STEP = 1.25;
const FOR_A_THUMB = 40 / 42; // of a seat's size: 40 pixels
const ROWS_A_PAGE = 4;
const CHANGE_GLOWS_FOR = 700; // milliseconds
const PANEL_GROWS_WITHIN = 120; // milliseconds; it grows when the first seat is won, and may hide that very seat

export default {
  template: `
    <div class="seat-map" data-testid="seat-map" :data-screen="layout[0]" role="group" :aria-label="say.map" @keydown="shortcut">
      <div class="seat-map__tools">
        <canvas v-show="!listed && hidden" ref="small" class="seat-map__small" aria-hidden="true" @click="goTo"></canvas>
        <button type="button" class="chip" :aria-pressed="listed" :aria-label="say.list" :title="say.list" @click="listed = !listed"><i class="icon icon--list" aria-hidden="true"></i></button>
        <template v-if="!listed">
          <button type="button" class="chip" :aria-pressed="isWhole" :aria-label="say.whole" :title="say.whole" @click="showWhole"><i class="icon icon--whole" aria-hidden="true"></i></button>
          <button type="button" class="chip" :aria-label="say.zoom_out" @click="zoomTo(zoom / STEP)"><span aria-hidden="true">−</span></button>
          <button type="button" class="chip" :aria-label="say.zoom_in" @click="zoomTo(zoom * STEP)"><span aria-hidden="true">+</span></button>
        </template>
        <button type="button" class="chip seat-map__help" :aria-label="say.keys" @click="$refs.keys.showModal()"><span aria-hidden="true">?</span></button>
      </div>
      <div v-show="!listed" ref="scroll" class="seat-map__scroll" tabindex="-1" @scroll.passive="drawSmall" @touchstart.passive="pinchBegins" @touchmove="pinch">
        <div ref="hall" class="seat-map__hall" :style="{ '--zoom': zoom }" @click="tap" @keydown="move">
          <div class="seat-map__screen" aria-hidden="true"><span>{{ say.screen }}</span></div>
          <div v-for="row in rows" :key="row.name" class="seat-map__row" :class="{ 'seat-map__walkway': !row.cells.length }">
            <span class="seat-map__name" aria-hidden="true">{{ row.name }}</span>
            <template v-for="(cell, place) in row.cells" :key="place">
              <button v-if="cell" type="button" class="seat" :class="{ 'seat--changed': changed.has(cell.index) }" :style="{ '--off': cell.off }"
                :data-seat="cell.seat" v-bind="hooks(stateOf(cell))" :data-kind="cell.kind" :data-side="cell.side" :aria-label="nameOf(cell)"
                :aria-pressed="stateOf(cell) === 'mine'" :tabindex="cell.index === focused ? 0 : -1"><span aria-hidden="true">{{ cell.number }}</span></button>
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
              <button type="button" class="chip" :data-seat="cell.seat" v-bind="hooks(stateOf(cell))" :aria-pressed="stateOf(cell) === 'mine'"
                :aria-label="nameOf(cell)"><span aria-hidden="true"><b>{{ cell.seat }}</b> {{ wordsOf(cell) }}</span></button>
            </li>
          </ul>
        </section>
      </div>
      <ul class="seat-map__legend">
        <li v-for="[letter, label] in legend" :key="letter"><i class="seat" v-bind="hooks(names[letter][0])" aria-hidden="true"><span></span></i>{{ label }}</li>
      </ul>
      <ul class="seat-map__legend seat-map__prices" data-testid="prices">
        <li v-for="[letter, kind, label, price] in kindsHere" :key="letter">
          <i v-for="side in kind === 'sofa' ? ['left', 'right'] : [null]" :key="side" class="seat" data-state="free" :data-kind="special(kind)" :data-side="side" aria-hidden="true"><span></span></i>
          <span>{{ label }} <b>{{ price }}</b></span>
        </li>
      </ul>
      <dialog ref="keys" class="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">{{ say.keys_title }}</h2>
        <dl><div v-for="[keys, what] in say.what_keys_do" :key="keys"><dt>{{ keys }}</dt><dd>{{ what }}</dd></div></dl>
        <form method="dialog"><button class="button">{{ say.close }}</button></form>
      </dialog>
    </div>`,
  props: { layout: Array, states: String, prices: Array },
  emits: ["pick"],
  data() {
    return { focused: 0, zoom: 1, listed: false, hidden: false, changed: new Set(), STEP };
  },
  computed: {
    say() {
      return Object.fromEntries(JSON.parse(document.getElementById("words-of-the-map").content.textContent));
    },
    names() {
      return Object.fromEntries(this.say.states.map(([letter, ...names]) => [letter, names]));
    },
    kinds() {
      return Object.fromEntries(this.say.kinds.map(([letter, ...names]) => [letter, [...names, this.costs[letter]]]));
    },
    legend() {
      return this.say.legend.filter(([letter]) => this.names[letter][0] !== "booked" || this.states.includes(letter));
    },
    costs() {
      return Object.fromEntries(this.prices);
    },
    rows() {
      const [, gap, rows] = this.layout;
      let index = 0;
      return rows.map(([name, cells]) => {
        let [number, inRun] = [0, 0];
        const drawn = [...cells].map((cell, column) => {
          inRun = cell === cells[column - 1] ? inRun + 1 : 0;
          if (cell === gap) return null;
          const kind = this.special(this.kinds[cell][0]);
          const side = kind === "sofa" ? ["left", "right"][inRun % 2] : undefined; // the halves of one sofa
          const toMiddle = { left: 0.5, right: -0.5 }[side] ?? 0; // a sofa stands straight, however the row bends
          const off = column - (cells.length - 1) / 2 + toMiddle;
          return { seat: name + ++number, row: name, number, column, kind, side, letter: cell, off, index: index++ };
        });
        return { name, cells: drawn };
      });
    },
    seated() {
      return this.rows.filter((row) => row.cells.some(Boolean));
    },
    cells() {
      return this.rows.flatMap((row) => row.cells.filter(Boolean));
    },
    kindsHere() {
      const here = new Set(this.cells.map((cell) => cell.letter));
      return Object.entries(this.kinds).filter(([letter]) => here.has(letter)).map(([letter, names]) => [letter, ...names]);
    },
    isWhole() {
      return this.zoom < FOR_A_THUMB;
    },
  },
  mounted() {
    const scroll = this.$refs.scroll;
    this.zoom = Math.min(1, Math.max(FOR_A_THUMB, this.wholeZoom()));
    this.$nextTick(() => (scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) / 2));
    this.watcher = new ResizeObserver(() => this.drawSmall());
    this.watcher.observe(scroll);
  },
  unmounted() {
    this.watcher.disconnect();
  },
  watch: {
    states(now, before) {
      const changed = this.cells.filter(({ index }) => now[index] !== before[index] && now[index] !== "m");
      this.changed = new Set(changed.map(({ index }) => index));
      setTimeout(() => (this.changed = new Set()), CHANGE_GLOWS_FOR);
      const won = this.cells.find((cell) => now[cell.index] === "m" && before[cell.index] !== "m");
      if (won) setTimeout(() => this.bringIntoView(won), PANEL_GROWS_WITHIN);
      this.$nextTick(() => this.drawSmall());
    },
  },
  methods: {
    filled(key, gaps) {
      return this.say[key].replace(/{(\w+)}/g, (_, gap) => gaps[gap]);
    },
    stateOf(cell) {
      return this.names[this.states[cell.index]][0];
    },
    // To whoever looks from outside, a seat of one's own booking is a sold one, with a mark (DESIGN.md, section 7).
    hooks(state) {
      return state === "booked" ? { "data-state": "sold", "data-own": "" } : { "data-state": state };
    },
    wordsOf(cell) {
      const state = this.names[this.states[cell.index]][1];
      const [, label, price] = this.kinds[cell.letter];
      return cell.kind ? `${label}, ${price}, ${state}` : state;
    },
    special(kind) {
      return kind === "regular" ? undefined : kind;
    },
    nameOf(cell) {
      return this.filled("seat", { row: cell.row, number: cell.number, state: this.wordsOf(cell) });
    },
    tap(event) {
      const seat = event.target.closest("[data-seat]");
      if (this.isWhole && !this.listed && event.detail) return this.closeUp(event); // a finger covers several seats
      if (!seat) return;
      const known = this.cells.findIndex((cell) => cell.seat === seat.dataset.seat);
      if (known >= 0) this.focused = known;
      this.$emit("pick", seat.dataset.seat);
    },
    move(event) {
      const from = this.cells[this.focused];
      const inRow = this.cells.filter((cell) => cell.row === from.row);
      const target = {
        ArrowRight: () => this.cells[this.focused + 1],
        ArrowLeft: () => this.cells[this.focused - 1],
        ArrowDown: () => this.rowsOn(from, 1),
        ArrowUp: () => this.rowsOn(from, -1),
        PageDown: () => this.rowsOn(from, ROWS_A_PAGE),
        PageUp: () => this.rowsOn(from, -ROWS_A_PAGE),
        Home: () => inRow[0],
        End: () => inRow[inRow.length - 1],
      }[event.key]?.();
      if (!target) return;
      event.preventDefault();
      this.focused = target.index;
      this.$refs.hall.querySelector(`[data-seat="${target.seat}"]`).focus();
    },
    rowsOn(from, steps) {
      const at = this.seated.findIndex((row) => row.name === from.row);
      const row = this.seated[Math.min(Math.max(at + steps, 0), this.seated.length - 1)];
      const distance = (cell) => Math.abs(cell.column - from.column);
      return row.cells.filter(Boolean).reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
    },
    shortcut(event) {
      if (event.key === "?" && !this.$refs.keys.open) this.$refs.keys.showModal();
    },
    bringIntoView(cell) {
      const seat = this.$refs.hall?.querySelector(`[data-seat="${cell.seat}"]`);
      if (!seat || this.listed) return;
      const { left, top, width, height } = seat.getBoundingClientRect();
      const seen = document.elementFromPoint(left + width / 2, top + height / 2);
      if (!seat.contains(seen)) seat.scrollIntoView({ block: "center", inline: "center" });
    },
    // Zooming keeps what is at (x, y) of the window where it is; without a point, the middle of what is shown.
    zoomTo(zoom, x, y) {
      const scroll = this.$refs.scroll;
      const box = scroll.getBoundingClientRect();
      const [left, top] = [x === undefined ? box.width / 2 : x - box.left, y === undefined ? box.height / 2 : y - box.top];
      const next = Math.min(Math.max(zoom, Math.min(this.wholeZoom(), 1)), CLOSEST);
      const grown = next / this.zoom;
      const [goLeft, goTop] = [(scroll.scrollLeft + left) * grown - left, (scroll.scrollTop + top) * grown - top];
      this.zoom = next;
      this.$nextTick(() => {
        scroll.scrollLeft = goLeft;
        scroll.scrollTop = goTop;
        this.drawSmall();
      });
    },
    wholeZoom() {
      const { scroll, hall } = this.$refs;
      const padding = scroll.scrollWidth > scroll.clientWidth ? scroll.scrollWidth - hall.offsetWidth : 0;
      return ((scroll.clientWidth - padding) / hall.offsetWidth) * this.zoom;
    },
    showWhole() {
      this.zoomTo(this.isWhole ? 1 : this.wholeZoom());
    },
    closeUp(event) {
      this.zoomTo(1, event.clientX, event.clientY);
    },
    pinchBegins(event) {
      if (event.touches.length === 2) this.pinched = { from: this.spread(event), zoom: this.zoom };
    },
    pinch(event) {
      if (event.touches.length !== 2 || !this.pinched) return;
      event.preventDefault();
      const [one, two] = event.touches;
      const zoom = (this.pinched.zoom * this.spread(event)) / this.pinched.from;
      this.zoomTo(zoom, (one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2);
    },
    spread({ touches: [one, two] }) {
      return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    },
    // The whole hall, small: what is where, and which part of it is shown.
    drawSmall() {
      const { scroll, hall, small } = this.$refs;
      if (!scroll || this.listed) return;
      this.hidden = scroll.scrollWidth > scroll.clientWidth + 1 || scroll.scrollHeight > scroll.clientHeight + 1;
      if (!this.hidden) return;
      const scale = 2 * Math.min(4, Math.floor(96 / this.widest()));
      const style = getComputedStyle(small);
      const pen = small.getContext("2d");
      small.width = this.widest() * scale;
      small.height = this.rows.length * scale;
      this.rows.forEach((row, down) => {
        for (const cell of row.cells.filter(Boolean)) {
          pen.fillStyle = style.getPropertyValue(`--small-${this.stateOf(cell)}`);
          pen.fillRect((cell.column + (this.widest() - row.cells.length) / 2) * scale, down * scale, scale - 1, scale - 1);
        }
      });
      const [across, deep] = [small.width / hall.offsetWidth, small.height / hall.offsetHeight];
      pen.strokeStyle = style.getPropertyValue("--small-shown");
      pen.lineWidth = 3;
      pen.strokeRect(scroll.scrollLeft * across, scroll.scrollTop * deep, scroll.clientWidth * across, scroll.clientHeight * deep);
    },
    widest() {
      return Math.max(...this.rows.map((row) => row.cells.length));
    },
    goTo(event) {
      const { scroll, hall, small } = this.$refs;
      const box = small.getBoundingClientRect();
      scroll.scrollLeft = ((event.clientX - box.left) / box.width) * hall.offsetWidth - scroll.clientWidth / 2;
      scroll.scrollTop = ((event.clientY - box.top) / box.height) * hall.offsetHeight - scroll.clientHeight / 2;
    },
  },
};
