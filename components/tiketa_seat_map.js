// Draws a hall and says which seat was tapped. All decisions are made on the server; states come as one letter a seat.
export default {
  template: `
    <div class="seat-map" data-testid="seat-map" :data-screen="layout[0]" role="group" :aria-label="say.map">
      <div class="seat-map__scroll" ref="scroll">
        <div class="seat-map__hall" @click="tap" @keydown="move">
          <div class="seat-map__screen" aria-hidden="true"><span>{{ say.screen }}</span></div>
          <div v-for="row in rows" :key="row.name" class="seat-map__row" :class="{ 'seat-map__walkway': !row.cells.length }">
            <span class="seat-map__name" aria-hidden="true">{{ row.name }}</span>
            <template v-for="(cell, place) in row.cells" :key="place">
              <button v-if="cell" type="button" class="seat" :style="{ '--off': cell.off }" :data-seat="cell.seat" :data-state="stateOf(cell)"
                :aria-label="nameOf(cell)" :aria-pressed="stateOf(cell) === 'mine'"
                :tabindex="cell.index === focused ? 0 : -1"><span aria-hidden="true">{{ cell.number }}</span></button>
              <span v-else class="seat-map__gap"></span>
            </template>
            <span class="seat-map__name" aria-hidden="true">{{ row.name }}</span>
          </div>
        </div>
      </div>
      <ul class="seat-map__legend">
        <li v-for="[state, label] in say.legend" :key="state">
          <i class="seat" :data-state="state" aria-hidden="true"></i>{{ label }}
        </li>
      </ul>
    </div>`,
  props: { layout: Array, states: String, words: Array },
  emits: ["pick"],
  data() {
    return { focused: 0 };
  },
  computed: {
    say() {
      return Object.fromEntries(this.words);
    },
    names() {
      return Object.fromEntries(this.say.states.map(([letter, ...names]) => [letter, names]));
    },
    rows() {
      let index = 0;
      return this.layout[1].map(([name, cells]) => {
        let number = 0;
        const drawn = [...cells].map((cell, column) =>
          cell === "#" ? { seat: name + ++number, row: name, number, column, off: column - (cells.length - 1) / 2, index: index++ } : null
        );
        return { name, cells: drawn };
      });
    },
    cells() {
      return this.rows.flatMap((row) => row.cells.filter(Boolean));
    },
  },
  mounted() {
    const scroll = this.$refs.scroll;
    scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) / 2;
  },
  watch: {
    states(now, before) {
      const won = this.cells.find((cell) => now[cell.index] === "m" && before[cell.index] !== "m");
      if (won) this.$nextTick(() => this.bringIntoView(won));
    },
  },
  methods: {
    bringIntoView(cell) {
      const scroll = this.$refs.scroll;
      const seat = this.$el.querySelector(`[data-seat="${cell.seat}"]`);
      const left = seat.offsetLeft - scroll.offsetLeft;
      const hidden = left < scroll.scrollLeft || left + seat.offsetWidth > scroll.scrollLeft + scroll.clientWidth;
      if (hidden) scroll.scrollLeft = left - (scroll.clientWidth - seat.offsetWidth) / 2;
    },
    stateOf(cell) {
      return this.names[this.states[cell.index]][0];
    },
    nameOf(cell) {
      const state = this.names[this.states[cell.index]][1];
      return this.say.seat.replace("{row}", cell.row).replace("{number}", cell.number).replace("{state}", state);
    },
    tap(event) {
      const seat = event.target.closest("[data-seat]");
      if (!seat) return;
      this.focused = this.cells.findIndex((cell) => cell.seat === seat.dataset.seat);
      this.$emit("pick", seat.dataset.seat);
    },
    move(event) {
      const from = this.cells[this.focused];
      const inRow = this.cells.filter((cell) => cell.row === from.row);
      const target = {
        ArrowRight: () => this.cells[this.focused + 1],
        ArrowLeft: () => this.cells[this.focused - 1],
        ArrowDown: () => this.inNextRow(from, 1),
        ArrowUp: () => this.inNextRow(from, -1),
        Home: () => inRow[0],
        End: () => inRow[inRow.length - 1],
      }[event.key]?.();
      if (!target) return;
      event.preventDefault();
      this.focused = target.index;
      this.$el.querySelector(`[data-seat="${target.seat}"]`).focus();
    },
    inNextRow(from, step) {
      const seated = this.rows.filter((row) => row.cells.some(Boolean));
      const row = seated[seated.findIndex((each) => each.name === from.row) + step];
      const distance = (cell) => Math.abs(cell.column - from.column);
      return row?.cells.filter(Boolean).reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
    },
  },
};
