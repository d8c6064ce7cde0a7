// Zooming and panning: the whole hall at first; closer by a tap, by buttons or by two fingers.
const LARGEST_WHOLE = 1.2; // a small hall on a large screen is not blown up further
const CLOSEST = 1.6;
const STEP = 1.25;
const SEAT = 42; // pixels of a seat at zoom 1, as in seat-map.css
const LEGIBLE = 26; // pixels; smaller seats are drawn without numbers, and a tap on one zooms in
const FOR_A_THUMB = 40; // pixels
const SECOND_TAP_WITHIN = 450; // milliseconds

const coarse = matchMedia("(pointer: coarse)");

export default {
  data() {
    return { zoom: 1, whole: 1 }; // `whole`: the zoom at which all of the hall is in view
  },
  computed: {
    isWhole() {
      return this.zoom <= this.whole;
    },
    isDots() {
      return this.zoom * SEAT < LEGIBLE;
    },
  },
  mounted() {
    this.room = new ResizeObserver(() => this.fit());
    this.room.observe(this.$refs.scroll);
    this.fit();
  },
  unmounted() {
    this.room.disconnect();
  },
  methods: {
    // The room changes when the window or the panel does: the whole hall stays whole, and one's own seats in view.
    fit() {
      if (this.listed) return;
      const { isWhole } = this;
      this.whole = this.wholeZoom();
      if (isWhole) this.zoom = this.whole;
      this.$nextTick(() => {
        this.drawMinimap();
        const own = this.cells.filter((cell) => this.stateOf(cell) === "mine");
        if (own.length && !isWhole) this.bringIntoView(own[own.length - 1]);
      });
    },
    // The hall's size grows evenly with the zoom, from what does not grow: the letters of the rows.
    wholeZoom() {
      const { scroll, hall } = this.$refs;
      const sizeAt = (zoom) => {
        hall.style.setProperty("--zoom", zoom);
        return [hall.offsetWidth, hall.offsetHeight];
      };
      const [one, two] = [sizeAt(1), sizeAt(2)];
      hall.style.setProperty("--zoom", this.zoom);
      const room = [scroll.clientWidth - 1, scroll.clientHeight - 1];
      const fits = room.map((pixels, side) => (pixels - 2 * one[side] + two[side]) / (two[side] - one[side]));
      return Math.max(0.1, Math.min(LARGEST_WHOLE, ...fits));
    },
    zoomIn() {
      this.zoomTo(this.zoom * STEP);
    },
    zoomOut() {
      this.zoomTo(this.zoom / STEP);
    },
    showWhole() {
      this.zoomTo(this.isWhole ? 1 : this.whole);
    },
    // A finger covers several small seats. Says whether a tap was used up by zooming in; a keyboard's never is.
    zoomsIn(event) {
      const now = event.timeStamp; // when it happened: a busy browser handles the second tap late
      if (!event.detail) return false;
      if (event.detail > 1 && now - this.zoomedAt < SECOND_TAP_WITHIN) return true;
      if (this.zoom * SEAT >= (coarse.matches ? FOR_A_THUMB : LEGIBLE)) return false;
      this.zoomedAt = now;
      this.zoomTo(1, event.clientX, event.clientY);
      const tapped = event.target.closest("[data-seat]"); // at the edge it would be cut off
      this.$nextTick(() => tapped?.scrollIntoView({ block: "nearest", inline: "nearest" }));
      return true;
    },
    // Keeps what is at (x, y) of the window where it is; without a point, the middle of what is shown.
    zoomTo(zoom, x, y) {
      const { scroll, hall } = this.$refs;
      const box = scroll.getBoundingClientRect();
      const left = x === undefined ? box.width / 2 : x - box.left;
      const top = y === undefined ? box.height / 2 : y - box.top;
      const before = hall.getBoundingClientRect();
      const across = (box.left + left - before.left) / before.width;
      const down = (box.top + top - before.top) / before.height;
      this.zoom = Math.min(Math.max(zoom, Math.min(this.whole, 1)), CLOSEST);
      this.tip = null;
      this.$nextTick(() => {
        scroll.scrollLeft = hall.offsetLeft + across * hall.offsetWidth - left;
        scroll.scrollTop = hall.offsetTop + down * hall.offsetHeight - top;
        this.drawMinimap();
      });
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
    // One free seat after another, where few are left.
    goToFree() {
      const next = this.free.find(({ index }) => index > (this.shownFree ?? -1)) ?? this.free[0];
      this.shownFree = next.index;
      this.focused = next.index;
      if (this.isDots) this.zoomTo(1);
      this.$nextTick(() => {
        const seat = this.$el.querySelector(`[data-seat="${next.seat}"]`);
        seat.scrollIntoView({ block: "nearest", inline: "nearest" });
        this.$nextTick(() => this.bringIntoView(next));
        seat.focus({ preventScroll: true });
      });
    },
  },
};

function fingersApart({ touches: [one, two] }) {
  return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
}
