// Zooming and panning: by buttons, two fingers, and a tap on the whole hall.
const CLOSEST = 1.6;
const STEP = 1.25;
const FOR_A_THUMB = 40 / 42; // of a seat's size: 40 pixels

export default {
  data() {
    return { zoom: 1 };
  },
  computed: {
    isWhole() {
      return this.zoom < FOR_A_THUMB;
    },
  },
  mounted() {
    const scroll = this.$refs.scroll;
    this.zoom = Math.min(1, Math.max(FOR_A_THUMB, this.wholeZoom()));
    this.$nextTick(() => {
      scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) / 2;
    });
  },
  methods: {
    zoomIn() {
      this.zoomTo(this.zoom * STEP);
    },
    zoomOut() {
      this.zoomTo(this.zoom / STEP);
    },
    showWhole() {
      this.zoomTo(this.isWhole ? 1 : this.wholeZoom());
    },
    zoomToPoint(event) {
      this.zoomTo(1, event.clientX, event.clientY);
    },
    // Keeps what is at (x, y) of the window where it is; without a point, the middle of what is shown.
    zoomTo(zoom, x, y) {
      const scroll = this.$refs.scroll;
      const box = scroll.getBoundingClientRect();
      const left = x === undefined ? box.width / 2 : x - box.left;
      const top = y === undefined ? box.height / 2 : y - box.top;
      const next = Math.min(Math.max(zoom, Math.min(this.wholeZoom(), 1)), CLOSEST);
      const grown = next / this.zoom;
      const goLeft = (scroll.scrollLeft + left) * grown - left;
      const goTop = (scroll.scrollTop + top) * grown - top;
      this.zoom = next;
      this.$nextTick(() => {
        scroll.scrollLeft = goLeft;
        scroll.scrollTop = goTop;
        this.drawMinimap();
      });
    },
    wholeZoom() {
      const { scroll, hall } = this.$refs;
      const padding = scroll.scrollWidth > scroll.clientWidth ? scroll.scrollWidth - hall.offsetWidth : 0;
      return ((scroll.clientWidth - padding) / hall.offsetWidth) * this.zoom;
    },
    pinchStart(event) {
      if (event.touches.length === 2) this.pinched = { from: fingersApart(event), zoom: this.zoom };
    },
    pinchMove(event) {
      if (event.touches.length !== 2 || !this.pinched) return;
      event.preventDefault();
      const [one, two] = event.touches;
      const zoom = (this.pinched.zoom * fingersApart(event)) / this.pinched.from;
      this.zoomTo(zoom, (one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2);
    },
    bringIntoView(cell) {
      const seat = this.$refs.hall?.querySelector(`[data-seat="${cell.seat}"]`);
      if (!seat || this.listed) return;
      const { left, top, width, height } = seat.getBoundingClientRect();
      const seen = document.elementFromPoint(left + width / 2, top + height / 2);
      if (!seat.contains(seen)) seat.scrollIntoView({ block: "center", inline: "center" });
    },
  },
};

function fingersApart({ touches: [one, two] }) {
  return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
}
