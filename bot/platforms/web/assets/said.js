// One message: what a person wrote, or the bot's card with everything that can be done in it.

import { Blocks } from "/assets/blocks.js";
import { Json } from "/assets/json.js";
import { uniqueId } from "/assets/memory.js";

const SLOW_MS = 1000;

export default {
  components: { Blocks, Json },
  props: { message: Object, settled: String, json: Object },
  emits: ["press", "inspect", "dismiss"],
  data: () => ({ pending: null, slow: false, inspecting: false }),
  computed: {
    time() {
      const sent = new Date(this.message.sent);
      const today = sent.toDateString() === new Date().toDateString();
      const hour = sent.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      return today ? hour : `${sent.toLocaleDateString([], { day: "numeric", month: "short" })}, ${hour}`;
    },
    busy() {
      return this.message.waiting || this.pending !== null;
    },
  },
  watch: {
    settled(id) {
      if (id !== this.pending?.id) return;
      this.pending = null;
      this.$nextTick(() => {
        if (document.activeElement === document.body) this.$refs.body?.focus({ preventScroll: true });
      });
    },
    message() {
      if (this.inspecting) this.$emit("inspect", {});
    },
    busy: { immediate: true, handler: "timeSlowness" },
  },
  unmounted() {
    clearTimeout(this.timer);
  },
  methods: {
    timeSlowness(busy) {
      clearTimeout(this.timer);
      this.slow = false;
      if (busy) this.timer = setTimeout(() => (this.slow = true), SLOW_MS);
    },
    press(chosen) {
      if (this.pending) return;
      this.pending = { id: uniqueId(), action: chosen.action };
      this.$emit("press", { kind: "action", id: this.pending.id, ...chosen });
    },
    inspect() {
      this.inspecting = !this.inspecting;
      if (this.inspecting) this.$emit("inspect", {});
    },
  },
  template: `
    <article class="said" :class="{ bot: message.bot, mine: message.mine }" :data-id="message.id">
      <p v-if="message.cause" class="cause"><span>{{ message.cause }}</span></p>
      <span class="face" aria-hidden="true">
        <img v-if="message.bot" src="/assets/favicon.svg" alt="">
        <template v-else>{{ message.name.slice(0, 1).toUpperCase() }}</template>
      </span>
      <header class="by">
        <b>{{ message.name }}</b>
        <span v-if="message.bot" class="tag">Bot</span>
        <span v-if="message.mine" class="tag quiet-tag">You</span>
        <time :datetime="message.sent">{{ time }}</time>
        <button v-if="message.card" type="button" class="tool" :aria-expanded="inspecting" @click="inspect">JSON</button>
      </header>
      <p v-if="!message.bot" class="words">{{ message.text }}</p>
      <div v-else-if="message.card" ref="body" tabindex="-1" class="card" :class="message.card.tone">
        <p v-if="message.card.notify.length" class="notify">{{ message.card.notify.join(" ") }}</p>
        <h2 v-if="message.card.title">{{ message.card.title }}</h2>
        <Blocks :blocks="message.card.blocks" :pending="pending?.action" @press="press" />
      </div>
      <p class="slow" role="status"><template v-if="slow"><i class="spinner" aria-hidden="true"></i>Working on it …</template></p>
      <Json v-if="inspecting" :renderings="json" />
      <p v-if="message.private" class="private">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2.500 12s3.500-6.500 9.500-6.500S21.500 12 21.500 12s-3.500 6.500-9.500 6.500S2.500 12 2.500 12z"/><circle cx="12" cy="12" r="2.800"/></svg>
        Only you can see this
        <button v-if="!message.waiting" type="button" class="link" @click="$emit('dismiss', {})">Dismiss</button>
      </p>
    </article>`,
};
