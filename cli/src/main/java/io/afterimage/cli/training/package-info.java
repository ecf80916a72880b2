/** Training as the commands run it: from listed images to an artefact, with progress shown. */
package io.afterimage.cli.training;
