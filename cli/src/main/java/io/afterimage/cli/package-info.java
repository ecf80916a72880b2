/** The {@code afterimage} command: its entry point, the only place that reads the environment. */
package io.afterimage.cli;
