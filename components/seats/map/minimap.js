// A small map of the hall that marks the part in view; shown only while a part is hidden.
const LARGEST = 96; // pixels across
const LARGEST_SEAT = 4;

export default {
  data() {
    return { hidden: false };
  },
  computed: {
    widest() {
      return Math.max(...this.rows.map((row) => row.cells.length));
    },
  },
  methods: {
    drawMinimap() {
      const { scroll, hall, minimap } = this.$refs;
      if (!scroll || this.listed) return;
      this.hidden = scroll.scrollWidth > scroll.clientWidth + 1 || scroll.scrollHeight > scroll.clientHeight + 1;
      if (!this.hidden) return;
      const scale = 2 * Math.min(LARGEST_SEAT, Math.floor(LARGEST / this.widest));
      const style = getComputedStyle(minimap);
      const pen = minimap.getContext("2d");
      minimap.width = this.widest * scale;
      minimap.height = this.rows.length * scale;
      this.rows.forEach((row, down) => {
        for (const cell of row.cells.filter(Boolean)) {
          const across = cell.column + (this.widest - row.cells.length) / 2;
          pen.fillStyle = style.getPropertyValue(`--small-${this.stateOf(cell)}`);
          pen.fillRect(across * scale, down * scale, scale - 1, scale - 1);
        }
      });
      const across = minimap.width / hall.offsetWidth;
      const down = minimap.height / hall.offsetHeight;
      pen.strokeStyle = style.getPropertyValue("--small-shown");
      pen.lineWidth = 3;
      pen.strokeRect(
        scroll.scrollLeft * across,
        scroll.scrollTop * down,
        scroll.clientWidth * across,
        scroll.clientHeight * down,
      );
    },
    goTo(event) {
      const { scroll, hall, minimap } = this.$refs;
      const box = minimap.getBoundingClientRect();
      scroll.scrollLeft = ((event.clientX - box.left) / box.width) * hall.offsetWidth - scroll.clientWidth / 2;
      scroll.scrollTop = ((event.clientY - box.top) / box.height) * hall.offsetHeight - scroll.clientHeight / 2;
    },
  },
};
