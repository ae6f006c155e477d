// The messages, which scroll and stay at the newest; or, while there are none, what to try.

export default {
  props: { examples: Array, commands: Array, sandbox: Boolean, loading: Boolean, more: Boolean, place: String },
  emits: ["earlier"],
  data: () => ({ atEnd: true }),
  computed: {
    // The plain ones: a command of two words is for those who know what they want.
    starters() {
      const timely = ["daily setup", "daily list", "streak", "leaderboard"];
      if (this.sandbox) return this.commands.filter((command) => timely.includes(command.name));
      return this.commands.filter((command) => !command.name.includes(" ")).slice(0, 4);
    },
  },
  watch: {
    place() {
      this.toEnd();
    },
  },
  mounted() {
    this.observer = new ResizeObserver(() => this.follow());
    this.observer.observe(this.$refs.inner);
    this.observer.observe(this.$refs.scroll);
    window.addEventListener("said", this.toEnd);
  },
  unmounted() {
    this.observer.disconnect();
    window.removeEventListener("said", this.toEnd);
  },
  methods: {
    // Only what a person scrolled counts: when sizes differ from those we last saw, follow() is about to run.
    scrolled() {
      const { scrollTop, scrollHeight, clientHeight } = this.$refs.scroll;
      const unchanged = this.sizes === `${scrollHeight} ${clientHeight}`;
      if (unchanged) this.atEnd = scrollHeight - scrollTop - clientHeight < 60;
    },
    follow() {
      const scroll = this.$refs.scroll;
      this.sizes = `${scroll.scrollHeight} ${scroll.clientHeight}`;
      if (!scroll.querySelector(".said")) return;
      if (this.fromEnd !== undefined) {
        scroll.scrollTop = scroll.scrollHeight - this.fromEnd;
        this.fromEnd = undefined;
      } else if (this.atEnd) scroll.scrollTop = scroll.scrollHeight;
    },
    toEnd() {
      this.atEnd = true;
      this.follow();
    },
    earlier() {
      this.fromEnd = this.$refs.scroll.scrollHeight - this.$refs.scroll.scrollTop;
      this.$emit("earlier", {});
    },
    compose(detail) {
      window.dispatchEvent(new CustomEvent("compose", { detail }));
    },
  },
  template: `
    <div class="thread">
      <div ref="scroll" class="scroll" tabindex="0" role="region" aria-label="Messages" @scroll.passive="scrolled">
        <div ref="inner" class="inner">
          <button v-if="more" type="button" class="quiet earlier" @click="earlier">Show earlier messages</button>
          <div class="messages" role="log" aria-live="polite" aria-relevant="additions text" :aria-busy="loading"
               aria-label="Conversation"><slot></slot></div>
          <section v-if="!loading" class="welcome" aria-labelledby="welcome">
            <img src="/assets/favicon.svg" alt="" width="56" height="56">
            <template v-if="sandbox">
              <h2 id="welcome">See a week of daily posts in a minute</h2>
              <p>Here you manage a server of your own. Set up daily posts, move the clock above on, answer what is posted
                and watch how it closes. Nothing in here leaves it.</p>
            </template>
            <template v-else>
              <h2 id="welcome">Ask me anything about deep learning</h2>
              <p>Write a question as you would to a person, or type <kbd>/</kbd> to see what else I can do.</p>
            </template>
            <ul v-if="examples.length && !sandbox" class="chips" aria-label="Questions to try">
              <li v-for="question in examples">
                <button type="button" class="chip" @click="compose({ text: question, send: true })">{{ question }}</button>
              </li>
            </ul>
            <ul class="chips commands" aria-label="Commands to try">
              <li v-for="command in starters">
                <button type="button" class="chip" @click="compose({ command: command.name })">
                  <b>/{{ command.name }}</b> {{ command.summary }}
                </button>
              </li>
            </ul>
          </section>
        </div>
      </div>
      <button v-if="!atEnd" type="button" class="latest" @click="toEnd">Jump to the latest</button>
    </div>`,
};
