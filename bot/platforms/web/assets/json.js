// What each renderer makes of a card, in tabs; for Slack also how it draws it.

import { copy } from "/assets/memory.js";
import { SlackCard } from "/assets/slack_card.js";

export const Json = {
  components: { SlackCard },
  props: { renderings: Object },
  data: () => ({ chosen: "", copied: false }),
  computed: {
    names() {
      return Object.keys(this.renderings ?? {});
    },
    current() {
      return this.names.includes(this.chosen) ? this.chosen : this.names[0];
    },
    slack() {
      return this.current === "slack" ? JSON.parse(this.renderings.slack) : null;
    },
  },
  methods: {
    choose(name) {
      this.chosen = name;
      this.copied = false;
      this.$nextTick(() => this.$refs.tabs.querySelector("[aria-selected=true]").focus());
    },
    step(by) {
      const next = this.names.indexOf(this.current) + by + this.names.length;
      this.choose(this.names[next % this.names.length]);
    },
    async copyAll() {
      this.copied = await copy(this.renderings[this.current]);
    },
  },
  template: `
    <section class="json" aria-label="JSON of this card">
      <p v-if="!names.length" role="status">Rendering …</p>
      <template v-else>
        <div ref="tabs" role="tablist" aria-label="Renderer" @keydown.right="step(1)" @keydown.left="step(-1)">
          <button v-for="name in names" type="button" role="tab" :aria-selected="name === current"
                  :tabindex="name === current ? 0 : -1" @click="choose(name)">{{ name }}</button>
          <button type="button" class="tool" @click="copyAll">{{ copied ? "Copied" : "Copy JSON" }}</button>
        </div>
        <SlackCard v-if="slack" :message="slack" />
        <pre tabindex="0" role="tabpanel" :aria-label="current + ' JSON'"><code>{{ renderings[current] }}</code></pre>
      </template>
    </section>`,
};
