/** Dead letters at the terminal: finding, showing and saving them. Parses no command lines. */
package io.afterimage.cli.letters;
