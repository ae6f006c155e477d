// The blocks of a card. Every string is drawn as text; no HTML comes from the server.

import { Choices, CodeBlock, Enlargeable } from "/assets/widgets.js";

const Spans = {
  props: { spans: Array },
  methods: {
    // An address is never hidden behind other words.
    words(span) {
      return span.link && span.text.trim() !== span.link ? span.text + " (" : "";
    },
    classes: (span) => span.marks.map((mark) => `is-${mark}`),
  },
  template: `<template v-for="span in spans"><code v-if="span.marks.includes('code')" :class="classes(span)">{{ span.text }}</code
    ><span v-else-if="!span.link" :class="classes(span)">{{ span.text }}</span
    ><span v-else :class="classes(span)">{{ words(span) }}<a :href="span.link" target="_blank"
      rel="noopener noreferrer nofollow">{{ span.link }}</a>{{ words(span) && ")" }}</span></template>`,
};

const Prose = {
  components: { Spans },
  props: { lines: Array },
  computed: {
    // Neighbouring list lines become one list.
    parts() {
      const parts = [];
      for (const line of this.lines) {
        const list = line.kind === "bullet" ? "ul" : line.kind === "number" ? "ol" : null;
        const last = parts.at(-1);
        if (list && last?.list === list) last.lines.push(line);
        else parts.push({ list, kind: line.kind, lines: [line] });
      }
      return parts;
    },
  },
  template: `<div class="prose"><template v-for="part in parts">
      <component v-if="part.list" :is="part.list">
        <li v-for="line in part.lines" :value="line.number || null" :style="{ marginLeft: line.level * 1.25 + 'rem' }"><Spans :spans="line.spans" /></li>
      </component>
      <blockquote v-else-if="part.kind === 'quote'"><Spans :spans="part.lines[0].spans" /></blockquote>
      <h3 v-else-if="part.kind === 'heading'"><Spans :spans="part.lines[0].spans" /></h3>
      <p v-else><Spans :spans="part.lines[0].spans" /></p>
    </template></div>`,
};

export const Blocks = {
  components: { Choices, CodeBlock, Enlargeable, Prose },
  props: { blocks: Array, pending: String },
  emits: ["press"],
  methods: {
    press(button) {
      if (!button.disabled && !this.pending) this.$emit("press", { action: button.action, values: [], label: button.label });
    },
  },
  template: `<template v-for="block in blocks">
      <Prose v-if="block.type === 'text'" :lines="block.lines" />
      <CodeBlock v-else-if="block.type === 'code'" :block="block" />
      <dl v-else-if="block.type === 'facts'" class="facts">
        <div v-for="[label, value] in block.pairs"><dt>{{ label }}</dt><dd>{{ value }}</dd></div>
      </dl>
      <div v-else-if="block.type === 'table'" class="table" tabindex="0" role="group" aria-label="Table, scrolls sideways">
        <table>
          <thead><tr><th v-for="cell in block.header" scope="col">{{ cell }}</th></tr></thead>
          <tbody><tr v-for="row in block.rows"><td v-for="cell in row">{{ cell }}</td></tr></tbody>
        </table>
      </div>
      <Enlargeable v-else-if="block.type === 'picture'" :block="block" />
      <p v-else-if="block.type === 'file'" class="file">
        <a :href="block.url + '?name=' + encodeURIComponent(block.name)" :download="block.name">{{ block.name }}</a>
        <small>{{ block.summary }}</small>
      </p>
      <div v-else-if="block.type === 'buttons'" class="buttons">
        <button v-for="button in block.buttons" type="button" class="button" :class="button.style"
                :disabled="button.disabled" :aria-disabled="!!pending || null"
                :aria-busy="pending === button.action || null" @click="press(button)">{{ button.label }}</button>
      </div>
      <Choices v-else-if="block.type === 'select'" :block="block" :pending="pending"
               @choose="({ value, label }) => $emit('press', { action: block.action, values: [value], label })" />
      <div v-else-if="block.type === 'progress'" class="progress">
        <div role="progressbar" :aria-valuenow="block.percent" aria-valuemin="0" aria-valuemax="100"
             :aria-label="block.label"><i :style="{ width: block.percent + '%' }"></i></div>
        <p><span>{{ block.label }}</span><b>{{ block.percent }} %</b></p>
      </div>
    </template>`,
};
