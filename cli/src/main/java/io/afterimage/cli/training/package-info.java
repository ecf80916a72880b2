/** Training as the commands run it: from listed pictures to an artefact, with progress shown. */
package io.afterimage.cli.training;
