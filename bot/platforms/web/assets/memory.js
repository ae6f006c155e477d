// What this browser remembers: who is in this tab, what is being written, what was written before.

const PERSON = "person";
const NAMES = ["Ada", "Alan", "Barbara", "Edsger", "Emmy", "Grace", "Kurt", "Sofia", "Srinivasa"];

function read(store, key, otherwise) {
  try {
    return JSON.parse(store.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function uniqueId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function stranger() {
  const name = NAMES[Math.floor(Math.random() * NAMES.length)];
  return { token: uniqueId(), name, moderates: false };
}

// Holds the person for as long as this tab is open; false when another tab holds them. A page that is
// being reloaded lets go a moment later, which is what the patience is for.
function claim(token, patience_ms) {
  if (!navigator.locks) return Promise.resolve(patience_ms > 1000); // only this tab's own, without TLS
  return new Promise((decided) => {
    const hold = () => {
      decided(true);
      return new Promise(() => {});
    };
    navigator.locks
      .request(`person-${token}`, { signal: AbortSignal.timeout(patience_ms) }, hold)
      .catch(() => decided(false));
  });
}

// The person of this tab: as before a reload, or as in the tab that was closed last; else somebody new.
export async function person() {
  const places = [[sessionStorage, 2000], [localStorage, 100]];
  for (const [store, patience_ms] of places) {
    const known = read(store, PERSON, null);
    if (known?.token && (await claim(known.token, patience_ms))) return keepPerson(known);
  }
  const fresh = stranger();
  await claim(fresh.token, 100);
  return keepPerson(fresh);
}

export function keepPerson(person) {
  sessionStorage.setItem(PERSON, JSON.stringify(person));
  localStorage.setItem(PERSON, JSON.stringify(person));
  return person;
}

const DRAFT = "draft";
const HISTORY = "history";
const KEPT = 50;

export function readDraft() {
  return read(sessionStorage, DRAFT, null);
}

export function keepDraft(draft) {
  sessionStorage.setItem(DRAFT, JSON.stringify(draft));
}

export function readHistory() {
  return read(sessionStorage, HISTORY, []);
}

export function addToHistory(entry) {
  const before = readHistory().filter((other) => JSON.stringify(other) !== JSON.stringify(entry));
  sessionStorage.setItem(HISTORY, JSON.stringify([...before, entry].slice(-KEPT)));
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
