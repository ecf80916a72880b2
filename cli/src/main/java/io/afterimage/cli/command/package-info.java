/** One class per command: its options, and what it prints. The work is done elsewhere. */
package io.afterimage.cli.command;
