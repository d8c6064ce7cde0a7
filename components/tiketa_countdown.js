// Counts down to an instant of the server's clock, whatever the browser's own clock says.
export default {
  template: `
    <p v-show="clock" class="countdown" role="timer" :data-urgent="left <= 60">
      <span>{{ label }}</span> <b data-testid="countdown">{{ minutes }}:{{ seconds }}</b>
    </p>`,
  props: { clock: Object, label: String },
  data() {
    return { left: 0, offset: 0 };
  },
  computed: {
    minutes() {
      return Math.floor(this.left / 60);
    },
    seconds() {
      return String(this.left % 60).padStart(2, "0");
    },
  },
  watch: {
    clock: {
      immediate: true,
      handler(clock) {
        if (!clock) return;
        this.offset = clock.now - Date.now();
        this.tick();
      },
    },
  },
  mounted() {
    this.timer = setInterval(this.tick, 250);
  },
  unmounted() {
    clearInterval(this.timer);
  },
  methods: {
    tick() {
      if (!this.clock) return;
      this.left = Math.max(0, Math.ceil((this.clock.until - Date.now() - this.offset) / 1000));
    },
  },
};
