// Blocks that have a state of their own: code to copy, a picture to enlarge, a menu to choose from.

import { copy } from "/assets/memory.js";

export const CodeBlock = {
  props: { block: Object },
  data: () => ({ copied: false }),
  methods: {
    async copySource() {
      this.copied = await copy(this.block.source);
    },
  },
  template: `
    <figure class="code">
      <figcaption><span>{{ block.language || "text" }}</span>
        <button type="button" class="tool" @click="copySource">{{ copied ? "Copied" : "Copy" }}</button>
      </figcaption>
      <pre tabindex="0" role="group" :aria-label="(block.language || 'text') + ' code'"><code>{{ block.source }}</code></pre>
    </figure>`,
};

export const Enlargeable = {
  props: { block: Object },
  template: `
    <figure class="picture">
      <button type="button" :aria-label="'Enlarge: ' + block.alt" @click="$refs.large.showModal()">
        <img :src="block.url" :alt="block.alt" loading="lazy">
      </button>
      <dialog ref="large" class="large" :aria-label="block.alt" @click="$refs.large.close()">
        <img :src="block.url" :alt="block.alt" loading="lazy">
        <p>{{ block.alt }}</p>
        <button type="button" class="button">Close</button>
      </dialog>
    </figure>`,
};

let menus = 0;

export const Choices = {
  props: { block: Object, pending: String },
  emits: ["choose"],
  data: () => ({ open: false, up: false, at: 0, id: `menu-${++menus}` }),
  computed: {
    chosen() {
      return this.block.choices.find((choice) => choice.value === this.block.chosen);
    },
  },
  methods: {
    async show() {
      if (this.pending) return;
      this.at = Math.max(0, this.block.choices.indexOf(this.chosen));
      this.up = false;
      this.open = true;
      await this.$nextTick();
      const room = this.$el.closest(".scroll")?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
      const list = this.$refs.list.getBoundingClientRect();
      this.up = list.bottom > room.bottom && list.top - room.top > list.height + 50;
    },
    step(by) {
      if (!this.open) return this.show();
      const count = this.block.choices.length;
      this.at = (this.at + by + count) % count;
      this.$nextTick(() => this.$refs.list.children[this.at].scrollIntoView({ block: "nearest" }));
    },
    pressed() {
      if (this.open) this.choose(this.block.choices[this.at]);
      else this.show();
    },
    choose(choice) {
      this.open = false;
      this.$emit("choose", choice);
    },
    leave(event) {
      if (!this.open) return;
      event.stopPropagation();
      this.open = false;
    },
  },
  template: `
    <div class="choices">
      <button type="button" class="button choose" role="combobox" aria-haspopup="listbox" :aria-expanded="open"
              :aria-controls="id" :aria-label="block.prompt + (chosen ? ': ' + chosen.label : '')"
              :aria-activedescendant="open ? id + '-' + at : null"
              :aria-disabled="!!pending || null" @click="pressed" @keydown.down.prevent="step(1)"
              @keydown.up.prevent="step(-1)" @keydown.esc="leave" @blur="open = false">
        <span>{{ chosen ? chosen.label : block.prompt }}</span>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 10l5 5 5-5"/></svg>
      </button>
      <ul v-show="open" :id="id" ref="list" class="options" :class="{ up }" role="listbox" :aria-label="block.prompt">
        <li v-for="(choice, index) in block.choices" :id="id + '-' + index" role="option"
            :aria-selected="index === at" @mousedown.prevent @click="choose(choice)" @mousemove="at = index">
          <span>{{ choice.label }}</span><small v-if="choice.summary">{{ choice.summary }}</small>
        </li>
      </ul>
    </div>`,
};
