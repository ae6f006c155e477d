// Where people write. Plain text goes to the bot as it is; a command becomes a row of labelled fields.
// What is being sent is held until the server has it, so that a lost connection loses nothing; meanwhile
// people write on.

import { hint, matchChoices, matchCommands, namedCommand, readOptions, splitCommand } from "/assets/completion.js";
import { addToHistory, keepDraft, readDraft, readHistory, uniqueId } from "/assets/memory.js";

const DEBOUNCE_MS = 150;
const SLOW_MS = 1000;
const empty = () => ({ text: "", command: null, values: {}, picked: {}, opened: [] });

export default {
  props: { commands: Array, receipt: Object, offers: Object },
  emits: ["say", "suggest"],
  data: () => ({ ...empty(), sending: null, held: null, active: null, at: 0, closed: true, problem: null, back: 0, slow: false }),
  computed: {
    option() {
      return this.command?.options.find((option) => option.name === this.active) ?? null;
    },
    fields() {
      return this.command.options.filter((option) => option.required || this.opened.includes(option.name));
    },
    further() {
      return this.command.options.filter((option) => !this.fields.includes(option));
    },
    items() {
      if (this.closed) return [];
      if (!this.command) return this.text.startsWith("/") ? matchCommands(this.commands, this.text) : [];
      if (!this.option) return [];
      const typed = this.values[this.active] ?? "";
      if (!this.option.suggests) return matchChoices(this.option.choices, typed);
      return this.offers?.option === this.active ? this.offers.choices : [];
    },
    chosen() {
      return this.items[this.at] ?? null;
    },
    // The command whose name is all that was written, for which no more is needed.
    complete() {
      const named = this.command ? null : namedCommand(this.commands, this.text);
      return named?.options.some((option) => option.required) ? null : named;
    },
    sendsAsItIs() {
      return this.complete && (!this.chosen || this.chosen.command === this.complete);
    },
    // The line that Enter takes at once: a command; a value where nothing but a listed one is taken.
    first() {
      const listed = this.option?.choices.length && (this.option.required || this.values[this.active]);
      return !this.command || listed ? 0 : -1;
    },
    outgoing() {
      const { command, text, values } = this.held;
      return command ? [`/${command}`, ...Object.values(values).filter(Boolean)].join(" ") : text;
    },
    advice() {
      return this.option ? hint(this.option) : "";
    },
  },
  watch: {
    receipt({ id, option, problem }) {
      if (id !== this.sending?.id) return;
      const { held } = this;
      Object.assign(this, { sending: null, held: null });
      if (problem) this.returned(held, option, problem);
      else this.arrived(held);
    },
    items() {
      this.at = this.first;
    },
    sending(payload) {
      clearTimeout(this.slowness);
      this.slow = false;
      if (payload) this.slowness = setTimeout(() => (this.slow = true), SLOW_MS);
    },
  },
  mounted() {
    window.addEventListener("compose", this.compose);
    this.restore();
  },
  unmounted() {
    window.removeEventListener("compose", this.compose);
  },
  updated() {
    keepDraft({ ...this.written(), sending: this.sending, held: this.held });
  },
  methods: {
    written() {
      const { text, values, picked, opened } = this;
      return { text, values, picked, opened, command: this.command?.name };
    },
    rewrite(written) {
      const command = this.commands.find((known) => known.name === written.command) ?? null;
      Object.assign(this, { ...empty(), ...written, command });
    },
    restore() {
      const draft = readDraft();
      if (draft) this.rewrite(draft);
      if (this.sending) this.$emit("say", this.sending);
    },
    compose({ detail }) {
      this.clear();
      if (detail.command) return this.pick(this.commands.find((known) => known.name === detail.command));
      this.text = detail.text;
      if (detail.send) this.send();
      this.focus();
    },
    clear() {
      Object.assign(this, { ...empty(), active: null, problem: null, closed: true, back: 0 });
    },
    focus(name) {
      this.$nextTick(() => {
        const fields = this.$refs.form.querySelectorAll("[data-option]");
        const wanted = [...fields].find((field) => field.dataset.option === name) ?? fields[0];
        (wanted ?? this.$refs.text ?? this.$refs.send).focus();
      });
    },
    typed() {
      this.closed = false;
      this.problem = null;
      this.back = 0;
      const split = splitCommand(this.commands, this.text);
      if (split) this.pick(split.command, readOptions(split.command.options, split.rest));
    },
    pick(command, values = {}) {
      const given = Object.keys(values);
      const first = command.options.find((option) => !values[option.name]) ?? command.options[0];
      const opened = command.options.length && !command.options.some((option) => option.required) ? [first.name] : [];
      Object.assign(this, { ...empty(), command, values, opened: [...given, ...opened], problem: null });
      this.focus(given.at(-1) ?? first?.name);
    },
    enter(name) {
      this.active = name;
      this.closed = false;
      this.ask();
    },
    typedOption() {
      this.closed = false;
      if (this.problem?.option === this.active) this.problem = null;
      this.ask();
    },
    ask() {
      clearTimeout(this.timer);
      if (!this.option?.suggests) return;
      const question = { command: this.command.name, option: this.active, typed: this.values[this.active] ?? "" };
      this.timer = setTimeout(() => this.$emit("suggest", question), DEBOUNCE_MS);
    },
    open(option) {
      this.opened.push(option.name);
      this.focus(option.name);
    },
    accept(item) {
      if (item.command) return this.pick(item.command);
      this.values[this.active] = item.label;
      this.picked[this.active] = item;
      this.closed = true;
      const next = this.fields.find((option) => option.required && !this.values[option.name]);
      this.focus(next?.name ?? this.active);
    },
    leave() {
      this.text = "";
      Object.assign(this, { ...empty(), active: null, problem: null, closed: true });
      this.focus();
    },
    escape(event) {
      if (this.items.length) this.closed = true;
      else if (this.command && !Object.values(this.values).some(Boolean)) this.leave();
      else return;
      event.stopPropagation();
    },
    erase(event) {
      if (this.command && !event.target.value) {
        event.preventDefault();
        this.leave();
      }
    },
    move(by, event) {
      if (!this.items.length) return this.recall(by, event);
      event.preventDefault();
      const count = this.items.length - this.first;
      this.at = ((this.at - this.first + by + count) % count) + this.first;
      this.$nextTick(() => document.getElementById(`offer-${this.at}`)?.scrollIntoView({ block: "nearest" }));
    },
    recall(by, event) {
      const history = readHistory();
      const untouched = this.back || (!this.command && !this.text);
      const back = this.back - by;
      if (!untouched || back < 0 || back > history.length) return;
      event.preventDefault();
      this.show(history.at(-back), back);
    },
    show(entry, back) {
      this.clear();
      if (back) {
        this.rewrite({ ...entry, opened: Object.keys(entry.values) });
        this.back = back;
      }
      this.focus();
    },
    key(event) {
      if (event.isComposing) return;
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        if (this.chosen && !this.sendsAsItIs) this.accept(this.chosen);
        else this.send();
      } else if (event.key === "Tab" && !event.shiftKey && this.chosen) {
        event.preventDefault();
        this.accept(this.chosen);
      } else if (event.key === "ArrowDown") this.move(1, event);
      else if (event.key === "ArrowUp") this.move(-1, event);
    },
    send() {
      if (this.sending || (!this.command && !this.text.trim())) return;
      if (this.complete) this.pick(this.complete);
      const missing = this.command?.options.find((option) => option.required && !this.values[option.name]?.trim());
      if (missing) return this.refuse(missing.name, "Please fill this in.");
      const id = uniqueId();
      this.sending = this.command
        ? { kind: "command", id, name: this.command.name, options: this.meant(), shown: { ...this.values } }
        : { kind: "text", id, text: this.text };
      this.held = this.written();
      this.$emit("say", this.sending);
      this.clear();
      this.focus();
    },
    // What was picked from a list is shown by its label and sent by its value.
    meant() {
      const value = ([name, typed]) => [name, this.picked[name]?.label === typed ? this.picked[name].value : typed];
      return Object.fromEntries(Object.entries(this.values).map(value));
    },
    arrived({ opened, ...written }) {
      addToHistory(written);
      window.dispatchEvent(new CustomEvent("said"));
    },
    // What was refused comes back to be mended, but never over what was written meanwhile.
    returned(held, option, words) {
      if (!this.command && !this.text) {
        this.rewrite(held);
        return this.refuse(option, words);
      }
      const { opened, ...written } = held;
      addToHistory(written);
      this.problem = { option: null, words: `What you sent before was not taken: ${words} ↑ in an empty field brings it back.` };
    },
    refuse(option, words) {
      this.problem = { option, words };
      if (option && !this.fields.some((field) => field.name === option)) this.opened.push(option);
      this.focus(option);
    },
  },
  template: `
    <form ref="form" class="composer" aria-label="Write to the bot" :aria-busy="!!sending"
          @submit.prevent="send" @keydown.esc="escape">
      <ul v-show="items.length" id="offers" class="offers" role="listbox"
          :aria-label="command ? 'Values for ' + active : 'Commands'">
        <li v-for="(item, index) in items" :id="'offer-' + index" role="option" :aria-selected="index === at"
            @mousedown.prevent @click="accept(item)" @mousemove="at = index">
          <span>{{ item.label }}<i v-if="item.aside">{{ item.aside }}</i></span><small>{{ item.summary }}</small>
        </li>
      </ul>
      <p id="problem" class="problem" role="alert">
        <template v-if="problem"><b v-if="problem.option">{{ problem.option }}: </b>{{ problem.words }}</template>
      </p>
      <p class="advice" role="status"><template v-if="slow">On its way: <q>{{ outgoing }}</q> It goes out as soon as the connection is back.</template></p>
      <p v-if="command && !problem && !slow" id="advice" class="advice"><b v-if="option">{{ active }}</b> {{ advice || command.summary }}</p>
      <div class="box" :class="{ refused: problem }">
        <div v-if="command" class="fields">
          <span class="named">/{{ command.name }}
            <button type="button" aria-label="Leave the command" @click="leave">×</button></span>
          <label v-for="field in fields" class="option" :class="{ refused: problem?.option === field.name }">
            <span>{{ field.name }}</span>
            <input v-model="values[field.name]" :data-option="field.name" :maxlength="field.longest" autocomplete="off"
                   spellcheck="false" role="combobox" aria-autocomplete="list" aria-controls="offers"
                   :aria-expanded="items.length > 0 && active === field.name" aria-describedby="problem advice"
                   :aria-activedescendant="active === field.name && chosen ? 'offer-' + at : null"
                   :aria-invalid="problem?.option === field.name || null" :aria-required="field.required"
                   @focus="enter(field.name)" @blur="closed = true" @input="typedOption"
                   @keydown="key" @keydown.backspace="erase">
          </label>
          <button v-for="field in further" type="button" class="add" :aria-label="'Add ' + field.name + ': ' + field.summary"
                  @click="open(field)">+ {{ field.name }}</button>
        </div>
        <textarea v-else id="composer-text" ref="text" v-model="text" rows="1" maxlength="4000" role="combobox"
                  aria-label="Message" aria-autocomplete="list" aria-controls="offers" :aria-expanded="items.length > 0"
                  :aria-activedescendant="chosen ? 'offer-' + at : null" aria-describedby="problem keys"
                  placeholder="Ask a question or type /" autocomplete="off"
                  @input="typed" @blur="closed = true" @keydown="key"></textarea>
        <button ref="send" type="submit" class="send" :aria-label="command ? 'Send /' + command.name : 'Send'">
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h13M12 5l7 7-7 7"/></svg>
        </button>
      </div>
      <p v-if="sendsAsItIs" id="keys" class="keys"><kbd>Enter</kbd> sends /{{ complete.name }}
        <template v-if="complete.options.length"><kbd>Tab</kbd> opens its options</template></p>
      <p v-else id="keys" class="keys"><kbd>Enter</kbd> sends <kbd>Shift Enter</kbd> new line <kbd>/</kbd> commands <kbd>↑</kbd> what you wrote before</p>
    </form>`,
};
