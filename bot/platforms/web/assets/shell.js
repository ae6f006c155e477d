// Channel list, header and settings around the conversation.

import { keepPerson, person } from "/assets/memory.js";

const PATIENCE_MS = 8000;
const STEPS = ["hour", "day", "week"];
const TIME = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
const THEMES = ["system", "light", "dark"];

export default {
  props: { channels: Array, channel: String, entered: Number, clock: String },
  emits: ["enter", "move"],
  data: () => ({
    you: null,
    current: "",
    drawer: false,
    offline: false,
    visit: 0,
    moving: "",
    steps: STEPS,
    theme: localStorage.getItem("theme") ?? "system",
    themes: THEMES,
  }),
  computed: {
    shown() {
      return this.channels.find((channel) => channel.slug === this.current) ?? this.channels[0];
    },
    moment() {
      return new Date(this.clock).toLocaleString("en-GB", TIME);
    },
    zone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
  },
  watch: {
    clock() {
      this.moving = "";
    },
  },
  async mounted() {
    this.current = this.channel;
    this.current = this.shown.slug;
    window.addEventListener("popstate", () => this.show(location.pathname.split("/").pop()));
    this.watchConnection();
    this.you = await person();
    this.enter();
  },
  methods: {
    enter() {
      document.title = `${this.shown.title} · Backprep playground`;
      document.documentElement.dataset.channel = this.current;
      this.visit += 1;
      this.knock(false);
    },
    move(by) {
      if (this.moving) return;
      this.moving = by;
      this.$emit("move", { by });
    },
    // Asks for the channel, and again when no answer comes: either may be lost with a connection.
    knock(again) {
      clearTimeout(this.patience);
      this.$emit("enter", { ...this.you, channel: this.current, visit: this.visit, again });
      this.patience = setTimeout(() => this.entered < this.visit && this.knock(true), PATIENCE_MS);
    },
    go(channel) {
      if (channel.slug !== this.current) history.pushState({}, "", `/c/${channel.slug}`);
      this.show(channel.slug);
    },
    show(slug) {
      this.current = slug;
      this.current = this.shown.slug;
      this.close();
      this.enter();
    },
    change() {
      this.you.name = this.you.name.trim() || "Visitor";
      keepPerson(this.you);
      this.enter();
    },
    wear(theme) {
      this.theme = theme;
      if (theme === "system") {
        localStorage.removeItem("theme");
        delete document.documentElement.dataset.theme;
      } else {
        localStorage.setItem("theme", theme);
        document.documentElement.dataset.theme = theme;
      }
    },
    async open() {
      this.drawer = true;
      await this.$nextTick();
      this.$refs.side.querySelector("[aria-current]").focus();
    },
    close() {
      if (!this.drawer) return;
      this.drawer = false;
      this.$refs.menu.focus();
    },
    watchConnection() {
      if (!window.socket) return setTimeout(this.watchConnection, 50);
      window.socket.on("disconnect", () => (this.offline = true));
      window.socket.on("connect", () => (this.offline = false));
    },
  },
  template: `
    <div class="shell" :class="{ open: drawer }" @keydown.esc="close">
      <a class="skip" href="#composer-text">Skip to the message field</a>
      <aside id="side" ref="side" class="side" aria-label="Channels and settings">
        <p class="brand"><img src="/assets/favicon.svg" alt="" width="30" height="30">
          <span>Backprep<small>playground</small></span></p>
        <nav aria-label="Channels">
          <a v-for="channel in channels" :href="'/c/' + channel.slug" class="channel"
             :aria-current="channel.slug === current ? 'page' : null" @click.prevent="go(channel)">
            <span aria-hidden="true">{{ channel.slug === "direct" ? "@" : "#" }}</span>{{ channel.title }}
          </a>
        </nav>
        <div v-if="you" class="you">
          <label class="name">Your name
            <input v-model="you.name" maxlength="32" autocomplete="off" spellcheck="false"
                   @change="change" @keydown.enter.prevent="$event.target.blur()">
          </label>
          <label class="switch">
            <input type="checkbox" role="switch" v-model="you.moderates" @change="change">
            <span>I moderate here</span>
          </label>
          <fieldset class="themes">
            <legend>Theme</legend>
            <label v-for="name in themes">
              <input type="radio" name="theme" :value="name" :checked="theme === name" @change="wear(name)">
              <span>{{ name }}</span>
            </label>
          </fieldset>
        </div>
      </aside>
      <div class="veil" @click="close"></div>
      <main class="main">
        <header class="head">
          <button ref="menu" type="button" class="menu" aria-label="Channels and settings" aria-controls="side"
                  :aria-expanded="drawer" @click="open">
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7h16M4 12h16M4 17h16"/></svg>
          </button>
          <h1><span aria-hidden="true">{{ shown.slug === "direct" ? "@" : "#" }}</span>{{ shown.title }}</h1>
          <p>{{ shown.topic }}</p>
        </header>
        <div v-if="clock && shown.slug === 'sandbox'" class="clock" role="group" aria-label="The clock of your sandbox">
          <p role="status"><template v-if="moving">A {{ moving }} passes …</template>
            <template v-else>It is <time :datetime="clock">{{ moment }}</time> here <small>({{ zone }})</small></template></p>
          <span>Move on by</span>
          <button v-for="step in steps" type="button" :aria-disabled="!!moving" @click="move(step)">1 {{ step }}</button>
        </div>
        <p class="offline" role="status"><span v-if="offline">Reconnecting … What you write is kept.</span></p>
        <slot></slot>
      </main>
    </div>`,
};
