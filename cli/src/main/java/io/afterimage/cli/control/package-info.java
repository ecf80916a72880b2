/** Commands to the trainer: sending one, hearing the replies, showing them. */
package io.afterimage.cli.control;
