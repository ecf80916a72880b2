/** Reading what the stream has answered. */
package io.afterimage.cli.predictions;
