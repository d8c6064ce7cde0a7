// Draws the studios' clock and the cards, updates them as films run, filters them, and keeps the address of a film.
import { isFound, placeAt, prepared, shapesFor, turnOf } from "tiketa-gallery";

const MINUTE = 60_000;
const TICK = 5000; // milliseconds
const SOCKET_WITHIN = 10; // milliseconds; the page's socket is made after its components
const SETTLED_AFTER = 1000; // milliseconds: then the first cards have their pictures, and the dial can have some
const EAGER = 6; // posters in the first view

const read = (id) => JSON.parse(document.getElementById(id).content.textContent);

const filmIn = (path) => Number(/^\/movie\/(\d+)$/.exec(path)?.[1] ?? 0);

export default {
  template: `
    <div @click.capture="keepPlace">
      <section class="hero">
        <div class="hero__words">
          <h1 class="hero__motto">{{ words.motto }}</h1>
          <p class="hero__lit"><b>{{ lit }}</b> <span v-if="nextFilm">{{ nextFilm }}</span></p>
        </div>
        <div class="dial">
          <svg class="dial__ring" viewBox="0 0 400 400" aria-hidden="true"
            @click="pointAt" @pointermove="$event.pointerType === 'mouse' && pointAt($event)">
            <clipPath id="dial-clip"><path :d="dial.shape" /></clipPath>
            <g v-for="card in drawn" :key="card.id" :transform="'rotate(' + card.turn + ' 200 200)'"
              :data-chosen="card.id === spot?.id || null">
              <path class="dial__place" :d="dial.middle" />
              <template v-if="card.minute">
                <g v-if="hasArt" clip-path="url(#dial-clip)"><image :href="card.poster + '#wide'"
                  x="155" y="-5" width="90" height="90" preserveAspectRatio="xMidYMid slice"
                  :transform="'rotate(' + -card.turn + ' 200 40)'" /></g>
                <path class="dial__run" pathLength="100" :d="dial.edge"
                  :style="{ strokeDashoffset: 100 - 100 * card.gone }" />
              </template>
              <text x="200" y="40" :transform="'rotate(' + -card.turn + ' 200 40)'">{{ card.studio }}</text>
            </g>
          </svg>
          <p class="dial__face">
            <span class="dial__time">{{ time }}</span><span class="dial__zone">{{ words.zone_name }}</span>
          </p>
        </div>
        <div v-if="spot" class="spot">
          <a class="spot__title" :href="'/movie/' + spot.id" @click="open($event, spot.id)">{{ spot.title }}</a>
          <p class="spot__now">{{ spot.minute || words.resting }}</p>
          <a v-if="spot.shows.length" class="spot__next" :href="'/book/' + spot.shows[0].id">
            {{ filled('next', { time: spot.shows[0].when }) }}
            <small>{{ spot.shows[0].room }} · {{ spot.shows[0].price }}</small>
          </a>
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
        <article v-for="card in drawn" v-show="card.wanted" :key="card.id" class="card">
          <a class="card__film" :href="'/movie/' + card.id" data-testid="movie-card" :data-studio="card.studio"
            @click="open($event, card.id)"
          >
            <span class="poster"><img
              :src="card.poster" alt="" width="400" height="600" decoding="async"
              :loading="card.eager ? 'eager' : 'lazy'" @error="usePlainPoster($event, card.id)"
            /></span>
            <strong class="for-readers">{{ card.title }}</strong>
            <span class="card__studio">{{ card.studioLabel }} · {{ card.genreLabel }}</span>
            <span v-if="card.minute" class="card__now">
              <span class="progress" :style="{ '--gone': card.gone }" aria-hidden="true"></span>
              <span>{{ card.minute }}</span>
            </span>
          </a>
          <p class="card__from">{{ card.from ?? words.none }}</p>
          <ul v-if="card.shows.length" class="slots">
            <li v-for="show in card.shows" :key="show.id">
              <a class="slot" :href="'/book/' + show.id" data-testid="showtime" :data-showtime="show.id"
                :aria-label="filled('seats_for', { title: card.title, when: show.when, room: show.room })"
                :title="show.room" :data-full="show.left ? null : ''"
              >
                <b>{{ show.time }}</b><small v-if="show.note">{{ show.note }}</small>
                <span class="fullness" :style="{ '--full': show.full + '%' }"></span>
              </a>
            </li>
          </ul>
        </article>
      </div>
      <div class="nothing" role="status">
        <template v-if="!anyWanted">
          <p>{{ words.nothing }}</p><button type="button" class="button" @click="showAll">{{ words.show_all }}</button>
        </template>
      </div>
    </div>`,
  props: { now: Number, genre: String, search: String },
  emits: ["open", "close"],
  data() {
    return {
      live: read("gallery-live"),
      clock: this.now,
      chosen: this.genre,
      text: this.search,
      pointed: 0, // the id of the film that the dial was asked for
      hasArt: false,
    };
  },
  created() {
    this.startAt(this.now);
    this.timers = [setInterval(this.tick, TICK), setTimeout(this.settle, SETTLED_AFTER)];
    addEventListener("popstate", this.follow);
    this.listen();
  },
  mounted() {
    const { scrolled } = history.state ?? {};
    if (scrolled) scrollTo(0, scrolled);
    this.forgetPlace();
  },
  unmounted() {
    this.timers.forEach(clearTimeout);
    removeEventListener("popstate", this.follow);
    window.socket?.off("gallery", this.update);
  },
  computed: {
    words: () => read("gallery-words"),
    drawing: () => read("gallery-cards"),
    genreChoices() {
      const genres = Object.entries(this.drawing.genres).map(([name, label]) => ({ name, label }));
      return [{ name: "", label: this.words.all_genres }, ...genres];
    },
    searched() {
      return this.drawing.cards.map(({ found }) => prepared(found));
    },
    drawn() {
      return this.drawing.cards.map((card, place) => {
        const live = this.live[card.id] ?? {};
        const shows = this.showsOf(live);
        const cheapest = [...shows].sort((one, other) => one.cost - other.cost)[0];
        return {
          ...card,
          ...this.filmOf(live),
          shows,
          turn: turnOf(place, this.drawing.cards.length),
          from: cheapest?.price,
          eager: place < EAGER,
          studioLabel: this.filled("studio", { number: card.studio }),
          genreLabel: this.drawing.genres[card.genres[0]],
          wanted: this.isWanted(card, this.searched[place]),
        };
      });
    },
    soonest() {
      const coming = this.drawn.filter((card) => card.shows.length);
      return coming.sort((one, other) => one.shows[0].at - other.shows[0].at)[0];
    },
    spot() {
      return this.drawn.find((card) => card.id === this.pointed) ?? this.soonest;
    },
    dial() {
      return shapesFor(this.drawing.cards.length);
    },
    anyWanted() {
      return this.drawn.some((card) => card.wanted);
    },
    time() {
      return this.format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(this.clock);
    },
    today() {
      return this.dayOf(this.clock);
    },
    tomorrow() {
      return this.dayOf(this.clock + 24 * 60 * MINUTE);
    },
    lit() {
      const lit = this.drawn.filter((card) => card.minute).length;
      return lit ? this.filled("lit", { lit, studios: this.drawn.length }) : this.words.dark;
    },
    nextFilm() {
      return this.soonest ? this.filled("next_film", { time: this.soonest.shows[0].when }) : "";
    },
  },
  watch: {
    chosen: "keepInAddress",
    text: "keepInAddress",
  },
  methods: {
    // The clock is the server's: a browser's own may be wrong, and may be put right while the page is open.
    startAt(now) {
      this.ahead = now - performance.now();
    },
    tick() {
      this.clock = this.ahead + performance.now();
    },
    settle() {
      this.hasArt = true;
      history.scrollRestoration = "auto";
    },
    listen() {
      if (window.socket) window.socket.on("gallery", this.update);
      else this.timers.push(setTimeout(this.listen, SOCKET_WITHIN));
    },
    update({ now, studios }) {
      Object.assign(this.live, studios);
      this.startAt(now);
      this.tick();
    },
    filled(key, gaps) {
      return this.words[key].replace(/{(\w+)}/g, (_, gap) => gaps[gap]);
    },
    format(parts) {
      return new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: this.words.zone, ...parts });
    },
    dayOf(instant) {
      return this.format({ dateStyle: "short" }).format(instant);
    },
    filmOf({ start, end }) {
      if (!start || this.clock >= end) return { gone: null, minute: "" };
      const runtime = Math.round((end - start) / MINUTE);
      const minute = Math.min(Math.floor((this.clock - start) / MINUTE) + 1, runtime);
      return { gone: (this.clock - start) / (end - start), minute: this.filled("minute", { minute, runtime }) };
    },
    // What has begun since the last message is no longer to come.
    showsOf({ shows = [] }) {
      return shows.filter(({ at }) => at > this.clock).map((show) => this.described(show));
    },
    described(show) {
      const day = this.dayNote(show.at);
      const room = show.left ? this.filled("left", { left: show.left }) : this.words.full;
      return { ...show, room, note: show.left ? day : this.words.full, when: day ? `${day} ${show.time}` : show.time };
    },
    dayNote(at) {
      const day = this.dayOf(at);
      if (day === this.today) return "";
      return day === this.tomorrow ? this.words.tomorrow : this.format({ weekday: "long" }).format(at);
    },
    isWanted({ studio, genres }, words) {
      return (!this.chosen || genres.includes(this.chosen)) && isFound(this.text, studio, words);
    },
    pointAt(event) {
      this.pointed = this.drawn[placeAt(event, this.drawn.length)].id;
    },
    // A film has an address: opening one makes an entry in the history, and its dialog is closed by going back.
    open(event, id) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return; // opens a new tab
      event.preventDefault();
      history.pushState({ film: id }, "", `/movie/${id}`);
      this.follow();
    },
    follow() {
      const film = filmIn(location.pathname);
      const title = this.drawing.cards.find((card) => card.id === film)?.title;
      document.title = title ? this.filled("page", { title }) : this.words.title;
      if (film) this.$emit("open", String(film));
      else this.returned();
    },
    returned() {
      const kept = new URLSearchParams(location.search);
      this.chosen = kept.get("genre") ?? "";
      this.text = kept.get("q") ?? "";
      this.forgetPlace();
      this.$emit("close");
    },
    // The server closed the film's dialog, or there is no such film.
    closed(id) {
      if (history.state?.film === id && filmIn(location.pathname) === id) history.back();
    },
    // Links lead away; who comes back finds the place again, also where the page has to be loaded anew.
    keepPlace({ target }) {
      if (!target.closest("a") || location.pathname !== "/") return;
      this.writePlace(scrollY);
      history.scrollRestoration = "manual"; // a page that is loaded anew has no height yet when the browser tries
    },
    forgetPlace() {
      if (location.pathname === "/") this.writePlace(0);
    },
    writePlace(scrolled) {
      history.replaceState({ ...history.state, scrolled }, "");
    },
    usePlainPoster({ target }, id) {
      const plain = `/posters/${id}.svg`;
      if (!target.src.endsWith(plain)) target.src = plain;
    },
    showAll() {
      this.chosen = "";
      this.text = "";
    },
    keepInAddress() {
      if (location.pathname !== "/") return;
      const kept = new URLSearchParams();
      if (this.chosen) kept.set("genre", this.chosen);
      if (this.text.trim()) kept.set("q", this.text.trim());
      history.replaceState(history.state, "", kept.size ? `/?${kept}` : "/");
    },
  },
};
