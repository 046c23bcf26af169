"""The few lines of JavaScript that look at a page in the browser. They ask for nothing."""

from __future__ import annotations

# `checkVisibility` is missing in browsers of before 2022.
_PRESSABLE = """
const pressable = (element) =>
  element.isConnected
  && (element.checkVisibility?.({visibilityProperty: true}) ?? true)
  && !element.closest("[disabled], [aria-disabled=true]");
"""

#: Marks what could be a control and can be pressed, and returns the page's HTML.
#: No box is one whose text is hidden, or in a control of its own. A mark stays
#: the same for as long as its element does.
READ = f"""(attribute) => {{
  {_PRESSABLE}
  const state = window[Symbol.for(attribute)] ??= {{count: 0}};
  for (const element of document.querySelectorAll("a, button, input, div, span")) {{
    const container = element.matches("div, span") && (element.children.length > 2
      || element.querySelector("a, button, input") || !element.innerText.trim());
    if (container || !pressable(element)) element.removeAttribute(attribute);
    else if (!element.hasAttribute(attribute)) element.setAttribute(attribute, ++state.count);
  }}
  return "<!DOCTYPE html>" + document.documentElement.outerHTML;
}}"""

#: Presses the control with a mark; returns whether it was there. A press by
#: script, since a banner that lies over the page would take any other.
PRESS = """([attribute, mark]) => {
  const state = window[Symbol.for(attribute)] ??= {count: 0};
  state.links = new Set([...document.links].map((link) => link.href));
  state.pressed = document.querySelector(`[${attribute}="${mark}"]`);
  state.pressed?.scrollIntoView({block: "center"});
  state.pressed?.click();
  return Boolean(state.pressed);
}"""

#: Returns the links that the press brought, and whether its control can be pressed again.
LOOK = f"""(attribute) => {{
  {_PRESSABLE}
  const state = window[Symbol.for(attribute)];
  return {{
    links: [...document.links].map((link) => link.href).filter((url) => !state?.links?.has(url)),
    again: Boolean(state?.pressed && pressable(state.pressed)),
  }};
}}"""

#: The text of a page that is no HTML, as the browser shows it.
TEXT = "() => document.body?.textContent ?? ''"
