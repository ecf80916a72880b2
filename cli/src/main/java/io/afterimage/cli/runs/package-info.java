/** Runs of training as text: a list, all of one, two side by side. */
package io.afterimage.cli.runs;
