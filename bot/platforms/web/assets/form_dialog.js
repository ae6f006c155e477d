// The questions that a button asks, in a dialog of the browser's own: it keeps the focus, Esc closes it.

import { uniqueId } from "/assets/memory.js";

const SLOW_MS = 1000;

export default {
  props: { form: Object },
  emits: ["fill"],
  data: () => ({ values: {}, missing: [], sending: false, slow: false }),
  watch: {
    async form(form) {
      clearTimeout(this.timer);
      Object.assign(this, { values: {}, missing: [], sending: false, slow: false });
      await this.$nextTick();
      if (form) this.$refs.dialog.showModal();
      else this.$refs.dialog.close();
    },
  },
  methods: {
    send() {
      const answered = (field) => !field.required || this.values[field.name]?.trim();
      this.missing = this.form.fields.filter((field) => !answered(field)).map((field) => field.name);
      if (this.missing.length) return this.$refs.dialog.querySelector(`[name="${this.missing[0]}"]`).focus();
      if (this.sending) return;
      this.sending = true;
      this.timer = setTimeout(() => (this.slow = true), SLOW_MS);
      const { action, source, title } = this.form;
      this.$emit("fill", { kind: "form", id: uniqueId(), source, action, values: { ...this.values }, label: title });
    },
    close() {
      this.$refs.dialog.close();
    },
  },
  template: `
    <dialog ref="dialog" class="form" aria-labelledby="form-title">
      <form v-if="form" method="dialog" novalidate @submit.prevent="send">
        <h2 id="form-title">{{ form.title }}</h2>
        <label v-for="field in form.fields" :class="{ refused: missing.includes(field.name) }">
          <span>{{ field.label }} <small v-if="!field.required">optional</small></span>
          <select v-if="field.choices.length" v-model="values[field.name]" :name="field.name"
                  :aria-invalid="missing.includes(field.name) || null" :aria-required="field.required">
            <option :value="undefined">Please choose</option>
            <option v-for="choice in field.choices" :value="choice.value">{{ choice.label }}{{ choice.summary && " – " + choice.summary }}</option>
          </select>
          <textarea v-else-if="field.kind === 'paragraph'" v-model="values[field.name]" rows="4" :name="field.name"
                    :maxlength="field.longest" :placeholder="field.placeholder" :aria-required="field.required"
                    :aria-invalid="missing.includes(field.name) || null"></textarea>
          <input v-else v-model="values[field.name]" :name="field.name" :maxlength="field.longest" autocomplete="off"
                 :placeholder="field.placeholder" :aria-required="field.required"
                 :aria-invalid="missing.includes(field.name) || null">
          <em v-if="missing.includes(field.name)" role="alert">Please fill this in.</em>
        </label>
        <p class="slow" role="status"><template v-if="slow"><i class="spinner" aria-hidden="true"></i>Working on it …</template></p>
        <footer>
          <button type="button" class="button" @click="close">Cancel</button>
          <button type="submit" class="button primary" :aria-busy="sending || null">{{ form.send }}</button>
        </footer>
      </form>
    </dialog>`,
};
