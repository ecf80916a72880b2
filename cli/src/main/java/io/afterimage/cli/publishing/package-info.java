/** Publishing models from the command line. */
package io.afterimage.cli.publishing;
