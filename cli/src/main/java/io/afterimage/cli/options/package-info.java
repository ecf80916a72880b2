/** Options that several commands share, and where their values come from. */
package io.afterimage.cli.options;
