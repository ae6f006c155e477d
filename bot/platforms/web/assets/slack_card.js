// A message as Slack draws it, from the Block Kit JSON that it would be sent. Every string is drawn as text.

const TAGS = [["bold", "b"], ["italic", "i"], ["strike", "s"], ["code", "code"]];

const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

// A run of words inside the tags of its style.
const Run = {
  name: "Run",
  props: { text: String, tags: Array },
  template: `<component v-if="tags.length" :is="tags[0]"><Run :text="text" :tags="tags.slice(1)" /></component><template v-else>{{ text }}</template>`,
};

const Words = {
  components: { Run },
  props: { parts: Array },
  methods: {
    tags: (part) => TAGS.filter(([style]) => part.style?.[style]).map(([, tag]) => tag),
  },
  template: `<template v-for="part in parts"
    ><a v-if="part.type === 'link'" :href="part.url" target="_blank" rel="noopener noreferrer nofollow">{{ part.url }}</a
    ><mark v-else-if="part.type === 'user'">@{{ part.user_id }}</mark
    ><mark v-else-if="part.type === 'usergroup'">@{{ part.usergroup_id }}</mark
    ><Run v-else :text="part.text" :tags="tags(part)" /></template>`,
};

// A text object: plain, or the little mrkdwn that we write, which is bold labels.
const TextObject = {
  components: { Words },
  props: { text: Object },
  computed: {
    parts() {
      if (this.text.type !== "mrkdwn") return [this.text];
      return this.text.text.split(/(\*[^*\n]+\*)/).filter(Boolean).map((piece) => {
        const bold = piece.length > 2 && piece.startsWith("*") && piece.endsWith("*");
        return { text: unescaped(bold ? piece.slice(1, -1) : piece), style: { bold } };
      });
    },
  },
  template: `<Words :parts="parts" />`,
};

const Rich = {
  components: { Words },
  props: { block: Object },
  template: `<template v-for="part in block.elements">
      <component v-if="part.type === 'rich_text_list'" :is="part.style === 'ordered' ? 'ol' : 'ul'"
                 :start="1 + (part.offset ?? 0)" :data-indent="part.indent ?? 0" :style="{ '--indent': part.indent ?? 0 }">
        <li v-for="item in part.elements"><Words :parts="item.elements" /></li>
      </component>
      <blockquote v-else-if="part.type === 'rich_text_quote'"><Words :parts="part.elements" /></blockquote>
      <pre v-else-if="part.type === 'rich_text_preformatted'"><Words :parts="part.elements" /></pre>
      <p v-else><Words :parts="part.elements" /></p>
    </template>`,
};

const Control = {
  props: { element: Object },
  computed: {
    shown() {
      return (this.element.initial_option ?? this.element).text ?? this.element.placeholder;
    },
  },
  template: `<span class="slack-control" :class="[element.type, element.style]">{{ shown.text }}</span>`,
};

const Grid = {
  components: { Words },
  props: { block: Object },
  methods: {
    parts: (cell) => (cell.type === "raw_text" ? [cell] : cell.elements.flatMap((part) => part.elements)),
    align(column) {
      return this.block.column_settings?.[column]?.align ?? "left";
    },
  },
  template: `<div class="slack-table"><table>
      <tr v-for="row in block.rows"><td v-for="(cell, at) in row" :style="{ textAlign: align(at) }"><Words :parts="parts(cell)" /></td></tr>
    </table></div>`,
};

export const SlackBlocks = {
  components: { Control, Grid, Rich, TextObject },
  props: { blocks: Array },
  methods: {
    url: (image) => `/blobs/${encodeURIComponent(image.slack_file.id)}`,
  },
  template: `<div v-for="block in blocks" class="slack-block" :class="block.type">
      <h3 v-if="block.type === 'header'">{{ block.text.text }}</h3>
      <Rich v-else-if="block.type === 'rich_text'" :block="block" />
      <template v-else-if="block.type === 'section'">
        <p v-if="block.text"><TextObject :text="block.text" /></p>
        <dl v-else><dd v-for="field in block.fields"><TextObject :text="field" /></dd></dl>
        <Control v-if="block.accessory" :element="block.accessory" />
      </template>
      <template v-else-if="block.type === 'context'"><span v-for="element in block.elements"><TextObject :text="element" /></span></template>
      <template v-else-if="block.type === 'actions'"><Control v-for="element in block.elements" :element="element" /></template>
      <img v-else-if="block.type === 'image'" :src="url(block)" :alt="block.alt_text" loading="lazy">
      <Grid v-else-if="block.type === 'table'" :block="block" />
      <template v-else-if="block.type === 'input'">
        <b>{{ block.label.text }}<small v-if="block.optional"> (optional)</small></b>
        <span class="slack-field" :class="[block.element.type, { tall: block.element.multiline }]">{{ block.element.placeholder?.text }}</span>
        <small v-if="block.hint">{{ block.hint.text }}</small>
      </template>
      <hr v-else-if="block.type === 'divider'">
    </div>`,
};

export const SlackCard = {
  components: { SlackBlocks },
  props: { message: Object },
  template: `
    <div class="slack" role="group" aria-label="As Slack draws it">
      <img class="slack-face" src="/assets/favicon.svg" alt="">
      <div>
        <p class="slack-by"><b>Backprep</b> <span>APP</span></p>
        <SlackBlocks :blocks="message.blocks" />
        <p v-for="file in message.files" class="slack-file">{{ file.title }}</p>
      </div>
    </div>`,
};
