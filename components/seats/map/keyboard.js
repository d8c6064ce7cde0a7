// The map by keyboard: one tab stop, arrow keys inside, and a list of the keys at "?".
const ROWS_A_PAGE = 4;

export default {
  data() {
    return { focused: 0 };
  },
  methods: {
    move(event) {
      const from = this.cells[this.focused];
      const inRow = this.cells.filter((cell) => cell.row === from.row);
      const target = {
        ArrowRight: () => this.cells[this.focused + 1],
        ArrowLeft: () => this.cells[this.focused - 1],
        ArrowDown: () => this.seatInRow(from, 1),
        ArrowUp: () => this.seatInRow(from, -1),
        PageDown: () => this.seatInRow(from, ROWS_A_PAGE),
        PageUp: () => this.seatInRow(from, -ROWS_A_PAGE),
        Home: () => inRow[0],
        End: () => inRow[inRow.length - 1],
      }[event.key]?.();
      if (!target) return;
      event.preventDefault();
      this.focused = target.index;
      this.$refs.hall.querySelector(`[data-seat="${target.seat}"]`).focus();
    },
    // The seat closest in column, so many rows with seats further down.
    seatInRow(from, steps) {
      const at = this.seated.findIndex((row) => row.name === from.row);
      const row = this.seated[Math.min(Math.max(at + steps, 0), this.seated.length - 1)];
      const distance = (cell) => Math.abs(cell.column - from.column);
      return row.cells.filter(Boolean).reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
    },
    showKeysOnQuestionMark(event) {
      if (event.key === "?" && !this.$refs.keys.open) this.$refs.keys.showModal();
    },
  },
};
