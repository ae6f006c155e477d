// What can be completed: commands by their name, and the values of an option. No state, no page.

const MOST = 25;

// Commands whose name or words hold what was typed; those that begin with it come first.
export function matchCommands(commands, typed) {
  const wanted = typed.replace(/^\//, "").trim().toLowerCase();
  const starts = commands.filter((command) => command.name.startsWith(wanted));
  const holds = commands.filter((command) => !starts.includes(command) && command.name.includes(wanted));
  return [...starts, ...holds].map((command) => ({
    label: `/${command.name}`,
    summary: command.summary,
    aside: command.options.filter((option) => option.required).map((option) => option.name).join(" "),
    command,
  }));
}

export function matchChoices(choices, typed) {
  const wanted = typed.trim().toLowerCase();
  return choices
    .filter((choice) => choice.label.toLowerCase().includes(wanted) || choice.value.toLowerCase().includes(wanted))
    .slice(0, MOST);
}

// "/help" -> its command; null where anything else is written.
export function namedCommand(commands, text) {
  const typed = text.trim().toLowerCase();
  return commands.find((command) => `/${command.name}` === typed) ?? null;
}

// "/ask What is dropout?" -> the command and what stands after its name; null while it is not one yet.
export function splitCommand(commands, text) {
  if (!text.startsWith("/")) return null;
  const named = commands
    .filter((command) => text.startsWith(`/${command.name} `))
    .sort((one, other) => other.name.length - one.name.length)[0];
  const longer = named && commands.some((other) => `/${other.name}`.startsWith(text) && other !== named);
  return named && !longer ? { command: named, rest: text.slice(named.name.length + 2) } : null;
}

// Values as typed behind a command: "topic: training count: 5", or all of it for the first option.
export function readOptions(options, rest) {
  const names = options.map((option) => option.name);
  const parts = rest.split(new RegExp(`(?:^|\\s)(${names.join("|") || "(?!)"}):\\s*`));
  if (parts.length === 1) return rest.trim() && names.length ? { [names[0]]: rest.trim() } : {};
  const values = {};
  for (let index = 1; index < parts.length; index += 2) values[parts[index]] = parts[index + 1].trim();
  return values;
}

export function hint(option) {
  return `${option.summary} (${option.takes}${option.required ? "" : ", optional"})`;
}
