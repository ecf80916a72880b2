/** How well learning goes: bounded views over predictions, labels, examples and model events. */
package io.afterimage.console.learning;
