// The seats' states: public states come to all pages of the showtime, a visitor's own seats only to that visitor.
const SOCKET_WITHIN = 10; // milliseconds; the page's socket is made after its components

export default {
  data() {
    return { all: { version: -1, states: this.states }, own: this.ownSeats };
  },
  created() {
    this.onSeats = (message) => this.showAll(message);
    this.listen();
  },
  unmounted() {
    clearTimeout(this.waiting);
    window.socket?.off("seats", this.onSeats);
  },
  methods: {
    listen() {
      if (window.socket) window.socket.on("seats", this.onSeats);
      else this.waiting = setTimeout(() => this.listen(), SOCKET_WITHIN);
    },
    // Each message has the states of the whole hall: a missed one does no harm, a late one is dropped.
    showAll({ showtime, version, states }) {
      if (showtime === this.showtime && version > this.all.version) this.all = { version, states };
    },
    showOwn(seats) {
      this.own = seats;
    },
    stateOf({ seat, index }) {
      const state = this.words.states[this.all.states[index]];
      if (this.own.mine.includes(seat) && state !== "sold") return "mine";
      return state === "sold" && this.own.booked.includes(seat) ? "booked" : state;
    },
  },
};
