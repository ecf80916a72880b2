/**
 * Another head on what a published version already sees: seconds instead of a schedule. Where
 * features and examples come from is not known here.
 */
package io.afterimage.training.refresh;
