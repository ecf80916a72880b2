/** Named settings of a training run, in short files that people copy and change. */
package io.afterimage.cli.recipes;
