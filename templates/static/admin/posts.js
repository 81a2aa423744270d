// What Decap CMS is told of this hub before it begins: how posts are read and written, and how days are chosen.
//
// Every value of a post stays the text that it is: 18:30, 01234567 and yes mean what the kind says they mean. What
// nobody has changed keeps its lines and its comments, so that who reviews a change sees that change.
"use strict";

window.CMS_MANUAL_INIT = true;

(function () {
  const TEXT = { schema: null, lineWidth: -1 };
  const HEAD = "head of the file";

  // --- values as the file has them, and as the forms have them -----------------------------------------

  const isGroup = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const isEmpty = (value) =>
    value === undefined || value === null || value === "" ||
    (Array.isArray(value) ? !value.length : isGroup(value) && !Object.keys(value).length);

  // One line of text that stands for a group is the first field that it looks like, or the first that takes any.
  function alone(text, fields) {
    const like = fields.find((field) => field.pattern && new RegExp(field.pattern[0]).test(text));
    return { [(like || fields.find((field) => !field.pattern)).name]: text };
  }

  const asGroup = (value, fields) => (isGroup(value) ? toForm(value, fields) : alone(String(value), fields));

  function toForm(values, fields) {
    const found = { ...values };
    for (const field of fields) {
      const value = values[field.name];
      if (isEmpty(value)) delete found[field.name];
      else if (field.widget === "list" || field.multiple) {
        const items = Array.isArray(value) ? value : [value];
        if (field.types) {
          const type = field.types[Array.isArray(value) ? 1 : 0];
          found[field.name] = items.map((item) => ({ ...asGroup(item, type.fields), [field.typeKey]: type.name }));
        } else {
          found[field.name] = field.fields ? items.map((item) => asGroup(item, field.fields)) : items;
        }
      }
    }
    return found;
  }

  // Without what is empty, and with the fields of a group in their order: what is the same looks the same.
  function toFile(values, fields) {
    const named = fields.map((field) => field.name);
    const others = Object.keys(values).filter((name) => !named.includes(name));
    const found = {};
    for (const name of [...named, ...others]) {
      const value = written(values[name], fields.find((field) => field.name === name) || {});
      if (!isEmpty(value)) found[name] = value;
    }
    return found;
  }

  function written(value, field) {
    if (Array.isArray(value)) {
      const items = value.map((item) => {
        const type = field.types && field.types.find((type) => type.name === item[field.typeKey]);
        if (!type) return written(item, { fields: field.fields });
        const { [field.typeKey]: _, ...rest } = item;
        return toFile(rest, type.fields);
      });
      const single = field.max === 1 || (field.types && value.length === 1 && value[0][field.typeKey] === field.types[0].name);
      return single ? items[0] : items.filter((item) => !isEmpty(item));
    }
    if (isGroup(value)) return toFile(value, field.fields || []);
    return isEmpty(value) ? "" : String(value);
  }

  // --- the file ----------------------------------------------------------------------------------------

  const load = (text) => (text.trim() ? jsyaml.load(text, TEXT) : {}) || {};
  const dump = (values) => (isEmpty(values) ? "" : jsyaml.dump(values, TEXT));
  const sorted = (_, value) => (isGroup(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
  const same = (one, other) => JSON.stringify(one, sorted) === JSON.stringify(other, sorted);

  // The lines of each field with the comments above it, in their order; what stands below the last has no name.
  function pieces(head) {
    const found = [];
    let lines = [];
    let open = "";
    const close = () => open && found.push([open, lines.join("")]) && (lines = []);
    for (const line of head.match(/[^\n]*\n|[^\n]+$/g) || []) {
      const begins = /^([A-Za-z_][\w-]*)[ \t]*:(?:\s|$)/.exec(line);
      if (begins) {
        // Comments and empty lines above a field belong to it.
        let kept = lines.length;
        while (kept && /^\s*(#.*)?$/.test(lines[kept - 1])) kept -= 1;
        const above = lines.splice(kept);
        close();
        lines = [...lines, ...above];
        open = begins[1];
      }
      lines.push(line);
    }
    let kept = lines.length;
    while (kept && /^\s*(#.*)?$/.test(lines[kept - 1])) kept -= 1;
    const below = lines.splice(kept).join("");
    close();
    return [found, lines.join("") + below];
  }

  function headOf(values, before, collection) {
    const anew = dump(Object.fromEntries(
      [...new Set([...collection.order, ...Object.keys(values)])].flatMap((name) => (name in values ? [[name, values[name]]] : []))
    ));
    if (!before) return anew;
    const [old, below] = pieces(before);
    const was = toFile(toForm(load(before), collection.fields), collection.fields);
    const rank = (name) => (collection.order.includes(name) ? collection.order.indexOf(name) : collection.order.length);
    const lines = old
      .filter(([name]) => name in values)
      .map(([name, text]) => [name, same(was[name], values[name]) ? text : dump({ [name]: values[name] })]);
    for (const name of Object.keys(values)) {
      if (lines.some(([there]) => there === name)) continue;
      const at = lines.findIndex(([there]) => rank(there) > rank(name));
      lines.splice(at < 0 ? lines.length : at, 0, [name, dump({ [name]: values[name] })]);
    }
    const made = lines.map(([, text]) => text).join("") + below;
    try {
      return same(toFile(toForm(load(made), collection.fields), collection.fields), values) ? made : anew;
    } catch {
      return anew;
    }
  }

  const format = (collection) => ({
    fromFile(text) {
      const found = /^\uFEFF?---[ \t]*\n([^]*?)^---[ \t]*(?:\n|$)/m.exec(text.replace(/\r\n?/g, "\n"));
      if (!found || found.index) return { body: text };
      const body = text.replace(/\r\n?/g, "\n").slice(found[0].length);
      return { ...toForm(load(found[1]), collection.fields), body, [HEAD]: found[1] };
    },
    toFile({ body, [HEAD]: before, file: _, ...values }) {
      const head = headOf(toFile(values, collection.fields), before, collection);
      const text = (body || "").replace(/\s+$/, "");
      return `---\n${head}---\n${text}${text ? "\n" : ""}`;
    },
  });

  // What the file of a new post is to be called: like its heading, if that has letters that an address can have.
  function fileName(data, collection) {
    const heading = String(data.get(collection.identifier_field) || "");
    if (/[a-z0-9]/i.test(heading.normalize("NFKD"))) return heading;
    return `${collection.name}-${String(data.get("date") || today("UTC")).slice(0, 10)}`;
  }

  // --- days and times ----------------------------------------------------------------------------------

  const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::00)?)?$/;

  const today = (zone) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date());

  // A day, and the time of day if the field has one and it matters. What was written otherwise stays text.
  const picker = (timed) =>
    createClass({
      componentDidMount() {
        if (this.props.value === "today") this.props.onChange(today(this.props.field.get("zone")));
      },
      render() {
        const { value, forID, classNameWrapper, field, onChange, setActiveStyle, setInactiveStyle } = this.props;
        const [, day = "", time = ""] = MOMENT.exec(value || "") || [];
        const shared = { className: classNameWrapper, onFocus: setActiveStyle, onBlur: setInactiveStyle };
        const change = (event) => onChange(event.target.value);
        if (value && !day && value !== "today") {
          return h("input", { ...shared, id: forID, type: "text", value, onChange: change });
        }
        const set = (newDay, newTime) => onChange(newDay && newTime ? `${newDay} ${newTime}` : newDay);
        const dayInput = h("input", {
          ...shared, id: forID, type: "date", value: day, onChange: (event) => set(event.target.value, time),
        });
        if (!timed) return dayInput;
        return h("div", { className: "hub-moment" }, dayInput, h("input", {
          ...shared, type: "time", value: time, disabled: !day, "aria-label": `${field.get("label")}: time of day, if it matters`,
          onChange: (event) => set(day, event.target.value),
        }));
      },
    });

  // --- the text ----------------------------------------------------------------------------------------

  // Markdown as it is, and a way to put a picture into it.
  const writer = () =>
    createClass({
      picture() {
        return `${this.props.forID}-picture`;
      },
      // Asked by the frame around it, which would else pass on new values only, and no chosen picture.
      shouldComponentUpdate() {
        return true;
      },
      componentDidUpdate() {
        const { mediaPaths, onChange, onRemoveInsertedMedia, value } = this.props;
        const path = mediaPaths.get(this.picture());
        if (!path) return;
        onRemoveInsertedMedia(this.picture());
        const text = value || "";
        const at = this.area ? this.area.selectionStart : text.length;
        onChange(`${text.slice(0, at)}![](${path})${text.slice(at)}`);
        this.said = at + 2; // between the brackets: what the picture shows is still to be said
      },
      // The dialogue gives the focus back to the button that opened it.
      goOn() {
        if (this.said === undefined) return;
        this.area.focus();
        this.area.setSelectionRange(this.said, this.said);
        this.said = undefined;
      },
      render() {
        const { value, forID, classNameWrapper, field, onChange, onOpenMediaLibrary, setActiveStyle, setInactiveStyle } = this.props;
        return h("div", { className: "hub-text" },
          h("textarea", {
            id: forID, className: classNameWrapper, rows: 16, value: value || "",
            ref: (area) => { this.area = area; }, onFocus: setActiveStyle, onBlur: setInactiveStyle,
            onChange: (event) => onChange(event.target.value),
          }),
          h("button", {
            type: "button",
            onFocus: this.goOn,
            onClick: () => onOpenMediaLibrary({ controlID: this.picture(), forImage: true, allowMultiple: false, field }),
          }, "Put a picture into the text"));
      },
    });

  // --- the beginning -----------------------------------------------------------------------------------

  window.addEventListener("DOMContentLoaded", async () => {
    TEXT.schema = jsyaml.FAILSAFE_SCHEMA;
    const answer = await fetch("config.yml", { cache: "no-cache" });
    const config = jsyaml.load(await answer.text());
    for (const collection of config.collections) CMS.registerCustomFormat(collection.format, "md", format(collection));
    CMS.registerEventListener({
      name: "preSave",
      handler: ({ entry }) => {
        const collection = config.collections.find((one) => one.name === entry.get("collection"));
        return entry.get("newRecord") ? entry.get("data").set("file", fileName(entry.get("data"), collection)) : entry.get("data");
      },
    });
    CMS.registerWidget("day", picker(false));
    CMS.registerWidget("moment", picker(true));
    CMS.registerWidget("prose", writer());
    CMS.init({ config: { ...config, load_config_file: false } });
  });
})();
