// Draws the studios' clock and the cards, updates them as films run, and filters them.
const RADIUS = 178;
const NUMBERS_AT = 150;
const SHARE = 0.7; // of its place on the ring that a studio fills
const MINUTE = 60_000;
const TICK = 5000; // milliseconds
const SOCKET_WITHIN = 10; // milliseconds; the page's socket is made after its components
const EAGER = 4; // posters in the first view

const read = (id) => JSON.parse(document.getElementById(id).content.textContent);

const pointOnRing = (turn, radius) => {
  const angle = 2 * Math.PI * turn;
  return { x: (200 + radius * Math.sin(angle)).toFixed(1), y: (200 - radius * Math.cos(angle)).toFixed(1) };
};

const arcBetween = (start, end) => {
  const [from, to] = [pointOnRing(start, RADIUS), pointOnRing(end, RADIUS)];
  return `M${from.x} ${from.y}A${RADIUS} ${RADIUS} 0 0 1 ${to.x} ${to.y}`;
};

export default {
  template: `
    <div>
      <section class="hero">
        <div class="hero__words">
          <p class="hero__house">{{ words.house }}</p>
          <h1 class="hero__motto">{{ words.motto }}</h1>
          <p class="hero__story">{{ words.story }}</p>
        </div>
        <div class="dial">
          <svg class="dial__ring" viewBox="0 0 400 400" aria-hidden="true">
            <a
              v-for="place in ring" :key="place.id" :href="'/movie/' + place.id" tabindex="-1"
              @click="open($event, place.id)"
            >
              <title>{{ place.title }}</title>
              <path class="dial__place" :d="place.arc" />
              <path
                v-if="place.gone !== null" class="dial__run" pathLength="100" :d="place.arc"
                :style="{ strokeDashoffset: 100 - 100 * place.gone }"
              />
              <text :x="place.x" :y="place.y">{{ place.studio }}</text>
            </a>
          </svg>
          <p class="dial__face">
            <span class="dial__time">{{ time }}</span><span class="dial__zone">{{ words.zone_name }}</span>
            <span class="dial__lit">{{ lit }}</span><span v-if="nextLoop" class="dial__next">{{ nextLoop }}</span>
          </p>
        </div>
      </section>
      <search class="filter">
        <input
          v-model="text" class="field" type="search" name="q" autocomplete="off" maxlength="80"
          :placeholder="words.find" :aria-label="words.search_label"
        />
        <div class="chips" role="group" :aria-label="words.genres_label">
          <button
            v-for="choice in genreChoices" :key="choice.name" type="button" class="chip" :data-genre="choice.name"
            :aria-pressed="choice.name === chosen" @click="chosen = choice.name"
          >{{ choice.label }}</button>
        </div>
      </search>
      <div class="gallery">
        <a
          v-for="card in drawn" v-show="card.wanted" :key="card.id" class="card" :href="'/movie/' + card.id"
          data-testid="movie-card" :data-studio="card.studio" @click="open($event, card.id)"
        >
          <span class="poster"><img
            :src="card.poster" alt="" width="400" height="600" decoding="async"
            :loading="card.eager ? 'eager' : 'lazy'" @error="usePlainPoster($event, card.id)"
          /></span>
          <span class="card__body">
            <span class="chip">{{ card.studioLabel }}</span>
            <strong class="card__title">{{ card.title }}</strong>
            <span class="card__genres">{{ card.genreLabels }}</span>
            <span class="card__shows">{{ card.showsLabel }}</span>
            <span v-if="card.minute" class="card__now">
              <span class="progress" :style="{ '--gone': card.gone }" aria-hidden="true"></span>
              <span>{{ card.minute }}</span>
            </span>
            <span class="card__next">
              <span>{{ card.next }}</span><span v-if="card.left" class="card__left">{{ card.left }}</span>
              <span v-if="card.left" class="fullness" :style="{ '--full': card.full + '%' }" aria-hidden="true"></span>
            </span>
          </span>
        </a>
      </div>
      <div class="nothing" role="status">
        <template v-if="!anyWanted">
          <p>{{ words.nothing }}</p><button type="button" class="button" @click="showAll">{{ words.show_all }}</button>
        </template>
      </div>
    </div>`,
  props: { now: Number, genre: String, search: String },
  emits: ["open"],
  data() {
    return { live: read("gallery-live"), clock: this.now, chosen: this.genre, text: this.search };
  },
  created() {
    const ahead = this.now - Date.now();
    this.timer = setInterval(() => {
      this.clock = Date.now() + ahead;
    }, TICK);
    this.onUpdate = (update) => Object.assign(this.live, update);
    this.listen();
  },
  unmounted() {
    clearInterval(this.timer);
    clearTimeout(this.waiting);
    window.socket?.off("gallery", this.onUpdate);
  },
  computed: {
    words: () => read("gallery-words"),
    drawing: () => read("gallery-cards"),
    genreChoices() {
      const genres = Object.entries(this.drawing.genres).map(([name, label]) => ({ name, label }));
      return [{ name: "", label: this.words.all_genres }, ...genres];
    },
    drawn() {
      return this.drawing.cards.map((card, place) => {
        const live = this.live[card.id] ?? {};
        return {
          ...card,
          ...this.filmOf(live),
          full: live.full,
          eager: place < EAGER,
          studioLabel: this.filled("studio", { number: card.studio }),
          genreLabels: card.genres.map((name) => this.drawing.genres[name]).join(" · "),
          showsLabel: this.filled("shows", { count: card.shows }),
          next: live.next ? this.filled("next", { time: live.next }) : this.words.none,
          left: live.next && (live.left ? this.filled("left", { left: live.left }) : this.words.full),
          wanted: this.isWanted(card),
        };
      });
    },
    ring() {
      const places = this.drawn.length;
      return this.drawn.map(({ id, studio, title, gone, minute }, place) => ({
        ...{ id, studio, gone },
        ...pointOnRing((place + SHARE / 2) / places, NUMBERS_AT),
        arc: arcBetween(place / places, (place + SHARE) / places),
        title: minute ? `${title} · ${minute}` : title,
      }));
    },
    anyWanted() {
      return this.drawn.some((card) => card.wanted);
    },
    time() {
      const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.words.zone };
      return new Intl.DateTimeFormat(document.documentElement.lang, format).format(this.clock);
    },
    lit() {
      const lit = this.drawn.filter((card) => card.minute).length;
      return lit ? this.filled("lit", { lit, studios: this.drawn.length }) : this.words.dark;
    },
    // The soonest by its instant: "07.00" tomorrow sorts before "23.00" today.
    nextLoop() {
      const coming = Object.values(this.live).filter((live) => live.next);
      const soonest = coming.sort((one, other) => one.next_at - other.next_at)[0];
      return soonest ? this.filled("next_loop", { time: soonest.next }) : "";
    },
  },
  watch: {
    chosen: "keepInAddress",
    text: "keepInAddress",
  },
  methods: {
    listen() {
      if (window.socket) window.socket.on("gallery", this.onUpdate);
      else this.waiting = setTimeout(() => this.listen(), SOCKET_WITHIN);
    },
    filled(key, gaps) {
      return this.words[key].replace(/{(\w+)}/g, (_, gap) => gaps[gap]);
    },
    filmOf({ start, end }) {
      if (!start || this.clock >= end) return { gone: null, minute: "" };
      const runtime = Math.round((end - start) / MINUTE);
      const minute = Math.min(Math.floor((this.clock - start) / MINUTE) + 1, runtime);
      return { gone: (this.clock - start) / (end - start), minute: this.filled("minute", { minute, runtime }) };
    },
    isWanted({ title, genres }) {
      const inGenre = !this.chosen || genres.includes(this.chosen);
      return inGenre && title.toLowerCase().includes(this.text.trim().toLowerCase());
    },
    showAll() {
      this.chosen = "";
      this.text = "";
    },
    keepInAddress() {
      const kept = new URLSearchParams();
      if (this.chosen) kept.set("genre", this.chosen);
      if (this.text.trim()) kept.set("q", this.text.trim());
      history.replaceState(history.state, "", kept.size ? `/?${kept}` : "/");
    },
    open(event, id) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return; // opens a new tab
      event.preventDefault();
      this.$emit("open", String(id));
    },
    usePlainPoster(event, id) {
      const plain = `/posters/${id}.svg`;
      if (!event.target.src.endsWith(plain)) event.target.src = plain;
    },
  },
};
