// lit-html, whose version is named here only. Everything that a page shows goes through these
// templates, which write text and attributes, never markup.
import { noChange } from '/assets/lit-html/3.2.1/lit-html.js';
import { Directive, directive } from '/assets/lit-html/3.2.1/directive.js';

export { html, svg, render, nothing } from '/assets/lit-html/3.2.1/lit-html.js';
export { repeat } from '/assets/lit-html/3.2.1/directives/repeat.js';
export { classMap } from '/assets/lit-html/3.2.1/directives/class-map.js';
export { ifDefined } from '/assets/lit-html/3.2.1/directives/if-defined.js';
export { keyed } from '/assets/lit-html/3.2.1/directives/keyed.js';
export { live } from '/assets/lit-html/3.2.1/directives/live.js';
export { guard } from '/assets/lit-html/3.2.1/directives/guard.js';
export { ref, createRef } from '/assets/lit-html/3.2.1/directives/ref.js';

/**
 * Sets style properties of an element: `<div ${styled({ width: '40%' })}>`. The content security
 * policy forbids style attributes, which lit's own styleMap would write.
 */
export const styled = directive(
  class extends Directive {
    update(part, [properties]) {
      for (const [name, value] of Object.entries(properties)) {
        part.element.style.setProperty(name, value);
      }
      return noChange;
    }
  },
);
