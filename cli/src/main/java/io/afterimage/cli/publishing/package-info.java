/** How this command takes part in publishing models. */
package io.afterimage.cli.publishing;
