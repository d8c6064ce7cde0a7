// Beside the seat that is pointed at, focused or touched: its name, its price, and the screen as seen from there.
const ROOM_ABOVE = 170; // pixels that the tip needs above a seat; it is shown below where there are fewer
const TOUCHED_FOR = 3000; // milliseconds: a finger does not leave a seat as a mouse does
const WIDE = 190; // pixels, as in seat-tip.css

export default {
  data() {
    return { tip: null };
  },
  methods: {
    showTip({ target }) {
      const seat = target.closest?.("[data-seat]");
      const cell = seat && this.cells.find((each) => each.seat === seat.dataset.seat);
      if (!cell) {
        this.tip = null;
        return;
      }
      const [box, frame] = [seat, this.$el].map((each) => each.getBoundingClientRect());
      const middle = box.left + box.width / 2 - frame.left;
      const x = Math.min(Math.max(middle, WIDE / 2), frame.width - WIDE / 2);
      const isBelow = box.top < ROOM_ABOVE;
      const tip = { cell, x, y: (isBelow ? box.bottom : box.top) - frame.top, isBelow };
      this.tip = tip;
      clearTimeout(this.hiding);
      if (matchMedia("(hover: none)").matches) this.hiding = setTimeout(() => this.hideTip(), TOUCHED_FOR);
    },
    hideTip() {
      this.tip = null;
    },
    // From how far, and from how far aside, the screen is seen: both from 0 to 1, aside also negative.
    viewFrom(cell) {
      const rows = this.rows.length - 1;
      const fromTop = this.rows.findIndex((row) => row.name === cell.row) / Math.max(1, rows);
      const away = this.drawing.screen === "top" ? fromTop : 1 - fromTop;
      return { "--away": away.toFixed(2), "--aside": ((2 * cell.off) / this.widest).toFixed(2) };
    },
  },
};
