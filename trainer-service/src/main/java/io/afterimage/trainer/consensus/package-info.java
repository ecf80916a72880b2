/** What label an image has that several sources have labelled. Knows of no examples. */
package io.afterimage.trainer.consensus;
