// Draws the studios' clock and the cards, moves what moves with the films, and narrows to what is looked for.
const RADIUS = 178;
const NUMBERS_AT = 150;
const SHARE = 0.7; // of its place on the ring that a studio fills
const MINUTE = 60_000;

const at = (turn, radius) => {
  const angle = 2 * Math.PI * turn;
  return `${(200 + radius * Math.sin(angle)).toFixed(1)} ${(200 - radius * Math.cos(angle)).toFixed(1)}`;
};

export default {
  template: `
    <div>
      <section class="hero">
        <div class="hero__words">
          <p class="hero__house">{{ say.house }}</p>
          <h1 class="hero__motto">{{ say.motto }}</h1>
          <p class="hero__story">{{ say.story }}</p>
        </div>
        <div class="dial">
          <svg class="dial__ring" viewBox="0 0 400 400" aria-hidden="true">
            <a v-for="place in ring" :key="place.id" :href="'/movie/' + place.id" tabindex="-1" @click="open($event, place.id)">
              <title>{{ place.title }}</title>
              <path class="dial__place" :d="place.arc" />
              <path v-if="place.gone !== null" class="dial__run" pathLength="100" :d="place.arc" :style="{ strokeDashoffset: 100 - 100 * place.gone }" />
              <text :x="place.x" :y="place.y">{{ place.studio }}</text>
            </a>
          </svg>
          <p class="dial__face">
            <span class="dial__time">{{ time }}</span><span class="dial__zone">{{ clock[2] }}</span>
            <span class="dial__lit">{{ lit }}</span><span v-if="nextLoop" class="dial__next">{{ nextLoop }}</span>
          </p>
        </div>
      </section>
      <search class="filter">
        <input v-model="text" class="field" type="search" name="q" autocomplete="off" maxlength="80" :placeholder="say.find" :aria-label="say.search_label" />
        <div class="chips" role="group" :aria-label="say.genres_label">
          <button v-for="[name, label] in [['', say.all_genres], ...genres]" :key="name" type="button" class="chip" :data-genre="name" :aria-pressed="name === genre" @click="genre = name">{{ label }}</button>
        </div>
      </search>
      <div class="gallery">
        <a v-for="card in drawn" v-show="card.wanted" :key="card.id" class="card" :href="'/movie/' + card.id" data-testid="movie-card" :data-studio="card.studio" @click="open($event, card.id)">
          <span class="poster"><img :src="card.poster" alt="" width="400" height="600" decoding="async" :loading="card.eager ? 'eager' : 'lazy'" @error="redraw($event, card.id)" /></span>
          <span class="card__body">
            <span class="chip">{{ card.studioWords }}</span>
            <strong class="card__title">{{ card.title }}</strong>
            <span class="card__genres">{{ card.genreWords }}</span>
            <span class="card__shows">{{ card.showsWords }}</span>
            <span v-if="card.minute" class="card__now"><span class="progress" :style="{ '--gone': card.gone }" aria-hidden="true"></span><span>{{ card.minute }}</span></span>
            <span class="card__next"><span>{{ card.next }}</span><span v-if="card.left" class="card__left">{{ card.left }}</span><span v-if="card.left" class="fullness" :style="{ '--full': card.full + '%' }" aria-hidden="true"></span></span>
          </span>
        </a>
      </div>
      <div class="nothing" role="status"><template v-if="!anyWanted"><p>{{ say.nothing }}</p><button type="button" class="button" @click="showAll">{{ say.show_all }}</button></template></div>
    </div>`,
  props: { cards: Array, live: Array, genres: Array, clock: Array, wanted: Array },
  emits: ["open"],
  data() {
    const ids = this.cards.map(([id]) => id);
    const [genre, text] = this.wanted;
    return {
      told: Object.fromEntries(ids.map((id, place) => [id, this.live[place]])),
      now: this.clock[0],
      genre,
      text,
    };
  },
  created() {
    this.ahead = this.clock[0] - Date.now();
    this.timer = setInterval(() => (this.now = Date.now() + this.ahead), 5000);
  },
  unmounted() {
    clearInterval(this.timer);
  },
  computed: {
    say() {
      return JSON.parse(document.getElementById("words-of-the-gallery").content.textContent);
    },
    drawn() {
      return this.cards.map(([id, studio, title, poster, genres, shows], place) => {
        const [, , next, left, full] = this.told[id];
        return {
          ...{ id, studio, title, poster, full, eager: place < 4 },
          ...this.film(id),
          studioWords: this.filled("studio", { number: studio }),
          genreWords: genres.map((each) => this.genres[each][1]).join(" · "),
          showsWords: this.filled("shows", { count: shows }),
          next: next ? this.filled("next", { time: next }) : this.say.none,
          left: next && (left ? this.filled("left", { left }) : this.say.full),
          wanted: this.isWanted(title, genres),
        };
      });
    },
    ring() {
      const places = this.drawn.length;
      return this.drawn.map((card, place) => {
        const middle = (place + SHARE / 2) / places;
        const [x, y] = at(middle, NUMBERS_AT).split(" ");
        const arc = `M${at(place / places, RADIUS)}A${RADIUS} ${RADIUS} 0 0 1 ${at((place + SHARE) / places, RADIUS)}`;
        const title = card.minute ? `${card.title} · ${card.minute}` : card.title;
        return { id: card.id, studio: card.studio, gone: card.gone, arc, x, y, title };
      });
    },
    anyWanted() {
      return this.drawn.some((card) => card.wanted);
    },
    time() {
      const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.clock[1] };
      return new Intl.DateTimeFormat(document.documentElement.lang, format).format(this.now);
    },
    lit() {
      const lit = this.drawn.filter((card) => card.minute).length;
      return lit ? this.filled("lit", { lit, studios: this.drawn.length }) : this.say.dark;
    },
    nextLoop() {
      const next = Object.values(this.told).flatMap(([, , time]) => (time ? [time] : []));
      return next.length ? this.filled("next_loop", { time: next.sort()[0] }) : "";
    },
  },
  watch: {
    genre: "keepAddress",
    text: "keepAddress",
  },
  methods: {
    tell(news) {
      Object.assign(this.told, news);
    },
    filled(key, gaps) {
      return this.say[key].replace(/{(\w+)}/g, (_, gap) => gaps[gap]);
    },
    film(id) {
      const [start, end] = this.told[id];
      if (!start || this.now >= end) return { gone: null, minute: "" };
      const runtime = Math.round((end - start) / MINUTE);
      const minute = Math.min(Math.floor((this.now - start) / MINUTE) + 1, runtime);
      return { gone: (this.now - start) / (end - start), minute: this.filled("minute", { minute, runtime }) };
    },
    isWanted(title, genres) {
      const inGenre = !this.genre || genres.some((each) => this.genres[each][0] === this.genre);
      return inGenre && title.toLowerCase().includes(this.text.trim().toLowerCase());
    },
    showAll() {
      this.genre = this.text = "";
    },
    keepAddress() {
      const kept = new URLSearchParams();
      if (this.genre) kept.set("genre", this.genre);
      if (this.text.trim()) kept.set("q", this.text.trim());
      history.replaceState(history.state, "", kept.size ? `/?${kept}` : "/");
    },
    open(event, id) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return; // wants a new tab
      event.preventDefault();
      this.$emit("open", String(id));
    },
    redraw(event, id) {
      const drawnAnew = `/posters/${id}.svg`;
      if (!event.target.src.endsWith(drawnAnew)) event.target.src = drawnAnew;
    },
  },
};
