/**
 * How views of the console follow topics, and what they may keep of what others write there; knows
 * nothing of what they show.
 */
package io.afterimage.console.topics;
