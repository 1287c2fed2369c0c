// Two months side by side: every figure with both values and the difference.
(() => {
  "use strict";
  const { months, figures } = JSON.parse(document.getElementById("data").textContent);
  const form = document.querySelector("form");
  if (!form) return;
  const table = document.getElementById("compared"), found = document.getElementById("found");
  const [earlier, later, section, only] = ["earlier", "later", "section", "only"].map((id) => document.getElementById(id));

  const decimals = (value) => (String(value).split(".")[1] ?? "").length;
  const written = (value) => (value === null ? "—" : String(value));
  function difference(before, after) {
    if (typeof before !== "number" || typeof after !== "number") return before === after ? "" : "不同";
    const change = (after - before).toFixed(Math.max(decimals(before), decimals(after)));
    return Number(change) > 0 ? `+${change}` : Number(change) < 0 ? change.replace("-", "−") : "0";
  }
  function cell(row, kind, text, look) {
    const made = document.createElement(kind);
    made.textContent = text;
    if (look) made.className = look;
    if (kind === "th") made.scope = "row";
    row.append(made);
  }
  function fill() {
    const one = Number(earlier.value), other = Number(later.value);
    const body = document.createElement("tbody");
    let all = 0, changed = 0;
    for (const [part, name, unit, values] of figures) {
      const before = values[one], after = values[other];
      if ((before === null && after === null) || (section.value && part !== section.value)) continue;
      all += 1;
      if (before !== after) changed += 1;
      else if (only.checked) continue;
      const row = body.insertRow(), words = [before, after].some((value) => typeof value === "string");
      if (before === after) row.className = "same";
      cell(row, "th", name);
      cell(row, "td", unit);
      for (const value of [before, after]) cell(row, "td", written(value), words ? "words" : "number");
      cell(row, "td", difference(before, after), "number");
    }
    table.tBodies[0].replaceWith(body);
    const heads = table.tHead.rows[0].cells;
    [one, other].forEach((month, at) => { (heads[2 + at].querySelector("button") ?? heads[2 + at]).textContent = months[month]; });
    table.dispatchEvent(new Event("refill"));
    found.textContent = one === other ? "选的是同一个月。" : `共 ${all} 个指标，${changed} 个有变化。`;
  }
  form.addEventListener("change", fill);
  form.addEventListener("submit", (event) => event.preventDefault());
  fill();
})();
